"""Source -> Document: front matter read, Markdown made HTML with a hole at every link. Reads nothing else."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import PurePosixPath

import msgspec
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from handbook.config import ParseOptions
from handbook.diagnostics import Code
from handbook.model import ContentPath, Document, Source
from handbook.names import INDEX_NAMES, title_of_name
from handbook.parse.admonitions import admonitions
from handbook.parse.autolinks import autolinks
from handbook.parse.code import code
from handbook.parse.containers import containers
from handbook.parse.docsify_callouts import docsify_callouts
from handbook.parse.emoji import emoji
from handbook.parse.footnotes import footnotes
from handbook.parse.front_matter import read_front_matter
from handbook.parse.github_alerts import github_alerts
from handbook.parse.headings import headings, headings_of, number_headings, take_title
from handbook.parse.lines import lines
from handbook.parse.link_labels import remember_labels
from handbook.parse.links import links
from handbook.parse.notes import CUT, Notes
from handbook.parse.pictures import pictures
from handbook.parse.pseudo_callouts import pseudo_callouts
from handbook.parse.raw_html import raw_html
from handbook.parse.reading_time import minutes_of
from handbook.parse.sections import sections_of
from handbook.parse.strikethrough import strikethrough
from handbook.parse.summary import summary_of
from handbook.parse.tables import tables
from handbook.parse.tasks import tasks

Syntax = Callable[[MarkdownIt], None]
"""Installs the rules of one syntax: how it is recognised, and how it is written as HTML."""

SYNTAXES: tuple[Syntax, ...] = (
    tables,
    docsify_callouts,
    github_alerts,
    pseudo_callouts,
    admonitions,
    containers,
    strikethrough,
    tasks,
    footnotes,
    autolinks,
    emoji,
    headings,
    raw_html,
    links,
    pictures,
    code,
)
"""Every syntax, in the order in which its rules are installed; each has an examples file of its name."""


def parse(source: Source, options: ParseOptions) -> Document:
    """Make a document of a Markdown file. What is wrong with it is among the document's diagnostics."""
    head = read_front_matter(source, options.limits)
    notes = Notes(source.path, head.body.split("\n"), head.first_line)
    markdown = markdown_for(options)
    environment = {"notes": notes}
    tokens = markdown.parse(head.body, environment)
    _report_depth(tokens, notes, options)
    number_headings(tokens, notes)
    title, tokens = take_title(tokens, head.front_matter.title)
    html = markdown.renderer.render(tokens, markdown.options, environment)
    if len(html) > most_html(head.body):
        html = _as_text(head.body, notes)
    body_headings = headings_of(tokens)
    sections = sections_of(html, body_headings)
    return Document(
        path=ContentPath(source.path),
        front_matter=head.front_matter,
        title=title.text or title_of_path(source.path),
        title_id=title.id,
        summary=summary_of(tokens),
        fragments=tuple(html.split(CUT)),
        holes=tuple(notes.holes),
        headings=body_headings,
        sections=sections,
        minutes=minutes_of(sections),
        anchors=frozenset(notes.ids),
        diagnostics=(*head.diagnostics, *notes.diagnostics),
    )


def parse_encoded(source: Source, *, options: ParseOptions) -> bytes:
    """Parse a source; return the document as it stands in the cache, and travels between processes."""
    return msgspec.msgpack.encode(parse(source, options))


@lru_cache(maxsize=8)
def markdown_for(options: ParseOptions, syntaxes: Sequence[Syntax] = SYNTAXES) -> MarkdownIt:
    """Return the parser with these syntaxes: CommonMark, and what each of them adds."""
    markdown = MarkdownIt(
        "commonmark",
        {
            "html": options.html == "allow",
            "xhtmlOut": False,
            "maxNesting": options.limits.nesting,
            "highlighted": options.limits.highlighted,
        },
    )
    for install in (*syntaxes, *((lines,) if options.lines else ())):
        install(markdown)
    remember_labels(markdown)
    return markdown


def title_of_path(path: str) -> str:
    """Return a title for a page that has none: its file's name, or its folder's for an index page."""
    place = PurePosixPath(path)
    is_index = place.stem.lower() in INDEX_NAMES and place.parent.name
    return title_of_name(place.parent.name if is_index else place.stem)


def most_html(body: str) -> int:
    """Return how many characters of HTML a body may become: only input made to explode comes near."""
    return 64 * 1024 + 30 * len(body)


def _as_text(body: str, notes: Notes) -> str:
    """Show a body as it was written, since what it would become is too large."""
    message = f"this page would become more than {most_html(body):,} characters of HTML; it is shown as text"
    notes.report(
        Code.LIMIT_EXCEEDED, message, notes.span(0), "write it with less nesting and fewer repetitions"
    )
    notes.holes.clear()
    notes.ids.clear()
    return f"<pre>{escapeHtml(body.replace(CUT, ''))}</pre>"


def _report_depth(tokens: Sequence[Token], notes: Notes, options: ParseOptions) -> None:
    """Report where blocks are nested so deeply that markdown-it drops what is inside."""
    deepest = options.limits.nesting - 1
    for token in tokens:
        if token.level >= deepest and token.nesting > 0:
            line = token.map[0] if token.map else 0
            message = f"this is nested more than {deepest} levels deep; what is deeper is left out"
            notes.report(Code.LIMIT_EXCEEDED, message, notes.span(line), "raise limits.nesting, or nest less")
            return
