"""Pictures: one with a title that stands alone in its paragraph is a figure, and the title its caption."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

SHAPES = (("image",), ("link_open", "image", "link_close"))
"""What such a paragraph holds, and nothing else."""


def pictures(md: MarkdownIt) -> None:
    """Recognise them when the whole text has been read; the title leaves the picture's own attributes."""
    md.core.ruler.push("captions", _caption_pictures)
    md.add_render_rule("caption", _caption)


def _caption_pictures(state: StateCore) -> None:
    for opening, inline, closing in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        children = inline.children or []
        if opening.type != "paragraph_open" or closing.type != "paragraph_close":
            continue
        if tuple(child.type for child in children) not in SHAPES:
            continue
        [picture] = [child for child in children if child.type == "image"]
        if title := str(picture.attrs.pop("title", "")).strip():
            inline.children = [*children, Token("caption", "figcaption", 0, content=title)]
            opening.attrSet("class", "picture")
            for paragraph in (opening, closing):
                # In a list whose items stand close together, paragraphs have no tags.
                paragraph.tag, paragraph.hidden = "figure", False


def _caption(_self: RendererHTML, tokens: Sequence[Token], index: int, *_: object) -> str:
    return f"<figcaption>{escapeHtml(tokens[index].content)}</figcaption>"
