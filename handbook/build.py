"""The pipeline on one screen: scan -> parse -> link -> render, with the cache and the workers applied."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
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
    config = project.config
    collect_history = git.start(project.content)
    files = scan(project)
    documents = parse_all(files.sources, config.parse_options, cache, workers)
    data = read_all_data(files, cache)
    sizes = sizes_of_pictures([*files.assets.values(), *files.static.values()], cache)
    history = collect_history()
    # Imported when the workers have begun: Jinja alone takes 45 ms, in which they can start.
    from handbook.link.site import link  # noqa: PLC0415
    from handbook.render.search import findable_pages  # noqa: PLC0415
    from handbook.render.site import render  # noqa: PLC0415

    site = link(
        documents,
        config=config,
        data=data,
        assets=files.assets,
        static=files.static,
        sizes=sizes,
        changed=changed_dates(history, config),
        contributors=contributors(history, config),
        now=now,
        drafts=drafts,
        future=future,
        own_redirects=files.own_redirects,
        own_headers=files.own_headers,
        configuration=project.file.name if project.file else "",
    )
    return Build(
        site=site,
        outputs=render(site, files.theme),
        findable=findable_pages(site),
        diagnostics=in_order((*files.diagnostics, *site.diagnostics)),
        texts=texts_of(files),
        notices=tuple(notice for notice in (history.notice, cache.notice) if notice),
    )


def parse_all(
    sources: Sequence[Source], options: ParseOptions, cache: Cache, workers: int | None
) -> tuple[Document, ...]:
    """Parse every source, those that were parsed before from the cache, in the order given."""
    keys = [fingerprint("parse", code_fingerprint(), options, source) for source in sources]
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
