"""Paths in, bytes out; bytes in, changed folders out: the only module that touches the disk.

Every effect goes through one of the primitives at the end, so that tests can make each of them fail, or die
before, after and half-way through it.
"""

import errno
import os
import re
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from io import FileIO
from pathlib import Path
from typing import Literal, NamedTuple

Place = str | os.PathLike[str]
Kind = Literal["file", "folder", "other", "absent"]

OURS = ".handbook-"
"""What the names of all files begin with that we keep in an output folder for ourselves."""

TEMPORARY = re.compile(r"\.handbook-[0-9a-f]{16}\.tmp")
"""The one pattern of temporary names: what a killed build left behind is recognised by it."""

CHUNK = 1024 * 1024

SETTLED = 2_000_000_000
"""Nanoseconds after which no second change can have the time of the first: what FAT's clock needs."""


class Unreadable(Exception):  # noqa: N818 - a state of affairs, not a fault of ours
    """A file that cannot be read, or must not be; ``reason`` completes the sentence "it …"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooLarge(Unreadable):
    """A file beyond the limit."""


class Entry(NamedTuple):
    """What stands at a path, a link not followed: it is "other"."""

    kind: Kind
    size: int = 0


class Opened(NamedTuple):
    """A regular file that somebody reads in parts, and closes."""

    file: FileIO
    size: int
    version: str
    """Another one whenever the content is another; "" where it was changed too short a while ago to tell."""


RACY = 10_000_000
"""Nanoseconds in which a second change may leave the time of the first: a tick of the slowest kernels."""

RACY_SECONDS = 2_000_000_000
"""The same where times are whole seconds (HFS+) or every other one (FAT)."""


class Identity(NamedTuple):
    """What tells a file from earlier versions of it, unread. The last change's time cannot be set."""

    size: int
    modified: int
    changed: int
    inode: int

    def is_settled(self, now: int) -> bool:
        """Say whether a change from now on (nanoseconds since 1970) would surely give another identity."""
        is_coarse = not (self.modified % 1_000_000_000 or self.changed % 1_000_000_000)
        return abs(now - self.changed) > (RACY_SECONDS if is_coarse else RACY)


# --- reading ------------------------------------------------------------------------------------------------


def read(path: Place, *, limit: int | None = None) -> bytes:
    """Read a regular file of at most ``limit`` bytes. Raises Unreadable."""
    return _read(path, lambda descriptor: _whole(descriptor, limit))


def read_beginning(path: Place, count: int) -> bytes:
    """Read the first ``count`` bytes of a regular file, or all there are. Raises Unreadable."""
    return _read(path, lambda descriptor: _beginning(descriptor, count))


def open_file(path: Place) -> Opened:
    """Open a regular file to read it in parts. Raises Unreadable."""
    with _explained():
        descriptor = _open(path)
        try:
            _size_of_regular(descriptor)
            status = os.fstat(descriptor)
        except OSError:
            os.close(descriptor)
            raise
        return Opened(FileIO(descriptor), status.st_size, _version(status))


def _version(status: os.stat_result) -> str:
    if time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) < SETTLED:
        return ""
    facts = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    return digest(repr(facts).encode())


def _read(path: Place, take: Callable[[int], bytes]) -> bytes:
    with _explained():
        descriptor = _open(path)
        try:
            return take(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unreadable(f"cannot be read: {reason_of(error)}") from None
    except ValueError:
        raise Unreadable("cannot be read: there is a NUL in its name") from None


def _beginning(descriptor: int, count: int) -> bytes:
    _size_of_regular(descriptor)
    with os.fdopen(descriptor, "rb", buffering=0, closefd=False) as file:
        return file.read(count)


def _whole(descriptor: int, limit: int | None) -> bytes:
    size = _size_of_regular(descriptor)
    if limit is not None and size > limit:
        raise TooLarge(f"is {size:,} bytes long; the limit is {limit:,}")
    with os.fdopen(descriptor, "rb", buffering=0, closefd=False) as file:
        return file.read()


def _size_of_regular(descriptor: int) -> int:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "not a regular file")
    return status.st_size


def reason_of(error: OSError) -> str:
    """Return what the system says is wrong, for the end of a line: "no space left on device"."""
    return (error.strerror or str(error)).lower()


def digest_of(path: Place) -> str:
    """Return the digest of a regular file, of any size. Raises OSError."""
    seen = blake2b(digest_size=16)
    for chunk in _chunks(path):
        seen.update(chunk)
    return seen.hexdigest()


def are_equal(one: Place, other: Place) -> bool:
    """Say whether two regular files of one size hold the same bytes. Raises OSError."""
    return all(a == b for a, b in zip(_chunks(one), _chunks(other), strict=False))


def digest(content: bytes) -> str:
    """Return the digest of a file's content, the same that ``digest_of`` gives for the file."""
    return blake2b(content, digest_size=16).hexdigest()


def _chunks(path: Place) -> Iterator[bytes]:
    descriptor = _open(path)
    try:
        _size_of_regular(descriptor)
        while chunk := os.read(descriptor, CHUNK):
            yield chunk
    finally:
        os.close(descriptor)


def entry_at(path: Place) -> Entry:
    """Return what stands at a path. Raises OSError."""
    try:
        return _entry(os.lstat(path))
    except (FileNotFoundError, NotADirectoryError):
        return Entry("absent")


def entries_below(folder: Place) -> dict[str, Entry]:
    """List all that stands below a folder, by its name there. Raises OSError."""
    found: dict[str, Entry] = {}
    waiting = [("", folder)]
    while waiting:
        prefix, path = waiting.pop()
        for entry in list_folder(path):
            found[prefix + entry.name] = _entry(entry.stat(follow_symlinks=False))
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{prefix}{entry.name}/", entry.path))
    return found


def _entry(status: os.stat_result) -> Entry:
    if stat.S_ISDIR(status.st_mode):
        return Entry("folder")
    return Entry("file", status.st_size) if stat.S_ISREG(status.st_mode) else Entry("other")


def list_folder(path: Place) -> list[os.DirEntry[str]]:
    """List what is in a folder, in whatever order the disk has. Raises OSError."""
    return _list(path)


def identity_of(path: Place) -> Identity | None:
    """Return the identity of what stands at a path, links followed; None where it cannot be looked at."""
    with suppress(OSError, ValueError):
        status = os.stat(path)  # noqa: PTH116 - a Path for each of thousands takes as long as the call
        return Identity(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    return None


def node_of(path: Place) -> tuple[int, int] | None:
    """Return the device and number of what stands at a path, links followed: another, if it was replaced."""
    with suppress(OSError, ValueError):
        status = os.stat(path)  # noqa: PTH116 - as above
        return status.st_dev, status.st_ino
    return None


def real(path: Place) -> str:
    """Return where a path leads when all links are followed; what is missing stays as it is."""
    return os.path.realpath(path)


def exists(path: Place) -> bool:
    """Say whether anything stands at a path, links followed; what cannot be looked at does not."""
    with suppress(OSError):
        return Path(path).exists()
    return False


def is_same(one: Place, other: Place) -> bool:
    """Say whether two paths lead to one thing, as they may where case does not count."""
    with suppress(OSError):
        return Path(one).samefile(other)
    return False


def is_folder(path: Place) -> bool:
    """Say whether a folder stands at a path, links followed; what cannot be looked at does not."""
    with suppress(OSError):
        return Path(path).is_dir()
    return False


# --- writing ------------------------------------------------------------------------------------------------


def replace(path: Path, content: bytes) -> bool:
    """Make a file hold these bytes, at once; return whether it did not hold them yet. Raises OSError."""
    with suppress(Unreadable):
        if entry_at(path) == Entry("file", len(content)) and read(path) == content:
            return False
    publish(stage(path, content), path)
    return True


def create(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, and that nobody looks for meanwhile. Raises OSError."""
    _create(path, content)


def stage(path: Path, content: bytes) -> Path:
    """Write the new version of a file beside it; return where. Raises OSError."""
    with _beside(path) as temporary:
        _create(temporary, content)
    return temporary


def stage_copy(path: Path, source: Path, *, expected: str) -> Path:
    """Copy the new version of a file beside it; return where. Raises OSError, also for another digest."""
    with _beside(path) as temporary:
        if _copy(source, temporary) != expected:
            raise OSError(errno.EAGAIN, "changed while it was copied", str(source))
    return temporary


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    temporary = path.with_name(f"{OURS}{os.urandom(8).hex()}.tmp")
    try:
        yield temporary
    except BaseException:  # Ctrl-C, too
        with suppress(OSError):
            _remove(temporary)
        raise


def publish(staged: Path, path: Path) -> None:
    """Let a staged version take a file's place, at once. Raises OSError."""
    _replace(staged, path)


def remove(path: Path) -> None:
    """Remove a file, if it is there. Raises OSError."""
    with suppress(FileNotFoundError):
        _remove(path)


def remove_folder(path: Path) -> bool:
    """Remove a folder if it is empty; return whether it is gone. Raises OSError."""
    try:
        _remove_folder(path)
    except FileNotFoundError:
        return True
    except OSError as error:
        if error.errno in {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR}:
            return False
        raise
    return True


def make_folder(path: Path) -> None:
    """Make a folder, and those it lies in, where they are missing. Raises OSError."""
    if path.is_dir():
        return
    if path.parent != path:
        make_folder(path.parent)
    try:
        _make_folder(path)
    except FileExistsError:  # somebody else was faster, or it is a file
        if not path.is_dir():
            raise


def take_lock(path: Path) -> int | None:
    """Take the system's lock on a file and return its descriptor; None if another process has it.

    Raises OSError where there are no locks or the file cannot be made.
    """
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock  # noqa: PLC0415 - Windows has none
    except ImportError:
        raise OSError(errno.ENOSYS, "no locks on this system") from None
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    try:
        flock(descriptor, LOCK_EX | LOCK_NB)
        # A cache folder may be deleted at any time: then this is a lock that nobody else will ever see.
        if os.path.samestat(os.fstat(descriptor), path.lstat()):
            os.truncate(descriptor, 0)
            os.write(descriptor, b"%d\n" % os.getpid())
            return descriptor
    except (BlockingIOError, FileNotFoundError):
        pass
    except OSError:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


def release_lock(descriptor: int) -> None:
    """Let the next one have the lock."""
    os.close(descriptor)


# --- primitives: all that is done to the disk ---------------------------------------------------------------

READING = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
)
"""Without O_NONBLOCK, opening a FIFO waits for somebody to write to it."""

CREATING = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def _open(path: Place) -> int:
    return os.open(path, READING)


def _list(path: Place) -> list[os.DirEntry[str]]:
    with os.scandir(path) as entries:
        return list(entries)


def _create(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, CREATING, 0o666), "wb") as file:
        file.write(content)


def _copy(source: Place, path: Path) -> str:
    seen = blake2b(digest_size=16)
    chunks = _chunks(source)
    with os.fdopen(os.open(path, CREATING, 0o666), "wb") as file:
        for chunk in chunks:
            seen.update(chunk)
            file.write(chunk)
    return seen.hexdigest()


def _replace(old: Path, new: Path) -> None:
    old.replace(new)


def _remove(path: Path) -> None:
    path.unlink()


def _make_folder(path: Path) -> None:
    path.mkdir()


def _remove_folder(path: Path) -> None:
    path.rmdir()
