"""A document's HTML and its headings -> its sections in plain text, for search."""

import re
from collections.abc import Sequence
from html import unescape

from markdown_it.common.utils import escapeHtml

from handbook.model import Heading, Section
from handbook.parse.html_pieces import COMMENT
from handbook.parse.notes import CUT

MARKUP = re.compile(
    r'<(?:sup class="footnote-mark"><a [^>]*+>[^<]*+</a></sup>|(/?[a-zA-Z][^\s/>\0]*+)'
    r"""[^>=]*+(?:=\s*+(?:"[^"]*+"|'[^']*+')?+[^>=]*+)*+>"""
    rf"|{COMMENT.pattern.removeprefix('<')}|[!?][^>]*+>)",
    re.DOTALL,
)
"""A tag, whose name is kept, and what else is no text: comments, declarations, the numbers of footnotes,
which would stick to the words before them. A ``>`` in a value's quotes ends no tag; other quotes are text.
"""

INSIDE_WORDS = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q s samp small span strike"
    " strong sub sup time tt u var wbr"
).split()
INSTEAD: dict[str | None, str] = {
    None: "",
    **{f"{slash}{case}": "" for name in INSIDE_WORDS for case in (name, name.upper()) for slash in ("", "/")},
}
"""What stands for markup: nothing where it parts no word; for all other tags it is a line's end."""

UNSEEN = frozenset({"script", "style", "template", "iframe", "noembed", "noframes"})
COMMENT_OR_UNSEEN = re.compile(
    rf"{COMMENT.pattern}|<({'|'.join(sorted(UNSEEN))})(?=[\s/>])[^>]*>", re.DOTALL | re.IGNORECASE
)

RUN_OF_SPACES = re.compile(" {2,}")


def sections_of(html: str, headings: Sequence[Heading]) -> tuple[Section, ...]:
    """Cut a body where its headings begin, and keep the text; all of it, code and notes and raw HTML, too.

    Linear in its length: 17 ms for a megabyte with 29,000 tags.
    """
    found, parts = _cut(html, headings)
    texts = _text(CUT.join(parts)).split(CUT)
    if len(texts) != len(parts):  # a heading lies in a template, and is not shown with it
        texts = [_text(part) for part in parts]
    before, *below = [_without_runs(text) for text in texts]
    return (
        *((Section("", 0, "", before),) if before else ()),
        *(
            Section(heading.id, heading.level, heading.text, text)
            for heading, text in zip(found, below, strict=True)
        ),
    )


def _cut(html: str, headings: Sequence[Heading]) -> tuple[list[Heading], list[str]]:
    """Return the headings that are there, and what stands before the first, and below each of them."""
    found: list[Heading] = []
    parts: list[str] = []
    start = 0
    for heading in headings:
        opening = html.find(f'<h{heading.level} id="{escapeHtml(heading.id)}">', start)
        closing = html.find(f"</h{heading.level}>", opening)
        if -1 not in {opening, closing}:  # else the body is too large to be rendered, and shown as text
            found.append(heading)
            parts.append(html[start:opening])
            start = closing
    return found, [*parts, html[start:]]


def _text(html: str) -> str:
    pieces = MARKUP.split(html)
    if any(name.lower() in UNSEEN for name in set(pieces[1::2]) if name):
        pieces = MARKUP.split(_without_unseen(html))
    pieces[1::2] = [INSTEAD.get(name, "\n") for name in pieces[1::2]]
    return unescape("".join(pieces))


def _without_unseen(html: str) -> str:
    """Leave out comments, and elements of which no reader sees anything."""
    kept, position = [], 0
    while opening := COMMENT_OR_UNSEEN.search(html, position):
        kept.append(html[position : opening.start()])
        position = _end_of(opening[1].lower(), html, opening.end()) if opening[1] else opening.end()
    return "".join([*kept, html[position:]])


def _end_of(element: str, html: str, position: int) -> int:
    """Return where an element ends; only templates can lie in each other."""
    depth = 1
    for tag in re.compile(rf"<(/?){element}(?=[\s/>])[^>]*>", re.IGNORECASE).finditer(html, position):
        depth += -1 if tag[1] else element == "template"
        if depth == 0:
            return tag.end()
    return len(html)


def _without_runs(text: str) -> str:
    """Collapse white space: a third of the time of ``split``, which makes an object of every word."""
    line = " ".join(filter(None, map(str.strip, text.split("\n"))))
    return RUN_OF_SPACES.sub(" ", line) if "  " in line else line
