"""A sidebar's tree and a page's place in it -> the tree's HTML, rendered once and joined for every page."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from markupsafe import Markup
from msgspec import Struct

from handbook.model import Node, Sidebar, Url

CARRIED_WHOLE = 200
"""Up to so many entries every page carries the whole tree; larger ones would grow with the site's square."""

CUT = "\0"
CURRENT = ' aria-current="page"'
OPEN = " open"

Trail = tuple[int, ...]


class Item(Struct, frozen=True):
    """An entry as the template sees it. ``current`` and ``opened`` are holes, filled for each page."""

    title: str
    link: str | None
    """What leads to it, ready for an attribute."""
    current: Markup
    opened: Markup
    children: tuple["Item", ...] = ()
    closed: bool = False
    """Whether it has children that this page does not carry."""


class Sidebars:
    """The sidebars of a site. ``render_items`` is the template; each tree goes through it once per branch.

    ``href`` makes an attribute's value of an address.
    """

    def __init__(
        self,
        sidebars: Mapping[str, Sidebar],
        render_items: Callable[[tuple[Item, ...]], str],
        href: Callable[[Url], str],
    ) -> None:
        self._render_items = render_items
        self._href = href
        self._trees = {name: sidebar.nodes for name, sidebar in sidebars.items()}
        self._whole = {name for name, nodes in self._trees.items() if _size(nodes) <= CARRIED_WHOLE}
        self._cut: dict[tuple[str, Trail | None], _CutTree] = {}

    def html(self, name: str, trail: Trail) -> Markup:
        """Return the tree as a page carries it that stands at ``trail``."""
        nodes = self._trees[name]
        branch = None if name in self._whole else _branch(nodes, trail)
        tree = self._cut.get((name, branch))
        if tree is None:
            tree = self._cut[name, branch] = _cut(self._render_items(self._items(nodes, branch)))
        return tree.filled(trail)

    def _items(self, nodes: Sequence[Node], branch: Trail | None, above: Trail = ()) -> tuple[Item, ...]:
        """Return the entries that a page of a branch carries; those of the whole tree where branch is None.

        A group without a page of its own keeps its children: nothing else leads to them.
        """
        return tuple(self._item(node, branch, (*above, index)) for index, node in enumerate(nodes))

    def _item(self, node: Node, branch: Trail | None, trail: Trail) -> Item:
        carried = branch is None or node.url is None or branch[: len(trail)] == trail
        return Item(
            title=node.title.replace(CUT, "\ufffd"),
            link=node.address if node.url is None else self._href(node.url),
            current=_marked(_hole("current", trail)),
            opened=_marked(_hole("opened", trail)),
            children=self._items(node.children, branch, trail) if carried else (),
            closed=bool(node.children) and not carried,
        )


class _CutTree(Struct, frozen=True):
    parts: tuple[str, ...]
    """HTML with an empty part at every hole."""
    holes: dict[str, list[int]]

    def filled(self, trail: Trail) -> Markup:
        parts = list(self.parts)
        for depth in range(1, len(trail) + 1):
            self._fill(parts, _hole("opened", trail[:depth]), OPEN)
        if trail:
            self._fill(parts, _hole("current", trail), CURRENT)
        return Markup("".join(parts))  # noqa: S704 - parts of what the template escaped

    def _fill(self, parts: list[str], hole: str, text: str) -> None:
        for index in self.holes.get(hole, ()):
            parts[index] = text


def _cut(html: str) -> _CutTree:
    parts = html.split(CUT)
    holes: dict[str, list[int]] = {}
    for index in range(1, len(parts), 2):
        holes.setdefault(parts[index], []).append(index)
        parts[index] = ""
    return _CutTree(tuple(parts), holes)


def _hole(kind: str, trail: Trail) -> str:
    return f"{kind} {trail}"


def _marked(hole: str) -> Markup:
    return Markup(f"{CUT}{hole}{CUT}")  # noqa: S704 - a name made here, which never reaches a page


def _branch(nodes: Sequence[Node], trail: Trail) -> Trail:
    """Return the trail of the innermost group that a page stands in or is."""
    for depth, index in enumerate(trail):
        nodes = nodes[index].children
        if not nodes:
            return trail[:depth]
    return trail


def _size(nodes: Iterable[Node]) -> int:
    return sum(1 + _size(node.children) for node in nodes)
