"""Headings: their ids, the links to themselves, and the one that is the page's title."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from msgspec import Struct

from handbook.diagnostics import Code
from handbook.model import Heading
from handbook.parse.notes import Notes
from handbook.parse.summary import text_of

EXPLICIT_ID = re.compile(r"\{:?\s*#([^\s{}#.]+)[^{}]*\}\s*$")
RESERVED = ("page:", "note:", "mark:")
"""Begin the ids of the theme and of footnotes."""

RAW = frozenset({"html_block", "html_inline"})
RAW_HEADING = re.compile(r"<h([1-6])(?![^\s/>])", re.IGNORECASE)

NO_LETTERS = "section"
"""The id of a heading without a letter or digit: empty, or a picture alone."""

KEPT_CATEGORIES = {"Nd", "Pc"}
KEPT_GROUPS = {"L", "M"}


def headings(md: MarkdownIt) -> None:
    """Recognise ``{#id}`` behind a heading; give every heading a link to itself."""
    md.core.ruler.after("block", "explicit_ids", _take_explicit_ids)
    md.add_render_rule("heading_open", _heading_open)
    md.add_render_rule("heading_close", _heading_close)


class Title(Struct, frozen=True):
    """What the page is called, and the id of the heading that it was."""

    text: str | None
    id: str | None = None


def number_headings(tokens: Sequence[Token], notes: Notes) -> None:
    """Give every heading its text and an id of its own: explicit ids first, then GitHub's."""
    opened = [(opening, inline) for opening, inline in pairwise(tokens) if opening.type == "heading_open"]
    ids = _Ids(notes.ids)
    for opening, inline in opened:
        opening.meta["text"] = " ".join(text_of(inline.children or []).split())
        explicit = opening.meta.get("id")
        if explicit and (explicit in ids.taken or explicit.startswith(RESERVED)):
            span = notes.span(*_place_of_id(opening, explicit, notes))
            hint = "give one of them another name"
            notes.report(Code.DUPLICATE_ID, f"the id {explicit} stands on this page already", span, hint)
            opening.meta["id"] = None
        elif explicit:
            ids.taken.add(explicit)
    for opening, inline in opened:
        if not opening.meta.get("id"):
            opening.meta["id"] = ids.free(slug(text_of(inline.children or [], written=True)) or NO_LETTERS)
    notes.ids.update(opening.meta["id"] for opening, _ in opened)


def take_title(tokens: Sequence[Token], given: str | None) -> tuple[Title, list[Token]]:
    """Return the page's title and the tokens that stay in the body.

    An opening H1 becomes the title where none was given, and is dropped where it says the same again. A page
    has one H1, its title; below it no level is left out. Pictures in the title stay in the body.
    """
    start = _opening_heading(tokens)
    if start is None:
        return Title(given), _levelled(tokens)
    opening = tokens[start]
    rest = [*tokens[:start], *_pictures_of(tokens[start + 1]), *tokens[start + 3 :]]
    text = opening.meta["text"]
    if given is None and text:
        return Title(text, opening.meta["id"]), _levelled(rest)
    if given is not None and _alike(given, text):
        return Title(given, opening.meta["id"]), _levelled(rest)
    return Title(given), _levelled(tokens)


def headings_of(tokens: Iterable[Token]) -> tuple[Heading, ...]:
    """Return the headings that are in the body, in order."""
    return tuple(
        Heading(int(token.tag[1]), token.meta["id"], token.meta["text"])
        for token in tokens
        if token.type == "heading_open"
    )


def slug(text: str) -> str:
    """Return GitHub's id of a heading: letters, marks, digits, ``_``, ``-``; a hyphen for every space.

    The Unicode categories are GitHub's: ``\\w`` alone would destroy Hindi and Thai, whose vowels are marks.
    """  # noqa: D301  (the backslash is the expression's)
    kept = (c for c in text.strip().lower() if c in "-_ " or _is_kept(c))
    return "".join(kept).replace(" ", "-")


def _is_kept(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in KEPT_GROUPS or category in KEPT_CATEGORIES


class _Ids:
    """The ids of a page, and the next number to try for each: a thousand equal headings stay linear."""

    def __init__(self, taken: set[str]) -> None:
        self.taken = set(taken)
        self.next_number: dict[str, int] = {}

    def free(self, wanted: str) -> str:
        number = self.next_number.get(wanted, 0)
        name = f"{wanted}-{number}" if number else wanted
        while name in self.taken:
            number += 1
            name = f"{wanted}-{number}"
        self.next_number[wanted] = number + 1
        self.taken.add(name)
        return name


def _take_explicit_ids(state: StateCore) -> None:
    for opening, inline in pairwise(state.tokens):
        if opening.type == "heading_open" and inline.content.endswith("}"):
            # From the last brace on, for white space before it would be tried at every blank of a long line.
            match = EXPLICIT_ID.match(inline.content, inline.content.rfind("{"))
            if match:
                opening.meta["id"] = match.group(1)
                inline.content = inline.content[: match.start()].rstrip()


def _place_of_id(opening: Token, name: str, notes: Notes) -> tuple[int, int, int]:
    line = opening.map[0] if opening.map else 0
    return line, max(notes.lines[line].rfind(f"#{name}"), 0), len(name) + 1


def _opening_heading(tokens: Sequence[Token]) -> int | None:
    """Return where an H1 stands that is the body's first block; comments and pictures may stand before it."""
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "heading_open":
            return position if token.tag == "h1" else None
        if token.type == "html_block" and _is_comment(token):
            position += 1
        elif token.type == "paragraph_open" and _holds_only_pictures(tokens[position + 1]):
            position += 3
        else:
            return None
    return None


def _is_comment(token: Token) -> bool:
    return token.content.lstrip().startswith("<!--") and token.content.rstrip().endswith("-->")


OF_PICTURES = frozenset({"image", "link_open", "link_close", "caption"})


def _holds_only_pictures(inline: Token) -> bool:
    children = inline.children or []
    pictures = [token for token in children if token.type == "image"]
    others = (token for token in children if token.type not in OF_PICTURES)
    return bool(pictures) and all(token.type == "softbreak" or not token.content.strip() for token in others)


def _pictures_of(heading: Token) -> list[Token]:
    pictures = [token for token in heading.children or [] if token.type == "image"]
    if not pictures:
        return []
    paragraph = Token("inline", "", 0, children=pictures, map=heading.map)
    return [
        Token("paragraph_open", "p", 1, block=True),
        paragraph,
        Token("paragraph_close", "p", -1, block=True),
    ]


def _alike(title: str, heading: str) -> bool:
    return title.split() == heading.split()


def _levelled(tokens: Iterable[Token]) -> list[Token]:
    """Write each heading one level below the one that it belongs to, for those who go from level to level.

    What is above what stays as written. Headings in raw HTML keep their levels, and others belong to them.
    """
    changed = list(tokens)
    above: list[_Level] = []
    for place, token in enumerate(changed):
        for tag in _raw_headings(token):
            _under(above, int(tag)).append(_Level(int(tag), int(tag)))
        if token.type == "heading_open":
            written = max(int(token.tag[1]), 2)
            over = _under(above, written)
            shown = over[-1].shown + 1 if over else 2
            over.append(_Level(written, shown))
            token.tag = changed[place + 2].tag = f"h{shown}"
    return changed


class _Level(NamedTuple):
    """How deep a heading is, as written and as shown."""

    written: int
    shown: int


def _under(above: list[_Level], level: int) -> list[_Level]:
    """Leave only the headings that one of this level can belong to."""
    while above and above[-1].written >= level:
        above.pop()
    return above


def _raw_headings(token: Token) -> Iterator[str]:
    for raw in (token, *(token.children or ())):
        if raw.type in RAW and "<" in raw.content:
            yield from RAW_HEADING.findall(raw.content)


def _heading_open(_self: RendererHTML, tokens: Sequence[Token], index: int, *_: object) -> str:
    token = tokens[index]
    return f'<{token.tag} id="{escapeHtml(token.meta["id"])}">'


def _heading_close(_self: RendererHTML, tokens: Sequence[Token], index: int, *_: object) -> str:
    opening = tokens[index - 2]
    name, text = escapeHtml(opening.meta["id"]), escapeHtml(opening.meta["text"])
    label = f"Link to this section: {text}" if text else "Link to this section"
    return f'<a class="heading-link" href="#{name}" aria-label="{label}"></a></{opening.tag}>\n'
