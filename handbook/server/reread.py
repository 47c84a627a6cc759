"""Files as they were read, and what changed since -> Files as they are, reading no more than needed.

A file counts as unchanged while its identity stays. One that changed within 10 ms of its reading has none
that can be trusted, and is read again. What comes out equals a scan from scratch.
"""

import os
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from handbook import files, tree
from handbook.config import Project
from handbook.diagnostics import Root
from handbook.encoding import read_text
from handbook.model import Files, Theme
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
    """Files that hold other bytes than before (those that nobody reads: that may), are new or are gone."""


NOTHING = Reading(Files(sources=(), assets={}, static={}, theme=Theme(templates={}, assets={})), {})


def read_all(project: Project) -> Reading:
    """Read everything. Raises CannotStart without content."""
    return reread(project, NOTHING)


def reread(project: Project, before: Reading, named: Collection[Path] = ()) -> Reading:
    """Look at every file, and read what is named and what changed. Raises CannotStart without content."""
    reader = _Remembering(before.known, {str(path) for path in named})
    found = scan(project, reader)
    for path in (*found.assets.values(), *found.static.values()):
        reader.look_at(path)
    gone = {use.path for use in before.known.keys() - reader.known.keys()}
    return Reading(found, reader.known, frozenset(map(Path, reader.changed | gone)))


def reread_named(project: Project, before: Reading, named: Collection[Path]) -> Reading:
    """Read again what is named, at once if these are pages that were there before; else look at everything.

    What nobody named is taken as unchanged: have ``reread`` look at it afterwards. Raises CannotStart without
    content.
    """
    paths = {str(path) for path in named}
    uses = _uses_of(paths, project, before) if len(paths) <= A_FEW else None
    reader = _Remembering(before.known, paths)
    if uses is None or not all(_is_read_well(use, project.config.limits.source, reader) for use in uses):
        return reread(project, before, named)
    texts = [known.value for known in reader.known.values() if isinstance(known.value, tuple)]
    new = {source.path: source for source, _ in texts}
    sources = tuple(new.get(source.path, source) for source in before.files.sources)
    return Reading(
        replace(before.files, sources=sources),
        {**before.known, **reader.known},
        frozenset(map(Path, reader.changed)),
    )


# --- what is named ------------------------------------------------------------------------------------------


def _uses_of(named: set[str], project: Project, before: Reading) -> list[Use] | None:
    """Return the pages and pictures that names mean; None if they mean anything else."""
    uses = [use for use in before.known if use.path in named]
    unknown = named - {use.path for use in uses}
    if any(map(_was_or_is_there(project, before), unknown)):
        return None
    can_be_read_alone = all(
        _is_page_or_unread(use, before.known[use]) and _is_itself(use.path) for use in uses
    )
    return uses if can_be_read_alone else None


def _is_page_or_unread(use: Use, known: Known) -> bool:
    """Say whether nothing but the page itself follows from a file; findings stand in an order of theirs."""
    if isinstance(known.value, tuple):
        source, findings = known.value
        return source.root == "content" and not findings
    return known.value is None and not use.name  # a text of no value could not be read: that is a finding


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
        if not tree.is_below(path, content):
            return True
        name, last = path[len(content) :].strip(os.sep), path.rpartition(os.sep)[2]
        if any(each == name or each.startswith(f"{name}/") for each in names):
            return True
        if last.startswith("."):  # a file called so is never published: vim's swap file, emacs's lock
            return files.is_folder(path)
        return last in tree.MARKERS or files.entry_at(path).kind != "absent"

    return was_or_is_there


def _is_read_well(use: Use, limit: int, reader: "_Remembering") -> bool:
    try:
        if not use.name:
            reader.look_at(use.path)
            return True
        return not reader.text(use.path, use.name, limit=limit)[1]
    except files.Unreadable:
        return False


# --- reading ------------------------------------------------------------------------------------------------

Value = TypeVar("Value", Text, bytes)


class _Remembering:
    """A reader that goes to the disk only for what changed or is named; it collects what is known then."""

    def __init__(self, before: Mapping[Use, Known], named: Collection[str]) -> None:
        self._before = before
        self._named = named
        self.known: dict[Use, Known] = {}
        self.changed: set[str] = set()

    def content(self, path: files.Place) -> bytes:
        use = Use(str(path))
        kept = self._kept(use)
        if isinstance(kept, bytes):
            return kept
        return self._taken(use, lambda: files.read(path))

    def text(self, path: files.Place, name: str, root: Root = "content", *, limit: int | None = None) -> Text:
        # A data file's path is as the configuration has it; events name the file itself.
        use = Use(files.real(path) if root == "site" else str(path), name)
        kept = self._kept(use, limit)
        if isinstance(kept, tuple):
            return kept
        return self._taken(use, lambda: read_text(files.read(path, limit=limit), name, root))

    def look_at(self, path: files.Place) -> None:
        """Take note of a file that nobody reads here."""
        use = Use(str(path))
        before, (known, identity) = self._before.get(use), self._seen(use)
        if identity is None or before is None or before.identity != identity:
            self.changed.add(use.path)
        self.known[use] = known

    def _kept(self, use: Use, limit: int | None = None) -> Text | bytes | None:
        before = self._before.get(use)
        if before is None or before.identity is None or use.path in self._named:
            return None
        if files.identity_of(use.path) != before.identity:
            return None
        if limit is not None and before.identity.size > limit:
            return None
        self.known[use] = before
        return before.value

    def _taken(self, use: Use, read: Callable[[], Value]) -> Value:
        # Looked at before it is read: what is written meanwhile is another identity then.
        known, _ = self._seen(use)
        value = None  # stays, if it cannot be read
        try:
            value = read()
        finally:
            before = self._before.get(use)
            if before is None or before.value != value:
                self.changed.add(use.path)
            self.known[use] = Known(None if value is None else known.identity, value)
        return value

    def _seen(self, use: Use) -> tuple[Known, files.Identity | None]:
        identity = files.identity_of(use.path)
        is_trusted = identity is not None and identity.is_settled(time.time_ns())
        return Known(identity if is_trusted else None), identity
