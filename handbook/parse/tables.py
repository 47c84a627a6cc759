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
    md.add_render_rule("th_open", _cell_open)
    md.add_render_rule("td_open", _cell_open)


def _table_open(_self: RendererHTML, _tokens: Sequence[Token], _index: int, *_: object) -> str:
    return '<div class="table-scroll" role="group" aria-label="Table" tabindex="0">\n<table>\n'


def _table_close(_self: RendererHTML, _tokens: Sequence[Token], _index: int, *_: object) -> str:
    return "</table>\n</div>\n"


def _cell_open(_self: RendererHTML, tokens: Sequence[Token], index: int, *_: object) -> str:
    """Write the alignment as a class: the site's pages hold no style attributes of ours."""
    token = tokens[index]
    alignment = str(token.attrs.get("style", "")).removeprefix("text-align:")
    return f'<{token.tag} class="align-{alignment}">' if alignment else f"<{token.tag}>"
