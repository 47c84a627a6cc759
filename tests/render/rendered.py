"""A site of a few pages, rendered: what the tests of this folder build and look at."""

from pathlib import Path

import html5lib

from handbook.config import Config, PublishSettings, SiteSettings
from handbook.model import Output, Page, PageRef, Site, Theme, Url
from handbook.render.site import render

CHECKOUT = Path(__file__).parents[2]

TEMPLATES = {path.name: path.read_text() for path in (CHECKOUT / "templates").glob("*.html")}
STATIC = {
    path.relative_to(CHECKOUT / "static").as_posix(): path.read_bytes()
    for path in (CHECKOUT / "static").rglob("*")
    if path.is_file()
}


def theme(templates=None, static=None):
    """Return the default theme with a site's own files over it."""
    originals = {f"theme/{name}": text for name, text in TEMPLATES.items()}
    return Theme({**TEMPLATES, **originals, **(templates or {})}, {**STATIC, **(static or {})})


def page(url="/leave/", **fields):
    return Page(**{"url": Url(url), "template": "page.html", "title": "Leave", **fields})


def ref(url, title):
    return PageRef(Url(url), title)


def site(*pages, url="", form="html", **fields):
    config = Config(site=SiteSettings(title="Acme", url=url), publish=PublishSettings(redirects=form))
    return Site(**{"config": config, "pages": pages, "sidebars": {}, "assets": {}, **fields})


def files(rendered_site, with_theme=None):
    """Return the finished site's files by path."""
    outputs = list(render(rendered_site, with_theme or theme()))
    assert all(isinstance(output, Output) for output in outputs)
    return {output.path: output.content for output in outputs}


def html_of(rendered_page, with_theme=None, **fields):
    """Return the HTML of one page of a site."""
    made = files(site(rendered_page, **fields), with_theme)
    return made[rendered_page.url.removeprefix("/") + "index.html"].decode()


def inside(html, element="main"):
    """Return what stands in the first such element, up to the first end tag, without indentation."""
    start = html.index(">", html.index(f"<{element}")) + 1
    lines = html[start : html.index(f"</{element.split()[0]}>", start)].splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def tree_of(html):
    """Return what a browser would make of a page."""
    return html5lib.parse(html, namespaceHTMLElements=False)


def text_of(element):
    return " ".join("".join(element.itertext()).split())
