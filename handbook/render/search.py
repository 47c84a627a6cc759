"""A site -> what its search is made from: a slim HTML document for each page that may be found."""

from collections.abc import Callable, Iterator
from hashlib import blake2b
from urllib.parse import quote

from markupsafe import escape

from handbook.encoding import encodable
from handbook.model import SEARCH_INDEX, Findable, Output, OutputPath, Page, Section, Site, Url
from handbook.render.templates import written_date
from handbook.urls import href

FOUND = frozenset({"page.html", "post.html"})
"""The templates of pages with a text of their own; lists repeat what stands elsewhere."""

DIALOG = "js/search-dialog.js"
STYLE = "search-dialog.css"


def search_addresses(site: Site, asset: Callable[[str], str]) -> dict[str, str] | None:
    """Return what a page must know to open the search: None where the site has none."""
    if not site.config.search.enabled or not any(map(_may_be_found, site.pages)):
        return None
    index = href(Url(f"/{SEARCH_INDEX}/"), site.config.base_path)
    return {"index": index, "dialog": asset(DIALOG), "style": asset(STYLE)}


def findable_pages(site: Site) -> Iterator[Findable]:
    """Return the pages that may be found; none where the site is not to be searched."""
    if not site.config.search.enabled:
        return
    parts = {part.url: part.title for part in site.header}
    for page in filter(_may_be_found, site.pages):
        yield Findable(
            address=href(page.url, site.config.base_path),
            title=page.title,
            language=site.config.site.language,
            part=encodable(parts.get(page.part, "") if page.part else ""),
            place=encodable(" › ".join(crumb.title for crumb in page.breadcrumbs)),
            date=written_date(page.post.date) if page.post and page.post.date else "",
            sections=page.sections,
        )


def document_of(page: Findable) -> Output:
    """Return a page's document: its title, its sections, what a result shows.

    The name is a digest of the address: the indexer meets none that a disk or a pattern takes amiss.
    """
    lines = (
        f'<!doctype html><html lang="{escape(page.language)}"><meta charset="utf-8">',
        _filter(page.part),
        "<body>",
        _carrier("a", page.address),
        _carrier("nav", quote(page.place)),
        _carrier("time", quote(page.date)),
        f"<h1>{escape(page.title)}</h1>",
        *map(_section, page.sections),
        "</body></html>\n",
    )
    name = blake2b(page.address.encode(), digest_size=10).hexdigest()
    return Output(OutputPath(f"{name}.html"), "".join(lines).encode())


def _may_be_found(page: Page) -> bool:
    return page.path is not None and page.template in FOUND and not page.no_index


def _filter(part: str) -> str:
    return f'<meta data-pagefind-filter="part[content]" content="{escape(part)}">' if part else ""


def _carrier(element: str, value: str) -> str:
    """Return an empty element whose id a result brings along, which must have no blank.

    What Pagefind calls metadata would be searched, too: every page would be found by the folder it lies in.
    """
    return f'<{element} id="{escape(value)}"></{element}>' if value else ""


def _section(section: Section) -> str:
    level = section.level
    heading = f'<h{level} id="{escape(section.id)}">{escape(section.heading)}</h{level}>' if level else ""
    return f"{heading}<p>{escape(section.text)}</p>" if section.text else heading
