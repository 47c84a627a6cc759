"""Documents, data and files -> what stands at which address, before anything is linked."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, structs

from handbook.config import Config
from handbook.diagnostics import Code, Diagnostic
from handbook.link.addresses import Located, find_addresses, same_address
from handbook.link.blog import Blog, Part, find_blog
from handbook.link.folders import Folder, folders_of
from handbook.link.places import Place, Places, PlainFiles, find_places, key_of
from handbook.link.publication import Publication
from handbook.link.redirects import Redirects, find_redirects, taken_addresses
from handbook.link.sections import sections_of
from handbook.model import Data, Document, OutputPath, Url
from handbook.urls import href


class Layout(Struct, frozen=True):
    """What is published, and where."""

    pages: tuple[Located, ...]
    blog: Blog | None
    lists: tuple[Part, ...]
    """The parts of the blog's lists that are pages of their own."""
    root: Folder
    sections: tuple[Folder, ...]
    """The folders that need a page."""
    redirects: Redirects
    places: Places
    """What every path leads to."""
    diagnostics: tuple[Diagnostic, ...]

    @property
    def urls(self) -> frozenset[Url]:
        """Return the addresses of all pages."""
        lists = [part.url for part in self.lists]
        sections = [section.url for section in self.sections]
        return frozenset((*(page.url for page in self.pages), *lists, *sections))


def lay_out(
    documents: Sequence[Document],
    publication: Publication,
    config: Config,
    data: Data,
    files: PlainFiles,
) -> Layout:
    """Decide what stands where: at one address, static files before pages, redirects and section pages."""
    addresses = find_addresses(documents, publication, files.static)
    pages = addresses.pages
    blog = find_blog(pages, config.blog)
    lists, findings = _lists_of(blog, pages, files.static)
    places = find_places(addresses, [part.url for part in lists], files, config.base_path)
    taken = taken_addresses(pages, [part.url for part in lists], places)
    root = folders_of(pages, config.site.title)
    sections = sections_of(root, taken)
    at_sections = {key_of(section.url): _place(section.url, config.base_path) for section in sections}
    redirects = find_redirects(data, addresses, places, taken, at_sections)
    gone = {key_of(redirect.origin) for redirect in redirects.exact}
    return Layout(
        pages=pages,
        blog=blog,
        lists=lists,
        root=root,
        sections=tuple(section for section in sections if key_of(section.url) not in gone),
        redirects=redirects,
        places=_with(places, at_sections, redirects.places),
        diagnostics=(*addresses.diagnostics, *findings, *redirects.diagnostics),
    )


def _lists_of(
    blog: Blog | None, pages: Sequence[Located], static: Iterable[OutputPath]
) -> tuple[tuple[Part, ...], list[Diagnostic]]:
    """Return the parts of the blog's lists that become pages, and which of them a page has displaced."""
    holders = {same_address(page.url): page.document.path for page in pages}
    own = {same_address(f"/{path.removesuffix('index.html')}") for path in static}
    lists: list[Part] = []
    findings: list[Diagnostic] = []
    for part in (*blog.parts, *blog.terms) if blog else ():
        holder = holders.get(same_address(part.url))
        if holder and not (blog and blog.index and part.url == blog.url):
            message = (
                f"{holder} has the address of the blog's list {part.title}, {part.url}; the list is left out"
            )
            findings.append(
                Diagnostic(Code.DUPLICATE_ADDRESS, message, holder, hint="rename it, or give it a permalink")
            )
        elif not holder and same_address(part.url) not in own:
            lists.append(part)
    return tuple(lists), findings


def _place(url: Url, base_path: str) -> Place:
    return Place(href(url, base_path), url)


def _with(places: Places, sections: Mapping[str, Place], redirects: Mapping[str, Place]) -> Places:
    """Return the places with what is found there, too; what is hidden never covers what is not."""
    layers = (places.pages, sections, redirects)
    hidden = {key: place for layer in layers for key, place in layer.items() if place.is_hidden}
    shown = {key: place for layer in layers for key, place in layer.items() if not place.is_hidden}
    return structs.replace(places, pages=hidden | shown)
