"""New versions of files, written beside the old ones; each takes its place when all are there.

That can begin while other files are still being made, as those of the search are.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

from handbook import files
from handbook.files import Entry
from handbook.manifest import MANIFEST, Manifest, both, encode
from handbook.write_plan import Version, folders_of, have_room, naming


class Staging:
    """What was written and is not in its place yet. Left before anything is, the folder is as it was."""

    def __init__(self, folder: Path, entries: Mapping[str, Entry], old: Manifest) -> None:
        self._folder = folder
        self._entries = entries
        self._old = old
        self._is_new = not files.exists(folder)
        self._announced: list[Version] = []
        self._staged: dict[str, Path] = {}
        self._folders: dict[str, None] = {}
        """Those that files were written to, and those that they lie in, outermost first."""
        self._is_published = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for temporary in self._staged.values():
            with suppress(OSError):
                files.remove(temporary)
        if self._folders and not self._is_published:
            self._undo()

    def begin(self, versions: Iterable[Version]) -> None:
        """Write what changed, unless something is in its way: then nothing yet. Raises CannotWrite."""
        new = list(versions)
        changed = [version for version in new if not version.is_there]
        if not changed or not have_room(changed, self._entries, self._old):
            return
        self._announced += new
        announced = Manifest(
            files={version.path: (version.digest,) for version in self._announced},
            folders=folders_of(self._announced) - self._entries.keys(),
        )
        with naming(self._folder):
            files.make_folder(self._folder)
            # A build that is killed while it stages has made folders, and they are known as ours.
            files.replace(self._folder / MANIFEST, encode(both(self._old, announced)))
        self.finish(changed)

    def finish(self, versions: Iterable[Version]) -> None:
        """Write what is not written yet. Raises CannotWrite."""
        for version in versions:
            if version.path in self._staged:
                continue
            target = self._folder / version.path
            with naming(target):
                self._make_folders(version)
                self._staged[version.path] = _stage(version, target)

    def publish(self, versions: Iterable[Version]) -> None:
        """Let files that are written take their places. Raises CannotWrite."""
        self._is_published = True
        for version in versions:
            target = self._folder / version.path
            with naming(target):
                files.publish(self._staged[version.path], target)
            del self._staged[version.path]

    def _make_folders(self, version: Version) -> None:
        parent = version.path.rpartition("/")[0]
        if parent not in self._folders:
            files.make_folder(self._folder / parent)
            self._folders.update(dict.fromkeys((*folders_of([version]), parent)))

    def _undo(self) -> None:
        for name in sorted(self._folders.keys() - self._entries.keys(), reverse=True):
            with suppress(OSError):
                files.remove_folder(self._folder / name)
        with suppress(OSError):
            if MANIFEST in self._entries:
                files.replace(self._folder / MANIFEST, encode(self._old))
            else:
                files.remove(self._folder / MANIFEST)
            if self._is_new:
                files.remove_folder(self._folder)


def _stage(version: Version, target: Path) -> Path:
    if isinstance(version.content, bytes):
        return files.stage(target, version.content)
    return files.stage_copy(target, version.content, expected=version.digest)
