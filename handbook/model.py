"""Every value that flows through the pipeline, frozen: the vocabulary of the code base.

The order is the pipeline's: what scan finds, what parse makes of one file, what link makes of all of them,
what render puts out. What is cached (Document, Data and all in them) can be encoded as it stands.
"""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NewType

from msgspec import Struct

from handbook.config import Config
from handbook.diagnostics import Diagnostic, Root, Span

ContentPath = NewType("ContentPath", str)
"""A Markdown file's place below the content folder, with forward slashes: ``handbook/leave.md``."""

AssetPath = NewType("AssetPath", str)
"""Any other file's place below the content folder: ``images/team.png``."""

Url = NewType("Url", str)
"""An address from the site's root, without the base path, not percent-encoded: ``/handbook/leave/``."""

OutputPath = NewType("OutputPath", str)
"""A file's place below the output folder: ``handbook/leave/index.html``."""


# --- scan: what is on disk ----------------------------------------------------------------------------------


class Source(Struct, frozen=True):
    """A text file as it stands on disk: a page (its path is a ContentPath) or a data file."""

    path: str
    text: str
    root: Root = "content"


class Theme(Struct, frozen=True):
    """The theme, overlaid by the site's own files: what render needs besides the pages.

    ``templates`` maps names to texts; each of the default theme's is there as ``theme/<name>``, too.
    ``assets`` maps names below ``static/`` to bytes.
    """

    templates: Mapping[str, str]
    assets: Mapping[str, bytes]


class Files(Struct, frozen=True):
    """What is on disk, read once."""

    sources: tuple[Source, ...]
    assets: Mapping[AssetPath, Path]
    """Every file below the content folder that is no page, and where it really is."""
    static: Mapping[OutputPath, Path]
    """The site's own static files, which go to the root verbatim."""
    theme: Theme
    own_redirects: str = ""
    """The text of the site's own ``_redirects``, which is among its static files."""
    own_headers: str = ""
    """The text of its own ``_headers``."""
    authors: Source | None = None
    sidebars: tuple[Source, ...] = ()
    redirects: Source | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


# --- parse: one file at a time ------------------------------------------------------------------------------


class Written(Struct, frozen=True):
    """Text as its author wrote it, and where it stands."""

    text: str
    span: Span


class FrontMatter(Struct, frozen=True, kw_only=True):
    """What a page says about itself, each field in its own type."""

    title: str | None = None
    show_title: bool = True
    sidebar: Written | Literal[False] | None = None
    """The sidebar's name; False for no sidebar; None where the address decides."""
    sidebar_title: str | None = None
    hide_contents: bool = False
    root_page: str | None = None
    date: dt.date | None = None
    time: dt.time | None = None
    authors: tuple[Written, ...] = ()
    featured_image: Written | None = None
    featured_image_type: Literal["standard", "full"] = "standard"
    featured_video: Written | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    excerpt: str | None = None
    description: str | None = None
    draft: bool = False
    no_index: bool = False
    hide_last_updated: bool = False
    keywords: tuple[str, ...] = ()
    og_image: Written | None = None
    width: str | None = None
    aliases: tuple[Written, ...] = ()
    redirect_to: Written | None = None
    permalink: Written | None = None
    order: float | None = None
    extra: dict[str, Any] = {}
    """Unknown fields, in plain form: str, bool, 64-bit int, finite float, None, list, dict with str keys."""


class Heading(Struct, frozen=True):
    """A heading of the body: its level as rendered, its id, its text without markup."""

    level: int
    id: str
    text: str


class Section(Struct, frozen=True):
    """A part of the body in plain text, for search: from one heading to the next."""

    id: str
    """The heading's id; "" for what stands before the first one."""
    level: int
    """The heading's; 0 for what stands before the first one."""
    heading: str
    text: str


class Link(Struct, frozen=True, tag=True):
    """The hole that is all attributes of a link: ``<a{hole}>``."""

    target: str
    span: Span
    title: str = ""


class Image(Struct, frozen=True, tag=True):
    """The hole that is all attributes of a picture: ``<img{hole}>``."""

    target: str
    span: Span
    alt: str = ""
    title: str = ""


class RawAddress(Struct, frozen=True, tag=True):
    """The hole that is one attribute's value in raw HTML, quotes included: ``<a href={hole}>``."""

    target: str
    span: Span
    attribute: str
    """``href``, ``src``, ``srcset`` or ``poster``, in lower case."""
    element: str = ""
    """The element's name, in lower case."""
    shown_width: int | None = None
    """For the source of a picture whose tag leaves its height open: the width it gives, 0 for none."""


Hole = Link | Image | RawAddress


class Document(Struct, frozen=True, kw_only=True):
    """A Markdown file, parsed: complete but for its holes, knowing nothing of any other file."""

    path: ContentPath
    front_matter: FrontMatter
    title: str
    title_id: str | None = None
    """The id of the printed title where it was written as the body's first heading."""
    summary: str = ""
    """The first words of the text, without headings, pictures and code."""
    fragments: tuple[str, ...] = ("",)
    """The body's HTML, cut at every hole: one part more than there are holes."""
    holes: tuple[Hole, ...] = ()
    headings: tuple[Heading, ...] = ()
    sections: tuple[Section, ...] = ()
    minutes: int = 0
    """How long reading it takes; 0 where there is nothing to read."""
    anchors: frozenset[str] = frozenset()
    """Every id on the page that a link's fragment may name, the headings' among them."""
    diagnostics: tuple[Diagnostic, ...] = ()


class Author(Struct, frozen=True, kw_only=True):
    """A person of the authors data. Only the handle is certain."""

    handle: str
    name: str
    role: str = ""
    image: Written | None = None
    link_type: str = ""
    link_url: Written | None = None


class SidebarItem(Struct, frozen=True):
    """A node of the sidebars data: a link, a group, both, or a mere heading."""

    name: str
    url: Written | None = None
    children: tuple["SidebarItem", ...] = ()


class SidebarData(Struct, frozen=True):
    """One sidebar of the sidebars data."""

    name: str
    items: tuple[SidebarItem, ...]
    path: str
    """The data file it stands in."""


class RedirectRule(Struct, frozen=True):
    """One rule of the redirects data, in Netlify's form."""

    origin: Written
    target: Written
    status: int = 301


class Data(Struct, frozen=True):
    """What the site's data files say. The paths are those of the files, for findings."""

    authors: tuple[Author, ...] = ()
    authors_path: str | None = None
    sidebars: tuple[SidebarData, ...] | None = None
    """None where there is no sidebars data and the folders make the sidebars."""
    redirects: tuple[RedirectRule, ...] = ()
    redirects_path: str | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


# --- link: all together -------------------------------------------------------------------------------------


class Size(Struct, frozen=True):
    """How large a picture is when it stands upright, in CSS pixels."""

    width: int
    height: int


class Picture(Struct, frozen=True):
    """A picture of the site; ``address`` is ready for an attribute, base path included."""

    address: str
    size: Size | None = None


class NamedLink(Struct, frozen=True):
    """A link of the site's frame; ``address`` is ready for an attribute, None where it leads nowhere."""

    title: str
    address: str | None = None
    is_external: bool = False


class Branding(Struct, frozen=True, kw_only=True):
    """What ``[theme]`` of the configuration puts around every page."""

    logo: Picture | None = None
    logo_dark: Picture | None = None
    """The logo on a dark ground, where it is another."""
    links: tuple[NamedLink, ...] = ()
    """At the top, behind the site's parts."""
    footer: tuple[NamedLink, ...] = ()
    social: tuple[NamedLink, ...] = ()
    announcement: NamedLink | None = None
    stylesheets: tuple[str, ...] = ()
    """The site's own, ready for an attribute."""


class PageRef(Struct, frozen=True):
    """Another page, by value."""

    url: Url
    title: str


class Crumb(Struct, frozen=True):
    """An ancestor in the breadcrumbs; a group without a page has no url."""

    title: str
    url: Url | None = None


class Node(Struct, frozen=True):
    """An entry of a sidebar as it is shown."""

    title: str
    url: Url | None = None
    children: tuple["Node", ...] = ()
    address: str | None = None
    """Where an entry leads that is no page of the site (elsewhere, a file, a part of a page), ready for an
    attribute, base path included. An entry has a url, an address or neither."""


class Sidebar(Struct, frozen=True):
    """A tree of links beside pages."""

    name: str
    nodes: tuple[Node, ...]


Trail = tuple[int, ...]
"""The place of an entry in a tree: the child's index at each level, outermost first."""


class SidebarPlace(Struct, frozen=True):
    """Where a page stands in a sidebar; the trail is empty if it is not in the tree."""

    name: str
    trail: Trail = ()


class ContentsEntry(Struct, frozen=True):
    """An entry of "on this page": a heading and those below it."""

    id: str
    text: str
    children: tuple["ContentsEntry", ...] = ()


class Person(Struct, frozen=True, kw_only=True):
    """An author as shown; ``image`` and ``link_url`` are ready for an attribute, base path included."""

    name: str
    role: str = ""
    image: str | None = None
    link_type: str = ""
    link_url: str | None = None


class Post(Struct, frozen=True, kw_only=True):
    """What a blog post has besides a page; addresses of pictures are ready for an attribute."""

    date: dt.date | None = None
    authors: tuple[Person, ...] = ()
    image: str | None = None
    image_size: Size | None = None
    image_type: Literal["standard", "full"] = "standard"
    minutes: int = 0
    """How long reading it takes; 0 where there is nothing to read."""
    video: str | None = None
    categories: tuple[PageRef, ...] = ()
    tags: tuple[PageRef, ...] = ()
    draft: bool = False


class Entry(Struct, frozen=True, kw_only=True):
    """A page in a list: a card of the blog, a line of a section."""

    url: Url
    title: str
    description: str = ""
    post: Post | None = None


class Pager(Struct, frozen=True, kw_only=True):
    """Where a part of a long list stands among the others; numbers count from 1."""

    number: int
    count: int
    newer: Url | None = None
    older: Url | None = None


class Page(Struct, frozen=True, kw_only=True):
    """A page: everything that its template shows."""

    url: Url
    template: Literal["page.html", "post.html", "blog.html", "section.html", "404.html"]
    title: str
    show_title: bool = True
    title_id: str | None = None
    description: str = ""
    fragments: tuple[str, ...] = ("",)
    fills: tuple[str, ...] = ()
    """What stands in the holes: one less than the fragments."""
    contents: tuple[ContentsEntry, ...] = ()
    sections: tuple[Section, ...] = ()
    """The text of its body, for search."""
    sidebar: SidebarPlace | None = None
    breadcrumbs: tuple[Crumb, ...] = ()
    """The page's ancestors, outermost first, without the page itself."""
    previous: PageRef | None = None
    next: PageRef | None = None
    last_updated: dt.date | None = None
    contributors: tuple[str, ...] = ()
    """Who changed its file, by name: most changes first."""
    edit_url: str | None = None
    no_index: bool = False
    keywords: tuple[str, ...] = ()
    og_image: str | None = None
    """Absolute where the site has an address, else from the root with the base path."""
    width: str | None = None
    part: Url | None = None
    """The part of the site that it belongs to: the address of one in the site's header."""
    post: Post | None = None
    related: tuple[Entry, ...] = ()
    """Other posts on the same subjects, closest first."""
    entries: tuple[Entry, ...] = ()
    pager: Pager | None = None
    extra: Mapping[str, Any] = {}
    path: ContentPath | None = None
    """The file it was made from; None for a page that link made."""


class Redirect(Struct, frozen=True):
    """An address that leads elsewhere: ``target`` is ready for an attribute, base path included."""

    origin: Url
    target: str
    status: int = 301


class Site(Struct, frozen=True, kw_only=True):
    """Everything that is published, complete: what render turns into bytes."""

    config: Config
    pages: tuple[Page, ...]
    sidebars: Mapping[str, Sidebar]
    header: tuple[PageRef, ...] = ()
    """The site's parts, for the navigation at the top of every page."""
    branding: Branding = Branding()
    redirects: tuple[Redirect, ...] = ()
    """Exact redirects; each ends at its final target."""
    rules: tuple[Redirect, ...] = ()
    """Redirects that only a host can follow (``*``, status 200), as written, for ``_redirects``."""
    own_redirects: str = ""
    """The text of the site's own ``_redirects``: its lines stand before those of redirects and rules."""
    own_headers: str = ""
    """The text of its own ``_headers``, whose lines stand before ours."""
    assets: Mapping[OutputPath, Path]
    """Files that are copied: what published pages link to, and the site's static files."""
    diagnostics: tuple[Diagnostic, ...] = ()


# --- render: one page at a time -----------------------------------------------------------------------------


SEARCH_INDEX = OutputPath("pagefind")
"""The folder of the site that pages load the search's index from."""


class Findable(Struct, frozen=True, kw_only=True):
    """A page that a search may find, as plain text; ``address`` is ready for an attribute, base path too."""

    address: str
    title: str
    language: str
    part: str = ""
    """The title of the part of the site that it belongs to."""
    place: str = ""
    """Its ancestors, as a reader sees them."""
    date: str = ""
    """As written; a post's."""
    sections: tuple[Section, ...] = ()


class Output(Struct, frozen=True):
    """A file of the finished site: its bytes, or the file to copy."""

    path: OutputPath
    content: bytes | Path
