"""A start tag, and what is open around it -> why it must not be a tag there, if so.

A browser would end by itself what it stands in, or take what follows for something else.
"""

from msgspec import Struct

from handbook.diagnostics import Code
from handbook.parse.elements import (
    BETWEEN_CELLS,
    ENDED_BY,
    FOREIGN,
    HEADINGS,
    NEVER_NESTED,
    OUT_OF_PLACE,
    PARENTS,
    RUBY_PARTS,
    SELECTABLE,
    STRUCTURE,
)
from handbook.parse.html_pieces import Piece
from handbook.parse.open_elements import OpenElements


class Reason(Struct, frozen=True):
    """Why a tag is shown as text, and the way out; ``{tag}`` and ``{name}`` of the hint are filled in."""

    message: str
    hint: str
    code: Code = Code.UNKNOWN_ELEMENT


NO_PLACE = Reason("has no place inside a page", "write `{tag}` if it is meant as text")
INSTRUCTION = Reason(
    "gives orders about the whole page, which its content must not",
    "remove it; where it leads elsewhere, write redirect_to in the front matter",
    Code.BLOCKED_BY_POLICY,
)
NEVER_CLOSED = Reason(
    "is not closed in the same part of the page",
    "write </{name}> behind it, with no empty line and no Markdown before that",
    Code.UNCLOSED_ELEMENT,
)
NOT_FOREIGN = Reason(
    "is not closed in the same part of the page, or holds what ends it",
    "write it without empty lines and elements of HTML inside, or as a file that ![…](…) shows",
    Code.UNCLOSED_ELEMENT,
)
IN_SELECT = Reason("has no place in a <select>", "remove it, or put it behind </select>")
IN_TABLE = Reason("has no place in a table outside of its cells", "put it into a cell, or before <table>")
NO_TABLE = Reason("has no place outside of a table", "open <table> before it, in the same part of the page")
NESTED = Reason("cannot stand inside another one", "close the one around it first")
NO_RUBY = Reason("has no place here", "open <ruby> before it, in the same part of the page")
IN_RUBY = Reason("has no place inside of <ruby>", "close <ruby> first")
ENDS_ITEM = Reason(
    "would end the list item that it stands in", "remove it, or open a list before it: <ul>, <ol> or <dl>"
)
ENDS_HEADING = Reason("would end the heading that it stands in", "remove it: Markdown writes the heading")


def reason_against(piece: Piece, around: OpenElements) -> Reason | None:
    """Return why a start tag must be shown as text; None if it may be a tag."""
    name = piece.name
    if reason := _reason_anywhere(piece):
        return reason
    if around.frame.name == "select":
        return None if name in SELECTABLE else IN_SELECT
    if around.limit in STRUCTURE and name not in BETWEEN_CELLS:
        return IN_TABLE
    if piece.foreign:
        return None
    return _reason_of_nesting(name, around)


def _reason_anywhere(piece: Piece) -> Reason | None:
    if piece.kind == "refused":
        return NOT_FOREIGN if piece.name in FOREIGN else NEVER_CLOSED
    if piece.name in OUT_OF_PLACE:
        return NO_PLACE
    is_order = piece.name == "meta" and any(attribute.name == "http-equiv" for attribute in piece.attributes)
    return INSTRUCTION if is_order else None


def _reason_of_nesting(name: str, around: OpenElements) -> Reason | None:
    ends_another = not around.limit_is_ours
    checks = (
        (NO_TABLE, name in PARENTS and not around.frame.names["table"]),
        (NESTED, name in NEVER_NESTED and around.inside[name] > 0),
        (NO_RUBY, name in RUBY_PARTS and around.inside["ruby"] > around.frame.names["ruby"]),
        (IN_RUBY, name in ENDED_BY and around.inside["ruby"] > 0),
        (ENDS_ITEM, ends_another and around.limit in ENDED_BY.get(name, ())),
        (ENDS_HEADING, ends_another and name in HEADINGS and around.limit in HEADINGS),
    )
    return next((reason for reason, is_so in checks if is_so), None)
