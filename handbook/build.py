"""The pipeline on one screen: scan -> parse -> link -> render, with the cache and the workers applied."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from zoneinfo import ZoneInfo

import msgspec

from handbook import git
from handbook.cache import Cache, code_fingerprint, fingerprint
from handbook.config import Config, ParseOptions, Project
from handbook.diagnostics import Diagnostic, Root, in_order
from handbook.model import ContentPath, Data, Document, Files, Output, Site, Source
from handbook.scan import scan
from handbook.workers import get_ready, map_encoded

PARSER = "handbook.parse.document"
"""What a process needs that parses."""


class Build(msgspec.Struct, frozen=True):
    """A site in memory: what it holds, what is wrong with it, and its files, made when asked for."""

    site: Site
    outputs: Iterator[Output]
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
    history = collect_history()
    # Imported when the workers have begun: Jinja alone takes 45 ms, in which they can start.
    from handbook.link.site import link  # noqa: PLC0415
    from handbook.render.site import render  # noqa: PLC0415

    site = link(
        documents,
        config=config,
        data=data,
        assets=files.assets,
        static=files.static,
        changed=changed_dates(history, config),
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


def changed_dates(history: git.History, config: Config) -> dict[ContentPath, dt.date]:
    """Return the day of each file's last change, in the site's time zone."""
    zone = ZoneInfo(config.site.timezone)
    return {
        ContentPath(path): dt.datetime.fromtimestamp(seconds, zone).date()
        for path, seconds in history.changed.items()
    }


def texts_of(files: Files) -> dict[tuple[Root, str], str]:
    """Return the text of every file that was read, by what findings call it."""
    data = (files.authors, *files.sidebars, files.redirects)
    return {(source.root, source.path): source.text for source in (*files.sources, *data) if source}
