"""docsify's callouts: a paragraph that begins with ``!>`` or ``?>``."""

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from handbook.parse.callouts import CALLOUTS, Callout, closing_token, opening_tokens

MARKS = {
    mark: Callout(kind=kind, label=CALLOUTS[kind]) for mark, kind in {"!>": "important", "?>": "tip"}.items()
}


def docsify_callouts(md: MarkdownIt) -> None:
    """Recognise finished paragraphs, as docsify does: what ends a paragraph ends the callout."""
    md.core.ruler.after("block", "docsify_callouts", _wrap_paragraphs)


def _wrap_paragraphs(state: StateCore) -> None:
    if any(mark in state.src for mark in MARKS):
        state.tokens = [*_with_callouts(state.tokens)]


def _with_callouts(tokens: Sequence[Token]) -> Iterator[Token]:
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "paragraph_open":
            yield from _paragraph(*tokens[position : position + 3])
            position += 3
        else:
            yield token
            position += 1


def _paragraph(opening: Token, inline: Token, closing: Token) -> Iterator[Token]:
    callout = MARKS.get(inline.content[:2])
    text = inline.content[2:].lstrip()
    if callout is None or not text:
        yield from (opening, inline, closing)
        return
    level = opening.level
    inline.content = text
    for token in (opening, inline, closing):
        token.level += 1
        # In a tight list the paragraph would be left out.
        token.hidden = False
    yield from opening_tokens(callout, level, list(opening.map or ()))
    yield from (opening, inline, closing)
    yield closing_token(callout, level)
