"""What the tests of link build their sites from: documents made by hand, linked with little said."""

import datetime as dt
from pathlib import Path

from handbook.config import Config, SiteSettings
from handbook.diagnostics import Span
from handbook.link.site import link
from handbook.model import Data, Document, FrontMatter, Image, Link, RawAddress, Size, Written

NOW = dt.datetime(2024, 5, 17, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=2)))
AT = Span(3, 7, 5)


def written(text, line=1):
    return Written(text, Span(line, 1, len(text)))


def document(path, *holes, anchors=(), **fields):
    """Make a document of fields of its own and of its front matter; untitled, it is called by its path."""
    matter = {name: fields.pop(name) for name in [*fields] if name in FrontMatter.__struct_fields__}
    title = matter.pop("title", path)
    return Document(
        path=path,
        front_matter=FrontMatter(**matter),
        title=title,
        fragments=("",) * (len(holes) + 1),
        holes=holes,
        anchors=frozenset(anchors),
        **fields,
    )


def a(target, title=""):
    return Link(target, AT, title)


def img(target, alt="", title=""):
    return Image(target, AT, alt, title)


def raw(target, attribute="href", element="", shown_width=None):
    return RawAddress(target, AT, attribute, element, shown_width)


def linked(*documents, url="", assets=(), static=(), sizes=None, **given):
    """Link documents at noon of a day in May, with nothing else there unless it is given.

    ``sizes`` says how large files are, by their places on disk: ``content/x.png``, ``static/x.png``.
    """
    usual = {"config": Config(site=SiteSettings(url=url)), "data": Data(), "now": NOW}
    usual |= {"changed": {}, "contributors": {}}
    return link(
        documents,
        assets={path: Path("content", path) for path in assets},
        static={path: Path("static", path) for path in static},
        sizes={Path(path): Size(*size) for path, size in (sizes or {}).items()},
        **usual | given,
    )


def page_at(site, url):
    [page] = [page for page in site.pages if page.url == url]
    return page


def urls(site):
    """Return the addresses of all pages but the one for errors."""
    return [page.url for page in site.pages if page.template != "404.html"]


def findings(site):
    """Return each finding's kind and place, without its words."""
    return [(found.code.value, found.path, found.span) for found in site.diagnostics]


def messages(site):
    return [(found.message, found.hint) for found in site.diagnostics]
