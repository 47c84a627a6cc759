"""Task lists: GFM's ``- [x] done``, box and text in one label."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict


def tasks(md: MarkdownIt) -> None:
    """Recognise list items that begin with a box; the label holds the item's first paragraph."""
    md.options["tasklists"] = True
    md.core.ruler.push("task_labels", _label_tasks)
    md.add_render_rule("list_item_open", _list_item_open)
    md.add_render_rule("task_open", _task_open)
    md.add_render_rule("task_close", _task_close)


def _label_tasks(state: StateCore) -> None:
    for item, inline in zip(state.tokens, state.tokens[2:], strict=False):
        if item.type == "list_item_open" and "checked" in item.meta and inline.type == "inline":
            opening = Token("task_open", "label", 1, meta=item.meta)
            inline.children = [opening, *(inline.children or []), Token("task_close", "label", -1)]


def _list_item_open(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    if "checked" not in token.meta:
        return self.renderToken(tokens, index, options, env)
    token.attrSet("class", "task")
    is_empty = tokens[index + 1].type == "list_item_close"
    box = f"{_box(token)}</label>" if is_empty else ""
    return self.renderToken(tokens, index, options, env) + box


def _task_open(_self: RendererHTML, tokens: Sequence[Token], index: int, *_: object) -> str:
    return _box(tokens[index])


def _task_close(_self: RendererHTML, _tokens: Sequence[Token], _index: int, *_: object) -> str:
    return "</label>"


def _box(token: Token) -> str:
    checked = " checked" if token.meta["checked"] else ""
    return f'<label><input type="checkbox" disabled{checked}> '
