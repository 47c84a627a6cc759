"""An output folder and a project -> its manifest, or the refusal to write there, before the first byte."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from handbook import files, tree
from handbook.config import Project
from handbook.errors import CannotStart
from handbook.files import Entry
from handbook.manifest import MANIFEST, Manifest, decode

HINT = "choose a folder that is for nothing else: -d DIR, or output under [paths]"


def refuse_unfit(folder: Path, project: Project) -> None:
    """Refuse a place that can never be the output folder, whatever is in it. Raises CannotStart."""
    if reason := _reason_against(folder, project):
        raise CannotStart(f"nothing is written to {folder}: {reason}", HINT)


def manifest_of(folder: Path, entries: Mapping[str, Entry]) -> Manifest:
    """Return what an earlier build wrote; a folder that is empty is ours, too.

    Raises CannotStart for a folder with anything else.
    """
    if MANIFEST not in entries:
        # A first build that was killed at once leaves nothing but a temporary file.
        foreign = sorted(name for name in entries if not files.TEMPORARY.fullmatch(name))
        if foreign:
            reason = f"it holds files that handbook did not write ({foreign[0]})"
            raise CannotStart(f"nothing is written to {folder}: {reason}", HINT)
        return Manifest()
    try:
        return decode(files.read(folder / MANIFEST))
    except (files.Unreadable, msgspec.DecodeError):
        reason = f"its {MANIFEST} cannot be read"
        raise CannotStart(f"nothing is written to {folder}: {reason}", "delete the folder") from None


def _reason_against(folder: Path, project: Project) -> str:
    kind = files.entry_at(folder).kind
    if kind == "other":
        return "it is a link"
    if kind == "file":
        return "it is a file"
    here = files.real(folder)
    for source, name in _sources(project).items():
        if _holds(folder, here, source):
            return f"it is {name}, or {name} lies in it"
    for source, name in _closed(project).items():
        if tree.is_below(here, files.real(source)):
            return f"it lies in {name}"
    if ".git" in Path(here).parts or files.exists(Path(here) / ".git"):
        return "it is a git repository"
    return ""


def _sources(project: Project) -> dict[Path, str]:
    home = os.path.expanduser("~")  # noqa: PTH111 - Path.home raises where there is none
    return {
        project.folder: "the site's folder",
        project.content: "the content",
        Path(files.real("/")): "the root of the disk",
        **({Path(home): "the home folder"} if home != "~" else {}),
        **_closed(project),
    }


def _closed(project: Project) -> dict[Path, str]:
    paths = project.config.paths
    return {
        project.cache_folder: "the cache folder",
        **{project.folder / path: f"the folder {path}" for path in (paths.static, paths.templates) if path},
    }


def _holds(folder: Path, here: str, source: Path) -> bool:
    """Say whether a folder is a source or holds one, though it be missing yet or case not count."""
    there = Path(files.real(source))
    return tree.is_below(str(there), here) or any(
        files.is_same(folder, parent) for parent in (there, *there.parents)
    )
