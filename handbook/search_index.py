"""Outputs, and pages to search in -> the outputs and a search index, which Pagefind makes beside.

A finished index is kept, in one file, under a fingerprint of all that it is made from.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TypeVar

import msgspec

from handbook import files
from handbook.cache import code_fingerprint, fingerprint
from handbook.model import SEARCH_INDEX, Output, OutputPath
from handbook.pagefind import indexing

T = TypeVar("T")

KEPT = ".index"


def with_index(
    outputs: Iterable[Output], pages: Iterable[T], folder: Path, *, document_of: Callable[[T], Output]
) -> Iterator[Iterable[Output]]:
    """Yield the outputs, then the files of an index of the pages; it is begun before the first output.

    Both at once where an index of the same pages is kept in the folder: their documents are not even made,
    which takes 30 ms for 446 pages. No pages make no index. Raises CannotStart where none can be made.
    """
    given = tuple(pages)
    place = folder / f"{fingerprint('search', code_fingerprint(), given).hex()}{KEPT}"
    index = _kept(place) if given else {}
    if index is not None:
        yield chain(outputs, _outputs_of(index))
        return
    with indexing(map(document_of, given), folder) as finish:
        yield outputs
        index = finish()
    _keep(index, place)
    yield _outputs_of(index)


def _outputs_of(index: Mapping[str, bytes]) -> Iterator[Output]:
    for name, content in index.items():
        yield Output(OutputPath(f"{SEARCH_INDEX}/{name}"), content)


def _kept(place: Path) -> dict[str, bytes] | None:
    """Return the index that is kept in a file: its digest, and the files by name; None for anything else."""
    with suppress(files.Unreadable, msgspec.DecodeError):
        digest, encoded = msgspec.msgpack.decode(files.read(place), type=tuple[str, bytes])
        if files.digest(encoded) == digest:
            return msgspec.msgpack.decode(encoded, type=dict[str, bytes])
    return None


def _keep(index: Mapping[str, bytes], place: Path) -> None:
    """Keep an index, and no other. Where that cannot be, the next build makes it anew."""
    encoded = msgspec.msgpack.encode(index)
    with suppress(OSError):
        files.replace(place, msgspec.msgpack.encode((files.digest(encoded), encoded)))
        for entry in files.list_folder(place.parent):
            if entry.name.endswith(KEPT) and entry.name != place.name:
                files.remove(Path(entry.path))
