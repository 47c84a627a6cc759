"""MkDocs' admonitions: ``!!! note "Title"`` with an indented body; ``???`` and ``???+`` are folded ones."""

import re
from collections.abc import Mapping

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from msgspec import Struct

from handbook.parse.callouts import CALLOUTS, Callout, Folding, is_too_deep, push_callout

MARKS = ("!!!", "???")
OPENING = re.compile(
    r"""(?P<mark>!!!|\?\?\?\+?)[ \t]*(?P<words>(?:[\w-]++[ \t]*+)++)(?:(?<=[ \t])"(?P<title>.*)")?[ \t]*$"""
)
FOLDINGS: Mapping[str, Folding | None] = {"!!!": None, "???": "closed", "???+": "open"}
BODY_INDENT = 4

OLDER_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("abstract", "summary", "tldr"), "info"),
    **dict.fromkeys(("hint", "check", "done", "success"), "tip"),
    **dict.fromkeys(("help", "faq", "question"), "info"),
    "attention": "warning",
    **dict.fromkeys(("fail", "missing", "failure", "error", "bug"), "danger"),
    **dict.fromkeys(("cite", "quote"), "note"),
}
"""Material for MkDocs' types, past and present, that are none of ours, and what each of them becomes."""


def admonitions(md: MarkdownIt) -> None:
    """Recognise admonitions, in the middle of a paragraph too, as Python-Markdown does."""
    md.block.ruler.before(
        "fence", "admonition", _admonition, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def _admonition(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001  (markdown-it's signature)
    start = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith(MARKS, start) or state.is_code_block(line):
        return False
    opening = OPENING.match(state.src, start, state.eMarks[line])
    if opening is None or is_too_deep(state):
        return False
    body = _body_of(state, line, end)
    if body is None and not _stands_alone(opening):
        return False
    if not silent:
        _push(state, line, _callout(opening), body)
    return True


class _Body(Struct, frozen=True):
    """The indented lines below the mark, and how far they are indented."""

    indent: int
    end: int


def _body_of(state: StateBlock, line: int, end: int) -> _Body | None:
    first = state.skipEmptyLines(line + 1)
    if first >= end or state.sCount[first] < state.blkIndent + BODY_INDENT:
        return None
    # A mark that is indented itself has its body four from there, or four from where the mark should stand.
    indent = min(state.sCount[first], state.sCount[line] + BODY_INDENT)
    last = first
    for number in range(first + 1, end):
        if state.isEmpty(number):
            continue
        if state.sCount[number] < indent:
            break
        last = number
    return _Body(indent, last + 1)


def _stands_alone(opening: re.Match[str]) -> bool:
    """Return whether the line is a callout without a body: a known type, and no words lost as classes."""
    kind, *classes = opening["words"].lower().split()
    return (kind in CALLOUTS or kind in OLDER_TYPES) and (not classes or opening["title"] is not None)


def _callout(opening: re.Match[str]) -> Callout:
    """Return the callout of a type; one that nobody knows becomes a note labelled with it."""
    word, *classes = opening["words"].split()
    kind = OLDER_TYPES.get(word.lower(), word.lower())
    folding = FOLDINGS[opening["mark"]]
    return Callout(
        kind=kind if kind in CALLOUTS else "note",
        label=word.capitalize(),
        title=opening["title"],
        folding="closed" if kind == "details" and folding is None else folding,
        classes=tuple(classes),
    )


def _push(state: StateBlock, line: int, callout: Callout, body: _Body | None) -> None:
    end = body.end if body else line + 1
    indent = state.blkIndent
    state.blkIndent = body.indent if body else indent
    push_callout(state, callout, lines=(line, end), content=(line + 1, end))
    state.blkIndent = indent
    state.line = end
