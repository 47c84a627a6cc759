"""Outlines of documents, data and files -> the frame that every page is linked into."""

import datetime as dt
from collections.abc import Mapping, Sequence

from msgspec import Struct, structs

from handbook.config import Config, ConfigSource
from handbook.link.authors import People, find_people
from handbook.link.branding import Branded, find_branding
from handbook.link.layout import Layout, lay_out
from handbook.link.navigation import Outline, find_navigation
from handbook.link.pages import Surroundings, neighbours_in_time
from handbook.link.places import PlainFiles
from handbook.link.publication import Publication
from handbook.link.resolve import Resolver, anchors_by_url
from handbook.model import ContentPath, Data, Document


class Ground(Struct, frozen=True, kw_only=True):
    """What a site is made of besides its documents."""

    config: Config
    data: Data
    files: PlainFiles
    changed: Mapping[ContentPath, dt.date]
    """When each file changed last."""
    contributors: Mapping[ContentPath, tuple[str, ...]] = {}
    """Who ever changed it."""
    publication: Publication
    own_redirects: str = ""
    own_headers: str = ""
    config_source: ConfigSource = ConfigSource()


class Frame(Struct, frozen=True):
    """What stands where, and what each page has to know of the others: all but the pages themselves."""

    layout: Layout
    around: Surroundings
    people: People
    branded: Branded


def outline_of(document: Document) -> Document:
    """Return a document without its body, and without what lists say of it: that they take from its page."""
    return structs.replace(
        document,
        summary="",
        minutes=0,
        fragments=("",),
        holes=(),
        headings=(),
        sections=(),
        diagnostics=(),
    )


def frame_of(outlines: Sequence[Document], ground: Ground) -> Frame:
    """Decide what stands where, and find the ways between."""
    config = ground.config
    layout = lay_out(outlines, ground.publication, config, ground.data, ground.files)
    resolver = Resolver(
        layout.places,
        anchors=anchors_by_url(layout.pages),
        patterns=layout.redirects.patterns,
        site_url=config.site.url,
        frames=config.security.frames,
    )
    outline = Outline(layout.root, layout.blog, config.blog.path.strip("/"), layout.urls)
    navigation = find_navigation(ground.data.sidebars, outline, resolver)
    people = find_people(ground.data, config.paths, resolver)
    neighbours = neighbours_in_time(layout.blog)
    return Frame(
        layout=layout,
        around=Surroundings(
            config,
            resolver,
            navigation,
            people,
            layout.blog,
            neighbours,
            ground.changed,
            ground.contributors,
        ),
        people=people,
        branded=find_branding(config, ground.files, resolver, ground.config_source),
    )
