"""Redirects -> pages that lead elsewhere, and the ``_redirects`` file for hosts that read one."""

from collections.abc import Iterator

from handbook.encoding import encoded
from handbook.model import Output, OutputPath, Redirect, Site, Url
from handbook.render.pages import Renderer
from handbook.urls import href, output_path

HOST_RULES = OutputPath("_redirects")


def stubs(site: Site, renderer: Renderer) -> Iterator[Output]:
    """Make a page at every address that leads elsewhere, unless the configuration leaves it to the host."""
    if site.config.publish.redirects == "file":
        return
    for redirect in site.redirects:
        yield Output(stub_path(redirect.origin), renderer.redirect(redirect))


def stub_path(origin: Url) -> OutputPath:
    """Return the file that answers for a redirect: a file without ``.html`` would be served as no page."""
    is_page = origin.endswith(("/", ".html", ".htm"))
    return output_path(origin if is_page else Url(f"{origin}/"))


def host_rules(site: Site) -> Iterator[Output]:
    """Write the rules for the host: the site's own lines, exact redirects if wanted there, then patterns."""
    exact = site.redirects if site.config.publish.redirects in ("file", "both") else ()
    lines = [_line(redirect, site.config.base_path) for redirect in (*exact, *site.rules)]
    if lines:
        own = site.own_redirects.splitlines()
        yield Output(HOST_RULES, encoded("\n".join([*own, *lines, ""])))


def _line(redirect: Redirect, base_path: str) -> str:
    """Return Netlify's form: https://docs.netlify.com/manage/routing/redirects/overview/."""
    is_elsewhere = not redirect.origin.startswith("/")
    return f"{href(redirect.origin, '' if is_elsewhere else base_path)} {redirect.target} {redirect.status}"
