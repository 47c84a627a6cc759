"""The sidebars data -> sidebars: a mapping from names to lists, or one file a sidebar that holds its list."""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from handbook.diagnostics import Code, Diagnostic
from handbook.model import SidebarData, SidebarItem
from handbook.parse.data_file import DataFile, bad, texts_of, values_of
from handbook.parse.nodes import Items, Node, Scalar, Table, first_entries
from handbook.parse.passage import Passage
from handbook.parse.plain import is_nothing

ITEM_HINT = 'write an entry as a mapping with "name", and with "url" or "children"'


def sidebars_of(files: Sequence[DataFile]) -> tuple[tuple[SidebarData, ...] | None, list[Diagnostic]]:
    """Read the sidebars in their order; None if no file holds any, so that the folders make them.

    Names are compared without regard to case. Of two sidebars with one name the first counts.
    """
    sidebars: dict[str, SidebarData] = {}
    diagnostics: list[Diagnostic] = []
    for file in files:
        for key, node in _lists(file):
            name = key.text.strip()
            items, findings = _items(node, f"the sidebar {name}", file.passage)
            diagnostics += findings
            if items is not None and name.lower() in sidebars:
                diagnostics.append(_repeated(key, sidebars[name.lower()], file.passage))
            elif items is not None:
                sidebars[name.lower()] = SidebarData(name, items, file.passage.path)
    return tuple(sidebars.values()) or None, diagnostics


def _lists(file: DataFile) -> Iterator[tuple[Scalar, Node]]:
    """Give out each sidebar by its name: a key of the file, or else the name of the file."""
    if isinstance(file.root, Table):
        yield from first_entries(file.root)
    elif file.root is not None:
        yield Scalar(PurePosixPath(file.passage.path).stem, 0, 1), file.root


def _items(
    node: Node | None, name: str, passage: Passage
) -> tuple[tuple[SidebarItem, ...] | None, list[Diagnostic]]:
    if node is None or is_nothing(node):
        return (), []
    if not isinstance(node, Items):
        return None, [bad(node, name, passage, "a list of entries")]
    read = [_item(inner, passage) for inner in node.nodes]
    items = tuple(item for item, _ in read if item)
    return items, [finding for _, findings in read for finding in findings]


def _item(node: Node, passage: Passage) -> tuple[SidebarItem | None, list[Diagnostic]]:
    if not isinstance(node, Table):
        return None, [bad(node, "the entry", passage, "a mapping", ITEM_HINT)]
    texts, findings = texts_of(node, ("name", "url"), passage)
    children, more = _items(values_of(node).get("children"), "children", passage)
    if "name" not in texts:
        missing = passage.finding(Code.BAD_DATA, "the entry has no name", node, ITEM_HINT)
        return None, [*findings, *more, missing]
    url = passage.written(texts["url"]) if "url" in texts else None
    return SidebarItem(texts["name"].text.strip(), url, children or ()), findings + more


def _repeated(key: Scalar, first: SidebarData, passage: Passage) -> Diagnostic:
    message = f"there are two sidebars {first.name}; the one in {first.path} that comes first counts"
    return passage.finding(Code.BAD_DATA, message, key, "give one of them another name")
