"""The pipeline on one screen: scan -> parse -> link -> render; what an earlier build made is taken over."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from handbook import git
from handbook.cache import Cache
from handbook.cached import parse_all, read_all_data, sizes_of_pictures
from handbook.config import Config, ConfigSource, ParseOptions, Project
from handbook.diagnostics import Diagnostic, Root, in_order
from handbook.model import ContentPath, Data, Document, Files, Findable, Output, Site, Size, Source
from handbook.scan import scan

if TYPE_CHECKING:
    from handbook.link.site import Linkage


class Build(msgspec.Struct, frozen=True):
    """A site in memory: what it holds, what is wrong with it, and its files, made when asked for."""

    site: Site
    outputs: Iterator[Output]
    findable: Iterator[Findable]
    """What its search is made from, when asked for."""
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[tuple[Root, str], str]
    """The text of every file that was read, for showing the lines that findings point to."""
    notices: tuple[str, ...] = ()
    """What could not be had, with no harm to the site."""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What decides how a site is made, besides its files. ``now`` decides what is published yet."""

    project: Project
    now: dt.datetime
    drafts: bool = False
    future: bool = False
    options: ParseOptions
    """What parsing depends on: the project's own options, or those of the preview."""


class Made(msgspec.Struct, frozen=True):
    """A site, and what it was made of: where that has not changed, the next build takes it over."""

    files: Files
    documents: Mapping[Source, Document]
    data: Data
    sizes: Mapping[Path, Size]
    linkage: "Linkage"
    history: git.History

    @property
    def site(self) -> Site:
        """Return the site."""
        return self.linkage.site

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Return what is wrong with its files and their content."""
        return in_order((*self.files.diagnostics, *self.site.diagnostics))


def build(  # noqa: PLR0913  (every input of a build that is not on disk)
    project: Project,
    *,
    now: dt.datetime,
    cache: Cache,
    workers: int | None = None,
    drafts: bool = False,
    future: bool = False,
) -> Build:
    """Build a site. Nothing is written but the cache.

    ``now`` decides what is published yet. ``workers`` is the number of processes to parse in, by default as
    many as there are processors. Raises CannotStart where the site's own code or folders are at fault.
    """
    order = Order(
        project=project, now=now, drafts=drafts, future=future, options=project.config.parse_options
    )
    collect_history = git.start(project.content)
    files = scan(project)
    made = make(files, order, collect_history, cache, workers=workers)
    # Imported with link's modules, when the workers have begun.
    from handbook.render.search import findable_pages  # noqa: PLC0415
    from handbook.render.site import render  # noqa: PLC0415

    return Build(
        site=made.site,
        outputs=render(made.site, files.theme),
        findable=findable_pages(made.site),
        diagnostics=made.diagnostics,
        texts=texts_of(files, project.config_source),
        notices=tuple(notice for notice in (made.history.notice, cache.notice) if notice),
    )


def make(  # noqa: PLR0913 - every input of a site, by name
    files: Files,
    order: Order,
    collect_history: Callable[[], git.History],
    cache: Cache,
    *,
    workers: int | None = None,
    earlier: Made | None = None,
    known: Mapping[Source, Document] = MappingProxyType({}),
) -> Made:
    """Parse and link what was read from disk.

    ``collect_history`` is asked when everything has been parsed. What is as it was in an ``earlier`` build is
    taken from there; ``known`` are documents that need not be looked for in the cache.
    """
    parsed = earlier.documents if earlier else known
    documents = parse_all(files.sources, order.options, cache, workers, parsed)
    data, sizes = _data_of(files, cache, earlier), _sizes_of(files, cache, earlier)
    return _linked(files, order, documents, data, sizes, collect_history(), earlier)


def sketch(files: Files, order: Order, cache: Cache, known: Mapping[Source, Document]) -> Made:
    """Link a site without the texts of its pages: what they say of each other, from the ``known`` documents.

    Its findings mean nothing. It takes a fifth of the time that parsing everything does; of 490 pages that
    are known 40 ms, where linking all of them takes 105.
    """
    documents = {source: _without_text(document) for source, document in known.items()}
    if len(documents) < len(files.sources):
        from handbook.parse.sketch import sketch_of  # noqa: PLC0415 - of the preview's first build only

        others = (source for source in files.sources if source not in known)
        documents |= {source: sketch_of(source, order.options) for source in others}
    documents = {source: documents[source] for source in files.sources}
    return _linked(files, order, documents, _data_of(files, cache, None), {}, git.History(), None)


def _without_text(document: Document) -> Document:
    """Return a document as lists show it."""
    return msgspec.structs.replace(
        document, fragments=("",), holes=(), headings=(), sections=(), diagnostics=()
    )


def _linked(  # noqa: PLR0913, PLR0917 - all that a site is made of
    files: Files,
    order: Order,
    documents: Mapping[Source, Document],
    data: Data,
    sizes: Mapping[Path, Size],
    history: git.History,
    earlier: Made | None,
) -> Made:
    # Imported when the workers have begun: Jinja alone takes 45 ms, in which they can start.
    from handbook.link.frame import Ground  # noqa: PLC0415
    from handbook.link.places import PlainFiles  # noqa: PLC0415
    from handbook.link.publication import Publication  # noqa: PLC0415
    from handbook.link.site import link_again  # noqa: PLC0415

    ground = Ground(
        config=order.project.config,
        data=data,
        files=PlainFiles(files.assets, files.static, sizes),
        changed=_dates_of(history, order.project.config, earlier),
        contributors=contributors(history, order.project.config),
        publication=Publication(now=order.now, drafts=order.drafts, future=order.future),
        own_redirects=files.own_redirects,
        own_headers=files.own_headers,
        config_source=order.project.config_source,
    )
    linkage = link_again(tuple(documents.values()), ground, earlier.linkage if earlier else None)
    return Made(files, documents, data, sizes, linkage, history)


def _data_of(files: Files, cache: Cache, earlier: Made | None) -> Data:
    if earlier and _data_sources(files) == _data_sources(earlier.files):
        return earlier.data
    return read_all_data(files, cache)


def _data_sources(files: Files) -> tuple[object, ...]:
    return files.authors, files.sidebars, files.redirects


def _dates_of(history: git.History, config: Config, earlier: Made | None) -> Mapping[ContentPath, dt.date]:
    if earlier and history is earlier.history and config == earlier.linkage.ground.config:
        return earlier.linkage.ground.changed
    return changed_dates(history, config)


def _sizes_of(files: Files, cache: Cache, earlier: Made | None) -> Mapping[Path, Size]:
    """Return the sizes of pictures; the same mappings mean that none of the files has changed."""
    if earlier and files.assets is earlier.files.assets and files.static is earlier.files.static:
        return earlier.sizes
    return sizes_of_pictures([*files.assets.values(), *files.static.values()], cache)


def changed_dates(history: git.History, config: Config) -> dict[ContentPath, dt.date]:
    """Return the day of each file's last change, in the site's time zone."""
    zone = ZoneInfo(config.site.timezone)
    return {
        ContentPath(path): dt.datetime.fromtimestamp(seconds, zone).date()
        for path, seconds in history.changed.items()
    }


def contributors(history: git.History, config: Config) -> Mapping[ContentPath, tuple[str, ...]]:
    """Return who changed each file, if the site wants to say so."""
    known = history.contributors if config.repository.contributors else {}
    return {ContentPath(path): names for path, names in known.items()}


def texts_of(files: Files, config_source: ConfigSource) -> dict[tuple[Root, str], str]:
    """Return the text of every file that was read, by what findings call it."""
    read = (*files.sources, files.authors, *files.sidebars, files.redirects)
    texts = {(source.root, source.path): source.text for source in read if source}
    if config_source.name:
        texts["site", config_source.name] = config_source.text
    return texts
