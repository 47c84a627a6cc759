"""Callouts: the one element that all dialects become. Kind and label in, markdown-it's tokens out."""

from collections.abc import Mapping
from typing import Literal

from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from msgspec import Struct

CALLOUTS: Mapping[str, str] = {
    "note": "Note",
    "info": "Info",
    "tip": "Tip",
    "important": "Important",
    "warning": "Warning",
    "caution": "Caution",
    "danger": "Danger",
    "details": "Details",
}
"""Every kind, and the label it has where the writer gives none."""

Folding = Literal["open", "closed"]
"""How a callout that can be folded begins."""


class Callout(Struct, frozen=True, kw_only=True):
    """What a dialect says about a callout, but for its content."""

    kind: str
    label: str
    """What it is called where it has no title of its own."""
    title: str | None = None
    """The writer's own label, in Markdown; "" for none that can be seen."""
    folding: Folding | None = None
    """None for a callout that cannot be folded."""
    classes: tuple[str, ...] = ()
    id: str | None = None

    @property
    def tag(self) -> str:
        """The element it becomes."""
        return "details" if self.folding else "aside"


def opening_tokens(callout: Callout, level: int, lines: list[int]) -> list[Token]:
    """Return what opens a callout: the element and its whole label. ``lines`` becomes the element's map."""
    attributes: dict[str, str | int | float] = {
        "class": " ".join(("callout", *callout.classes)),
        "data-kind": callout.kind,
    }
    if callout.id:
        attributes["id"] = callout.id
    if callout.folding == "open":
        attributes["open"] = ""
    if not callout.folding:
        # An aside would be a landmark of its own; the theme's are enough to find one's way.
        attributes["role"] = "note"
        if callout.title:
            # The title stands in the kind's place, and colour must not be alone in telling the kind.
            attributes["aria-label"] = callout.label
    opening = Token("callout_open", callout.tag, 1, attrs=attributes, map=lines, level=level, block=True)
    return [opening, *_label_tokens(callout, level + 1, lines[0])]


def closing_token(callout: Callout, level: int) -> Token:
    """Return what closes a callout."""
    return Token("callout_close", callout.tag, -1, level=level, block=True)


def push_callout(
    state: StateBlock, callout: Callout, lines: tuple[int, int], content: tuple[int, int]
) -> None:
    """Add a whole callout to the tokens, with the blocks of the lines that are its content."""
    state.tokens += opening_tokens(callout, state.level, list(lines))
    push_blocks(state, content)
    state.tokens.append(closing_token(callout, state.level))


def push_blocks(state: StateBlock, content: tuple[int, int]) -> None:
    """Add the blocks of some lines to the tokens, a level deeper; none reaches beyond the last line."""
    parent, last = state.parentType, state.lineMax
    state.parentType, state.lineMax = "callout", content[1]
    state.level += 1
    state.md.block.tokenize(state, *content)
    state.level -= 1
    state.parentType, state.lineMax = parent, last


def is_too_deep(state: StateBlock) -> bool:
    """Return whether a callout's content would be lost: markdown-it leaves out what is nested too deeply."""
    return state.level + 1 >= state.md.options.maxNesting


def _label_tokens(callout: Callout, level: int, line: int) -> list[Token]:
    # A summary must be seen to be opened.
    is_hidden = callout.title == "" and not callout.folding
    attributes: dict[str, str | int | float] = {
        "class": "callout-label visually-hidden" if is_hidden else "callout-label"
    }
    tag = "summary" if callout.folding else "p"
    lines = [line, line + 1]
    return [
        Token("callout_label_open", tag, 1, attrs=attributes, map=lines, level=level, block=True),
        _label(callout, level + 1, lines),
        Token("callout_label_close", tag, -1, level=level, block=True),
    ]


def _label(callout: Callout, level: int, lines: list[int]) -> Token:
    """Return the label as an inline token: a title is Markdown still to be read, another label mere text."""
    if callout.title:
        return Token("inline", "", 0, content=callout.title, map=lines, level=level, children=[], block=True)
    text = Token("text", "", 0, content=callout.label)
    return Token("inline", "", 0, map=lines, level=level, children=[text], block=True)
