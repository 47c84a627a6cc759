"""A start tag of raw HTML -> the holes at its addresses."""

import re
from collections.abc import Iterator

from handbook.model import RawAddress
from handbook.parse.html_pieces import Attribute, Piece
from handbook.parse.notes import Finder

ADDRESSES = frozenset({"href", "src", "srcset", "poster"})
SIZED_BY = frozenset({"width", "height", "style", "class"})
"""Attributes of a picture that say, or may say, how large it is shown."""

PIXELS = re.compile(r"([1-9][0-9]{0,4})(?:px)?")


def addresses_of(piece: Piece, finder: Finder) -> Iterator[tuple[int, int, RawAddress]]:
    """Yield each address with the place of its value in the piece; the finder goes on behind them."""
    for attribute in piece.attributes:
        if attribute.name in ADDRESSES and attribute.end:
            yield attribute.start, attribute.end, _address(piece, attribute, finder)


def _address(piece: Piece, attribute: Attribute, finder: Finder) -> RawAddress:
    written = piece.source[attribute.start : attribute.end].strip("\"'").split("\n", 1)[0]
    span = finder.find(written, '"', "'", "=")
    width = _shown_width(piece) if attribute.name == "src" else None
    return RawAddress(attribute.value, span, attribute.name, piece.name, width)


def _shown_width(piece: Piece) -> int | None:
    """Return the width that a picture's tag gives, 0 for none; None for others, and where it says more."""
    said = {attribute.name: attribute.value for attribute in piece.attributes if attribute.name in SIZED_BY}
    if piece.name != "img" or said.keys() - {"width"}:
        return None
    if "width" not in said:
        return 0
    width = PIXELS.fullmatch(said["width"])
    return int(width[1]) if width else None
