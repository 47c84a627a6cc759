"""Raw HTML, cut into pieces as a browser would: start tags with their attributes, end tags, the rest."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Literal

from msgspec import Struct

COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)", re.DOTALL)
DECLARATION = re.compile(r"<[!?][^>]*>")
END_TAG = re.compile(r"</([a-zA-Z][^\t\n\f\r />]*)[^>]*>")
START_TAG = re.compile(r"<([a-zA-Z][^\t\n\f\r />]*)")
ATTRIBUTE = re.compile(
    r"""[B/]*(?P<name>[^B/>][^B/>=]*)
        (?:[B]*=[B]*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<open>["'])|(?P<bare>[^B>][^B>]*)))?
    """.replace("\n", "")
    .replace("  ", "")
    .replace("B", r"\t\n\f\r ")
)
TAG_END = re.compile(r"[\t\n\f\r /]*>")
"""HTML's white space is less than Python's: a no-break space is part of a name."""

RAW_TEXT = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
"""Elements whose content is text to a browser, up to their end tag."""


class Attribute(Struct, frozen=True):
    """An attribute: its name in lower case, its value decoded, and where the value stands in the piece."""

    name: str
    value: str
    start: int
    end: int
    """The value's place in the piece's source, with its quotes."""


class Piece(Struct, frozen=True):
    """A stretch of raw HTML. ``name`` is an element's, in lower case."""

    kind: Literal["text", "start", "end", "other", "broken"]
    source: str
    name: str = ""
    attributes: tuple[Attribute, ...] = ()
    closed: bool = False
    """Whether a start tag ends in a slash."""

    @property
    def written(self) -> str:
        """Return the element's name as it was written."""
        return re.split(r"[\s/>]", self.source.lstrip("</"), maxsplit=1)[0]


def pieces_of(source: str) -> Iterator[Piece]:
    """Cut raw HTML into pieces whose sources, joined, are what came in. Linear in its length.

    What would swallow what follows it (a tag or comment that never ends) is one "broken" piece to the end.
    """
    position = 0
    endless: set[str] = set()
    while position < len(source):
        opening = source.find("<", position)
        if opening < 0:
            yield Piece("text", source[position:])
            return
        if opening > position:
            yield Piece("text", source[position:opening])
        piece = _piece_at(source, opening)
        yield piece
        position = opening + len(piece.source)
        if piece.kind == "start" and piece.name in RAW_TEXT - endless and not piece.closed:
            end = _end_of_raw_text(source, position, piece.name)
            if end is None:
                endless.add(piece.name)
            elif end > position:
                yield Piece("other", source[position:end])
                position = end


def _piece_at(source: str, opening: int) -> Piece:
    """Return the piece that begins with the ``<`` at ``opening``."""
    following = source[opening + 1 : opening + 2]
    if following in ("!", "?"):
        pattern = COMMENT if source.startswith("<!--", opening) else DECLARATION
        match = pattern.match(source, opening)
        return Piece("other", match.group()) if match else Piece("broken", source[opening:])
    if following == "/":
        match = END_TAG.match(source, opening)
        return Piece("end", match.group(), match.group(1).lower()) if match else _rest(source, opening)
    match = START_TAG.match(source, opening)
    return _start_tag(source, opening, match) if match else Piece("text", "<")


def _rest(source: str, opening: int) -> Piece:
    ends = source.find(">", opening) >= 0
    return Piece("text", "<") if ends else Piece("broken", source[opening:])


def _start_tag(source: str, opening: int, match: re.Match[str]) -> Piece:
    attributes: list[Attribute] = []
    position = match.end()
    while True:
        end = TAG_END.match(source, position)
        if end:
            tag = source[opening : end.end()]
            return Piece("start", tag, match.group(1).lower(), tuple(attributes), end.group().endswith("/>"))
        found = ATTRIBUTE.match(source, position)
        if not found or found["open"] or found.end() == len(source):
            return Piece("broken", source[opening:])
        position = found.end()
        group = found.lastgroup or "name"
        if group == "name":
            attributes.append(Attribute(found["name"].lower(), "", 0, 0))
            continue
        quotes = 0 if group == "bare" else 1
        start, stop = found.start(group) - quotes - opening, found.end(group) + quotes - opening
        attributes.append(Attribute(found["name"].lower(), unescape(found[group]), start, stop))


def _end_of_raw_text(source: str, position: int, name: str) -> int | None:
    match = re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE).search(source, position)
    return match.start() if match else None
