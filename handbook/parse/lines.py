"""For the preview: which line of its file each block of a page was made from, as ``data-line``."""

from collections.abc import Callable, Sequence
from typing import cast

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from handbook.parse.notes import notes_of
from handbook.parse.open_elements import Part

BLOCKS = frozenset(
    "paragraph_open heading_open blockquote_open list_item_open tr_open fence code_block hr callout_open"
    " dt_open dd_open".split()
)
"""What a finding may stand in. A list or a table says no more than its items and rows."""

WRITTEN_BY_US = ("heading_open", "fence", "code_block")
"""Blocks whose rules write their own attributes only."""

Rule = Callable[[Sequence[Token], int, OptionsDict, EnvType], str]


def lines(md: MarkdownIt) -> None:
    """Say of each block where it stands: open pages show findings there, and lead to the editor."""
    md.core.ruler.push("lines", _say_lines)
    for name in WRITTEN_BY_US:
        md.add_render_rule(name, _with_line(cast(RendererHTML, md.renderer).rules[name]))
    md.add_render_rule("html_block", _with_place(cast(RendererHTML, md.renderer).rules["html_block"]))


def _say_lines(state: StateCore) -> None:
    first = notes_of(state.env).first_line
    for token in state.tokens:
        if token.type in BLOCKS and token.map and not token.hidden:
            token.attrSet("data-line", str(first + token.map[0]))


def _with_line(rule: Rule) -> Callable[..., str]:
    """Return a rule that adds the line to the first tag of what another rule writes."""

    def render(
        _self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
    ) -> str:
        html = rule(tokens, index, options, env)
        line = tokens[index].attrs.get("data-line")
        name, end, rest = html.partition(" ")
        return f'{name} data-line="{line}"{end}{rest}' if line else html

    return render


def _with_place(rule: Rule) -> Callable[..., str]:
    """Return a rule that puts an empty element behind raw HTML that is shown as text, and is in no other."""

    def render(
        _self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
    ) -> str:
        html = rule(tokens, index, options, env)
        token = tokens[index]
        if not token.map or not _is_shown_as_text(token.meta["parts"]):
            return html
        line = notes_of(env).first_line + token.map[0]
        return f'{html.rstrip()}<span data-line="{line}"></span>\n'

    return render


def _is_shown_as_text(parts: Sequence[Part]) -> bool:
    return any(part.is_text for part in parts) and all(
        part.is_text or "<" not in part.source for part in parts
    )
