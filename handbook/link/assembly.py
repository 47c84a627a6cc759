"""Linked pages and their frame -> the site: lists, sections and files, each in a place of its own."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path

from handbook.diagnostics import Diagnostic, in_order
from handbook.link.frame import Frame, Ground
from handbook.link.layout import Layout
from handbook.link.made import list_page, not_found_page, section_page, with_list, with_related
from handbook.link.navigation import Navigation
from handbook.link.outputs import (
    Room,
    assets_with_room,
    keep_ours,
    pages_with_room,
    redirects_with_room,
    static_with_room,
)
from handbook.link.pages import Linked
from handbook.link.related import related_posts
from handbook.model import Crumb, Document, OutputPath, Page, Site


def put_together(
    documents: Sequence[Document], linked: Sequence[Linked], frame: Frame, ground: Ground
) -> tuple[Site, tuple[Diagnostic, ...]]:
    """Put a site together, without that for which there is no room; return also what is wrong with that."""
    layout, navigation = frame.layout, frame.around.navigation
    static = ground.files.static
    room = Room()
    static_files = static_with_room(static, room)
    keep_ours(room, ground.config)
    pages = pages_with_room(_all_pages(linked, layout, navigation, static), room)
    redirects = redirects_with_room(layout.redirects.exact, room)
    used = layout.redirects.assets.union(
        frame.branded.assets,
        *(tree.assets for tree in navigation.trees.values()),
        *(page.assets for page in linked),
    )
    site = Site(
        config=ground.config,
        pages=pages,
        sidebars={name: tree.sidebar for name, tree in navigation.trees.items()},
        header=navigation.header,
        branding=frame.branded.branding,
        redirects=redirects,
        rules=layout.redirects.rules,
        own_redirects=ground.own_redirects,
        own_headers=ground.own_headers,
        assets=static_files | assets_with_room(used, ground.files.assets, room),
        diagnostics=findings_of(documents, linked, frame, ground, room.diagnostics),
    )
    return site, tuple(room.diagnostics)


def findings_of(
    documents: Sequence[Document],
    linked: Iterable[Linked],
    frame: Frame,
    ground: Ground,
    of_room: Iterable[Diagnostic],
) -> tuple[Diagnostic, ...]:
    """Return everything that is wrong with a site, in order."""
    return in_order(
        chain(
            ground.data.diagnostics,
            frame.layout.diagnostics,
            frame.people.diagnostics,
            frame.branded.diagnostics,
            of_room,
            *(tree.diagnostics for tree in frame.around.navigation.trees.values()),
            *(document.diagnostics for document in documents),
            *(page.diagnostics for page in linked),
        )
    )


def _all_pages(
    linked: Sequence[Linked], layout: Layout, navigation: Navigation, static: Mapping[OutputPath, Path]
) -> list[Page]:
    """Return every page by address: those of documents, the blog's lists, sections, and one for errors."""
    blog = layout.blog
    of_documents = {page.page.url: page.page for page in linked}
    pages = dict(of_documents)
    for url, related in related_posts(blog).items():
        pages[url] = with_related(pages[url], related, of_documents)
    if blog and blog.index:
        pages[blog.url] = with_list(pages[blog.url], blog.parts[0], of_documents)
    above = (Crumb(blog.title, blog.url),) if blog else ()
    made = [
        *(
            list_page(part, above if blog and part.url != blog.url else (), of_documents, navigation.blog)
            for part in layout.lists
        ),
        *(section_page(folder, navigation, of_documents, blog) for folder in layout.sections),
        *(() if OutputPath("404.html") in static else (not_found_page(),)),
    ]
    pages = {page.url: page for page in made} | pages
    return [pages[url] for url in sorted(pages)]
