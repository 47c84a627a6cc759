"""Files as they were read, and what changed since -> Files as they are, reading no more than needed.

A file counts as unchanged while its identity stays. One that changed within 10 ms of its reading has none that
can be trusted, and is read again. What comes out equals a scan from scratch.
"""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from handbook import files, tree
from handbook.config import Project
from handbook.diagnostics import Root
from handbook.encoding import read_text
from handbook.model import Files
from handbook.reading import Text
from handbook.scan import scan

A_FEW = 16
"""Files up to which they are read one by one; for more, everything is compared at once."""


class Use(NamedTuple):
    """A file and what it is called by what was made of it; a page that is linked to has two names."""

    path: str
    name: str = ""


class Known(Struct, frozen=True):
    """What a file was: its identity, None if it cannot be trusted, and its text or bytes, if it was read."""

    identity: files.Identity | None
    value: Text | bytes | None = None


class Reading(Struct, frozen=True):
    """What is on disk, what is known of every file of it, and which differ from the reading before."""

    files: Files
    known: Mapping[Use, Known]
    changed: frozenset[Path] = frozenset()
    """Files that hold other bytes than before (pictures: that may), are new or are gone."""


def read_all(project: Project) -> Reading:
    """Read everything. Raises CannotStart without content."""
    return reread(project, Reading(NOTHING, {}))


def reread(project: Project, before: Reading, named: Collection[Path] = ()) -> Reading:
    """Look at every file, and read what is named and what changed. Raises CannotStart without content."""
    reader = _Remembering(before.known, named)
    found = scan(project, reader)
    for path in (*found.assets.values(), *found.static.values()):
        reader.look_at(str(path))
    gone = {use.path for use in before.known.keys() - reader.known.keys()}
    return Reading(found, reader.known, frozenset(map(Path, reader.changed | gone)))


def reread_named(project: Project, before: Reading, named: Collection[Path]) -> Reading:
    """Read again what is named, at once if these are pages that were there before; else look at everything.

    What nobody named is taken as unchanged: have ``reread`` look at it afterwards. Raises CannotStart without
    content.
    """
    uses = _uses_of({str(path) for path in named}, project, before) if len(named) <= A_FEW else None
    if uses is None:
        return reread(project, before, named)
    reader = _Remembering(before.known, named)
    for use in uses:
        if not _is_read_well(use, project.config.limits.source, reader):
            return reread(project, before, named)
    texts = [known.value for known in reader.known.values() if isinstance(known.value, tuple)]
    new = {source.path: source for source, _ in texts}
    sources = tuple(new.get(source.path, source) for source in before.files.sources)
    return Reading(
        replace(before.files, sources=sources),
        {**before.known, **reader.known},
        frozenset(map(Path, reader.changed)),
    )


NOTHING = Files(sources=(), assets={}, static={}, theme=Theme(templates={}, assets={}))


# --- what is named ------------------------------------------------------------------------------------------


def _uses_of(named: Collection[str], project: Project, before: Reading) -> list[Use] | None:
    """Return the pages and pictures that names mean; None if they mean anything else."""
    uses = [use for use in before.known if use.path in named]
    unknown = named - {use.path for use in uses}
    if any(map(_was_or_is_there(project, before), unknown)):
        return None
    can_be_read_alone = all(_is_page_or_unread(before.known[use]) and _is_itself(use.path) for use in uses)
    return uses if can_be_read_alone else None


def _is_page_or_unread(known: Known) -> bool:
    """Say whether nothing but the page itself follows from a file; findings stand in an order of theirs."""
    if isinstance(known.value, tuple):
        source, findings = known.value
        return source.root == "content" and not findings
    return known.value is None


def _is_itself(path: str) -> bool:
    # What has become a link may lead out of the project: the walk decides.
    return files.entry_at(path).kind == "file" and files.real(path) == path


def _was_or_is_there(project: Project, before: Reading) -> Callable[[str], bool]:
    """Return what tells an editor's passing file from one that is new, or a link or folder that is gone."""
    content = files.real(project.content)
    found = before.files
    names = [
        *(source.path for source in found.sources),
        *found.assets,
        *(finding.path for finding in found.diagnostics),
    ]

    def was_or_is_there(path: str) -> bool:
        if not tree.is_below(path, content) or files.entry_at(path).kind != "absent":
            return True
        name = path[len(content) :].strip("/")
        return any(each == name or each.startswith(f"{name}/") for each in names)

    return was_or_is_there
