"""Raw HTML, cut into pieces as a browser would: start tags with their attributes, end tags, the rest."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from string import ascii_lowercase, ascii_uppercase
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from handbook.parse.elements import BREAKOUT, CONTAINED, FOREIGN, INTEGRATION, RAW_TEXT

COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)", re.DOTALL)
DECLARATION = re.compile(r"<(?:[!?]|/[^a-zA-Z>])[^>]*>|</>")
"""What a browser takes for a comment that ends with the first ``>``; ``</>`` it passes over."""

TAG = re.compile(r"</?([a-zA-Z][^\t\n\f\r />]*)")
ATTRIBUTE = re.compile(
    r"""[B/]*(?P<name>[^B/>][^B/>=]*)
        (?:[B]*=[B]*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<open>["'])|(?P<bare>[^B>][^B>]*)))?
    """.replace("\n", "")
    .replace("  ", "")
    .replace("B", r"\t\n\f\r ")
)
TAG_END = re.compile(r"[\t\n\f\r /]*>")
"""HTML's white space is less than Python's: a no-break space is part of a name."""

END_OF = {
    name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE | re.ASCII) for name in RAW_TEXT | CONTAINED
}
SCRIPT = re.compile(r"<script[\t\n\f\r />]", re.IGNORECASE | re.ASCII)
"""Behind ``<!--`` inside a script, it makes the next end tag end nothing."""

PLAIN_CDATA = re.compile(r"<!\[CDATA\[[^<>]*\]\]>")
"""What ends at the same place whether it is read as CDATA, as in SVG, or as a comment, as in HTML."""

LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
"""To a browser, the Kelvin sign is no k."""


class Attribute(Struct, frozen=True):
    """An attribute: its name in lower case, its value decoded, and where the value stands in the piece."""

    name: str
    value: str
    start: int
    end: int
    """The value's place in the piece's source, with its quotes."""


class Piece(Struct, frozen=True):
    """A stretch of raw HTML. ``name`` is an element's, in lower case.

    "broken" is what would swallow all that follows it: a tag or comment that never ends. "refused" is a start
    tag that would, for its element does not end safely.
    """

    kind: Literal["text", "start", "end", "other", "broken", "refused"]
    source: str
    name: str = ""
    attributes: tuple[Attribute, ...] = ()
    closed: bool = False
    """Whether a start tag ends in a slash."""
    foreign: bool = False
    """Whether it is a part of SVG or MathML, or their tag."""

    @property
    def written(self) -> str:
        """Return the element's name as it was written."""
        return re.split(r"[\s/>]", self.source.lstrip("</"), maxsplit=1)[0]


def pieces_of(source: str) -> Iterator[Piece]:
    """Cut raw HTML into pieces whose sources, joined, are what came in. Linear in its length.

    Elements that are read by rules of their own come whole, from their start tag to their end tag, or their
    start tag is "refused": no other piece can lie in what a browser takes for text.
    """
    return _Cutter(source).pieces()


class _Cutter:
    """Cuts one source, and remembers what it has looked for in vain."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.endings: dict[str, int] = {}
        self.refused: set[int] = set()

    def pieces(self) -> Iterator[Piece]:
        position = 0
        while position < len(self.source):
            for piece in self.next_pieces(position):
                yield piece
                position += len(piece.source)

    def next_pieces(self, position: int) -> Iterator[Piece]:
        """Cut off a piece, or all the pieces of an element that is read by rules of its own."""
        piece = _piece_at(self.source, position)
        if piece.kind != "start":
            yield piece
        elif piece.name in FOREIGN:
            yield from self.foreign(position) or (replace(piece, kind="refused"),)
        elif piece.name in END_OF and not piece.closed:
            yield from self.enclosed(position, piece) or (replace(piece, kind="refused"),)
        else:
            yield piece

    def enclosed(self, position: int, start: Piece) -> list[Piece]:
        """Return an element up to its first end tag, or nothing if that is not where it ends."""
        begin = position + len(start.source)
        end = self.ending(start.name, begin)
        closing = _piece_at(self.source, end) if end < len(self.source) else None
        if closing is None or closing.kind == "broken":
            self.endings[start.name] = len(self.source)
            return []
        if start.name == "script" and self.hides_its_end(begin, end):
            return []
        return [start, *_content(start.name, self.source[begin:end]), closing]

    def hides_its_end(self, begin: int, end: int) -> bool:
        """Tell whether a script's content makes its first end tag end nothing."""
        comment = self.source.find("<!--", begin, end)
        return comment >= 0 and SCRIPT.search(self.source, comment, end) is not None

    def ending(self, name: str, begin: int) -> int:
        """Return where the next end tag begins; the source's end if there is none. Looks at nothing twice."""
        if self.endings.get(name, -1) < begin:
            match = END_OF[name].search(self.source, begin)
            self.endings[name] = match.start() if match else len(self.source)
        return self.endings[name]

    def foreign(self, position: int) -> list[Piece]:
        """Return an SVG or MathML element with all that is in it, or nothing if it may end earlier."""
        pieces: list[Piece] = []
        opened: list[tuple[str, int]] = []
        names: Counter[str] = Counter()
        while position < len(self.source) and position not in self.refused:
            piece = _piece_at(self.source, position)
            if not _fits(piece, names, opened[-1][0] if opened else ""):
                break
            pieces.append(replace(piece, foreign=True))
            if piece.kind == "start" and not piece.closed:
                opened.append((piece.name, position))
                names[piece.name] += 1
            while piece.kind == "end" and opened:
                name, _ = opened.pop()
                names[name] -= 1
                if name == piece.name:
                    break
            if not opened:
                return pieces
            position += len(piece.source)
        self.refused.update(place for name, place in opened if name in FOREIGN)
        return []


def _content(name: str, content: str) -> Iterator[Piece]:
    if name in CONTAINED:
        yield from _plain_pieces(content) if name == "select" else pieces_of(content)
    elif content:
        yield Piece("other", content)


def _plain_pieces(source: str) -> Iterator[Piece]:
    """Cut the content of a select, where no element is read by rules of its own."""
    position = 0
    while position < len(source):
        piece = _piece_at(source, position)
        yield piece
        position += len(piece.source)


def _fits(piece: Piece, names: Counter[str], parent: str) -> bool:
    """Tell whether a browser reads a piece inside SVG or MathML as a part of it."""
    match piece.kind:
        case "start":
            return piece.name not in BREAKOUT and parent not in INTEGRATION
        case "end":
            return names[piece.name] > 0
        case "other":
            return not piece.source.startswith("<![") or PLAIN_CDATA.fullmatch(piece.source) is not None
        case _:
            return piece.kind == "text"


def _piece_at(source: str, position: int) -> Piece:
    """Return the piece that begins at ``position``."""
    opening = source.find("<", position)
    if opening != position:
        return Piece("text", source[position : opening if opening > 0 else None])
    if source.startswith("<!--", opening):
        return _other(COMMENT, source, opening)
    tag = TAG.match(source, opening)
    if tag:
        return _tag(source, opening, tag)
    is_text = source[opening + 1 : opening + 2] not in ("!", "?", "/") or opening + 2 == len(source)
    return Piece("text", "<") if is_text else _other(DECLARATION, source, opening)


def _other(pattern: re.Pattern[str], source: str, opening: int) -> Piece:
    match = pattern.match(source, opening)
    return Piece("other", match.group()) if match else Piece("broken", source[opening:])


def _tag(source: str, opening: int, match: re.Match[str]) -> Piece:
    kind: Literal["start", "end"] = "end" if source[opening + 1] == "/" else "start"
    attributes: list[Attribute] = []
    position = match.end()
    while True:
        end = TAG_END.match(source, position)
        if end:
            tag = source[opening : end.end()]
            name = match.group(1).translate(LOWER)
            return Piece(kind, tag, name, tuple(attributes), end.group().endswith("/>"))
        found = ATTRIBUTE.match(source, position)
        if not found or found["open"] or found.end() == len(source):
            return Piece("broken", source[opening:])
        position = found.end()
        attributes.append(_attribute(found, opening))


def _attribute(found: re.Match[str], opening: int) -> Attribute:
    name = found["name"].translate(LOWER)
    group = found.lastgroup or "name"
    if group == "name":
        return Attribute(name, "", 0, 0)
    quotes = 0 if group == "bare" else 1
    start, stop = found.start(group) - quotes - opening, found.end(group) + quotes - opening
    return Attribute(name, unescape(found[group]), start, stop)
