"""Markdown made to cost time -> how the time to parse it grows: ``python -m benchmarks hostile``.

Twice the text may take 2.6 times as long; what is quadratic takes four times. In processor time, the best of
several runs, for the growth is what matters.
"""

import gc
import time
from collections.abc import Sequence

from handbook.config import ParseOptions
from handbook.model import Source
from handbook.parse.document import parse

CHARACTERS = 25_000
DOUBLINGS = 2
MOST_GROWTH = 2.6
SHORTEST = 0.02

REPEATED = {
    "brackets": "[",
    "brackets closed": "]",
    "pictures": "![",
    "inline footnotes": "^[",
    "links without an end": "[a](",
    "pictures without an end": "![a](b",
    "links in angles without an end": "[a](<b",
    "links with a title without an end": '[a](b "c',
    "links": "[a](b) ",
    "links with escapes": "[a\\_b](c\\_d) ",
    "links whose address stands everywhere": "[x](\\a) aaaa ",
    "links with entities": "[a](&lt;) ",
    "links in links": "[[a](b)](c) ",
    "brackets with one link": "[[a](b) ",
    "references": "[a] ",
    "references to nothing": "[a][b] ",
    "definitions": "[a]: b\n\n",
    "definitions without an end": '[a]: b "c\n',
    "inline footnotes with links": "^[x [a](b)] ",
    "footnotes": "[^1] ",
    "definitions of footnotes": "[^1]: a\n\n",
    "emphasis opened": "*a ",
    "strong opened": "**a",
    "both kinds of emphasis": "*a_ ",
    "emphasis of two lengths": "_a __",
    "emphasis closed": "a* ",
    "three stars": "***a** b* ",
    "strikethrough": "~~a ",
    "backticks": "`a",
    "backticks of growing length": "`a ``b ```c ",
    "backslashes": "\\",
    "escapes": "\\*",
    "entities": "&amp;",
    "entities without an end": "&a",
    "entities of numbers": "&#x41;",
    "angles": "<",
    "angles closed": ">",
    "addresses in angles": "<https://a.example> ",
    "addresses in angles without an end": "<https://",
    "addresses": "https://a.example ",
    "addresses without a break": "https://a",
    "shortcodes": ":smile:",
    "colons": ":",
    "tags": "<b>",
    "end tags": "</b>",
    "tags in turn": "<b></i>",
    "tags without an end": "<a ",
    "attributes without an end": '<a b="',
    "comments without an end": "<!--",
    "comments": "<!-- a -->",
    "declarations without an end": "<!A ",
    "instructions without an end": "<?",
    "character data": "<![CDATA[",
    "elements nested": "<div>\n",
    "items of raw HTML": "<div><li>",
    "cells of raw HTML": "<table><td>",
    "scripts": "<script>",
    "scripts that hide their end": "<script><!--<script></script>",
    "drawings": "<svg>",
    "drawings that are left": "<svg><p></svg>",
    "selects": "<select><option>",
    "ids": '<a id="a"></a>',
    "placeholders": "<your-name> ",
    "quotes": "> ",
    "quotes in lines": ">a\n>>b\n",
    "lists": "- ",
    "lists in lines": "- a\n",
    "lists with gaps": "- a\n\n\n",
    "numbered lists": "1. a\n",
    "tasks": "- [ ] a\n",
    "headings": "# a\n",
    "headings with ids": "# a {#b}\n",
    "hashes": "#",
    "underlines": "a\n---\n",
    "rules": "* * *\n",
    "fences": "```\n",
    "fences with words": "```a b=c\n",
    "tildes": "~~~a\n",
    "tables": "| a |\n|---|\n",
    "rows": "| a | b |\n",
    "bars": "|",
    "alerts": "> [!NOTE] a\n\n",
    "containers": "::: note\n",
    "containers closed": ":::\n",
    "admonitions": "!!! note\n",
    "callouts of a line": "!> a\n\n",
    "pseudo callouts": "> **Note:** a\n\n",
    "empty lines": "\n",
    "blanks": " ",
    "tabs": "\t",
    "hard breaks": "a  \n",
    "no-break spaces": "\u00a0",
    "letters": "a",
    "wide letters": "日",
}
"""Repeated to a length."""

NESTED = {
    "brackets closed inside out": ("[", "a", "]"),
    "links in pictures": ("![", "a", "](b)"),
    "notes in notes": ("^[", "a", "]"),
    "quotes around": ("> ", "a", ""),
    "elements around": ("<div>", "a", "</div>"),
    "drawings around": ("<svg><g>", "a", "</g></svg>"),
    "emphasis around": ("*a **", "b", "** a*"),
    "lists by indentation": ("  ", "- a", ""),
    "front matter in braces": ("---\na: {", "", "\n---\n"),
    "front matter in brackets": ("---\na: [", "", "\n---\n"),
}
"""As often before as behind."""


def patterns(length: int) -> dict[str, str]:
    """Return every pattern as a text of about so many characters."""
    repeated = {name: text * (length // len(text)) for name, text in REPEATED.items()}
    nested = {
        name: before * (length // len(before + behind)) + middle + behind * (length // len(before + behind))
        for name, (before, middle, behind) in NESTED.items()
    }
    return repeated | nested


def times_of(name: str) -> list[float]:
    """Return the seconds that a pattern takes at each length."""
    return [seconds(patterns(CHARACTERS << doubling)[name]) for doubling in range(DOUBLINGS + 1)]


def seconds(text: str) -> float:
    """Return what it takes to parse a text, the best of three times; what is long is done once."""
    best = float("inf")
    for _ in range(3):
        gc.collect()
        gc.disable()  # as in a build
        begin = time.process_time()
        parse(Source("hostile.md", text), ParseOptions())
        best = min(best, time.process_time() - begin)
        gc.enable()
        if best > 1:
            break
    return best


def growth(times: Sequence[float]) -> float:
    """Return how many times as long twice the text takes. What takes no time does not grow."""
    return (max(times[-1], SHORTEST) / max(times[0], SHORTEST)) ** (1 / DOUBLINGS)


def hostile() -> int:
    """Print every pattern with its times, worst growth last; return the exit code."""
    taken = {name: times_of(name) for name in patterns(CHARACTERS)}
    for name, times in sorted(taken.items(), key=lambda item: growth(item[1])):
        shown = "  ".join(f"{each:6.3f}" for each in times)
        print(f"{name:38} {shown} s, {growth(times):.1f} times a doubling")
    print(f"{len(taken)} patterns of {CHARACTERS:,} to {CHARACTERS << DOUBLINGS:,} characters")
    return int(any(growth(times) > MOST_GROWTH for times in taken.values()))
