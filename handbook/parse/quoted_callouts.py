"""Callouts written as quotes: what GitHub's alerts and the pseudo callouts have in common.

A block rule looks at the first line of each quote, as soon as markdown-it has opened it.
"""

from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, lheading, paragraph
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from handbook.parse.callouts import Callout, opening_tokens

ReadMark = Callable[[StateBlock, int, int], tuple[Callout, int] | None]
"""From a quote's first line and the line behind its last: the callout, and where its text begins; or None."""

CLOSE = "close_quoted_callouts"


def quoted_callouts(md: MarkdownIt, name: str, read_mark: ReadMark) -> None:
    """Make callouts of the quotes whose first line has a mark. ``name`` is the rule's."""

    def rule(state: StateBlock, line: int, end: int, _silent: bool) -> bool:  # noqa: FBT001  (markdown-it's signature)
        if state.parentType != "blockquote" or not _is_first_line(state, line):
            return False
        found = read_mark(state, line, end)
        if found is None:
            return False
        _open(state, line, end, *found)
        return True

    md.block.ruler.before("table", name, rule)
    if CLOSE not in md.core.ruler.get_all_rules():
        md.core.ruler.after("block", CLOSE, _close)


def _is_first_line(state: StateBlock, line: int) -> bool:
    quote = state.tokens[-1]
    return quote.type == "blockquote_open" and quote.map[0] == line and not state.is_code_block(line)  # type: ignore[index]


def _open(state: StateBlock, line: int, end: int, callout: Callout, text: int) -> None:
    """Put the callout in the quote's place, and read the text that stands behind the mark, if any."""
    quote = state.tokens.pop()
    # The quote's own list, in which markdown-it writes the last line when it has found it.
    state.tokens += opening_tokens(callout, quote.level, quote.map or [line, end])
    if text < state.eMarks[line]:
        _read_text(state, line, end, text)
        return
    state.line = line + 1
    if state.line < end and state.sCount[state.line] < 0:
        # A line without ">" that continued the mark's paragraph: now it begins one.
        state.sCount[state.line] = 0


def _read_text(state: StateBlock, line: int, end: int, text: int) -> None:
    """Read the paragraph behind the mark. It was text, so ``# 1`` there does not become a heading."""
    state.bMarks[line], state.tShift[line], state.sCount[line] = text, 0, 0
    if not lheading(state, line, end, silent=False):
        paragraph(state, line, end, silent=False)


def _close(state: StateCore) -> None:
    if ">" not in state.src:
        return
    openings: list[Token] = []
    for token in state.tokens:
        if token.type in ("blockquote_open", "callout_open"):
            openings.append(token)
        elif token.type == "callout_close":
            openings.pop()
        elif token.type == "blockquote_close":
            opening = openings.pop()
            if opening.type == "callout_open":
                token.type, token.tag = "callout_close", opening.tag
