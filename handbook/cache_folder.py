"""A project's cache folder: git and backups pass over it, and one build at a time holds its lock."""

import errno
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from handbook import files

CACHE_FILES = {
    "CACHEDIR.TAG": b"Signature: 8a477f597d28d172789f06886806bc55\n# Made by handbook; may be deleted.\n",
    ".gitignore": b"*\n",
}
LOCK = "lock"


class Busy(Exception):  # noqa: N818 - a state of affairs, not a fault of ours
    """Another process holds the lock; ``pid`` is what it said it is, for a message only."""

    def __init__(self, pid: str) -> None:
        super().__init__(pid)
        self.pid = pid


def make_cache_folder(folder: Path) -> None:
    """Make the cache folder, if it is missing. Raises OSError, for a link too: who knows where it leads."""
    if files.entry_at(folder).kind == "other":
        raise NotADirectoryError(errno.ENOTDIR, "is a link", str(folder))
    files.make_folder(folder)
    for name, content in CACHE_FILES.items():
        files.replace(folder / name, content)


@contextmanager
def locked(folder: Path, *, patience: float = 0) -> Iterator[int]:
    """Hold the lock of a cache folder, waiting for it at most ``patience`` seconds; give its descriptor.

    It is the system's lock on the open file: a holder that dies lets go, whatever the file says.
    Raises Busy, or OSError where there are no locks or the file cannot be made.
    """
    until = time.monotonic() + patience
    while (lock := files.take_lock(folder / LOCK)) is None:
        if time.monotonic() >= until:
            raise Busy(_pid_in(folder / LOCK))
        time.sleep(0.02)
    try:
        yield lock
    finally:
        files.release_lock(lock)


def _pid_in(path: Path) -> str:
    with suppress(files.Unreadable):
        return files.read(path).decode("ascii", "replace").strip()[:20]
    return ""
