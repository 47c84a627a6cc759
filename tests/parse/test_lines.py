"""For the preview, blocks say which line of their file they were made from."""

import re

import pytest
from msgspec.structs import replace

from handbook.config import Config
from handbook.model import Source
from handbook.parse.document import parse

PUBLISHED = Config().parse_options
PREVIEWED = replace(PUBLISHED, lines=True)


def html_of(text, options=PREVIEWED):
    return "\0".join(parse(Source(path="page.md", text=text), options).fragments)


def lines_of(text):
    """Return the elements that say their line, in order: ``p 3``."""
    return [f"{name} {line}" for name, line in re.findall(r'<(\w+)[^>]* data-line="(\d+)"', html_of(text))]


BLOCKS = {
    "a paragraph of two lines": ("one\ntwo\n\nthree\n", "p 1, p 4"),
    "below front matter": ("---\ntitle: T\n---\n\none\n", "p 5"),
    "below an opening heading": ("# Title\n\none\n", "p 3"),
    "a heading": ("one\n\n## Two\n\nThree\n-----\n", "p 1, h2 3, h2 5"),
    "a tight list": ("- one\n- two\n", "li 1, li 2"),
    "a loose list": ("1. one\n\n   more\n2. two\n", "li 1, p 1, p 3, li 4, p 4"),
    "a quote": ("> one\n>\n> two\n", "blockquote 1, p 1, p 3"),
    "a table": ("text\n\n| a |\n|---|\n| b |\n| c |\n", "p 1, tr 3, tr 5, tr 6"),
    "code": ("```py\nx = 1\n```\n\n    y\n", "figure 1, figure 5"),
    "a rule": ("one\n\n---\n", "p 1, hr 3"),
    "a callout": ("::: note\none\n:::\n", "aside 1, p 2"),
    "a callout that folds": ("one\n\n::: details More\ntwo\n:::\n", "p 1, details 3, p 4"),
    "an unknown callout": ("one\n\n::: notte\ntwo\n:::\n", "p 1, p 4"),
    "GitHub's alert": ("> [!TIP]\n> one\n", "aside 1, p 2"),
    "an admonition": ("!!! warning\n    one\n", "aside 1, p 2"),
    "a pseudo callout": ("> **Note:** one\n", "aside 1, p 1"),
    "docsify's callout": ("one\n\n!> two\n", "p 1, aside 3, p 3"),
    "a task": ("- [ ] one\n- [x] two\n", "li 1, li 2"),
    "a footnote": ("one[^1]\n\n[^1]: note\n", "p 1, p 3"),
    "a placeholder": ("one\n\n<your-name>\n\ntwo\n", "p 1, span 3, p 5"),
    "a placeholder in a list": ("- one\n\n  <your name>\n  here\n", "li 1, p 1, span 3"),
    "a placeholder beside an element": ("<b><your-name></b>\n\ntwo\n", "p 1, p 3"),
    "a placeholder in an element": ("<div><your-name></div>\n\ntwo\n", "p 3"),
    "raw HTML": ("<div>\none\n</div>\n\ntwo\n", "p 5"),
    "Windows' line ends": ("one\r\n\r\ntwo\r\n", "p 1, p 3"),
}


@pytest.mark.parametrize(("text", "lines"), BLOCKS.values(), ids=BLOCKS)
def test_blocks_say_their_lines(text, lines):
    assert ", ".join(lines_of(text)) == lines


@pytest.mark.parametrize("text", [text for text, _ in BLOCKS.values()], ids=list(BLOCKS))
def test_without_their_lines_blocks_are_what_is_published(text):
    without = re.sub(r'<span data-line="\d+"></span>| data-line="\d+"', "", html_of(text))

    assert without == html_of(text, PUBLISHED)
