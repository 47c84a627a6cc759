"""The three ways to write front matter: which lines open and close it, and what is between -> nodes."""

import re
from collections.abc import Callable, Iterator

from frontmatter.default_handlers import BaseHandler, JSONHandler, YAMLHandler
from msgspec import Struct

from handbook.parse.json_nodes import read_json
from handbook.parse.nodes import Bounds, Node, Scalar, Table, Unreadable, size
from handbook.parse.toml_nodes import read_toml
from handbook.parse.yaml_nodes import read_yaml


class Format(Struct, frozen=True):
    """One way to write front matter.

    python-frontmatter's handlers recognise and split the block, with boundaries of our own: theirs take any
    number of dashes. Its ``parse`` is not used, for it strips the body, nor its loaders, for they keep no
    places.
    """

    name: str
    handler: BaseHandler
    read: Callable[[str, Bounds, int], Node | None]
    entry: re.Pattern[str]
    """The line on which an entry begins, or (without a ``key``) after which none can be told."""
    closing: str
    """The line that closes the block."""
    hint: str
    has_fences: bool = True
    """Whether the opening and closing lines are not themselves a part of what is read."""
    separates_entries: bool = False
    """Whether a comma stands between two entries."""
    may_be_text: bool = False
    """Whether the opening line is one that a body may begin with."""


def _line(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:{pattern})[^\S\n]*(?:\n|\Z)", re.MULTILINE)


def _entry(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)


FORMATS = (
    Format(
        "YAML",
        YAMLHandler(_line("---")),
        read_yaml,
        _entry(r"""^(["']?)(?P<key>[\w.$-]+)\1[ \t]*:(?=\s|\Z)(?P<rest>[^\n]*)"""),
        closing="---",
        hint="put a value in quotes if it holds “: ” or begins with one of @ ` & * ! % { [",
        may_be_text=True,
    ),
    Format(
        "TOML",
        BaseHandler(_line(r"\+\+\+"), "+++", "+++"),
        read_toml,
        _entry(r"""^(["']?)(?P<key>[\w-]+)\1[ \t]*=(?P<rest>[^\n]*)|^\["""),
        closing="+++",
        hint='write key = "value"',
    ),
    Format(
        "JSON",
        JSONHandler(_line(r"\A\{|(?<=\n)\}")),
        read_json,
        _entry(r'^[ \t]*"(?P<key>[\w.$-]+)"[ \t]*:(?P<rest>[^\n]*)'),
        closing="}",
        hint='write "key": "value", with a comma after all but the last',
        has_fences=False,
        separates_entries=True,
    ),
)
"""The opening line tells them apart."""


def read_entries(form: Format, text: str, bounds: Bounds) -> Table | None:
    """Read a block that cannot be read as a whole: each entry alone, as a string where it cannot be, either.

    None if the block does not begin with an entry: then it may as well be text between two rules.
    """
    matches = list(form.entry.finditer(text))
    if not matches or not _is_comment(text[: matches[0].start()]):
        return None
    entries: list[tuple[Scalar, Node]] = []
    room = bounds.nodes
    for match, end in zip(matches, [*(each.start() for each in matches[1:]), len(text)], strict=True):
        if not match["key"] or room < 3:  # the block itself counts, too
            break
        for key, value in _entries_of(form, match, end, Bounds(bounds.depth, room)):
            entries.append((key, value))
            room -= 1 + size(value)
    return Table(tuple(entries), 0, len(text))


def _is_comment(text: str) -> bool:
    lines = (line.strip() for line in text.split("\n"))
    return all(not line or line == "{" or line.startswith("#") for line in lines)


def _entries_of(
    form: Format, match: re.Match[str], end: int, bounds: Bounds
) -> Iterator[tuple[Scalar, Node]]:
    try:
        node = form.read(match.string[match.start() : end], bounds, match.start())
    except Unreadable:
        node = None
    if isinstance(node, Table):
        yield from node.entries
    else:
        yield Scalar(match["key"], *match.span("key")), _string(form, match)


def _string(form: Format, match: re.Match[str]) -> Scalar:
    rest = match["rest"].strip()
    if form.separates_entries:
        rest = rest.removesuffix(",").rstrip()
    start = match.end() - len(match["rest"].lstrip())
    end = start + len(rest)
    if len(rest) > 1 and rest[0] == rest[-1] and rest[0] in "\"'":
        return Scalar(rest[1:-1], start + 1, end - 1)
    return Scalar(rest, start, end, is_plain=not rest)
