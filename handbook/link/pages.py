"""A document and what surrounds it -> its page, the files it needs, and what is wrong with its links."""

import datetime as dt
from collections.abc import Mapping
from urllib.parse import quote

from msgspec import Struct

from handbook.config import Config
from handbook.diagnostics import Diagnostic
from handbook.link.addresses import Located, folder_of, folder_url
from handbook.link.authors import Joined, People, join_authors
from handbook.link.blog import Blog, terms_of
from handbook.link.contents import contents_of
from handbook.link.links import fill_holes
from handbook.link.navigation import Navigation, Way, way_to
from handbook.link.pictures import Pictures, find_pictures
from handbook.link.resolve import Origin, Resolver
from handbook.link.sections import description_of
from handbook.model import AssetPath, ContentPath, Document, Page, PageRef, Post, Url
from handbook.urls import absolute


class Surroundings(Struct, frozen=True):
    """What a page has to know of the rest of the site."""

    config: Config
    resolver: Resolver
    navigation: Navigation
    people: People
    blog: Blog | None
    neighbours: Mapping[Url, tuple[PageRef | None, PageRef | None]]
    """The posts before and after each post."""
    changed: Mapping[ContentPath, dt.date]
    contributors: Mapping[ContentPath, tuple[str, ...]]


class Linked(Struct, frozen=True):
    """A page, and what came of linking it."""

    page: Page
    assets: frozenset[AssetPath]
    diagnostics: tuple[Diagnostic, ...]


def link_page(located: Located, around: Surroundings) -> Linked:
    """Make the page of a document."""
    document, url = located.document, located.url
    matter, path = document.front_matter, document.path
    origin = Origin(folder_url(folder_of(path)), url)
    filling = fill_holes(document, origin, around.resolver)
    pictures = find_pictures(document, origin, around.resolver)
    authors = join_authors(matter.authors, path, around.people)
    way = way_to(url, folder_of(path), around.navigation, matter)
    is_post = url in around.neighbours
    previous, following = around.neighbours.get(url, (way.previous, way.next))
    page = Page(
        url=url,
        template="post.html" if is_post else "page.html",
        title=document.title,
        show_title=matter.show_title,
        title_id=document.title_id,
        description=description_of(document),
        fragments=document.fragments,
        fills=filling.fills,
        contents=() if matter.hide_contents else contents_of(document.headings),
        sections=document.sections,
        sidebar=way.sidebar,
        breadcrumbs=way.breadcrumbs,
        previous=previous,
        next=following,
        last_updated=None if matter.hide_last_updated else around.changed.get(path),
        contributors=() if matter.hide_last_updated else around.contributors.get(path, ()),
        edit_url=_edit_url(path, around.config.repository.edit),
        no_index=matter.no_index,
        keywords=matter.keywords,
        og_image=pictures.og_image and absolute(pictures.og_image, around.config.site.url),
        width=matter.width,
        part=around.navigation.blog if is_post else way.part,
        post=_post(document, pictures, authors, around.blog) if is_post else None,
        extra=matter.extra,
        path=path,
    )
    findings = (*filling.diagnostics, *pictures.diagnostics, *authors.diagnostics, *_sidebar(document, way))
    return Linked(page, filling.assets | pictures.assets | authors.assets, findings)


def neighbours_in_time(blog: Blog | None) -> dict[Url, tuple[PageRef | None, PageRef | None]]:
    """Return the posts before and after each post, which are older and newer."""
    posts = [PageRef(post.url, post.document.title) for post in (blog.posts if blog else ())]
    around = zip([*posts[1:], None], posts, [None, *posts], strict=False)
    return {post.url: (older, newer) for older, post, newer in around}


def _post(document: Document, pictures: Pictures, authors: Joined, blog: Blog | None) -> Post:
    matter = document.front_matter
    return Post(
        date=matter.date,
        authors=authors.people,
        image=pictures.image,
        image_size=pictures.image_size,
        image_type=matter.featured_image_type,
        minutes=document.minutes,
        video=pictures.video,
        categories=terms_of(matter.categories, blog.categories if blog else {}),
        tags=terms_of(matter.tags, blog.tags if blog else {}),
        draft=matter.draft,
    )


def _edit_url(path: ContentPath, pattern: str) -> str | None:
    return pattern.replace("{path}", quote(path, errors="surrogatepass")) if pattern else None


def _sidebar(document: Document, way: Way) -> tuple[Diagnostic, ...]:
    written = document.front_matter.sidebar
    return (way.problem.at(document.path, written.span),) if way.problem and written else ()
