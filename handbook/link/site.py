"""Documents, data and files -> the site: all that is published, complete. Pure: no disk, no clock."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import chain
from operator import is_
from pathlib import Path

from msgspec import Struct, structs

from handbook.config import Config
from handbook.diagnostics import in_order
from handbook.link.addresses import Located
from handbook.link.frame import Frame, Ground, frame_of, outline_of
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
from handbook.link.pages import Linked, link_page
from handbook.link.places import PlainFiles
from handbook.link.publication import Publication, published
from handbook.link.related import related_posts
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
    ground = Ground(
        config=config,
        data=data,
        files=PlainFiles(assets, static, sizes),
        changed=changed,
        contributors=contributors,
        publication=Publication(now=now, drafts=drafts, future=future),
        own_redirects=own_redirects,
        own_headers=own_headers,
        configuration=configuration,
    )
    return link_again(documents, ground, None).site


class Linkage(Struct, frozen=True):
    """A site, and what linking it again can take over."""

    site: Site
    ground: Ground
    published: tuple[bool, ...]
    """Of each document, in their order."""
    outlines: Mapping[ContentPath, Document]
    frame: Frame
    linked: Mapping[ContentPath, tuple[Document, Linked]]
    """The page of each document that has one, and what it was made of."""


def link_again(documents: Sequence[Document], ground: Ground, earlier: Linkage | None) -> Linkage:
    """Link documents into a site, and take over what must come out as it did.

    The frame depends on the outlines of all documents, and a page on its document and the frame. So where
    only the text of one page has changed, that page alone is linked: 0.3 ms instead of 70 for 446 pages.
    """
    shown = tuple(published(document, ground.publication) for document in documents)
    outlines = {document.path: _outline(document, earlier) for document in documents}
    if earlier and _is_same_ground(ground, earlier.ground) and shown == earlier.published:
        frame = earlier.frame if _are_same(outlines, earlier.outlines) else None
    else:
        frame = None
    known = earlier.linked if earlier and frame else {}
    frame = frame or frame_of(tuple(outlines.values()), ground)
    whole = {document.path: document for document in documents}
    linked = {
        located.document.path: _linked(Located(located.url, whole[located.document.path]), frame, known)
        for located in frame.layout.pages
    }
    pages = [page for _, page in linked.values()]
    return Linkage(_site(documents, pages, frame, ground), ground, shown, outlines, frame, linked)


def _outline(document: Document, earlier: Linkage | None) -> Document:
    """Return a document's outline: the very one of before where it is equal."""
    outline = outline_of(document)
    before = earlier.outlines.get(document.path) if earlier else None
    return before if before is not None and before == outline else outline


def _is_same_ground(ground: Ground, earlier: Ground) -> bool:
    """Tell whether all but the clock is as it was: what that decides is compared by itself."""
    return structs.replace(ground, publication=earlier.publication) == earlier


def _are_same(outlines: Mapping[ContentPath, Document], earlier: Mapping[ContentPath, Document]) -> bool:
    return len(outlines) == len(earlier) and all(map(is_, outlines.values(), earlier.values()))


def _linked(
    located: Located, frame: Frame, known: Mapping[ContentPath, tuple[Document, Linked]]
) -> tuple[Document, Linked]:
    document = located.document
    before = known.get(document.path)
    if before and before[0] is document:
        return before
    return document, link_page(located, frame.around)


def _site(documents: Sequence[Document], linked: Sequence[Linked], frame: Frame, ground: Ground) -> Site:
    """Put a site together, leaving out that for which there is no room."""
    layout, navigation = frame.layout, frame.around.navigation
    static = ground.files.static
    room = Room()
    static_files = static_with_room(static, room)
    keep_ours(room)
    pages = pages_with_room(_all_pages(linked, layout, navigation, static), room)
    redirects = redirects_with_room(layout.redirects.exact, room)
    used = layout.redirects.assets.union(
        frame.branded.assets,
        *(tree.assets for tree in navigation.trees.values()),
        *(page.assets for page in linked),
    )
    return Site(
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
        diagnostics=in_order(
            chain(
                ground.data.diagnostics,
                layout.diagnostics,
                frame.people.diagnostics,
                frame.branded.diagnostics,
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
