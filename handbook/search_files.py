"""What Pagefind wrote -> the files that a page loads to search, the same for the same texts.

Pagefind writes the values of a filter in the order of a hash map: another one each time. They are put in
order here, and what is named by its content gets its name anew. Such a file is a CBOR value behind a
signature, compressed: https://www.rfc-editor.org/rfc/rfc8949
"""

import gzip
import zlib
from collections.abc import Mapping
from hashlib import blake2b
from itertools import pairwise

import msgspec

ENTRY = "pagefind-entry.json"
SIGNATURE = b"pagefind_dcd"
NEVER_LOADED = (
    "pagefind-ui",
    "pagefind-modular-ui",
    "pagefind-component-ui",
    "pagefind-highlight",
    "pagefind-worker",
)
"""Pagefind's own user interfaces; and its worker, without which the code to load is a quarter less."""

UNSIGNED, TEXT, ARRAY = 0, 3, 4
"""The kinds of CBOR values that a filter is made of."""


class Language(msgspec.Struct, frozen=True):
    """What the entry says of a language's index: the name of its overview, and of its program."""

    hash: str
    wasm: str | None = None


class Entry(msgspec.Struct, frozen=True):
    """The file that all begins with."""

    languages: Mapping[str, Language]


def needed_files(made: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return those files of an index that pages load, by name.

    Raises KeyError or msgspec.DecodeError where it is no index.
    """
    languages = msgspec.json.decode(made[ENTRY], type=Entry).languages.values()
    programs = {f"wasm.{language.wasm or 'unknown'}.pagefind" for language in languages}
    needed = {
        name: content
        for name, content in made.items()
        if not name.startswith(NEVER_LOADED) and (not name.startswith("wasm.") or name in programs)
    }
    for language in languages:
        needed = _with_filters_in_order(needed, language.hash)
    return dict(sorted(needed.items()))


def _with_filters_in_order(made: Mapping[str, bytes], overview: str) -> dict[str, bytes]:
    """Rewrite a language's filters, and the overview and the entry that name them.

    In a format that we do not know all stays as it is: it works, though another build may order it otherwise.
    """
    files = dict(made)
    begin = f"filter/{overview.rpartition('_')[0]}_"
    try:
        content = _unpacked(files.pop(f"pagefind.{overview}.pf_meta"))
        for name in sorted(name for name in made if name.startswith(begin)):
            ordered = _in_order(_unpacked(files.pop(name)))
            new = begin + _digest(ordered, len(name) - len(f"{begin}.pf_filter"))
            files[f"{new}.pf_filter"] = _packed(ordered)
            content = _renamed(content, name.removesuffix(".pf_filter"), new)
        new_overview = f"{overview.rpartition('_')[0]}_{_digest(content, len(overview.rpartition('_')[2]))}"
        files[f"pagefind.{new_overview}.pf_meta"] = _packed(content)
        files[ENTRY] = _renamed(files[ENTRY], overview, new_overview)
    except (KeyError, IndexError, ValueError, EOFError, OSError, zlib.error):
        return dict(made)
    return files


def _renamed(content: bytes, old: str, new: str) -> bytes:
    """Write a file's new name over its old one, which is as long, so that the lengths stated stay true."""
    name, other = (path.rpartition("/")[2].encode() for path in (old, new))
    if content.count(name) != 1:
        raise ValueError(old)
    return content.replace(name, other)


def _digest(content: bytes, length: int) -> str:
    return blake2b(content, digest_size=20).hexdigest()[:length]


def _unpacked(content: bytes) -> bytes:
    value = gzip.decompress(content)
    if not value.startswith(SIGNATURE):
        raise ValueError(value[: len(SIGNATURE)])
    return value


def _packed(value: bytes) -> bytes:
    return gzip.compress(value, mtime=0)


# --- CBOR ---------------------------------------------------------------------------------------------------


def _in_order(content: bytes) -> bytes:
    """Sort the values of a filter: ``[name, [[value, [page, …]], …]]``."""
    _, parts, position = _head(content, len(SIGNATURE))
    kind, count, start = _head(content, _end_of(content, position))
    ends = [start]
    for _ in range(count):
        ends.append(_end_of(content, ends[-1]))
    if (parts, kind, ends[-1]) != (2, ARRAY, len(content)):
        raise ValueError(content[:64])
    values = sorted(content[one:other] for one, other in pairwise(ends))
    return content[:start] + b"".join(values)


def _end_of(content: bytes, position: int) -> int:
    kind, number, position = _head(content, position)
    if kind == ARRAY:
        for _ in range(number):
            position = _end_of(content, position)
        return position
    if kind not in {UNSIGNED, TEXT}:
        raise ValueError(kind)
    return position + number if kind == TEXT else position


def _head(content: bytes, position: int) -> tuple[int, int, int]:
    """Return a value's kind, its number or length, and where what follows begins."""
    kind, number = divmod(content[position], 32)
    if number < 24:
        return kind, number, position + 1
    if number > 27:
        raise ValueError(number)
    end = position + 1 + (1 << (number - 24))
    return kind, int.from_bytes(content[position + 1 : end]), end
