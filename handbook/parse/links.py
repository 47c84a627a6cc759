"""Links and pictures: the address as written, where it stands, and a hole for the linker to fill."""

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from handbook.diagnostics import Span
from handbook.model import Image, Link
from handbook.parse.notes import Finder, Notes, notes_of

BEFORE_ADDRESS = {"link_open": ("](", "](<"), "image": ("](", "](<")}
BEFORE_DEFINITION = (": ", ":", "<")


def links(md: MarkdownIt) -> None:
    """Keep addresses as written (the linker decides what is safe and how it is encoded) and cut at them."""
    md.options["store_labels"] = True
    md.normalizeLink = _as_written  # type: ignore[method-assign]
    md.validateLink = _always  # type: ignore[method-assign, assignment]
    md.core.ruler.push("link_places", _place_links)
    md.add_render_rule("link_open", _link_open)
    md.add_render_rule("image", _image)


def _as_written(url: str) -> str:
    return url


def _always(_url: str) -> bool:
    return True


def _place_links(state: StateCore) -> None:
    notes = notes_of(state.env)
    references = state.env.get("references", {})
    for block in state.tokens:
        if block.type != "inline" or not block.children:
            continue
        finder: Finder | None = None
        for token in block.children:
            if token.type in BEFORE_ADDRESS:
                finder = finder or Finder(notes, _lines_of(block, notes))
                token.meta["span"] = _place(token, finder, notes, references)


def _lines_of(block: Token, notes: Notes) -> tuple[int, int]:
    """Return the block's first line and the one behind its last; an inline footnote's may be anywhere."""
    return (block.map[0], block.map[1]) if block.map else (0, len(notes.lines))


def _place(token: Token, finder: Finder, notes: Notes, references: dict[str, Any]) -> Span:
    target = _target(token)
    definition = references.get(token.meta.get("label", ""))
    if definition:
        return Finder(notes, definition["map"]).find(target, *BEFORE_DEFINITION)
    if token.info == "auto":
        return finder.find(target.removeprefix("mailto:"))
    return finder.find(target, *BEFORE_ADDRESS[token.type])


def _target(token: Token) -> str:
    return str(token.attrs["src" if token.type == "image" else "href"])


def _link_open(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    hole = Link(_target(token), token.meta["span"], str(token.attrs.get("title", "")))
    return f"<a{notes_of(env).cut(hole)}>"


def _image(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    alternative = self.renderInlineAsText(token.children, options, env)
    hole = Image(_target(token), token.meta["span"], alternative, str(token.attrs.get("title", "")))
    return f"<img{notes_of(env).cut(hole)}>"
