"""Sidebars, folders and the blog -> which sidebar a page has, what leads to it, and the site's parts."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from handbook.diagnostics import Code
from handbook.link.blog import Blog
from handbook.link.folders import Folder, all_folders, ancestors_of
from handbook.link.resolve import Problem, Resolver
from handbook.link.trees import Tree, tree_of_data, tree_of_folder
from handbook.model import Crumb, FrontMatter, PageRef, SidebarData, SidebarPlace, Url

NO_NEIGHBOURS = (None, None)


class Outline(Struct, frozen=True):
    """What there is to find one's way in."""

    root: Folder
    blog: Blog | None
    blog_path: str
    existing: Collection[Url]
    """The addresses of all pages."""


class Navigation(Struct, frozen=True):
    """How readers find their way. Sidebars are known by their names in lower case."""

    outline: Outline
    trees: Mapping[str, Tree]
    written: Sequence[str]
    """The sidebars of the data, in its order."""
    folders: Mapping[str, Folder]
    """By path."""
    standing: Mapping[Url, str]
    """The folder that each page stands for: its index, or the file beside it that has its name."""
    header: tuple[PageRef, ...]
    parts: Mapping[str, Url]
    """The part of the site that each sidebar is, by the sidebar's name."""
    blog: Url | None
    """The part of the site that the blog is."""


class Way(Struct, frozen=True):
    """How a reader gets to one page and on from it."""

    sidebar: SidebarPlace | None
    breadcrumbs: tuple[Crumb, ...]
    previous: PageRef | None
    next: PageRef | None
    part: Url | None = None
    """The part of the site that the page belongs to."""
    problem: Problem | None = None


def find_navigation(
    sidebars: Sequence[SidebarData] | None, outline: Outline, resolver: Resolver
) -> Navigation:
    """Make the sidebars of the data, and of each top-level folder that has no sidebar of its name there."""
    root, blog_path, existing = outline.root, outline.blog_path, outline.existing
    written = {data.name.casefold(): tree_of_data(data, resolver) for data in sidebars or ()}
    tops = [folder for folder in root.children() if isinstance(folder, Folder) and folder.path != blog_path]
    made = {folder.path.casefold(): tree_of_folder(folder, existing, blog_path) for folder in tops}
    folders = {folder.path: folder for folder in all_folders(root)}
    shown = made if sidebars is None else written
    header = _header(shown.values(), outline.blog)
    blog_url = outline.blog.url if outline.blog else None
    return Navigation(
        outline=outline,
        trees={**made, **written},
        written=tuple(written),
        folders=folders,
        standing={folder.index.url: path for path, folder in folders.items() if folder.index},
        header=header,
        parts={name: tree.pages[0].url for name, tree in shown.items() if tree.pages},
        blog=blog_url if blog_url in {part.url for part in header} else None,
    )


def way_to(url: Url, folder: str, navigation: Navigation, matter: FrontMatter | None = None) -> Way:
    """Find a page's sidebar and its place there, and the part of the site that it belongs to.

    The front matter's ``sidebar`` decides; else the sidebar of the data that holds the address, else that of
    the top-level folder. ``folder`` is the one the page's file lies in, or the folder that it is the page of.
    """
    folder = navigation.standing.get(url, folder)
    usual = _usual_sidebar(url, folder, navigation)
    name, problem = _sidebar_of(usual, navigation, matter or FrontMatter())
    tree = navigation.trees.get(name) if name else None
    part = _part_of(name or usual, folder, navigation)
    if name is None or tree is None:
        return Way(None, _folders_above(url, folder, navigation), None, None, part, problem)
    trail = tree.trails.get(url, ())
    before, after = tree.neighbours.get(url, NO_NEIGHBOURS)
    is_written = trail and name in navigation.written
    crumbs = tree.ancestors(trail) if is_written else _folders_above(url, folder, navigation)
    return Way(SidebarPlace(name, trail), crumbs, before, after, part)


def _header(trees: Iterable[Tree], blog: Blog | None) -> tuple[PageRef, ...]:
    parts = [PageRef(tree.pages[0].url, tree.sidebar.name) for tree in trees if tree.pages]
    if blog and blog.posts and blog.url not in {part.url for part in parts}:
        parts.append(PageRef(blog.url, blog.title))
    return tuple(parts)


def _part_of(sidebar: str | None, folder: str, navigation: Navigation) -> Url | None:
    """Return the part that a sidebar is, or the blog's for what has no tree and lies there or names it.

    A page without a sidebar belongs to the part whose sidebar it would have.
    """
    if sidebar is not None and sidebar in navigation.trees:
        return navigation.parts.get(sidebar)
    outline = navigation.outline
    is_of_blog = outline.blog_path in ancestors_of(folder) or sidebar in _names_of_blog(outline)
    return navigation.blog if is_of_blog else None


def _sidebar_of(
    usual: str | None, navigation: Navigation, matter: FrontMatter
) -> tuple[str | None, Problem | None]:
    if matter.sidebar is False:
        return None, None
    if matter.sidebar is None:
        return usual, None
    name = matter.sidebar.text.strip().casefold()
    if name in navigation.trees or name in _names_of_blog(navigation.outline):
        return name, None
    known = ", ".join(tree.sidebar.name for tree in navigation.trees.values())
    hint = f"there are: {known}" if known else "sidebars are made from top-level folders or the sidebars data"
    return None, Problem(Code.UNKNOWN_SIDEBAR, f"no sidebar is called {matter.sidebar.text}", hint)


def _names_of_blog(outline: Outline) -> frozenset[str]:
    """Return what the blog may be called; its posts stand in lists and have no tree."""
    if not outline.blog_path:
        return frozenset()
    title = outline.blog.title.casefold() if outline.blog else ""
    return frozenset({"blog", outline.blog_path.casefold(), title}) - {""}


def _usual_sidebar(url: Url, folder: str, navigation: Navigation) -> str | None:
    holding = (name for name in navigation.written if url in navigation.trees[name].trails)
    is_in_blog = navigation.outline.blog_path in ancestors_of(folder)
    top = None if is_in_blog else folder.partition("/")[0].casefold()
    return next(holding, None) or top or None


def _folders_above(url: Url, folder: str, navigation: Navigation) -> tuple[Crumb, ...]:
    folders = [navigation.folders[path] for path in ancestors_of(folder) if path in navigation.folders]
    return tuple(
        Crumb(above.title, above.url if above.url in navigation.outline.existing else None)
        for above in reversed(folders)
        if above.url != url
    )
