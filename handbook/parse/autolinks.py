"""Autolinks: a bare ``https://…`` in the text becomes a link. Nothing else does: not README.md, not go/x."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

SCHEME_BEFORE = re.compile(r"(?:^|[\s*_~(\"'\[>])(https?)$", re.IGNORECASE)
REST = re.compile(r"://[^\s<>\x00-\x20]*\w[^\s<\x00-\x20]*")
TRAILING = "?!.,:;*_~'\"]"


def autolinks(md: MarkdownIt) -> None:
    """Recognise http and https addresses in text, by GFM's rules for where they end.

    linkify-it-py would also guess at mail addresses and names of hosts, and is quadratic on lists of them.
    """
    md.inline.ruler.push("bare_address", _bare_address)


def _bare_address(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  (markdown-it's signature)
    if state.src[state.pos] != ":" or silent or state.linkLevel > 0:
        return False
    scheme = SCHEME_BEFORE.search(state.pending[-6:])
    rest = REST.match(state.src, state.pos, state.posMax) if scheme else None
    if not scheme or not rest:
        return False
    written = trimmed(rest.group())
    address = scheme.group(1) + written
    state.pending = state.pending[: -len(scheme.group(1))]
    _push_link(state, address)
    state.pos += len(written)
    return True


def trimmed(address: str) -> str:
    """Return an address without the punctuation behind it and brackets that it never opened."""
    surplus = address.count(")") - address.count("(")
    end = len(address)
    while end:
        last = address[end - 1]
        if last == ")" and surplus > 0:
            surplus -= 1
        elif last not in TRAILING:
            break
        end -= 1
    return address[:end]


def _push_link(state: StateInline, address: str) -> None:
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": state.md.normalizeLink(address)}
    opening.info = "auto"
    text = state.push("text", "", 0)
    text.content = state.md.normalizeLinkText(address)
    closing = state.push("link_close", "a", -1)
    closing.info = "auto"
