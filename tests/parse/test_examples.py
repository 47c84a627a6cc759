"""Every case of every examples file, through the parser as the site uses it.

A case is a title, a dot, the Markdown, a dot, the HTML, a dot, each on a line of its own (as in markdown-it).
Holes are shown as written; each finding is a last line ``% line:column code``.
"""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

import pytest
from written import parsed

from handbook.diagnostics import in_order
from handbook.model import Document, Hole, Image, Link
from handbook.parse.document import SYNTAXES

EXAMPLES = Path(__file__).parent / "examples"
CASE = re.compile(
    r"^(?P<title>\S[^\n]*)\n\.\n(?P<markdown>.*?)^\.\n(?P<html>.*?)^\.\n", re.DOTALL | re.MULTILINE
)


class Example(NamedTuple):
    name: str
    markdown: str
    html: str


def examples() -> Iterator[Example]:
    for path in sorted(EXAMPLES.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for match in CASE.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield Example(f"{path.name}:{line} {match['title']}", match["markdown"], match["html"])


def html_of(text: str) -> str:
    document = parsed(text)
    findings = [
        f"% {found.span.line}:{found.span.column} {found.code}\n" for found in in_order(document.diagnostics)
    ]
    return "".join([_filled(document), *findings])


def _filled(document: Document) -> str:
    fills = [_as_written(hole) for hole in document.holes]
    return "".join(part for pair in zip(document.fragments, [*fills, ""], strict=True) for part in pair)


def _as_written(hole: Hole) -> str:
    match hole:
        case Link():
            return _attributes(href=hole.target) + (_attributes(title=hole.title) if hole.title else "")
        case Image():
            title = _attributes(title=hole.title) if hole.title else ""
            return _attributes(src=hole.target, alt=hole.alt) + title
        case _:
            return f'"{escape(hole.target)}"'


def _attributes(**values: str) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in values.items())


@pytest.mark.parametrize("example", [*examples()], ids=lambda example: example.name)
def test_example(example):
    assert html_of(example.markdown) == example.html


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.md")), ids=lambda path: path.name)
def test_an_examples_file_holds_nothing_but_cases(path):
    assert CASE.sub("", path.read_text(encoding="utf-8")).strip() == ""


def test_every_syntax_has_an_examples_file():
    assert {path.stem for path in EXAMPLES.glob("*.md")} == {install.__name__ for install in SYNTAXES}
