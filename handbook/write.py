"""Outputs -> a folder: what changed is replaced, what an earlier build wrote and is no more is removed."""

from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from itertools import chain
from operator import attrgetter
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
from handbook.staging import Staging
from handbook.write_plan import (
    Plan,
    SideBySide,
    Version,
    naming,
    plan,
    refuse_newcomers,
    refuse_others,
    version_of,
)

PATIENCE = 30.0
"""Seconds to wait for another build that is writing; with 500 pages and their search it takes two. Whoever
builds a site twice at once for which this is not enough is told so."""


class Changes(Struct, frozen=True):
    """What became of the files of the site, each list in order."""

    written: tuple[OutputPath, ...] = ()
    unchanged: tuple[OutputPath, ...] = ()
    removed: tuple[OutputPath, ...] = ()
    left_out: tuple[OutputPath, ...] = ()
    """What cannot stand beside the others: two names differ in case only, or one is the other's folder.

    Only what is made for hosts and crawlers gets here, where the site brings its own: link reports the rest.
    """


def write(batches: Iterable[Iterable[Output]], folder: Path, *, project: Project) -> Changes:
    """Make a folder hold these outputs, and nothing else that an earlier build wrote.

    All outputs of a batch are made before the first byte of it is written; it is written, beside the old
    files, before the next batch is asked for; and all is written before the first old file goes. Until then,
    whatever goes wrong leaves the folder as it was.
    Raises CannotStart for a folder that is not ours, with nothing touched, and for a file in it that is not,
    with nothing lost; CannotWrite where the disk fails.
    """
    remaining = iter(batches)
    names = SideBySide()
    first = names.choose(next(remaining, ()))
    with ExitStack() as stack:
        with naming(folder):
            refuse_unfit(folder, project)
        with suppress(OSError):  # where the source is read-only, there is no lock, and the output elsewhere
            make_cache_folder(project.cache_folder)
            try:
                stack.enter_context(locked(project.cache_folder, patience=PATIENCE))
            except Busy as busy:
                hint = "wait until it is done, or end it"
                raise CannotStart(f"another build (process {busy.pid}) is writing", hint) from None
        with naming(folder):
            entries = files.entries_below(folder) if files.exists(folder) else {}
            old = manifest_of(folder, entries)
            there = _without_leftovers(folder, entries)
        staging = stack.enter_context(Staging(folder, there, old))
        versions: list[Version] = []
        for outputs in chain([first], map(names.choose, remaining)):
            new = [version_of(output, folder, there, old) for output in outputs]
            refuse_others(new, folder, there, old)
            staging.add(new)
            versions += new
        to_do = plan(sorted(versions, key=attrgetter("path")), folder, there, old)
        refuse_newcomers(to_do.changed, folder, there)
        with naming(folder):
            _carry_out(to_do, folder, staging)
    return Changes(
        written=tuple(version.path for version in to_do.changed),
        unchanged=tuple(version.path for version in to_do.unchanged),
        removed=tuple(OutputPath(name) for name in to_do.gone),
        left_out=tuple(sorted(names.left_out)),
    )


def _without_leftovers(folder: Path, entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """Remove the temporary files of a build that was killed; return what else there is."""
    leftovers = {name for name in entries if files.TEMPORARY.fullmatch(name.rpartition("/")[2])}
    for name in leftovers:
        if entries[name].kind == "file":
            files.remove(folder / name)
    return {name: entry for name, entry in entries.items() if name not in leftovers}


def _carry_out(to_do: Plan, folder: Path, staging: Staging) -> None:
    """Do it in an order in which a build may be killed at any point, and its files still be known as ours."""
    final = encode(to_do.new)
    files.make_folder(folder)
    if not to_do.changed and not to_do.gone:
        _remove_folders(to_do, folder)
        files.replace(folder / MANIFEST, final)
        return
    manifest = Version(OutputPath(MANIFEST), final, "", is_there=False)
    staging.add([manifest])
    staging.seal(both(to_do.old, to_do.new))
    for name in reversed(to_do.in_the_way):
        (files.remove if name in to_do.gone else files.remove_folder)(folder / name)
    staging.publish(to_do.changed)
    for name in to_do.gone:
        if name not in to_do.in_the_way:
            files.remove(folder / name)
    _remove_folders(to_do, folder)
    staging.publish([manifest])


def _remove_folders(to_do: Plan, folder: Path) -> None:
    for name in reversed(to_do.unneeded):
        if name not in to_do.in_the_way:
            files.remove_folder(folder / name)
