"""The elements of raw HTML that are open at a place of the body, and what their tags may end there.

They mirror the stack that a browser keeps: wherever it would end an element by itself, we write the end tag,
and where that is not ours to end, the tag is none. So the two never differ in what could end the page's own
elements.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from handbook.diagnostics import Span
from handbook.model import RawAddress
from handbook.parse.elements import HTML, LIMITS
from handbook.parse.html_pieces import Piece
from handbook.parse.notes import Notes

FOOTNOTES = {"footnote_block_open": "ol", "footnote_open": "li"}
"""The elements of tokens that do not tell theirs."""


class Part:
    """A piece of raw HTML on its way into the page: what it becomes is known when its end has been seen."""

    def __init__(self, source: str, holes: Sequence[tuple[int, int, RawAddress]] = ()) -> None:
        self.before = ""
        """The end tags of what has to end here."""
        self.source = source
        self.holes = holes
        self.is_text = False

    def html(self, notes: Notes) -> str:
        """Return what stands in the page, cutting it at its addresses."""
        if self.is_text:
            return self.before + escapeHtml(self.source)
        parts: list[str] = [self.before]
        end = 0
        for start, stop, hole in self.holes:
            parts += [self.source[end:start], notes.cut(hole)]
            end = stop
        return "".join([*parts, self.source[end:]])


class Element:
    """An element whose start tag was seen and whose end tag was not, yet."""

    def __init__(self, piece: Piece, part: Part, span: Span) -> None:
        self.name = piece.name
        self.part = part
        self.span = span
        self.is_limit = piece.name in LIMITS and not piece.foreign
        # <your name> has an attribute without a value; of what is meant as an element, one at least has one.
        self.is_placeholder = (
            piece.name not in HTML and not piece.foreign and not any(a.end for a in piece.attributes)
        )


class Frame:
    """The open elements inside one Markdown block or span, or one element that no other may reach out of."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.elements: list[Element] = []
        self.names: Counter[str] = Counter()
        self.refused: defaultdict[str, list[int]] = defaultdict(list)
        """By name, how many elements were open at each start tag that is shown as text."""

    def refuse(self, name: str) -> None:
        """Note that a start tag is shown as text."""
        self.refused[name].append(self.names[name])

    def closes_text(self, name: str) -> bool:
        """Return whether an end tag belongs to a start tag that is shown as text; to be asked once."""
        refused = self.refused[name]
        while refused and refused[-1] > self.names[name]:
            refused.pop()
        if not refused or refused[-1] < self.names[name]:
            return False
        refused.pop()
        return True


class OpenElements:
    """Every frame, the innermost last, and what is open in each."""

    def __init__(self) -> None:
        self.frames = [Frame("")]
        self.inside: Counter[str] = Counter()
        """How many elements of each name are open in all frames, Markdown's among them."""
        self.limits: list[tuple[str, Frame]] = []

    @property
    def frame(self) -> Frame:
        """Return the innermost frame."""
        return self.frames[-1]

    @property
    def limit(self) -> str:
        """Return the innermost element that a browser does not look beyond, Markdown's own among them."""
        return self.limits[-1][0] if self.limits else ""

    @property
    def limit_is_ours(self) -> bool:
        """Return whether that element can be closed here: it was opened in this frame, by raw HTML."""
        return bool(self.limits) and self.limits[-1][1] is self.frame and self.frame.names[self.limit] > 0

    def enter(self, name: str) -> None:
        """Open the frame of an element."""
        self.frames.append(Frame(name))
        self.inside[name] += 1
        if name in LIMITS:
            self.limits.append((name, self.frame))

    def leave(self) -> None:
        """Close the innermost frame. Nothing is open in it any more."""
        name = self.frames.pop().name
        self.inside[name] -= 1
        if name in LIMITS:
            self.limits.pop()

    def push(self, element: Element) -> None:
        """Open an element in the innermost frame."""
        self.frame.elements.append(element)
        self.frame.names[element.name] += 1
        self.inside[element.name] += 1
        if element.is_limit:
            self.limits.append((element.name, self.frame))

    def pop(self) -> Element:
        """Close the element that was opened last in the innermost frame."""
        element = self.frame.elements.pop()
        self.frame.names[element.name] -= 1
        self.inside[element.name] -= 1
        if element.is_limit:
            self.limits.pop()
        return element


def element_of(token: Token) -> str:
    """Return the name of the element that a token of Markdown opens."""
    return FOOTNOTES.get(token.type, token.tag)
