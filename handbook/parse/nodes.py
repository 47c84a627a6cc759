"""Marks in the order of a text -> a tree of scalars, each with its place: what YAML, TOML and JSON share."""

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace


class Scalar(Struct, frozen=True):
    """A text, and where it stands. Written without quotes it may mean a number, a truth value or nothing."""

    text: str
    start: int
    end: int
    is_plain: bool = False


class Items(Struct, frozen=True):
    """A list."""

    nodes: tuple["Node", ...]
    start: int
    end: int


class Table(Struct, frozen=True):
    """A mapping, in the order in which it was written, repeated keys included."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    start: int
    end: int


Node = Scalar | Items | Table

SHAPES: Mapping[type[Node], str] = {Items: "a list", Table: "a mapping", Scalar: "a text"}
"""What a writer calls a node."""


class Opening(Struct, frozen=True):
    """The begin of a list or a mapping."""

    start: int
    is_table: bool


class Closing(Struct, frozen=True):
    """The end of what was opened last."""

    end: int


Mark = Scalar | Opening | Closing


class Bounds(Struct, frozen=True):
    """How deep a tree may go, and of how many nodes it may be made (keys count, too)."""

    depth: int
    nodes: int


class Unreadable(Exception):  # noqa: N818 - it says what the text is; it never leaves this stage
    """The text is not what its format says: why, and at which character."""

    def __init__(self, reason: str, start: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.start = start


class TooLarge(Unreadable):
    """The text goes beyond its bounds."""


def tree(marks: Iterable[Mark], bounds: Bounds) -> Node | None:
    """Build the tree, or None of no marks. Takes no mark beyond the bounds, and does not recurse."""
    open_marks: list[Opening] = []
    levels: list[list[Node]] = [[]]
    room = bounds.nodes
    for mark in marks:
        if isinstance(mark, Closing):
            nodes = levels.pop()
            levels[-1].append(_closed(open_marks.pop(), nodes, mark.end))
            continue
        room -= 1
        if room < 0:
            raise TooLarge(f"holds more than {bounds.nodes:,} values", mark.start)
        if isinstance(mark, Scalar):
            levels[-1].append(mark)
            continue
        if len(open_marks) == bounds.depth:
            raise TooLarge(f"is nested deeper than {bounds.depth}", mark.start)
        open_marks.append(mark)
        levels.append([])
    return levels[0][0] if levels[0] else None


def _closed(opening: Opening, nodes: list[Node], end: int) -> Node:
    if not opening.is_table:
        return Items(tuple(nodes), opening.start, end)
    entries: list[tuple[Scalar, Node]] = []
    for key, value in zip(nodes[::2], nodes[1::2], strict=True):
        if not isinstance(key, Scalar):
            raise Unreadable("a key must be a word", key.start)
        entries.append((key, value))
    return Table(tuple(entries), opening.start, end)


def first_entries(table: Table) -> tuple[tuple[Scalar, Node], ...]:
    """Return the entries of a mapping without those whose key stood there before."""
    first: dict[str, tuple[Scalar, Node]] = {}
    for key, value in table.entries:
        first.setdefault(key.text, (key, value))
    return tuple(first.values())


def repeated_keys(node: Node) -> Iterator[Scalar]:
    """Find the keys that stand in a mapping a second time."""
    if isinstance(node, Items):
        for inner in node.nodes:
            yield from repeated_keys(inner)
    elif isinstance(node, Table):
        seen: set[str] = set()
        for key, value in node.entries:
            if key.text in seen:
                yield key
            seen.add(key.text)
            yield from repeated_keys(value)


def size(node: Node) -> int:
    """Count the nodes of a tree, as its bounds do."""
    match node:
        case Items(nodes):
            return 1 + sum(map(size, nodes))
        case Table(entries):
            return 1 + sum(1 + size(value) for _, value in entries)
        case _:
            return 1


IMPOSSIBLE = re.compile("[\0\ud800-\udfff]")
"""NUL stands for holes, and half a surrogate pair cannot be written as UTF-8; escapes can spell both."""


def mended(node: Node, text: str) -> tuple[Node, tuple[Scalar, ...]]:
    """Replace the characters that no page can hold, and say in which scalars of the text they were."""
    if "\\" not in text and not IMPOSSIBLE.search(text):
        return node, ()
    broken: list[Scalar] = []
    return _mended(node, broken), tuple(broken)


def _mended(node: Node, broken: list[Scalar]) -> Node:
    match node:
        case Items(nodes):
            return replace(node, nodes=tuple(_mended(inner, broken) for inner in nodes))
        case Table(entries):
            mended_entries = tuple((_whole(key, broken), _mended(value, broken)) for key, value in entries)
            return replace(node, entries=mended_entries)
        case _:
            return _whole(node, broken)


def _whole(scalar: Scalar, broken: list[Scalar]) -> Scalar:
    if not IMPOSSIBLE.search(scalar.text):
        return scalar
    broken.append(scalar)
    return replace(scalar, text=IMPOSSIBLE.sub("\ufffd", scalar.text))
