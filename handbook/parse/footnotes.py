"""Footnotes: ``[^1]`` in the text, the notes at the end of the page, links both ways."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

from handbook.parse.notes import notes_of


def footnotes(md: MarkdownIt) -> None:
    """Recognise footnotes, inline or defined anywhere. Their ids hold a colon, as no heading's can."""
    footnote_plugin(md)
    md.add_render_rule("footnote_ref", _reference)
    md.add_render_rule("footnote_block_open", _block_open)
    md.add_render_rule("footnote_open", _note_open)
    md.add_render_rule("footnote_anchor", _back_link)


def _reference(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    number, name = _number(tokens[index]), _name(tokens[index])
    notes_of(env).ids.update((f"note:{number}", f"mark:{name}"))
    link = f'<a href="#note:{number}" id="mark:{name}" role="doc-noteref">{number}</a>'
    return f'<sup class="footnote-mark">{link}</sup>'


def _block_open(_self: RendererHTML, _tokens: Sequence[Token], _index: int, *_: object) -> str:
    return '<section class="footnotes" role="doc-endnotes" aria-label="Footnotes">\n<ol>\n'


def _note_open(_self: RendererHTML, tokens: Sequence[Token], index: int, *_: object) -> str:
    return f'<li id="note:{_number(tokens[index])}">'


def _back_link(_self: RendererHTML, tokens: Sequence[Token], index: int, *_: object) -> str:
    name = _name(tokens[index])
    # U+FE0E keeps some systems from showing the arrow as a coloured picture.
    label = f"Back to reference {name.replace(':', ', ')}"
    return f' <a href="#mark:{name}" role="doc-backlink" aria-label="{label}">↩\ufe0e</a>'


def _number(token: Token) -> int:
    return int(token.meta["id"]) + 1


def _name(token: Token) -> str:
    """Return the mark's number, and which of several marks of the same note it is."""
    again = token.meta.get("subId", 0)
    return f"{_number(token)}:{again + 1}" if again > 0 else f"{_number(token)}"
