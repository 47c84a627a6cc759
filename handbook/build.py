"""The pipeline on one screen: scan -> parse -> link -> render, with the cache and the workers applied."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from handbook import git, picture_sizes
from handbook.cache import Cache, code_fingerprint, fingerprint
from handbook.config import Config, ParseOptions, Project
from handbook.diagnostics import Diagnostic, Root, in_order
from handbook.files import Unreadable, read_beginning
from handbook.model import ContentPath, Data, Document, Files, Findable, Output, Site, Size, Source
from handbook.scan import scan
from handbook.workers import get_ready, map_encoded

if TYPE_CHECKING:
    from handbook.link.site import Linkage

PARSER = "handbook.parse.document"
"""What a process needs that parses."""

BATCH = 64
"""Pictures whose beginnings are in memory at once."""


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
        texts=texts_of(files),
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
    """Link a site of which only the ``known`` documents have a text: of the others, what pages say of them.

    Its findings mean nothing. It takes a fifth of the time that parsing everything does.
    """
    from handbook.parse.sketch import sketch_of  # noqa: PLC0415 - of the preview's first build only

    documents = {source: known.get(source) or sketch_of(source, order.options) for source in files.sources}
    return _linked(files, order, documents, _data_of(files, cache, None), {}, git.History(), None)


def documents_in(cache: Cache, sources: Sequence[Source], options: ParseOptions) -> dict[Source, Document]:
    """Return the documents that need not be parsed."""
    keys = _keys(sources, options)
    known = dict(_decoded(cache.get_many(keys)))
    return {source: known[key] for key, source in zip(keys, sources, strict=True) if key in known}


def get_ready_to_parse(count: int) -> None:
    """Let processes that parse begin to start, beside what else is to be done first."""
    get_ready(count, preload=[PARSER])


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
        configuration=order.project.file.name if order.project.file else "",
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


def parse_all(
    sources: Sequence[Source],
    options: ParseOptions,
    cache: Cache,
    workers: int | None,
    parsed: Mapping[Source, Document] = MappingProxyType({}),
) -> dict[Source, Document]:
    """Parse every source, in the order given, but for those ``parsed`` before, here or in the cache."""
    new = [source for source in sources if source not in parsed]
    found = dict(zip(new, _parse(new, options, cache, workers), strict=True))
    return {source: parsed.get(source) or found[source] for source in sources}


def _parse(
    sources: Sequence[Source], options: ParseOptions, cache: Cache, workers: int | None
) -> tuple[Document, ...]:
    keys = _keys(sources, options)
    known = dict(_decoded(cache.get_many(keys)))
    missing = {key: source for key, source in zip(keys, sources, strict=True) if key not in known}
    if missing:
        get_ready(len(missing), workers=workers, preload=[PARSER])
        from handbook.parse.document import parse_encoded  # noqa: PLC0415  (markdown-it takes 40 ms to import)

        made = map_encoded(
            partial(parse_encoded, options=options),
            tuple(missing.values()),
            workers=workers,
            weight=length,
            preload=[PARSER],
        )
        new = dict(zip(missing, made, strict=True))
        cache.put_many(new)
        known.update(_decoded(new))
    return tuple(known[key] for key in keys)


def _keys(sources: Sequence[Source], options: ParseOptions) -> list[bytes]:
    return [fingerprint("parse", code_fingerprint(), options, source) for source in sources]


def _decoded(entries: Mapping[bytes, bytes]) -> Iterator[tuple[bytes, Document]]:
    """Yield the documents that entries of the cache are; one that is none counts as missing."""
    decode = msgspec.msgpack.Decoder(Document).decode
    for key, value in entries.items():
        with suppress(msgspec.DecodeError):
            document = decode(value)
            if len(document.fragments) == len(document.holes) + 1:
                yield key, document


def length(source: Source) -> int:
    """Return how many characters a source has: what parsing it costs."""
    return len(source.text)


def read_all_data(files: Files, cache: Cache) -> Data:
    """Read the data files, from the cache where they are what they were."""
    sources = (files.authors, files.sidebars, files.redirects)
    key = fingerprint("data", code_fingerprint(), *sources)
    encoded = cache.get_many([key]).get(key)
    if encoded is None:
        from handbook.parse.data import read_data  # noqa: PLC0415  (YAML takes 20 ms to import)

        encoded = msgspec.msgpack.encode(read_data(*sources))
        cache.put_many({key: encoded})
    return msgspec.msgpack.decode(encoded, type=Data)


def sizes_of_pictures(paths: Iterable[Path], cache: Cache) -> dict[Path, Size]:
    """Return how large the pictures among files are, from the cache where one began with the same bytes."""
    pictures = [path for path in paths if path.suffix.lower() in picture_sizes.SUFFIXES]
    batches = (pictures[start : start + BATCH] for start in range(0, len(pictures), BATCH))
    return {path: size for batch in batches for path, size in _sizes_in_batch(batch, cache)}


def _sizes_in_batch(unknown: Sequence[Path], cache: Cache) -> Iterator[tuple[Path, Size]]:
    for count in picture_sizes.STEPS:
        beginnings = {path: _beginning(path, count) for path in unknown}
        keys = {
            path: fingerprint("size", code_fingerprint(), content) for path, content in beginnings.items()
        }
        known = dict(_decoded_sizes(cache.get_many(tuple(keys.values()))))
        new = {key: picture_sizes.size_of(beginnings[path]) for path, key in keys.items() if key not in known}
        cache.put_many({key: msgspec.msgpack.encode(size) for key, size in new.items()})
        known |= new
        yield from ((path, size) for path, key in keys.items() if (size := known[key]))
        unknown = [path for path in unknown if not known[keys[path]] and len(beginnings[path]) == count]


def _beginning(path: Path, count: int) -> bytes:
    with suppress(Unreadable):  # who copies the file will say so
        return read_beginning(path, count)
    return b""


def _decoded_sizes(entries: Mapping[bytes, bytes]) -> Iterator[tuple[bytes, Size | None]]:
    decode = msgspec.msgpack.Decoder(Size | None).decode
    for key, value in entries.items():
        with suppress(msgspec.DecodeError):
            yield key, decode(value)


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


def texts_of(files: Files) -> dict[tuple[Root, str], str]:
    """Return the text of every file that was read, by what findings call it."""
    data = (files.authors, *files.sidebars, files.redirects)
    return {(source.root, source.path): source.text for source in (*files.sources, *data) if source}
