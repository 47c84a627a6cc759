"""A page's text -> what it says about itself, and its body, exactly as it is, with the line it begins on."""

import re

from msgspec import Struct

from handbook.config import Limits
from handbook.diagnostics import Code, Diagnostic
from handbook.model import FrontMatter, Source
from handbook.parse.fields import FIELD_OF_KEY, read_fields
from handbook.parse.formats import FORMATS, Format, read_entries
from handbook.parse.nodes import Bounds, Node, Scalar, Table, TooLarge, Unreadable, mended
from handbook.parse.passage import Passage, passage_of

BYTE_ORDER_MARK = "\ufeff"

MISPLACED = re.compile(
    r"(?:\s|<!--(?:[^-]|-(?!->))*-->)*(?P<fence>-{3,})[ \t]*\n[ \t]*(?P<key>[A-Za-z][\w-]*)[ \t]*:"
)
DRAFT = re.compile(r"^[ \t]*drafts?[ \t]*[:=][ \t]*(?![ \t]|false|no\b)", re.IGNORECASE | re.MULTILINE)


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
        return _unread(text, _misplaced(text, source))
    try:
        _, body = form.handler.split(text)
    except ValueError:  # no line closes the block
        return _unread(text, _unclosed(form, passage_of(source, text)))
    block = text[: len(text) - len(body)]
    passage = _between_the_fences(source, block) if form.has_fences else passage_of(source, block)
    table, failures = _read(form, passage, limits)
    if table is None:
        return Head(FrontMatter(), text, diagnostics=() if form.may_be_text else failures)
    front_matter, findings = read_fields(table, passage)
    return Head(front_matter, body, block.count("\n") + 1, (*failures, *findings))


def _unread(text: str, diagnostics: tuple[Diagnostic, ...]) -> Head:
    """Return a page whose front matter, if it was meant as such, is shown; a draft is held back."""
    is_draft = bool(diagnostics) and DRAFT.search(text) is not None
    return Head(FrontMatter(draft=is_draft), text, diagnostics=diagnostics)


def _misplaced(text: str, source: Source) -> tuple[Diagnostic, ...]:
    """Tell front matter behind an empty line or a comment from a text with a rule: a field follows."""
    found = MISPLACED.match(text)
    if found is None or found["key"].lower() not in FIELD_OF_KEY:
        return ()
    message = "the front matter does not begin the file, so it is shown as text and nothing in it counts"
    hint = "begin the first line with --- and nothing else, and close the block with the same"
    place = Scalar(found["fence"], found.start("fence"), found.end("fence"))
    return (passage_of(source, text).finding(Code.BAD_FRONT_MATTER, message, place, hint),)


def _unclosed(form: Format, passage: Passage) -> tuple[Diagnostic, ...]:
    """Tell a block that was never closed from a text that begins with a rule: its next line is a field."""
    fence, _, rest = passage.text.partition("\n")
    entry = form.entry.match(rest)
    if not entry or (entry["key"] or "").lower() not in FIELD_OF_KEY:
        return ()
    message = "the front matter is never closed, so it is shown as text and nothing in it counts"
    hint = f"close it with a line that holds only {form.closing}"
    return (passage.finding(Code.BAD_FRONT_MATTER, message, Scalar(fence, 0, len(fence.rstrip())), hint),)


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
