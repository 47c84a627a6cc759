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
from handbook.write_plan import Version, folders_of, has_room, naming


class Staging:
    """What was written and is not in its place yet. Left before it is sealed, the folder is as it was."""

    def __init__(self, folder: Path, entries: Mapping[str, Entry], old: Manifest) -> None:
        self._folder = folder
        self._entries = entries
        self._old = old
        self._missing = [place for place in (folder, *folder.parents) if not files.exists(place)]
        self._staged: dict[str, Path] = {}
        self._new_folders: set[str] = set()
        """What was made for the files, or is about to be: the manifest says so first."""
        self._can_be_undone = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for temporary in self._staged.values():
            with suppress(OSError):
                files.remove(temporary)
        if self._can_be_undone:
            with suppress(OSError):
                self._undo()

    def add(self, versions: Iterable[Version]) -> None:
        """Write what changed and is not written yet. Raises CannotWrite."""
        new = [version for version in versions if not version.is_there and version.path not in self._staged]
        if not new:
            return
        self._make_folders(version for version in new if has_room(version, self._entries))
        for version in new:
            target = self._folder / version.path
            with naming(target):
                # Where a file stands in the way of a folder, it stays until everything has been written.
                beside = target if has_room(version, self._entries) else self._folder / MANIFEST
                self._staged[version.path] = _stage(version, beside)

    def seal(self, manifest: Manifest) -> None:
        """Note what is in the folder until all is in its place: from here on, the next build goes on."""
        with naming(self._folder):
            files.replace(self._folder / MANIFEST, encode(manifest))
        self._can_be_undone = False

    def publish(self, versions: Iterable[Version]) -> None:
        """Let files that are written take their places. Raises CannotWrite."""
        for version in versions:
            target, staged = self._folder / version.path, self._staged[version.path]
            with naming(target):
                if staged.parent != target.parent:
                    files.make_folder(target.parent)
                files.publish(staged, target)
            del self._staged[version.path]

    def _make_folders(self, versions: Iterable[Version]) -> None:
        """Make the folders of files, after the manifest says that they are ours."""
        new = folders_of(versions) - self._entries.keys() - self._new_folders
        if self._can_be_undone and not new:
            return
        self._new_folders |= new
        self._can_be_undone = True
        announced = Manifest(folders=frozenset(self._new_folders))
        with naming(self._folder):
            files.make_folder(self._folder)
            files.replace(self._folder / MANIFEST, encode(both(self._old, announced)))
        for name in sorted(new):
            with naming(self._folder / name):
                files.make_folder(self._folder / name)

    def _undo(self) -> None:
        folders = [self._folder / name for name in sorted(self._new_folders, reverse=True)]
        in_use = [folder for folder in folders if not files.remove_folder(folder)]
        if in_use:
            return  # and the manifest knows that they are ours
        if MANIFEST in self._entries:
            files.replace(self._folder / MANIFEST, encode(self._old))
            return
        files.remove(self._folder / MANIFEST)
        for place in self._missing:
            files.remove_folder(place)


def _stage(version: Version, beside: Path) -> Path:
    if isinstance(version.content, bytes):
        return files.stage(beside, version.content)
    return files.stage_copy(beside, version.content, expected=version.digest)
