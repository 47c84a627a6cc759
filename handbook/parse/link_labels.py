"""Where the text of a link ends: each bracket is looked at once, however many of them are never closed."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import NamedTuple

from markdown_it import MarkdownIt, helpers
from markdown_it.rules_inline import StateInline

NEVER = -1
INLINE_NOTE = "footnote_inline"


class Label(NamedTuple):
    """What begins with a bracket: where the one stands that closes it, and whether a link is in it."""

    end: int
    holds_link: bool = False


def remember_labels(md: MarkdownIt) -> None:
    """Let links, pictures and footnotes share what they find out about brackets.

    markdown-it looks through the rest of the paragraph for each bracket anew, down to ``maxNesting`` levels:
    200,000 times ``[`` took 8 s, ``![`` 15 s.
    """
    found = {name: getattr(helpers, name) for name in helpers.__all__}
    md.helpers = SimpleNamespace(**found | {"parseLinkLabel": end_of_label})  # type: ignore[assignment]
    if INLINE_NOTE in md.get_all_rules()["inline"]:
        rules = {rule.name: rule.fn for rule in md.inline.ruler.__rules__}
        md.inline.ruler.at(INLINE_NOTE, _only_if_closed(rules[INLINE_NOTE]))


def end_of_label(state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: FBT001, FBT002, N803  (markdown-it's signature)
    """Return where the bracket stands that closes the one at ``start``, or -1."""
    if start > _last_closing(state):
        return NEVER
    label = _label_at(state, start)
    is_out_of_reach = label.end >= state.posMax
    return NEVER if is_out_of_reach or (disableNested and label.holds_link) else label.end


def _last_closing(state: StateInline) -> int:
    known = vars(state)
    if "last_closing" not in known:
        known["last_closing"] = state.src.rfind("]")
    last: int = known["last_closing"]
    return last


def _label_at(state: StateInline, start: int) -> Label:
    known: dict[int, Label] = vars(state).setdefault("labels", {})
    if start not in known:
        known[start] = _looked_up(state, start, known)
    return known[start]


def _looked_up(state: StateInline, start: int, known: dict[int, Label]) -> Label:
    before, state.pos = state.pos, start + 1
    end, holds_link = NEVER, False
    while state.pos < state.posMax:
        position = state.pos
        if state.src[position] == "]":
            end = position
            break
        state.md.inline.skipToken(state)
        if state.src[position] != "[":
            continue
        if state.pos > position + 1:
            holds_link = True
            continue
        # No link begins here, and it is known where this bracket is closed, for a link was tried. If it is
        # never closed, then neither is the one that it stands in.
        inner = known.get(position, Label(NEVER))
        if inner.end == NEVER:
            break
        holds_link = holds_link or inner.holds_link
        state.pos = inner.end + 1
    state.pos = before
    return Label(end, holds_link)


def _only_if_closed(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    def closed_note(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  (markdown-it's signature)
        begins = state.src.startswith("^[", state.pos)
        return begins and end_of_label(state, state.pos + 1) != NEVER and rule(state, silent)

    return closed_note
