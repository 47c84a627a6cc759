"""A page of a site -> the bytes of its HTML."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from secrets import token_hex
from typing import Any

from markupsafe import Markup, escape
from msgspec import Struct

from handbook.encoding import encoded
from handbook.model import Output, Page, PageRef, Redirect, Site, Size, Url
from handbook.render.direction import direction_of
from handbook.render.policy import policy_of
from handbook.render.search import search_addresses
from handbook.render.sidebars import Sidebars
from handbook.render.templates import Templates
from handbook.render.theme import Look, missing_asset
from handbook.urls import absolute, href

HOME = Url("/")

SCRIPTS = f"<!-- {token_hex(8)} -->"
"""Stands in the head for the scripts of a page: which it needs is known when all of it is there.

No text of the site can say the same, and it is in no output.
"""


ENHANCEMENTS = {'class="heading-link"': "copy-heading", "<img": "picture-zoom"}
"""What a body holds, and the element at the end of the page whose script makes more of it."""


BEFORE_PAINT = frozenset({"navigation-tree"})
"""Elements that put things where the reader left them. A browser that can wait with painting until their
scripts have run shows nothing that jumps. In Chromium on a slowed processor pages show no later for it."""


class Part(Struct, frozen=True):
    """A part of the site in the navigation at the top; ``current`` if the page is in it."""

    title: str
    url: Url
    current: bool


class Renderer:
    """Renders the pages of one site, and remembers what they share: templates, addresses, sidebars.

    600 pages beside a tree of 140 entries take 0.1 s, a quarter of it for compiling the templates.
    """

    def __init__(self, site: Site, look: Look) -> None:
        self._site = site
        self._assets = look.assets
        self._href = cache(lambda url: href(url, site.config.base_path))
        self._parts = cache(lambda current: _parts(site.header, current))
        self._templates = Templates(
            look.templates,
            filters={"href": self._href, "sides": _sides},
            values={
                "site": site.config.site,
                "direction": direction_of(site.config.site.language),
                "icons": look.icons,
                "asset": self._asset,
                "branding": site.branding,
                "site_name": _site_name(site),
                # Words of ours and names of hosts: its quotes may stand in an attribute, 100 bytes shorter.
                "policy": Markup(policy_of(site.config)),  # noqa: S704
                "search": search_addresses(site, self._asset),
                "scripts": Markup(SCRIPTS),  # noqa: S704 - a comment of our own
            },
        )
        self._scripts = {
            f"<{name}": _style(look.styles.get(name), self._href) + _script(name, self._href(url))
            for name, url in look.elements.items()
        }
        self._sidebars = Sidebars(site, self._templates.render, self._href)

    def page(self, page: Page) -> bytes:
        """Return a page's HTML. Raises CannotStart where a template is wrong."""
        body = _body(page)
        html = self._templates.render(
            page.template,
            page=page,
            body=body,
            enhances=[element for mark, element in ENHANCEMENTS.items() if mark in body],
            contents=() if page.width == "full" else page.contents,
            window_title=_window_title(page, self._site.config.site.title),
            canonical=self._canonical(page),
            parts=self._parts(page.part),
            sidebar=self._sidebar(page),
        )
        return encoded(html.replace(SCRIPTS, self._scripts_of(html)))

    def sidebar_files(self) -> Iterator[Output]:
        """Put out what pages leave out of large sidebars. Raises CannotStart where a template is wrong."""
        return self._sidebars.files()

    def redirect(self, redirect: Redirect) -> bytes:
        """Return a page that leads elsewhere at once. Raises CannotStart where a template is wrong."""
        canonical = absolute(redirect.target, self._site.config.site.url)
        return encoded(self._templates.render("redirect.html", target=redirect.target, canonical=canonical))

    def _scripts_of(self, html: str) -> str:
        """Return script and style of each custom element on a page; found by name, 10 µs a page."""
        return "".join(script for element, script in self._scripts.items() if element in html)

    def _asset(self, name: str) -> str:
        if name not in self._assets:
            raise missing_asset(name, self._assets)
        return self._href(self._assets[name])

    def _canonical(self, page: Page) -> str | None:
        if not self._site.config.site.url or page.template == "404.html":
            return None
        return absolute(self._href(page.url), self._site.config.site.url)

    def _sidebar(self, page: Page) -> dict[str, Any] | None:
        """Return the sidebar's title and tree; None for a page without one."""
        sidebar = self._site.sidebars.get(page.sidebar.name) if page.sidebar else None
        if page.sidebar is None or sidebar is None or not sidebar.nodes:
            return None
        return {"title": sidebar.name, "tree": self._sidebars.html(page.sidebar)}


def _body(page: Page) -> Markup:
    parts = [""] * (len(page.fragments) + len(page.fills))
    parts[::2] = page.fragments
    parts[1::2] = page.fills
    return Markup("".join(parts))  # noqa: S704 - what parse and link made, who escape


def _sides(size: Size | None) -> Markup:
    """Return a picture's size as attributes, so that nothing moves when it has been loaded."""
    return Markup(f' width="{size.width}" height="{size.height}"') if size else Markup()  # noqa: S704 - numbers


def _style(url: Url | None, ready: Callable[[Url], str]) -> str:
    return f'<link rel="stylesheet" href="{escape(ready(url))}">\n' if url else ""


def _script(element: str, address: str) -> str:
    waiting = ' blocking="render"' if element in BEFORE_PAINT else ""
    return f'<script type="module"{waiting} src="{escape(address)}"></script>\n'


def _site_name(site: Site) -> str:
    """Return the title beside the logo: without a logo there is always one."""
    is_shown = site.config.theme.show_title or not site.branding.logo
    return site.config.site.title if is_shown else ""


def _window_title(page: Page, site_title: str) -> str:
    return site_title if page.url == HOME or page.title == site_title else f"{page.title} · {site_title}"


def _parts(header: Sequence[PageRef], current: Url | None) -> tuple[Part, ...]:
    return tuple(Part(part.title, part.url, part.url == current) for part in header)
