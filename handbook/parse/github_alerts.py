"""GitHub's alerts: a quote whose first line is ``[!NOTE]``; Obsidian's ``[!NOTE]-`` and titles, too."""

import re
from collections.abc import Mapping

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from handbook.parse.callouts import CALLOUTS, Callout, Folding
from handbook.parse.quoted_callouts import quoted_callouts

MARK = re.compile(r"\[!([^\W_][\w-]*+)\](?![(\[:])(?:([-+])(?=[ \t]|$))?[ \t]*")
FOLDINGS: Mapping[str, Folding] = {"-": "closed", "+": "open"}
LONGEST_TITLE = 60
SENTENCE_MARKS = (".", ",", ";", ":", "!", "?")


def github_alerts(md: MarkdownIt) -> None:
    """Recognise alerts. An unknown word makes a note that is labelled with it."""
    quoted_callouts(md, "github_alert", _read_mark)


def _read_mark(state: StateBlock, line: int, end: int) -> tuple[Callout, int] | None:
    start, stop = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    if not state.src.startswith("[!", start):
        return None
    mark = MARK.match(state.src, start, stop)
    if mark is None:
        return None
    kind, label = _kind_of(mark[1])
    text = state.src[mark.end() : stop].rstrip()
    title = text if text and _is_title(text, state, line + 1, end) else None
    callout = Callout(kind=kind, label=label, title=title, folding=FOLDINGS.get(mark[2]))
    return callout, stop if title else mark.end()


def _kind_of(word: str) -> tuple[str, str]:
    kind = word.lower()
    if kind in CALLOUTS and kind != "details":
        return kind, CALLOUTS[kind]
    return "note", word.capitalize()


def _is_title(text: str, state: StateBlock, line: int, end: int) -> bool:
    """Return whether text behind the mark is a title: handbooks write the body there, Obsidian a title."""
    if len(text) > LONGEST_TITLE or text.endswith(SENTENCE_MARKS):
        return False
    if state.skipEmptyLines(line) >= end:
        return False
    return state.isEmpty(line) or not _begins_lower(state, line) or _starts_block(state, line, end)


def _begins_lower(state: StateBlock, line: int) -> bool:
    return state.src[state.bMarks[line] + state.tShift[line]].islower()


def _starts_block(state: StateBlock, line: int, end: int) -> bool:
    """Return whether the line begins something that interrupts a paragraph."""
    if state.sCount[line] < 0:
        return False
    parent, state.parentType = state.parentType, "paragraph"
    starts = any(rule(state, line, end, True) for rule in state.md.block.ruler.getRules("paragraph"))
    state.parentType = parent
    return starts
