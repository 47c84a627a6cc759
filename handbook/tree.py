"""A folder -> the files below it, and never one outside: what content names is looked up here."""

import os
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from handbook import files

UNSAFE_NAMES = {
    r"\A\Z": "has no name",
    r"[\0-\x1f\x7f]": "has a control character in its name",
    r"[\ud800-\udfff]": "has a name that is not UTF-8",
    r"\\": "has a backslash in its name",
    r"\A/": "has an absolute name",
    r"\A[A-Za-z]:": "has a drive letter in its name",
    r"(?:\A|/)\.\.(?:/|\Z)": "has a name that leads out of its folder",
    r"(?:\A|/)\.?(?:/|\Z)": "has a name with an empty part",
}
UNSAFE_NAME = re.compile("|".join(UNSAFE_NAMES))

MARKERS = frozenset({"CACHEDIR.TAG", "pyvenv.cfg"})
"""A folder that holds one of these was made by a program: a cache, a virtual environment."""


DEEPEST = 64
"""How many folders a file may lie in: people make ten, and breadcrumbs and sidebars grow with each."""

TOO_DEEP = f"lies in more than {DEEPEST} folders"


class Found(NamedTuple):
    """A file below a folder: its name there, where it really is, and why it cannot be read, if so."""

    name: str
    path: str
    refusal: str = ""


def refusal_of(name: str) -> str:
    """Return why a name must not be looked up below a folder, or "" if it may."""
    if not UNSAFE_NAME.search(name):
        return ""
    return next(reason for pattern, reason in UNSAFE_NAMES.items() if re.search(pattern, name))


def read_below(root: Path, name: str, *, limit: int | None = None, within: Sequence[Path] = ()) -> bytes:
    """Read a file that content names. It may be a link, but not out of ``within`` (without it, of the root).

    Raises Unreadable.
    """
    if refusal := refusal_of(name):
        raise files.Unreadable(refusal)
    top = files.real(root)
    path = f"{top}/{name}"
    real = files.real(path)
    if real != path and (refusal := _refusal_of_link(real, _bounds(top, within))):
        raise files.Unreadable(refusal)
    return files.read(real, limit=limit)


def walk(
    root: Path, *, within: Sequence[Path] = (), enters: Callable[[str, str], bool] = lambda _name, _path: True
) -> list[Found]:
    """List the files below a folder by name, whatever order the disk has.

    ``enters`` is asked about each folder: its name below the root, and where it really is. A link may lead to
    a file or folder in ``within``, but to nothing hidden there. Links to folders inside a linked folder are
    not followed, so that no ring of links is walked for ever. What programs made (``MARKERS``) is left out.
    """
    top = files.real(root)
    bounds = _bounds(top, within)
    found: list[Found] = []
    waiting = [("", top, False)]
    while waiting:
        prefix, folder, is_linked = waiting.pop()
        try:
            entries = files.list_folder(folder)
        except OSError as error:
            found.append(Found(prefix.rstrip("/"), folder, f"cannot be read: {files.reason_of(error)}"))
            continue
        if prefix and not MARKERS.isdisjoint(entry.name for entry in entries):
            continue
        for entry in entries:
            name, is_link = prefix + entry.name, entry.is_symlink()
            path = files.real(entry.path) if is_link else entry.path
            if refusal := refusal_of(entry.name):
                found.append(Found(name, path, refusal))
            elif not _is_folder(entry):
                found.append(Found(name, path, _refusal_of_file(entry, path, bounds)))
            elif is_link and (refusal := _refusal_of_folder(path, folder, bounds, is_linked=is_linked)):
                found.append(Found(name, path, refusal))
            elif not enters(name, path):
                continue
            elif name.count("/") == DEEPEST:
                found.append(Found(name, path, TOO_DEEP))
            else:
                waiting.append((f"{name}/", path, is_linked or is_link))
    return sorted(found)


def _bounds(top: str, within: Sequence[Path]) -> list[str]:
    return [files.real(folder) for folder in within] or [top]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    with suppress(OSError):  # a link that leads to itself
        return entry.is_dir()
    return False


def _refusal_of_file(entry: os.DirEntry[str], path: str, bounds: Sequence[str]) -> str:
    if entry.is_symlink() and (refusal := _refusal_of_link(path, bounds)):
        return refusal
    return "" if entry.is_file() else "is not a regular file"


def _refusal_of_folder(path: str, folder: str, bounds: Sequence[str], *, is_linked: bool) -> str:
    if is_linked:
        return "is a link to a folder, inside a linked folder"
    if is_below(folder, path):
        return "is a link to a folder that it lies in"
    return _refusal_of_link(path, bounds)


def _refusal_of_link(path: str, bounds: Sequence[str]) -> str:
    bound = next((bound for bound in bounds if is_below(path, bound)), None)
    if bound is None:
        return "is a link out of the project"
    if "/." in "/" + path[len(bound) :].replace(os.sep, "/"):
        return "is a link to something hidden"
    return "" if files.exists(path) else "is a link to nothing"


def is_below(path: str, folder: str) -> bool:
    """Say whether a path is a folder or lies in it; both absolute, with all links followed."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
