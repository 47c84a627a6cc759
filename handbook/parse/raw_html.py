"""Raw HTML: passed through, balanced so that it cannot break the page, with a hole at every address."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from handbook.diagnostics import Code, Span
from handbook.model import RawAddress
from handbook.parse.elements import FOREIGN, HTML, OPTIONAL_END, OUT_OF_PLACE, VOID
from handbook.parse.html_pieces import Attribute, Piece, pieces_of
from handbook.parse.notes import Finder, Notes, notes_of

SHOWN_AS = {"h1": "h2"}
"""Elements that become others, with names as long: a page has one h1, its title."""

ADDRESSES = frozenset({"href", "src", "srcset", "poster"})
SIZED_BY = frozenset({"width", "height", "style", "class"})
"""Attributes of a picture that say, or may say, how large it is shown."""

HTML_TOKENS = frozenset({"html_inline", "html_block"})


def raw_html(md: MarkdownIt) -> None:
    """Balance raw HTML over the whole body, and cut it at its addresses."""
    md.core.ruler.push("balance", _balance)
    md.add_render_rule("html_inline", _html)
    md.add_render_rule("html_block", _html)


class _Part:
    """A piece of raw HTML on its way into the page: what it becomes is known when its end has been seen."""

    def __init__(self, source: str, holes: Sequence[tuple[int, int, RawAddress]] = ()) -> None:
        self.source = source
        self.holes = holes
        self.is_text = False

    def html(self, notes: Notes) -> str:
        if self.is_text:
            return escapeHtml(self.source)
        parts: list[str] = []
        end = 0
        for start, stop, hole in self.holes:
            parts += [self.source[end:start], notes.cut(hole)]
            end = stop
        return "".join([*parts, self.source[end:]])


class _Element:
    """An element whose start tag was seen and whose end tag was not, yet."""

    def __init__(self, piece: Piece, part: _Part, span: Span) -> None:
        self.name = piece.name
        self.part = part
        self.span = span
        # <your name> has an attribute without a value; of what is meant as an element, one at least has one.
        self.is_placeholder = piece.name not in HTML and not any(a.end for a in piece.attributes)


class _Frame:
    """The open elements inside one Markdown block or span: raw HTML may not reach out of it."""

    def __init__(self) -> None:
        self.elements: list[_Element] = []
        self.names: Counter[str] = Counter()

    def push(self, element: _Element) -> None:
        self.elements.append(element)
        self.names[element.name] += 1

    def pop(self) -> _Element:
        element = self.elements.pop()
        self.names[element.name] -= 1
        return element


class _Balance:
    """Walks over the tokens of a body with a frame for each Markdown element that is open."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.frames = [_Frame()]
        self.inside: Counter[str] = Counter()

    def blocks(self, tokens: Iterable[Token]) -> Iterator[Token]:
        for token in tokens:
            if token.nesting < 0:
                yield from _closing(self.leave(), "html_block")
            if token.type == "html_block":
                self.read(token, Finder(self.notes, _lines_of(token, self.notes)))
            elif token.type == "inline" and token.children:
                token.children = self.inline(token)
            if token.nesting > 0:
                self.frames.append(_Frame())
            yield token
        yield from _closing(self.close_all(), "html_block")

    def inline(self, block: Token) -> list[Token]:
        if not any(token.type == "html_inline" for token in block.children or []):
            return block.children or []
        finder = Finder(self.notes, _lines_of(block, self.notes))
        self.frames.append(_Frame())
        tokens: list[Token] = []
        for token in block.children or []:
            if token.nesting < 0:
                tokens += _closing(self.leave(), "html_inline")
            if token.type == "html_inline":
                self.read(token, finder)
            if token.nesting > 0:
                self.frames.append(_Frame())
            tokens.append(token)
        return [*tokens, *_closing(self.leave(), "html_inline")]

    def leave(self) -> str:
        """Close what is open in the innermost frame, and the frame; return the end tags."""
        tags = self.close_all()
        self.frames.pop()
        return tags

    def close_all(self) -> str:
        frame = self.frames[-1]
        return "".join(self.abandon(frame.pop()) for _ in range(len(frame.elements)))

    def abandon(self, element: _Element) -> str:
        """Report an element that is never closed; return the end tag it needs, if any."""
        self.inside[element.name] -= 1
        if element.name in OPTIONAL_END:
            return ""
        if element.is_placeholder:
            element.part.is_text = True
            self.unknown(element)
            return ""
        message = f"<{element.name}> is never closed"
        hint = f"write </{element.name}> in the same paragraph, list or part of the page"
        self.notes.report(Code.UNCLOSED_ELEMENT, message, element.span, hint)
        return f"</{SHOWN_AS.get(element.name, element.name)}>"

    def unknown(self, element: _Element) -> None:
        message = f"<{element.part.source.strip('<> ')}> is no HTML element; it is shown as text"
        hint = f"write `{element.part.source}` or \\{element.part.source} if it is meant as text"
        self.notes.report(Code.UNKNOWN_ELEMENT, message, element.span, hint)

    def read(self, token: Token, finder: Finder) -> None:
        """Cut the token's HTML into parts, opening and closing elements on the way."""
        token.meta["parts"] = [self.part(piece, finder) for piece in pieces_of(token.content)]

    def part(self, piece: Piece, finder: Finder) -> _Part:
        if piece.kind in ("text", "other"):
            return _Part(piece.source)
        span = finder.find(piece.source.split("\n", 1)[0])
        if piece.kind == "broken":
            return self.broken(piece, span)
        if piece.name in OUT_OF_PLACE:
            return self.out_of_place(piece, span)
        if piece.kind == "end":
            return self.end(piece, span)
        return self.start(piece, finder, span)

    def broken(self, piece: Piece, span: Span) -> _Part:
        what = "this comment" if piece.source.startswith("<!--") else "this tag"
        hint = "write --> behind it" if what == "this comment" else "close it with > and close its quotes"
        self.notes.report(Code.UNCLOSED_ELEMENT, f"{what} never ends; it is shown as text", span, hint)
        return _text(piece)

    def out_of_place(self, piece: Piece, span: Span) -> _Part:
        message = f"<{piece.written}> has no place inside a page; it is shown as text"
        self.notes.report(
            Code.UNKNOWN_ELEMENT, message, span, f"write `{piece.source}` if it is meant as text"
        )
        return _text(piece)

    def end(self, piece: Piece, span: Span) -> _Part:
        frame = self.frames[-1]
        if not frame.names[piece.name]:
            message = f"</{piece.written}> closes nothing here; it is left out"
            self.notes.report(
                Code.STRAY_END_TAG, message, span, f"remove it, or open <{piece.written}> before it"
            )
            return _Part("")
        tags = []
        while (element := frame.pop()).name != piece.name:
            tags.append(self.abandon(element))
        self.inside[piece.name] -= 1
        shown = SHOWN_AS.get(piece.name)
        source = f"</{shown}>" if shown else piece.source
        return _Part("".join(tags) + source)

    def start(self, piece: Piece, finder: Finder, span: Span) -> _Part:
        finder.column = max(span.column - 1, 0)
        part = _Part(piece.source, [*self.holes(piece, finder)])
        if shown := SHOWN_AS.get(piece.name):
            part.source = f"<{shown}{part.source[1 + len(piece.name) :]}"
        if piece.name in VOID:
            return part
        if piece.closed and self.is_foreign(piece):
            return part
        if piece.closed:
            return self.emptied(piece, part, span)
        self.frames[-1].push(_Element(piece, part, span))
        self.inside[piece.name] += 1
        return part

    def is_foreign(self, piece: Piece) -> bool:
        """Return whether the slash means what it says: in SVG and MathML it does."""
        return piece.name in FOREIGN or any(self.inside[name] > 0 for name in FOREIGN)

    def emptied(self, piece: Piece, part: _Part, span: Span) -> _Part:
        """Write ``<Foo />`` as an empty pair: HTML ignores the slash, and it would hold what follows."""
        message = f"<{piece.written} /> does not close itself in HTML; it is written as an empty element"
        hint = f"write <{piece.written}></{piece.written}>, or remove it"
        self.notes.report(Code.SELF_CLOSING_ELEMENT, message, span, hint)
        slash = part.source.rindex("/")
        part.source = f"{part.source[:slash].rstrip()}></{piece.written}>"
        return part

    def holes(self, piece: Piece, finder: Finder) -> Iterator[tuple[int, int, RawAddress]]:
        inert = self.inside["template"] > 0
        self.reserve_ids(piece, finder)
        for attribute in piece.attributes:
            if attribute.name in ADDRESSES and attribute.end and not inert:
                yield attribute.start, attribute.end, _address(piece, attribute, finder)

    def reserve_ids(self, piece: Piece, finder: Finder) -> None:
        """Note what links may name here, and report what they may name elsewhere on the page already."""
        names = {
            a.value for a in piece.attributes if a.name == "id" or (a.name == "name" and piece.name == "a")
        }
        for name in sorted(names & self.notes.ids):
            message = f"the id {name} stands on this page already"
            span = self.notes.span(finder.line, max(finder.column, 0), len(piece.source.split("\n", 1)[0]))
            self.notes.report(Code.DUPLICATE_ID, message, span, "give one of them another name")
        self.notes.ids |= names


def _balance(state: StateCore) -> None:
    if any(_has_html(token) for token in state.tokens):
        state.tokens = [*_Balance(notes_of(state.env)).blocks(state.tokens)]


def _has_html(token: Token) -> bool:
    return token.type == "html_block" or any(child.type == "html_inline" for child in token.children or ())


def _address(piece: Piece, attribute: Attribute, finder: Finder) -> RawAddress:
    written = piece.source[attribute.start : attribute.end].strip("\"'").split("\n", 1)[0]
    span = finder.find(written, '"', "'", "=")
    is_open = SIZED_BY.isdisjoint(other.name for other in piece.attributes)
    needs_size = piece.name == "img" and attribute.name == "src" and is_open
    return RawAddress(attribute.value, span, attribute.name, needs_size=needs_size)


def _text(piece: Piece) -> _Part:
    part = _Part(piece.source)
    part.is_text = True
    return part


def _closing(tags: str, kind: str) -> list[Token]:
    html = f"{tags}\n" if kind == "html_block" else tags
    return [Token(kind, "", 0, content=html, meta={"parts": [_Part(html)]})] if tags else []


def _lines_of(token: Token, notes: Notes) -> tuple[int, int]:
    return (token.map[0], token.map[1]) if token.map else (0, len(notes.lines))


def _html(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    notes = notes_of(env)
    parts: list[_Part] = tokens[index].meta["parts"]
    return "".join(part.html(notes) for part in parts)
