"""Documents, data and files -> the site: all that is published, complete. Pure: no disk, no clock."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path

from handbook.config import Config
from handbook.diagnostics import in_order
from handbook.link.authors import find_people
from handbook.link.branding import find_branding
from handbook.link.layout import Layout, lay_out
from handbook.link.made import list_page, not_found_page, section_page, with_list, with_related
from handbook.link.navigation import Navigation, Outline, find_navigation
from handbook.link.outputs import (
    Room,
    assets_with_room,
    keep_ours,
    pages_with_room,
    redirects_with_room,
    static_with_room,
)
from handbook.link.pages import Linked, Surroundings, link_page, neighbours_in_time
from handbook.link.places import PlainFiles
from handbook.link.publication import Publication
from handbook.link.related import related_posts
from handbook.link.resolve import Resolver, anchors_by_url
from handbook.model import AssetPath, ContentPath, Crumb, Data, Document, OutputPath, Page, Site, Size


def link(  # noqa: PLR0913 - everything that a site is made of, by name
    documents: Sequence[Document],
    *,
    config: Config,
    data: Data,
    assets: Mapping[AssetPath, Path],
    static: Mapping[OutputPath, Path],
    sizes: Mapping[Path, Size],
    changed: Mapping[ContentPath, dt.date],
    contributors: Mapping[ContentPath, tuple[str, ...]],
    now: dt.datetime,
    drafts: bool = False,
    future: bool = False,
    own_redirects: str = "",
    own_headers: str = "",
    configuration: str = "",
) -> Site:
    """Link documents into a site.

    ``now`` is aware, in the site's time zone, and decides with ``drafts`` and ``future`` what is published;
    of the rest only the findings of its own file are in the result. ``changed`` says when each file changed
    last, ``contributors`` who ever changed it. The paths in ``assets`` and ``static`` are passed on and never
    looked at; ``sizes`` says how large the pictures among them are. ``configuration`` is the name of the file
    that the configuration was read from.
    """
    publication = Publication(now=now, drafts=drafts, future=future)
    files = PlainFiles(assets, static, sizes)
    layout = lay_out(documents, publication, config, data, files)
    resolver = Resolver(
        layout.places,
        anchors=anchors_by_url(layout.pages),
        patterns=layout.redirects.patterns,
        site_url=config.site.url,
        frames=config.security.frames,
    )
    outline = Outline(layout.root, layout.blog, config.blog.path.strip("/"), layout.urls)
    navigation = find_navigation(data.sidebars, outline, resolver)
    people = find_people(data, config.paths, resolver)
    branded = find_branding(config, files, resolver, configuration)
    neighbours = neighbours_in_time(layout.blog)
    around = Surroundings(
        config, resolver, navigation, people, layout.blog, neighbours, changed, contributors
    )
    linked = [link_page(located, around) for located in layout.pages]

    room = Room()
    static_files = static_with_room(static, room)
    keep_ours(room, config)
    pages = pages_with_room(_all_pages(linked, layout, navigation, static), room)
    redirects = redirects_with_room(layout.redirects.exact, room)
    used = layout.redirects.assets.union(
        branded.assets,
        *(tree.assets for tree in navigation.trees.values()),
        *(page.assets for page in linked),
    )
    return Site(
        config=config,
        pages=pages,
        sidebars={name: tree.sidebar for name, tree in navigation.trees.items()},
        header=navigation.header,
        branding=branded.branding,
        redirects=redirects,
        rules=layout.redirects.rules,
        own_redirects=own_redirects,
        own_headers=own_headers,
        assets=static_files | assets_with_room(used, assets, room),
        diagnostics=in_order(
            chain(
                data.diagnostics,
                layout.diagnostics,
                people.diagnostics,
                branded.diagnostics,
                room.diagnostics,
                *(tree.diagnostics for tree in navigation.trees.values()),
                *(document.diagnostics for document in documents),
                *(page.diagnostics for page in linked),
            )
        ),
    )


def _all_pages(
    linked: Sequence[Linked], layout: Layout, navigation: Navigation, static: Mapping[OutputPath, Path]
) -> list[Page]:
    """Return every page by address: those of documents, the blog's lists, sections, and one for errors."""
    blog = layout.blog
    posts = {page.page.url: page.page.post for page in linked if page.page.post}
    pages = {page.page.url: page.page for page in linked}
    for url, related in related_posts(blog).items():
        pages[url] = with_related(pages[url], related, posts)
    if blog and blog.index:
        pages[blog.url] = with_list(pages[blog.url], blog.parts[0], posts)
    above = (Crumb(blog.title, blog.url),) if blog else ()
    made = [
        *(
            list_page(part, above if blog and part.url != blog.url else (), posts, navigation.blog)
            for part in layout.lists
        ),
        *(section_page(folder, navigation, posts, blog) for folder in layout.sections),
        *(() if OutputPath("404.html") in static else (not_found_page(),)),
    ]
    pages = {page.url: page for page in made} | pages
    return [pages[url] for url in sorted(pages)]
