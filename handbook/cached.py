"""Sources, data files, pictures -> documents, data, sizes: made once for the same input, then in the cache.

The only module that applies the cache and the workers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import MappingProxyType

import msgspec

from handbook import picture_sizes
from handbook.cache import Cache, code_fingerprint, fingerprint
from handbook.config import ParseOptions
from handbook.files import Unreadable, read_beginning
from handbook.model import Data, Document, Files, Size, Source
from handbook.workers import get_ready, map_encoded

PARSER = "handbook.parse.document"
"""What a process needs that parses."""

BATCH = 64
"""Pictures whose beginnings are in memory at once."""


# --- documents ----------------------------------------------------------------------------------------------


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


def documents_in(cache: Cache, sources: Sequence[Source], options: ParseOptions) -> dict[Source, Document]:
    """Return the documents that need not be parsed."""
    keys = _keys(sources, options)
    known = dict(_decoded(cache.get_many(keys)))
    return {source: known[key] for key, source in zip(keys, sources, strict=True) if key in known}


def get_ready_to_parse(count: int) -> None:
    """Let processes that parse begin to start, beside what else is to be done first."""
    get_ready(count, preload=[PARSER])


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


# --- data ---------------------------------------------------------------------------------------------------


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


# --- pictures -----------------------------------------------------------------------------------------------


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
