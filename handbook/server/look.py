"""Watched -> Seen: the identity of every watched file, none of them opened; and how two of these differ."""

import os
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from msgspec import Struct

from handbook import files, tree
from handbook.exclusions import exclusions
from handbook.overlay import VERSION_CONTROL
from handbook.server.watched import Watched


class Seen(Struct, frozen=True):
    """What stood at the watched places at one time. All paths are real: links are followed."""

    identities: Mapping[str, files.Identity | None] = {}
    unsettled: frozenset[str] = frozenset()
    """Files that changed so recently that a further change might not show."""
    folders: Mapping[str, bool] = {}
    """Where to listen. True: for the folder and all below it; False: only for single files in it."""
    singles: frozenset[str] = frozenset()
    """Single files: those configured, and those that links lead to."""
    closed: tuple[str, ...] = ()

    def counts(self, path: str) -> bool:
        """Say whether a change of a path matters, as far as can be said without the scan."""
        if path in self.singles:
            return True
        whole = (folder for folder, is_whole in self.folders.items() if is_whole)
        folder = next((folder for folder in whole if tree.is_below(path, folder)), None)
        if folder is None or any(tree.is_below(path, closed) for closed in self.closed):
            return False
        return VERSION_CONTROL.isdisjoint(Path(path[len(folder) :]).parts)

    def differences(self, before: "Seen") -> frozenset[str]:
        """Return the files that are not as they were in an earlier look."""
        old, new = before.identities, self.identities
        changed = {path for path in old.keys() & new.keys() if old[path] != new[path]}
        return frozenset(changed | (old.keys() ^ new.keys()))


def look(places: Watched) -> Seen:
    """Look at everything. What is not there, or cannot be looked at, may be there the next time."""
    roots = {folder: files.real(folder) for folder in places.folders if files.is_folder(folder)}
    closed = _closed(places.closed, roots.values())
    found: set[str] = set()
    entered = set(roots.values())
    for folder, top in roots.items():
        enters = _entering(top, places.folders[folder], closed, entered.add)
        found.update(file.path for file in tree.walk(folder, within=(folder, places.within), enters=enters))
    whole = _topmost(entered)
    inside = tuple(folder.rstrip(os.sep) + os.sep for folder in whole)
    singles = {path for file in places.files for path in _places_of(file)}
    singles |= {path for path in found if not path.startswith(inside)}
    beside = {os.path.dirname(path) for path in singles if not path.startswith(inside)}  # noqa: PTH120 - texts
    identities, unsettled = _identities(found | singles)
    return Seen(
        identities=identities,
        unsettled=unsettled,
        folders={**dict.fromkeys(sorted(beside), False), **dict.fromkeys(whole, True)},
        singles=frozenset(singles),
        closed=closed,
    )


def _identities(paths: Collection[str]) -> tuple[dict[str, files.Identity | None], frozenset[str]]:
    identities: dict[str, files.Identity | None] = {}
    unsettled = set()
    for path in paths:
        identity = identities[path] = files.identity_of(path)
        if identity is not None and not identity.is_settled(time.time_ns()):
            unsettled.add(path)
    return identities, frozenset(unsettled)


def _closed(folders: Collection[Path], roots: Collection[str]) -> tuple[str, ...]:
    """Return where nothing counts. A folder that holds a watched one cannot be closed."""
    real = map(files.real, folders)
    return tuple(folder for folder in real if not any(tree.is_below(root, folder) for root in roots))


def _entering(
    top: str, exclude: Collection[str], closed: Collection[str], note: Callable[[str], None]
) -> Callable[[str, str], bool]:
    """Return what says which folders below ``top`` are walked through, and notes those that links lead to."""
    keep_out = exclusions(tuple(exclude))

    def enters(name: str, path: str) -> bool:
        if (
            name.rpartition("/")[2] in VERSION_CONTROL
            or keep_out.matches(name, is_folder=True)
            or any(tree.is_below(path, folder) for folder in closed)
        ):
            return False
        if not tree.is_below(path, top):
            note(path)
        return True

    return enters


def _topmost(folders: Collection[str]) -> tuple[str, ...]:
    topmost: list[str] = []
    for folder in sorted(folders):
        if not any(tree.is_below(folder, other) for other in topmost):
            topmost.append(folder)
    return tuple(topmost)


def _places_of(file: Path) -> tuple[str, str]:
    """Return where a file's name stands and where it leads: a change of either is one of the file."""
    return os.path.join(files.real(file.parent), file.name), files.real(file)  # noqa: PTH118 - of texts
