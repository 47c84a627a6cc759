"""Tables: GFM's, in a frame that scrolls where they are wider than the page."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token


def tables(md: MarkdownIt) -> None:
    """Recognise GFM tables; the frame can be reached by keyboard, for what scrolls must be scrollable."""
    md.enable("table")
    md.add_render_rule("table_open", _table_open)
    md.add_render_rule("table_close", _table_close)


def _table_open(_self: RendererHTML, _tokens: Sequence[Token], _index: int, *_: object) -> str:
    return '<div class="table-scroll" role="group" aria-label="Table" tabindex="0">\n<table>\n'


def _table_close(_self: RendererHTML, _tokens: Sequence[Token], _index: int, *_: object) -> str:
    return "</table>\n</div>\n"
