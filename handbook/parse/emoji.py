"""Emoji: a known ``:shortcode:`` in the text becomes its character; an unknown one stays as it is."""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

SHORTCODES = re.compile(r"(?<![\w:])(?::[a-zA-Z0-9_+-]{1,60}:)+(?![\w:])")
SHORTCODE = re.compile(r":([^:]+):")


def emoji(md: MarkdownIt) -> None:
    """Recognise shortcodes in text; never in code, nor in what an address is made of."""
    md.core.ruler.push("emoji", _replace_shortcodes)


def _replace_shortcodes(state: StateCore) -> None:
    for block in state.tokens:
        if block.type != "inline" or block.content.count(":") < 2:
            continue
        for token in block.children or []:
            if token.type == "text" and ":" in token.content:
                token.meta["written"] = token.content
                token.content = SHORTCODES.sub(_characters, token.content)


def _characters(match: re.Match[str]) -> str:
    return SHORTCODE.sub(_character, match.group())


def _character(match: re.Match[str]) -> str:
    return _known().get(match.group(1).lower(), match.group())


@cache
def _known() -> dict[str, str]:
    """Return the characters by shortcode. Imported late: its table takes 30 ms, and few sites need it."""
    from emoji import EMOJI_DATA  # noqa: PLC0415

    names: dict[str, str] = {}
    for character, entry in EMOJI_DATA.items():
        for name in (entry["en"], *entry.get("alias", ())):
            names.setdefault(name.strip(":").lower(), character)
    return names
