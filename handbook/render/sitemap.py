"""The site's pages -> ``sitemap.xml`` and ``robots.txt``, which tell crawlers what there is."""

from collections.abc import Iterator

from handbook.model import Output, OutputPath, Page, Site, Url
from handbook.urls import absolute, href

SITEMAP = OutputPath("sitemap.xml")


def sitemap(site: Site) -> Iterator[Output]:
    """List the pages that may be found, with their absolute addresses: none without the site's address.

    https://www.sitemaps.org/protocol.html
    """
    if not site.config.site.url:
        return
    entries = (_entry(page, site) for page in site.pages if _may_be_found(page))
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
        *entries,
        "</urlset>\n",
    )
    yield Output(SITEMAP, "\n".join(lines).encode())


def robots(site: Site) -> Output:
    """Allow everything, and say where the sitemap is if there is one."""
    url = site.config.site.url
    where = f"\nSitemap: {_address(Url(f'/{SITEMAP}'), site)}\n" if url else ""
    return Output(OutputPath("robots.txt"), f"User-agent: *\nAllow: /\n{where}".encode())


def _may_be_found(page: Page) -> bool:
    return not page.no_index and page.template != "404.html"


def _entry(page: Page, site: Site) -> str:
    updated = f"<lastmod>{page.last_updated}</lastmod>" if page.last_updated else ""
    return f"<url><loc>{_address(page.url, site)}</loc>{updated}</url>"


def _address(url: Url, site: Site) -> str:
    return absolute(href(url, site.config.base_path), site.config.site.url)
