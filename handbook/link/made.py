"""Folders and lists of posts -> the pages that no file stands behind."""

from collections.abc import Mapping, Sequence

from msgspec import structs

from handbook.link.addresses import Located
from handbook.link.blog import Blog, Part
from handbook.link.folders import Folder
from handbook.link.navigation import Navigation, way_to
from handbook.link.sections import entries_of, entry_of
from handbook.model import Crumb, Entry, Page, Url

NOT_FOUND = Url("/404.html")


def section_page(
    folder: Folder, navigation: Navigation, pages: Mapping[Url, Page], blog: Blog | None
) -> Page:
    """Make the page of a folder without an index: a list of what is in it."""
    way = way_to(folder.url, folder.path, navigation)
    return Page(
        url=folder.url,
        template="section.html",
        title=folder.title,
        sidebar=way.sidebar,
        breadcrumbs=way.breadcrumbs,
        previous=way.previous,
        next=way.next,
        part=way.part,
        entries=entries_of(folder, pages, blog),
    )


def list_page(part: Part, crumbs: tuple[Crumb, ...], pages: Mapping[Url, Page], blog: Url | None) -> Page:
    """Make one page of a list of posts. ``blog`` is the part of the site that the blog is."""
    return Page(
        url=part.url,
        template="blog.html",
        title=part.title,
        breadcrumbs=crumbs,
        part=blog,
        entries=list_entries(part, pages),
        pager=part.pager,
    )


def with_list(page: Page, part: Part, pages: Mapping[Url, Page]) -> Page:
    """Return the blog's own index page with the list of posts below its text."""
    return structs.replace(page, template="blog.html", entries=list_entries(part, pages), pager=part.pager)


def with_related(page: Page, related: Sequence[Located], pages: Mapping[Url, Page]) -> Page:
    """Return the page of a post with those on the same subjects below it."""
    return structs.replace(page, related=tuple(entry_of(pages[post.url]) for post in related))


def list_entries(part: Part, pages: Mapping[Url, Page]) -> tuple[Entry, ...]:
    """Return the entries of one page of a list."""
    return tuple(entry_of(pages[post.url]) for post in part.posts)


def not_found_page() -> Page:
    """Make the page that a host shows for an address that leads nowhere."""
    return Page(url=NOT_FOUND, template="404.html", title="Page not found", no_index=True)
