"""Outputs, and what stands in a folder -> what has to be done to it. Reads, and changes nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from handbook import files, tree
from handbook.errors import CannotStart
from handbook.files import Entry
from handbook.manifest import MANIFEST, Manifest
from handbook.model import Output, OutputPath
from handbook.urls import same_file

ABSENT = Entry("absent")


class CannotWrite(CannotStart):
    """The disk refused something. Every file in the folder is whole, and the next build goes on from here."""


class Version(NamedTuple):
    """A file as it is to be, and whether it is so already."""

    path: OutputPath
    content: bytes | Path
    digest: str
    is_there: bool


class Plan(NamedTuple):
    """What is to be done to a folder."""

    changed: tuple[Version, ...]
    unchanged: tuple[Version, ...]
    gone: tuple[str, ...]
    """Files that an earlier build wrote, that still have the bytes it wrote, and that are no more."""
    unneeded: tuple[str, ...]
    """Folders that an earlier build made, and that will be empty."""
    in_the_way: tuple[str, ...]
    """What stands where a folder or a file is to be: files, and whole folders; outermost first."""
    old: Manifest
    new: Manifest


def plan(versions: Sequence[Version], folder: Path, entries: Mapping[str, Entry], old: Manifest) -> Plan:
    """Say what makes a folder hold these, of which none replaces what is not ours. Raises CannotWrite."""
    changed = tuple(version for version in versions if not version.is_there)
    needed = folders_of(versions)
    made = {name for name in old.folders if entries.get(name) == Entry("folder")}
    gone = _gone(versions, folder, entries, old)
    unneeded = made - needed
    in_use = _in_use(entries, frozenset(gone) | unneeded) if unneeded else set()
    return Plan(
        changed=changed,
        unchanged=tuple(version for version in versions if version.is_there),
        gone=gone,
        unneeded=tuple(sorted(unneeded - in_use)),
        in_the_way=_in_the_way(changed, entries),
        old=old,
        new=Manifest(
            files={version.path: (version.digest,) for version in versions},
            folders=frozenset(
                (
                    *(name for name in needed if name in made or entries.get(name) != Entry("folder")),
                    *(unneeded & in_use),
                )
            ),
        ),
    )


def refuse_others(
    versions: Iterable[Version], folder: Path, entries: Mapping[str, Entry], old: Manifest
) -> None:
    """Refuse to replace what is not ours. Raises CannotStart."""
    changed = [version for version in versions if not version.is_there]
    in_the_way = _in_the_way(changed, entries)
    foreign = {
        *(name for name in in_the_way if not _may_go(name, folder, entries, old)),
        *(name for name in _of_others(changed, entries, old) if name not in in_the_way),
    }
    if foreign:
        raise _refusal(folder / min(foreign))


def _may_go(name: str, folder: Path, entries: Mapping[str, Entry], old: Manifest) -> bool:
    """Say whether an earlier build made a folder, or wrote a file that still has the bytes it wrote."""
    if entries[name].kind == "folder":
        return name in old.folders
    with naming(folder / name):
        return entries[name].kind == "file" and files.digest_of(folder / name) in old.files.get(name, ())


def refuse_newcomers(changed: Iterable[Version], folder: Path, entries: Mapping[str, Entry]) -> None:
    """Refuse to replace what somebody has put into the folder since we looked. Raises CannotStart."""
    alike = {same_file(name): name for name in entries}
    for version in changed:
        target = folder / version.path
        with naming(target):
            if version.path in entries or files.entry_at(target) == ABSENT:
                continue
            # Where case does not count, this may be a file that we know by another name.
            if not files.is_same(target, folder / alike.get(same_file(version.path), MANIFEST)):
                raise _refusal(target)


def _refusal(path: Path) -> CannotStart:
    hint = "move it away; what is to be part of the site belongs into the static folder"
    return CannotStart(f"nothing is written: handbook did not make {path}", hint)


def has_room(version: Version, entries: Mapping[str, Entry]) -> bool:
    """Say whether the folders that a file lies in are there or can be made."""
    return all(entries.get(name, ABSENT).kind in {"folder", "absent"} for name in _parents(version.path))


def version_of(output: Output, folder: Path, entries: Mapping[str, Entry], old: Manifest) -> Version:
    """Compare an output with what is there. Raises CannotWrite where that cannot be read."""
    path, content = output.path, output.content
    there, target = entries.get(path, ABSENT), folder / path
    with naming(target):
        if isinstance(content, bytes):
            is_there = there == Entry("file", len(content)) and files.read(target) == content
        else:
            is_there = there == files.entry_at(files.real(content)) and files.are_equal(content, target)
        known = old.files.get(path, ())
        # What is as we wrote it has the digest that we noted: to take it again is half the time of a build
        # that changes nothing.
        if is_there and len(known) == 1:
            return Version(path, content, known[0], is_there)
        digest = files.digest(content) if isinstance(content, bytes) else files.digest_of(content)
        return Version(path, content, digest, is_there)


def _gone(
    versions: Sequence[Version], folder: Path, entries: Mapping[str, Entry], old: Manifest
) -> tuple[str, ...]:
    kept = {version.path for version in versions}
    alike = {same_file(version.path): version.path for version in versions}
    gone = []
    for name, digests in sorted(old.files.items()):
        if name in kept or entries.get(name, ABSENT).kind != "file":
            continue
        # Where case does not count, this may be the very file that another name stands for now.
        if files.is_same(folder / name, folder / alike.get(same_file(name), MANIFEST)):
            continue
        with naming(folder / name):
            if files.digest_of(folder / name) in digests:
                gone.append(name)
    return tuple(gone)


def _in_use(entries: Iterable[str], unneeded: AbstractSet[str]) -> set[str]:
    return {parent for name in entries if name not in unneeded for parent in _parents(name)}


def _in_the_way(changed: Iterable[Version], entries: Mapping[str, Entry]) -> tuple[str, ...]:
    for_folders: set[str] = set()
    for_files: set[str] = set()
    for version in changed:
        for_folders.update(
            name
            for name in _parents(version.path)
            if entries.get(name, ABSENT).kind not in {"folder", "absent"}
        )
        if entries.get(version.path) == Entry("folder"):
            for_files.add(version.path)
    below = (name for name in entries if not for_files.isdisjoint(_parents(name))) if for_files else ()
    return tuple(sorted({*for_folders, *for_files, *below}))


def _of_others(versions: Iterable[Version], entries: Mapping[str, Entry], old: Manifest) -> list[str]:
    # Ours whatever bytes it has: who changes a file of the site by hand loses the change with the next build.
    return [
        version.path
        for version in versions
        if version.path in entries
        and not (version.path in old.files and entries[version.path].kind == "file")
    ]


class SideBySide:
    """Names that can stand in one folder on every file system.

    Some systems take names for equal that differ in case or Unicode form: the first one stays.
    """

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._folders: set[str] = set()
        self.left_out: list[OutputPath] = []

    def choose(self, outputs: Iterable[Output]) -> list[Output]:
        """Return those that can stand beside all that were chosen before; the others are left out."""
        kept = []
        for output in outputs:
            name = same_file(output.path)
            folders = set(_parents(name))
            if _is_unfit(output.path) or self._is_taken(name, folders):
                self.left_out.append(output.path)
                continue
            self._names.add(name)
            self._folders |= folders
            kept.append(output)
        return kept

    def _is_taken(self, name: str, folders: AbstractSet[str]) -> bool:
        return name in self._names or name in self._folders or not self._names.isdisjoint(folders)


def _is_unfit(path: str) -> bool:
    return bool(tree.refusal_of(path)) or f"/{files.OURS}" in f"/{path}"


def folders_of(versions: Iterable[Version]) -> frozenset[str]:
    """Return every folder that some of the files lie in."""
    return frozenset(parent for version in versions for parent in _parents(version.path))


def _parents(path: str) -> Iterator[str]:
    """Yield the folders that a file lies in, outermost first."""
    end = path.find("/")
    while end != -1:
        yield path[:end]
        end = path.find("/", end + 1)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Turn what the disk says into one line: the file's name, and the reason. Raises CannotWrite."""
    try:
        yield
    except OSError as error:
        # A temporary name says nothing to anybody.
        is_telling = error.filename and not files.TEMPORARY.fullmatch(Path(error.filename).name)
        raise CannotWrite(f"{error.filename if is_telling else path}: {files.reason_of(error)}") from None
    except files.Unreadable as error:
        raise CannotWrite(f"{path} {error.reason}") from None
