"""A site -> what its search is made from: a slim HTML document for each page that may be found."""

from collections.abc import Callable, Iterator
from hashlib import blake2b
from urllib.parse import quote

from markupsafe import escape

from handbook.model import Output, OutputPath, Page, Section, Site, Url
from handbook.render.templates import written_date
from handbook.urls import href

FOUND = frozenset({"page.html", "post.html"})
"""The templates of pages with a text of their own; lists repeat what stands elsewhere."""

FOLDER = Url("/pagefind/")
"""Where the index is."""

DIALOG = "js/search-dialog.js"
STYLE = "search-dialog.css"


def search_addresses(site: Site, asset: Callable[[str], str]) -> dict[str, str] | None:
    """Return what a page must know to open the search: None where the site has none."""
    if not site.config.search.enabled or not any(map(_may_be_found, site.pages)):
        return None
    return {"index": href(FOLDER, site.config.base_path), "dialog": asset(DIALOG), "style": asset(STYLE)}


def search_documents(site: Site) -> Iterator[Output]:
    """Put out a document for each page that may be found: its title, its sections, what a result shows.

    None where the site is not to be searched. The name is a digest of the page's address: the indexer meets
    none that a disk or a pattern takes amiss.
    """
    if not site.config.search.enabled:
        return
    parts = {part.url: part.title for part in site.header}
    for page in filter(_may_be_found, site.pages):
        crumbs = " › ".join(crumb.title for crumb in page.breadcrumbs)
        date = written_date(page.post.date) if page.post and page.post.date else ""
        lines = (
            f'<!doctype html><html lang="{escape(site.config.site.language)}"><meta charset="utf-8">',
            _filter(parts.get(page.part, "") if page.part else ""),
            "<body>",
            _carrier("a", href(page.url, site.config.base_path)),
            _carrier("nav", quote(crumbs, errors="replace")),
            _carrier("time", quote(date)),
            f"<h1>{escape(page.title)}</h1>",
            *map(_section, page.sections),
            "</body></html>\n",
        )
        yield Output(_name(page.url), "".join(lines).encode(errors="replace"))


def _may_be_found(page: Page) -> bool:
    return page.path is not None and page.template in FOUND and not page.no_index


def _name(url: Url) -> OutputPath:
    return OutputPath(f"{blake2b(url.encode(errors='replace'), digest_size=10).hexdigest()}.html")


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
