"""Sidebars and the pages beside them -> each page's tree, and the files with what pages leave out."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import blake2b

import msgspec
from markupsafe import Markup
from msgspec import Struct

from handbook.encoding import encodable
from handbook.model import Output, OutputPath, SidebarPlace, Site, Trail, Url
from handbook.render.entries import CUT, Tree, hole, plain, surroundings_of
from handbook.render.theme import FOLDER
from handbook.render.views import View

CURRENT = ' aria-current="page"'
OPEN = " open"


class Sidebars:
    """The sidebars of a site: each view of a tree is rendered once and joined for every page that has it.

    ``render`` makes HTML of a template's name and values, ``href`` an attribute's value of an address.
    """

    def __init__(self, site: Site, render: Callable[..., str], href: Callable[[Url], str]) -> None:
        around = surroundings_of(site.pages, href)
        self._trees = {name: Tree(name, sidebar.nodes, around) for name, sidebar in site.sidebars.items()}
        self._render = render
        self._href = href
        self._cut = cache(self._cut_tree)
        self._branches = cache(self._file_of_branches)

    def html(self, place: SidebarPlace) -> Markup:
        """Return the tree as a page carries it that stands there."""
        view = self._trees[place.name].view(place.trail)
        return self._cut(place.name, view).filled(place.trail)

    def files(self) -> Iterator[Output]:
        """Put out the branches of each large tree, for the pages that do not carry them."""
        for name, tree in self._trees.items():
            if tree.is_large and (file := self._branches(name)):
                yield file

    def _cut_tree(self, name: str, view: View | None) -> "_CutTree":
        file = self._branches(name) if view else None
        source = self._href(Url(f"/{file.path}")) if file else None
        items = self._trees[name].shown(view)
        return _cut(self._render("sidebar.html", sidebar=plain(name), source=source, items=items))

    def _file_of_branches(self, name: str) -> Output | None:
        """Return a tree's branches as JSON: the HTML of what is directly in each; None where there is none.

        In one piece of HTML a browser would have to parse all of them before it can show one.
        """
        branches = {
            key: encodable(_cut(self._render("sidebar-entries.html", items=items)).filled(()))
            for key, items in self._trees[name].branches()
        }
        content = msgspec.json.encode(branches)
        digest = blake2b(content, digest_size=5).hexdigest()
        path = OutputPath(f"{FOLDER}/sidebars/{_file_name(name)}.{digest}.json")
        return Output(path, content) if branches else None


class _CutTree(Struct, frozen=True):
    parts: tuple[str, ...]
    """HTML with an empty part at every hole."""
    holes: dict[str, list[int]]

    def filled(self, trail: Trail) -> Markup:
        parts = list(self.parts)
        for depth in range(1, len(trail) + 1):
            self._fill(parts, hole("opened", trail[:depth]), OPEN)
        if trail:
            self._fill(parts, hole("current", trail), CURRENT)
        return Markup("".join(parts))  # noqa: S704 - parts of what the template escaped

    def _fill(self, parts: list[str], name: str, text: str) -> None:
        for index in self.holes.get(name, ()):
            parts[index] = text


def _cut(html: str) -> _CutTree:
    parts = html.split(CUT)
    holes: dict[str, list[int]] = {}
    for index in range(1, len(parts), 2):
        holes.setdefault(parts[index], []).append(index)
        parts[index] = ""
    return _CutTree(tuple(parts), holes)


def _file_name(name: str) -> str:
    """Return what a sidebar's file is called: letters and digits that every host serves as they are."""
    return "-".join(re.findall(r"[a-z0-9]+", name))[:60] or "sidebar"
