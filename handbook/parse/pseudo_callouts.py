"""Pseudo callouts: a quote that begins with ``**Note:**``, ``**Note**:`` or ``Note:``."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from handbook.parse.callouts import CALLOUTS, Callout
from handbook.parse.quoted_callouts import quoted_callouts

WORDS = ("note", "tip", "important", "warning", "caution", "danger")
FIRST_LETTERS = frozenset("*_NnTtIiWwCcDd")
MARK = re.compile(
    r"(?P<strong>\*\*|__)?(?P<word>{})(?:(?(strong)(?::(?P=strong)|(?P=strong):)|:))(?:[ \t]+|$)".format(
        "|".join(WORDS)
    ),
    re.IGNORECASE,
)


def pseudo_callouts(md: MarkdownIt) -> None:
    """Recognise these words only: ``**The importance of local tests:**`` is a quote like any other."""
    quoted_callouts(md, "pseudo_callout", _read_mark)


def _read_mark(state: StateBlock, line: int, end: int) -> tuple[Callout, int] | None:
    start, stop = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    if state.src[start] not in FIRST_LETTERS:
        return None
    mark = MARK.match(state.src, start, stop)
    if mark is None or (mark.end() == stop and state.skipEmptyLines(line + 1) >= end):
        return None
    kind = mark["word"].lower()
    return Callout(kind=kind, label=CALLOUTS[kind]), mark.end()
