"""Documents with their holes filled as written: what the page would hold if the linker changed nothing."""

from html import escape

from markdown_it.common.normalize_url import normalizeLink, validateLink

from handbook.config import ParseOptions
from handbook.model import Document, Hole, Image, Link, Source
from handbook.parse.document import parse


def parsed(text: str, path: str = "page.md", **options) -> Document:
    return parse(Source(path, text), ParseOptions(**options))


def as_written(fragments: tuple[str, ...] | list[str], holes: tuple[Hole, ...] | list[Hole]) -> str:
    fills = [_fill(hole) for hole in holes]
    return "".join(part for pair in zip(fragments, [*fills, ""], strict=True) for part in pair)


def body_of(document: Document) -> str:
    return as_written(document.fragments, document.holes)


def _fill(hole: Hole) -> str:
    title = f' title="{escape(hole.title)}"' if isinstance(hole, Link | Image) and hole.title else ""
    address = escape(normalizeLink(hole.target) if validateLink(hole.target) else "")
    if isinstance(hole, Link):
        return f' href="{address}"{title}'
    if isinstance(hole, Image):
        return f' src="{address}" alt="{escape(hole.alt)}"{title}'
    return f'"{escape(hole.target)}"'
