"""A data file in JSON, YAML or TOML -> its nodes, their texts, and the findings about them."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath

from msgspec import Struct

from handbook.diagnostics import Code, Diagnostic
from handbook.model import Source
from handbook.parse.json_nodes import read_json
from handbook.parse.nodes import (
    SHAPES,
    Bounds,
    Node,
    Scalar,
    Table,
    TooLarge,
    Unreadable,
    mended,
    repeated_keys,
)
from handbook.parse.passage import Passage, passage_of
from handbook.parse.plain import is_nothing
from handbook.parse.toml_nodes import read_toml
from handbook.parse.yaml_nodes import read_yaml

READERS = {".json": read_json, ".yaml": read_yaml, ".yml": read_yaml, ".toml": read_toml}
BOUNDS = Bounds(depth=64, nodes=200_000)
"""Data is larger than front matter, but no more to be trusted."""


class DataFile(Struct, frozen=True):
    """A data file's content; ``root`` is None where there is none, or none that can be read."""

    passage: Passage
    root: Node | None
    diagnostics: tuple[Diagnostic, ...] = ()


def read_data_file(source: Source) -> DataFile:
    """Read a data file by its suffix. What is wrong with it is among its diagnostics."""
    passage = passage_of(source, source.text.removeprefix("\ufeff"))
    read = READERS.get(PurePosixPath(source.path).suffix.lower())
    if read is None:
        hint = f"data is read from files whose names end in {', '.join(READERS)}"
        finding = passage.finding(Code.BAD_DATA, "the data is in no known format", Scalar("", 0, 1), hint)
        return DataFile(passage, None, (finding,))
    try:
        node = read(passage.text, BOUNDS, 0)
    except Unreadable as failure:
        return DataFile(passage, None, (_failure(failure, passage),))
    if node is None or is_nothing(node):
        return DataFile(passage, None)
    whole, broken = mended(node, passage.text)
    return DataFile(passage, whole, tuple(_findings(whole, broken, passage)))


def _failure(failure: Unreadable, passage: Passage) -> Diagnostic:
    place = Scalar("", failure.start, failure.start + 1)
    if isinstance(failure, TooLarge):
        return passage.finding(Code.LIMIT_EXCEEDED, f"the data {failure.reason}", place)
    return passage.finding(Code.BAD_DATA, f"the data cannot be read: {failure.reason}", place)


def _findings(root: Node, broken: Collection[Scalar], passage: Passage) -> Iterator[Diagnostic]:
    for key in repeated_keys(root):
        message = f"{key.text} is given twice; the first one counts"
        yield passage.finding(Code.DUPLICATE_KEY, message, key, "remove one of the two")
    for scalar in broken:
        message = "the text holds a character that no page can hold; � stands in its place"
        yield passage.finding(
            Code.BAD_DATA, message, scalar, "remove it: it is NUL, or half of a surrogate pair"
        )


def values_of(table: Table) -> Mapping[str, Node]:
    """Return the entries of a mapping by their keys in lower case; of equal ones the first."""
    return {key.text.lower(): value for key, value in reversed(table.entries)}


def texts_of(
    table: Table, names: Collection[str], passage: Passage
) -> tuple[Mapping[str, Scalar], list[Diagnostic]]:
    """Return what a mapping says under these names, where it says anything, and what is no text there."""
    entries = values_of(table)
    written = {name: entries[name] for name in names if name in entries and not is_nothing(entries[name])}
    texts = {name: node for name, node in written.items() if isinstance(node, Scalar) and node.text.strip()}
    wrong = [bad(node, name, passage) for name, node in written.items() if not isinstance(node, Scalar)]
    return texts, wrong


def bad(node: Node, name: str, passage: Passage, wanted: str = "a text", hint: str = "") -> Diagnostic:
    """Return the finding for a node that has the wrong shape."""
    return passage.finding(
        Code.BAD_DATA, f"{name} is {SHAPES[type(node)]}, where {wanted} is meant", node, hint
    )
