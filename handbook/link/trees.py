"""Sidebars data or a folder -> a sidebar's tree, and where each page stands in it."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from handbook.diagnostics import Diagnostic
from handbook.link.addresses import Located
from handbook.link.folders import Folder, label_of
from handbook.link.resolve import Resolver
from handbook.model import AssetPath, Crumb, Node, PageRef, Sidebar, SidebarData, SidebarItem, Trail, Url
from handbook.names import title_of_name
from handbook.trails import with_trails


class Tree(Struct, frozen=True):
    """A sidebar, and what pages have to know about it."""

    sidebar: Sidebar
    trails: Mapping[Url, Trail]
    """The first place of each page."""
    pages: tuple[PageRef, ...]
    """Every page once, in the order in which the tree is read."""
    neighbours: Mapping[Url, tuple[PageRef | None, PageRef | None]]
    assets: frozenset[AssetPath] = frozenset()
    """The files beside the content that it leads to."""
    diagnostics: tuple[Diagnostic, ...] = ()

    def ancestors(self, trail: Trail) -> tuple[Crumb, ...]:
        """Return the entries above a place, outermost first."""
        crumbs = []
        nodes = self.sidebar.nodes
        for index in trail[:-1]:
            crumbs.append(Crumb(nodes[index].title, nodes[index].url))
            nodes = nodes[index].children
        return tuple(crumbs)


def tree_of_data(data: SidebarData, resolver: Resolver) -> Tree:
    """Make the tree that the data describes, entry for entry.

    Entries that lead to hidden pages go; one that leads nowhere is a finding and shown as text.
    """
    reader = _Reader(data.path, resolver)
    nodes = tuple(reader.nodes(data.items))
    sidebar = Sidebar(title_of_name(data.name), nodes)
    return _tree(sidebar, frozenset(reader.assets), tuple(reader.diagnostics))


def tree_of_folder(folder: Folder, existing: Collection[Url], left_out: str) -> Tree:
    """Make the tree of a top-level folder: its own page, then what is in it.

    ``existing`` are the addresses of all pages: a folder without a page is a group. ``left_out`` is the path
    of the blog, whose pages stand in lists.
    """
    own = Node(folder.title, folder.url if folder.url in existing else None)
    return _tree(Sidebar(folder.title, (own, *_folder_nodes(folder, existing, left_out))))


def _tree(
    sidebar: Sidebar, assets: frozenset[AssetPath] = frozenset(), diagnostics: tuple[Diagnostic, ...] = ()
) -> Tree:
    trails: dict[Url, Trail] = {}
    pages: list[PageRef] = []
    for node, trail in with_trails(sidebar.nodes):
        if node.url is not None and node.url not in trails:
            trails[node.url] = trail
            pages.append(PageRef(node.url, node.title))
    around = zip([None, *pages], pages, [*pages[1:], None], strict=False)
    neighbours = {page.url: (before, after) for before, page, after in around}
    return Tree(sidebar, trails, tuple(pages), neighbours, assets, diagnostics)


def _folder_nodes(folder: Folder, existing: Collection[Url], left_out: str) -> Iterator[Node]:
    for child in folder.children():
        if isinstance(child, Located):
            yield Node(label_of(child), child.url)
        elif child.path != left_out:
            url = child.url if child.url in existing else None
            yield Node(child.title, url, tuple(_folder_nodes(child, existing, left_out)))


class _Reader:
    """Resolves the entries of one sidebar, and collects what is wrong with them."""

    def __init__(self, path: str, resolver: Resolver) -> None:
        self.path = path
        self.resolver = resolver
        self.assets: set[AssetPath] = set()
        self.diagnostics: list[Diagnostic] = []

    def nodes(self, items: Iterable[SidebarItem]) -> Iterator[Node]:
        return (node for item in items if (node := self.node(item)) is not None)

    def node(self, item: SidebarItem) -> Node | None:
        children = tuple(self.nodes(item.children))
        if item.url is None or not item.url.text.strip():
            return Node(item.name, None, children) if children or not item.children else None
        found = self.resolver.resolve(item.url.text)
        if found.is_hidden:
            return Node(item.name, None, children) if children else None
        if found.problem:
            self.diagnostics.append(found.problem.at(self.path, item.url.span, "site"))
        if found.address is None or found.is_missing:
            return Node(item.name, None, children)
        if found.asset:
            self.assets.add(found.asset)
        if found.page is not None and self.resolver.address_of(found.page) == found.address:
            return Node(item.name, found.page, children)
        return Node(item.name, None, children, found.address)
