"""A page's text -> what it says about itself, and its body, exactly as it is, with the line it begins on."""

import re

from msgspec import Struct
from msgspec.structs import replace

from handbook.config import Limits
from handbook.diagnostics import Code, Diagnostic
from handbook.model import FrontMatter, Source
from handbook.parse.drafts import draft_in
from handbook.parse.fields import FIELD_OF_KEY, read_fields
from handbook.parse.formats import FORMATS, Format, read_entries
from handbook.parse.nodes import Bounds, Node, Scalar, Table, TooLarge, Unreadable, mended
from handbook.parse.passage import Passage, passage_of

BYTE_ORDER_MARK = "\ufeff"

MISPLACED = re.compile(
    r"(?:\s|<!--(?:[^-]|-(?!->))*-->)*"
    r"(?P<fence>(?:[-–—]{2,}|—|\+{3,})(?=[ \t]*\w*[ \t]*\n)|\{)[ \t]*\w*[ \t]*\n?"
    r"[ \t]*[\"']?(?P<key>[A-Za-z][\w-]*)[\"']?[ \t]*[:=]"
)
"""What was meant to open a block and does not: it stands too late, or has other dashes."""

FENCES = {"+": ("+++", "+++"), "{": ("{", "}")}
PARAGRAPH = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))*")


class Head(Struct, frozen=True):
    """What was read at the top of a file, and what is left of it."""

    front_matter: FrontMatter
    body: str
    first_line: int = 1
    """The file's line (from 1) on which the body begins."""
    diagnostics: tuple[Diagnostic, ...] = ()


def read_front_matter(source: Source, limits: Limits) -> Head:
    """Read the block at the top of a page, if there is one. Whatever it holds, the page can be built.

    A text that merely begins with a rule has no front matter, and all of it is body.
    """
    text = source.text.removeprefix(BYTE_ORDER_MARK)
    form = next((each for each in FORMATS if each.handler.detect(text)), None)
    if form is None:
        return _unread(text, source, _misplaced(text, source))
    try:
        _, body = form.handler.split(text)
    except ValueError:  # no line closes the block
        return _unread(text, source, _unclosed(form, passage_of(source, text)))
    block = text[: len(text) - len(body)]
    passage = _between_the_fences(source, block) if form.has_fences else passage_of(source, block)
    table, failures = _read(form, passage, limits)
    if table is None:
        held_back = _held_back(passage)
        shown = () if form.may_be_text and not held_back else failures
        return Head(FrontMatter(draft=bool(held_back)), text, diagnostics=(*shown, *held_back))
    front_matter, findings = read_fields(table, passage)
    held_back = _held_back(passage) if failures and not front_matter.draft else ()
    if held_back:
        front_matter = replace(front_matter, draft=True)
    return Head(front_matter, body, block.count("\n") + 1, (*failures, *findings, *held_back))


def _held_back(passage: Passage) -> tuple[Diagnostic, ...]:
    """Look for a draft in a block that cannot be read as a whole: nobody knows what it belongs to."""
    draft = draft_in(passage.text)
    if draft is None:
        return ()
    message = "draft stands in a front matter that cannot be read, so the page is taken for one"
    return (passage.finding(Code.BAD_FRONT_MATTER, message, draft, "mend it, or take draft out of it"),)


def _unread(text: str, source: Source, diagnostics: tuple[Diagnostic, ...]) -> Head:
    """Return a page whose front matter, if it was meant as such, is shown; a draft is held back."""
    held_back = _held_back(passage_of(source, text)) if diagnostics else ()
    return Head(FrontMatter(draft=bool(held_back)), text, diagnostics=(*diagnostics, *held_back))


def _misplaced(text: str, source: Source) -> tuple[Diagnostic, ...]:
    """Tell front matter whose first line is not the file's, or holds more, from a text with a rule."""
    found = MISPLACED.match(text)
    if found is None or not _is_meant(found["key"], text, found.start("fence")):
        return ()
    opening, closing = FENCES.get(found["fence"][0], ("---", "---"))
    message = "the front matter does not begin the file, so it is shown as text and nothing in it counts"
    hint = f"begin the file with a line that holds only {opening}, and close the block with one of {closing}"
    place = Scalar(found["fence"], found.start("fence"), found.end("fence"))
    return (passage_of(source, text).finding(Code.BAD_FRONT_MATTER, message, place, hint),)


def _unclosed(form: Format, passage: Passage) -> tuple[Diagnostic, ...]:
    """Tell a block that was never closed from a text that begins with a rule: its next line is a field."""
    fence, _, rest = passage.text.partition("\n")
    entry = form.entry.match(rest)
    if not _is_meant((entry and entry["key"]) or "", passage.text, len(fence) + 1):
        return ()
    message = "the front matter is never closed, so it is shown as text and nothing in it counts"
    hint = f"close it with a line that holds only {form.closing}"
    return (passage.finding(Code.BAD_FRONT_MATTER, message, Scalar(fence, 0, len(fence.rstrip())), hint),)


def _is_meant(key: str, text: str, start: int) -> bool:
    """Tell whether lines that look like front matter are: the first is a field of ours, or one says draft."""
    if key.lower() in FIELD_OF_KEY:
        return True
    paragraph = PARAGRAPH.match(text, start)
    return paragraph is not None and draft_in(paragraph.group()) is not None


def _between_the_fences(source: Source, block: str) -> Passage:
    start = block.index("\n") + 1
    end = block.rindex("\n", 0, len(block.rstrip())) + 1
    return passage_of(source, block[start:end], first_line=2)


def _read(form: Format, passage: Passage, limits: Limits) -> tuple[Table | None, tuple[Diagnostic, ...]]:
    """Read the block as a whole, or else entry by entry. None if it is no mapping."""
    node, failures = _whole_or_entries(form, passage, limits)
    if node is None:
        return None, failures
    whole, broken = mended(node, passage.text)
    if not isinstance(whole, Table):
        return None, failures
    return whole, (*failures, *(_mended(scalar, passage) for scalar in broken))


def _whole_or_entries(
    form: Format, passage: Passage, limits: Limits
) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    bounds = Bounds(limits.front_matter_depth, limits.front_matter_nodes)
    try:
        if _bytes(passage.text) > limits.front_matter:
            raise TooLarge(f"is larger than {limits.front_matter:,} bytes", 0)
        return form.read(passage.text, bounds, 0) or Table((), 0, 0), ()
    except Unreadable as failure:
        readable = passage.text[: limits.front_matter]
        return read_entries(form, readable, bounds), (_failure(form, failure, passage),)


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode(errors="surrogatepass"))


def _failure(form: Format, failure: Unreadable, passage: Passage) -> Diagnostic:
    place = Scalar("", failure.start, failure.start + 1)
    if isinstance(failure, TooLarge):
        hint = "move what is long into the body, or into a data file"
        return passage.finding(Code.LIMIT_EXCEEDED, f"the front matter {failure.reason}", place, hint)
    message = f"the front matter cannot be read as {form.name}: {failure.reason}"
    return passage.finding(Code.BAD_FRONT_MATTER, message, place, form.hint)


def _mended(scalar: Scalar, passage: Passage) -> Diagnostic:
    message = "the text holds a character that no page can hold; � stands in its place"
    return passage.finding(
        Code.BAD_FIELD, message, scalar, "remove it: it is NUL, or half of a surrogate pair"
    )
