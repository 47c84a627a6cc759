"""Folders -> what changes in them, by the system's notifications: hints, never the truth.

The only module that imports watchdog. On Linux it listens by inotify, which tells of writing, closing,
moving, making, removing and attributes: not of what another machine does on a network drive, and of
writing through ``mmap`` not before the file is both closed and unmapped.
"""

import errno
import logging
import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Protocol

from watchdog.events import (
    DirAttribEvent,
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

with suppress(ImportError):  # Linux only
    from watchdog.observers.inotify_move_event_grouper import InotifyMoveEventGrouper

    # It holds a move out of what it watches, and every event behind that, until it is sure that no move to
    # elsewhere follows. The kernel tells of both at once, so that half a second is 25 times too long.
    InotifyMoveEventGrouper.delay = 0.02

COUNTED: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileClosedEvent,
    FileMovedEvent,
    FileDeletedEvent,
    FileAttribEvent,  # a file may be read from now on; reading one does not cause it
    DirCreatedEvent,
    DirMovedEvent,
    DirDeletedEvent,
    DirAttribEvent,
]
"""Not what reading causes (opened, closed unwritten), which would wake us for ever; and not that a folder was
modified, as what happened in it is told, too."""

CONFUSING = (DirMovedEvent, DirDeletedEvent, DirAttribEvent)
"""After these, watchdog may take a folder that left for the one that stands in its place."""

USED_UP = frozenset({errno.ENOSPC, errno.EMFILE, errno.ENFILE})


class UsedUp(Exception):  # noqa: N818 - a state of affairs
    """The system gives this user no more watches."""


class Heard(Protocol):
    """Who is told."""

    def __call__(self, paths: frozenset[str], *, is_confusing: bool) -> None:
        """Take paths that changed, and whether the watches are to be set anew."""


class Hints(FileSystemEventHandler):
    """Listens to folders from its creation until it is stopped, in threads of its own."""

    def __init__(self, folders: Mapping[str, bool], heard: Heard) -> None:
        """Listen to folders: True for all that is below one, too. Raises UsedUp."""
        self._heard = heard
        self._complaints = _Complaints(heard)
        logging.getLogger("watchdog").addHandler(self._complaints)
        # It warns of a watch that it set twice, as it does for folders that come with folders in them.
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"watchdog\.")
        with _used_up():
            self._observer = Observer()
        self._observer.start()
        try:
            with _used_up():
                for folder, with_all_below in folders.items():
                    self._listen(folder, with_all_below=with_all_below)
                self._try_one_more()
        except UsedUp:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop listening; no thread and no descriptor is left."""
        self._observer.stop()
        self._observer.join()
        logging.getLogger("watchdog").removeHandler(self._complaints)

    def dispatch(self, event: FileSystemEvent) -> None:
        """Hand on what an event names."""
        paths = {os.fsdecode(path) for path in (event.src_path, event.dest_path) if path}
        self._heard(frozenset(paths), is_confusing=isinstance(event, CONFUSING))

    def _listen(self, folder: str, *, with_all_below: bool) -> None:
        try:
            self._observer.schedule(self, folder, recursive=with_all_below, event_filter=COUNTED)
        except OSError as error:
            if error.errno in USED_UP:
                raise
            # It is gone, or may not be read: whoever asked will see it come back.

    def _try_one_more(self) -> None:
        # For a folder below another, watchdog passes over the system's refusal.
        if sys.platform == "linux":
            self._observer.unschedule(self._observer.schedule(self, os.sep, event_filter=COUNTED))


class _Complaints(logging.Handler):
    """Hears from watchdog's log that events were lost, and keeps it off the terminal."""

    def __init__(self, heard: Heard) -> None:
        super().__init__(logging.WARNING)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - there is one remedy for all
        self._heard(frozenset(), is_confusing=True)


@contextmanager
def _used_up() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in USED_UP:
            raise UsedUp from error
        raise
