"""A sidebar's tree and what is shown of it -> the entries that the template sees."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache

from markupsafe import Markup
from msgspec import Struct

from handbook.model import Node, Page, Trail, Url
from handbook.render.views import CARRIED, View, Window, size_of, view_of
from handbook.trails import with_trails

CUT = "\0"
"""Stands around the name of a hole. No name of an entry can hold one here, and no address."""


class Item(Struct, frozen=True, kw_only=True):
    """An entry as the template sees it. ``current`` and ``opened`` are holes, filled for each page."""

    title: str
    link: str | None
    """What leads to it, ready for an attribute."""
    current: Markup = Markup()
    opened: Markup = Markup()
    branch: str = ""
    """What an entry that has children is known by: ``3.0`` is the first child of the fourth entry."""
    children: tuple["Item", ...] = ()
    closed: bool = False
    """Whether it has children that this page does not carry."""
    entrance: str | None = None
    """Where a closed entry leads that is no page: to the first page in it."""
    is_rest: bool = False
    """Whether it stands for all the others of a long list; its title says how many."""


class Surroundings(Struct, frozen=True):
    """What a tree has to know of the site's pages."""

    standing: Collection[tuple[str, Trail]]
    """The places in sidebars at which pages stand."""
    lists: Mapping[Url, Collection[Url]]
    """What each page lists that is nothing but a list."""
    href: Callable[[Url], str]


def surroundings_of(pages: Iterable[Page], href: Callable[[Url], str]) -> Surroundings:
    """Return what trees have to know; ``href`` makes an attribute's value of an address."""
    pages = tuple(pages)
    return Surroundings(
        standing={(page.sidebar.name, page.sidebar.trail) for page in pages if page.sidebar},
        lists={
            page.url: {entry.url for entry in page.entries}
            for page in pages
            if page.template == "section.html"
        },
        href=href,
    )


class Tree:
    """The entries of one sidebar."""

    def __init__(self, name: str, nodes: Sequence[Node], around: Surroundings) -> None:
        self.name = name
        self.nodes = nodes
        self.is_large = size_of(nodes) > CARRIED
        self._around = around
        self._section = cache(self._section_of)

    def view(self, trail: Trail) -> View | None:
        """Return what a page carries that stands at ``trail``; None for the whole tree."""
        return view_of(self.nodes, trail) if self.is_large else None

    def shown(self, view: View | None) -> tuple[Item, ...]:
        """Return what a view shows; the whole tree where there is none."""
        return self._items(self.nodes, (), view)

    def branches(self) -> Iterator[tuple[str, tuple[Item, ...]]]:
        """Yield what is directly in each entry that has children, with what that is known by."""
        for node, trail in with_trails(self.nodes):
            if node.children:
                yield _key(trail), self._items(node.children, trail, View(trail))

    def _items(self, level: Sequence[Node], above: Trail, view: View | None) -> tuple[Item, ...]:
        window = view.window(above, len(level)) if view else Window(0, len(level))
        shown = range(window.start, window.stop)
        return (
            *self._rest(level, above, range(window.start)[::-1]),
            *(self._item(level[index], (*above, index), view) for index in shown),
            *self._rest(level, above, range(window.stop, len(level))),
        )

    def _item(self, node: Node, trail: Trail, view: View | None) -> Item:
        entrance = self._entrance(node, trail) if node.children and view and not view.holds(trail) else None
        return Item(
            title=plain(node.title),
            link=node.address if node.url is None else self._around.href(node.url),
            current=_marked(hole("current", trail)),
            opened=_marked(hole("opened", trail)),
            branch=_key(trail) if node.children else "",
            children=() if entrance else self._items(node.children, trail, view),
            closed=entrance is not None,
            entrance=entrance,
        )

    def _entrance(self, node: Node, trail: Trail) -> str | None:
        """Return what leads to a page that shows a closed entry open: its own, or the first in it.

        Without one an entry keeps its children: nothing else leads to them.
        """
        if node.url is not None:
            return self._around.href(node.url)
        if node.address is not None:
            return None
        inside = (
            child.url
            for child, place in with_trails(node.children, trail)
            if child.url is not None and (self.name, place) in self._around.standing
        )
        first = next(inside, None)
        return None if first is None else self._around.href(first)

    def _rest(self, level: Sequence[Node], above: Trail, hidden: Sequence[int]) -> Iterator[Item]:
        """Stand in for what a window leaves out, nearest first: lead to where it is listed or goes on."""
        if hidden:
            nearest = (self._entrance(level[index], (*above, index)) for index in hidden)
            link = self._section(above) or next(filter(None, nearest), None)
            yield Item(title=f"{len(hidden):,}", link=link, is_rest=True)

    def _section_of(self, above: Trail) -> str | None:
        """Return what leads to the page of a group if it lists all that is in the group.

        The page of the whole tree is its first entry: so trees of folders begin.
        """
        group = self.nodes[above[0] if above else 0]
        for index in above[1:]:
            group = group.children[index]
        if group.url is None:
            return None
        listed = {group.url, *self._around.lists.get(group.url, ())}
        inside = group.children if above else self.nodes
        return self._around.href(group.url) if all(node.url in listed for node in inside) else None


def plain(name: str) -> str:
    """Return a name without what marks a hole."""
    return name.replace(CUT, "\ufffd")


def hole(kind: str, trail: Trail) -> str:
    """Return what a hole of an entry is called."""
    return f"{kind} {trail}"


def _marked(name: str) -> Markup:
    return Markup(f"{CUT}{name}{CUT}")  # noqa: S704 - a name made here, which never reaches a page


def _key(trail: Trail) -> str:
    return ".".join(map(str, trail))
