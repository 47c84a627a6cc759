"""Outputs -> a folder: what changed is replaced, what an earlier build wrote and is no more is removed."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from msgspec import Struct

from handbook import files
from handbook.cache_folder import Busy, locked, make_cache_folder
from handbook.config import Project
from handbook.errors import CannotStart
from handbook.files import Entry
from handbook.manifest import MANIFEST, both, encode
from handbook.model import Output, OutputPath
from handbook.ownership import manifest_of, refuse_unfit
from handbook.write_plan import CannotWrite, Plan, Version, naming, plan, side_by_side

PATIENCE = 10.0
"""Seconds to wait for another build that is writing; it holds the lock for one or two."""


class Changes(Struct, frozen=True):
    """What became of the files of the site, each list in order."""

    written: tuple[OutputPath, ...] = ()
    unchanged: tuple[OutputPath, ...] = ()
    removed: tuple[OutputPath, ...] = ()
    left_out: tuple[OutputPath, ...] = ()
    """What cannot stand beside the others: two names differ in case only, or one is the other's folder.

    Only what is made for hosts and crawlers gets here, where the site brings its own: link reports the rest.
    """


def write(outputs: Iterable[Output], folder: Path, *, project: Project) -> Changes:
    """Make a folder hold these outputs, and nothing else that an earlier build wrote.

    All outputs are made before the first byte is written, and all new files before the first takes its place.
    Raises CannotStart, with nothing touched, for a folder that is not ours; CannotWrite where the disk fails.
    """
    kept, left_out = side_by_side(outputs)
    with ExitStack() as stack:
        stack.enter_context(naming(folder))
        refuse_unfit(folder, project)
        with suppress(
            OSError
        ):  # the source may be read-only; then there is no lock, and the output elsewhere
            make_cache_folder(project.cache_folder)
            try:
                stack.enter_context(locked(project.cache_folder, patience=PATIENCE))
            except Busy as busy:
                hint = "wait until it is done, or end it"
                raise CannotStart(f"another build (process {busy.pid}) is writing", hint) from None
        entries = files.entries_below(folder) if files.exists(folder) else {}
        old = manifest_of(folder, entries)
        to_do = plan(kept, folder, _without_leftovers(folder, entries), old)
        _carry_out(to_do, folder)
    return Changes(
        written=tuple(version.path for version in to_do.changed),
        unchanged=tuple(version.path for version in to_do.unchanged),
        removed=tuple(OutputPath(name) for name in to_do.gone),
        left_out=left_out,
    )


def _without_leftovers(folder: Path, entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """Remove the temporary files of a build that was killed; return what else there is."""
    leftovers = {name for name in entries if files.TEMPORARY.fullmatch(name.rpartition("/")[2])}
    for name in leftovers:
        if entries[name].kind == "file":
            files.remove(folder / name)
    return {name: entry for name, entry in entries.items() if name not in leftovers}


def _carry_out(to_do: Plan, folder: Path) -> None:
    """Do it in an order in which a build may be killed at any point, and its files still be known as ours."""
    final = encode(to_do.new)
    files.make_folder(folder)
    if not to_do.changed and not to_do.gone:
        _remove_folders(to_do, folder)
        files.replace(folder / MANIFEST, final)
        return
    files.replace(folder / MANIFEST, encode(both(to_do.old, to_do.new)))
    for name in reversed(to_do.in_the_way):
        (files.remove if name in to_do.gone else files.remove_folder)(folder / name)
    last = Version(OutputPath(MANIFEST), final, "", is_there=False)
    *staged, manifest = _staged([*to_do.changed, last], folder)
    for temporary, target in staged:
        with naming(target):
            files.publish(temporary, target)
    for name in to_do.gone:
        if name not in to_do.in_the_way:
            files.remove(folder / name)
    _remove_folders(to_do, folder)
    files.publish(*manifest)


def _remove_folders(to_do: Plan, folder: Path) -> None:
    for name in reversed(to_do.unneeded):
        if name not in to_do.in_the_way:
            files.remove_folder(folder / name)


def _staged(changed: Sequence[Version], folder: Path) -> list[tuple[Path, Path]]:
    """Write every new file beside the old one. If one cannot be written, the old site stands as it was."""
    staged: list[tuple[Path, Path]] = []
    try:
        for version in changed:
            target = folder / version.path
            with naming(target):
                files.make_folder(target.parent)
                staged.append((_stage(version, target), target))
    except CannotWrite:
        for temporary, _ in staged:
            with suppress(OSError):
                files.remove(temporary)
        raise
    return staged


def _stage(version: Version, target: Path) -> Path:
    if isinstance(version.content, bytes):
        return files.stage(target, version.content)
    return files.stage_copy(target, version.content, expected=version.digest)
