"""Pieces of raw HTML, one by one -> the parts that stand for them in the page, and all that is wrong."""

from collections.abc import Collection

from markdown_it.token import Token

from handbook.diagnostics import Code, Span
from handbook.parse.elements import (
    CLOSED_SILENTLY,
    CONTAINED,
    ENDED_BY,
    FOREIGN,
    HEADINGS,
    OPTIONAL_END,
    OUT_OF_PLACE,
    PARENTS,
    STRUCTURE,
    VOID,
)
from handbook.parse.html_addresses import addresses_of
from handbook.parse.html_pieces import Piece
from handbook.parse.html_places import NO_PLACE, Reason, reason_against
from handbook.parse.html_policy import blocked
from handbook.parse.notes import Finder, Notes
from handbook.parse.open_elements import Element, OpenElements, Part

SHOWN_AS = {"h1": "h2"}
"""Elements that become others, with names as long: a page has one h1, its title."""


class Balance:
    """Takes the pieces of a body in order, between the elements of Markdown that they stand in."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.open = OpenElements()

    # --- what Markdown opens and closes ---------------------------------------------------------------------

    def enter(self, name: str) -> None:
        """Open an element of Markdown: raw HTML inside it does not reach out of it."""
        self.open.enter(name)

    def leave(self) -> str:
        """Close it; return the end tags of what is open in it."""
        tags = self.close_all()
        self.open.leave()
        return tags

    def close_all(self) -> str:
        """Return the end tags of what is open in the innermost element of Markdown."""
        return "".join(self._abandon(self.open.pop()) for _ in range(len(self.open.frame.elements)))

    def make_way(self, token: Token) -> str:
        """Return the end tags of what a block of Markdown cannot stand in: a table, but not in its cells."""
        tags = ""
        if self.open.limit in STRUCTURE and self.open.limit_is_ours:
            tags = self._close({"table"})
        if token.type == "heading_open" and self.open.limit in HEADINGS and self.open.limit_is_ours:
            tags += self._close(HEADINGS)
        return tags

    def _close(self, names: Collection[str]) -> str:
        """Return the end tags of what is open in this frame, down to one of these and with it."""
        tags = ""
        while True:
            element = self.open.pop()
            tags += self._abandon(element)
            if element.name in names:
                return tags

    def _close_above(self, names: Collection[str]) -> str:
        """Return the end tags of what is open above one of these."""
        tags = ""
        while self.open.frame.elements[-1].name not in names:
            tags += self._abandon(self.open.pop())
        return tags

    def _abandon(self, element: Element) -> str:
        """Report an element that is never closed; return the end tag it needs, if any."""
        if element.name in OPTIONAL_END:
            return ""
        if element.is_placeholder:
            element.part.is_text = True
            self._unknown(element)
            return ""
        if element.name not in CLOSED_SILENTLY:
            message = f"<{element.name}> is never closed"
            hint = f"write </{element.name}> in the same paragraph, list or part of the page"
            self.notes.report(Code.UNCLOSED_ELEMENT, message, element.span, hint)
        return f"</{SHOWN_AS.get(element.name, element.name)}>"

    def _unknown(self, element: Element) -> None:
        message = f"<{element.part.source.strip('<> ')}> is no HTML element; it is shown as text"
        hint = f"write `{element.part.source}` or \\{element.part.source} if it is meant as text"
        self.notes.report(Code.UNKNOWN_ELEMENT, message, element.span, hint)

    # --- pieces ---------------------------------------------------------------------------------------------

    def part(self, piece: Piece, finder: Finder) -> Part:
        """Return what stands for a piece, opening and closing elements on the way."""
        if piece.kind == "text":
            # What follows may be left out, and "<" would make a tag of what follows that.
            return Part(piece.source.replace("<", "&lt;"))
        if piece.kind == "other":
            return Part(piece.source)
        return self._tag(piece, finder, finder.find(piece.source.split("\n", 1)[0]))

    def _tag(self, piece: Piece, finder: Finder, span: Span) -> Part:
        if piece.kind == "broken":
            return self._broken(piece, span)
        if piece.foreign and piece.name not in FOREIGN and not self._is_in_foreign():
            return _text(piece)  # its <svg> is, too
        if piece.kind == "end":
            return self._end(piece, span)
        reason = reason_against(piece, self.open)
        return self._refuse(piece, span, reason) if reason else self._start(piece, finder, span)

    def _is_in_foreign(self) -> bool:
        return any(self.open.inside[name] > 0 for name in FOREIGN)

    def _broken(self, piece: Piece, span: Span) -> Part:
        what = "this comment" if piece.source.startswith("<!--") else "this tag"
        hint = "write --> behind it" if what == "this comment" else "close it with > and close its quotes"
        self.notes.report(Code.UNCLOSED_ELEMENT, f"{what} never ends; it is shown as text", span, hint)
        return _text(piece)

    def _refuse(self, piece: Piece, span: Span, reason: Reason) -> Part:
        self.open.frame.refuse(piece.name)
        message = f"<{piece.written}> {reason.message}; it is shown as text"
        self.notes.report(
            reason.code, message, span, reason.hint.format(tag=piece.source, name=piece.written)
        )
        return _text(piece)

    def _end(self, piece: Piece, span: Span) -> Part:
        frame = self.open.frame
        part = Part(piece.source)
        if piece.name in CONTAINED and frame.name == piece.name:
            part.before = self.leave()
        elif frame.closes_text(piece.name):
            part.is_text = True
        elif frame.names[piece.name]:
            part.before = self._close_above({piece.name})
            self.open.pop()
            if piece.name in SHOWN_AS:
                part.source = f"</{SHOWN_AS[piece.name]}>"
        elif piece.name in OUT_OF_PLACE:
            return self._refuse(piece, span, NO_PLACE)
        else:
            message = f"</{piece.written}> closes nothing here; it is left out"
            hint = f"remove it, or open <{piece.written}> before it"
            self.notes.report(Code.STRAY_END_TAG, message, span, hint)
            part.source = ""
        return part

    def _start(self, piece: Piece, finder: Finder, span: Span) -> Part:
        finder.column = max(span.column - 1, 0)
        is_inert = self.open.inside["template"] > 0
        for found in () if is_inert else blocked(piece):
            self.notes.report(Code.BLOCKED_BY_POLICY, found.message, span, found.hint)
        self._reserve_ids(piece, finder)
        part = Part(piece.source, () if is_inert else tuple(addresses_of(piece, finder)))
        part.before = "" if piece.foreign else self._end_tags_before(piece.name)
        if shown := SHOWN_AS.get(piece.name):
            part.source = f"<{shown}{part.source[1 + len(piece.name) :]}"
        if piece.closed and not piece.foreign and piece.name not in VOID:
            return self._emptied(piece, part, span)
        if piece.closed or (piece.name in VOID and not piece.foreign):
            return part
        if piece.name in CONTAINED and not piece.foreign:
            self.open.enter(piece.name)
        else:
            self.open.push(Element(piece, part, span))
        return part

    def _end_tags_before(self, name: str) -> str:
        """Return the end tags of what a browser would end where this element begins."""
        if name in PARENTS:
            return self._close_above(PARENTS[name])
        if self.open.limit in ENDED_BY.get(name, ()):
            return self._close(ENDED_BY[name])
        if name in HEADINGS and self.open.limit in HEADINGS:
            return self._close(HEADINGS)
        return ""

    def _emptied(self, piece: Piece, part: Part, span: Span) -> Part:
        """Write ``<Foo />`` as an empty pair: HTML ignores the slash, and it would hold what follows."""
        message = f"<{piece.written} /> does not close itself in HTML; it is written as an empty element"
        hint = f"write <{piece.written}></{piece.written}>, or remove it"
        self.notes.report(Code.SELF_CLOSING_ELEMENT, message, span, hint)
        slash = part.source.rindex("/")
        shown = SHOWN_AS.get(piece.name, piece.written)
        part.source = f"{part.source[:slash].rstrip()}></{shown}>"
        return part

    def _reserve_ids(self, piece: Piece, finder: Finder) -> None:
        """Note what links may name here, and report what they may name elsewhere on the page already."""
        names = {
            a.value for a in piece.attributes if a.name == "id" or (a.name == "name" and piece.name == "a")
        }
        for name in sorted(names & self.notes.ids):
            message = f"the id {name} stands on this page already"
            span = self.notes.span(finder.line, max(finder.column, 0), len(piece.source.split("\n", 1)[0]))
            self.notes.report(Code.DUPLICATE_ID, message, span, "give one of them another name")
        self.notes.ids |= names


def _text(piece: Piece) -> Part:
    part = Part(piece.source)
    part.is_text = True
    return part
