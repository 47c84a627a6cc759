"""Highlighting: code and the name of its language -> HTML with the short CSS classes of Pygments."""

from collections.abc import Iterator
from functools import cache
from html import escape
from time import process_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

ALIASES = {
    "conf": "ini",
    "curl": "bash",
    "dotenv": "ini",
    "env": "ini",
    "gradle": "groovy",
    "jsonc": "json",
    "json5": "json",
    "jsx": "javascript",
    "mdx": "markdown",
    "node": "javascript",
    "objc": "objective-c",
    "objectivec": "objective-c",
    "shellscript": "bash",
    "svelte": "html",
    "terminal": "console",
    "tf": "terraform",
    "tsx": "typescript",
    "vue": "html",
    "yarn": "bash",
    "zsh": "bash",
}
"""Names that authors write and Pygments does not know."""


LONGEST = 1.0
"""Seconds of the processor that one block may take; real code of the greatest length takes half of it.

Lexers that search to the end at every line or quote take minutes. A busy machine changes nothing.
"""


class TooSlow(Exception):  # noqa: N818 - a state of affairs, caught where the block is written
    """A block takes its lexer longer than LONGEST."""


def highlighted(text: str, language: str) -> str:
    """Return code as HTML; in plain text where the language is unknown. Raises TooSlow."""
    lexer = lexer_of(language) if language else None
    if lexer is None:
        return escape(text, quote=False)
    # Lexers of line-based languages know a line by the newline behind it: the last one needs it, too.
    html = "".join(
        f'<span class="{name}">{escape(value, quote=False)}</span>' if name else escape(value, quote=False)
        for name, value in _runs(f"{text}\n", lexer)
    )
    return html.removesuffix("\n") if html.endswith("\n") else html.removesuffix("\n</span>") + "</span>"


def lines_of(html: str) -> Iterator[str]:
    """Cut highlighted code into lines; a span that crosses a line's end is closed and opened again."""
    opened = ""
    for line in html.split("\n"):
        whole = opened + line
        start, end = whole.rfind("<span"), whole.rfind("</span>")
        opened = whole[start : whole.index(">", start) + 1] if start > end else ""
        yield whole + ("</span>" if opened else "")


@cache
def lexer_of(language: str) -> "Lexer | None":
    """Return Pygments' lexer for a name, or None. Its own look-up asks plug-ins for every unknown name."""
    from pygments.lexers import find_lexer_class  # noqa: PLC0415  (3 ms to import, 10 ms for its table)

    name = _names().get(ALIASES.get(language, language))
    lexer = find_lexer_class(name) if name else None
    return lexer(stripnl=False, ensurenl=False) if lexer else None


@cache
def _names() -> dict[str, str]:
    from pygments.lexers import get_all_lexers  # noqa: PLC0415

    return {alias: name for name, aliases, _, _ in get_all_lexers(plugins=False) for alias in aliases}


def _runs(text: str, lexer: "Lexer") -> Iterator[tuple[str, str]]:
    """Return the text in runs of one class each; spaces join what stands before them, line ends nothing."""
    name, run = "", ""
    end = process_time() + LONGEST
    for kind, value in lexer.get_tokens(text):
        if process_time() > end:
            raise TooSlow
        new = _class_of(kind)
        if new == name or (value.isspace() and "\n" not in value):
            run += value
            continue
        if run:
            yield name, run
        name, run = new, value
    if run:
        yield name, run


@cache
def _class_of(kind: "_TokenType") -> str:
    """Return the short class of a token type; names and plain text need none: they are most of the HTML."""
    from pygments.token import STANDARD_TYPES, Token  # noqa: PLC0415  (imported with the first lexer)

    if kind in (Token.Text, Token.Text.Whitespace, Token.Name, Token.Punctuation, Token.Other):
        return ""
    while kind not in STANDARD_TYPES and kind.parent:
        kind = kind.parent
    return STANDARD_TYPES.get(kind, "")
