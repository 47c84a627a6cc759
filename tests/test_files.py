import errno
import fcntl
import os
import socket
import sys
import threading
import time
from pathlib import Path

import pytest
from disk_faults import Disk

from handbook import files
from handbook.cache_folder import CACHE_FILES, LOCK, Busy, locked, make_cache_folder
from handbook.files import TEMPORARY, Entry, TooLarge, Unreadable


def reason_for(path, **options):
    with pytest.raises(Unreadable) as caught:
        files.read(path, **options)
    return caught.value.reason


# --- reading ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"text", os.urandom(3_000_000)], ids=["empty", "short", "long"])
def test_a_file_is_read_whole(content, tmp_path):
    (tmp_path / "file").write_bytes(content)

    assert files.read(tmp_path / "file") == content
    assert files.read(str(tmp_path / "file"), limit=len(content)) == content
    assert files.digest_of(tmp_path / "file") == files.digest(content)


@pytest.mark.parametrize("count", [0, 1, 4, 5])
def test_the_beginning_of_a_file_is_read_alone(count, tmp_path):
    (tmp_path / "file").write_bytes(b"text")

    assert files.read_beginning(tmp_path / "file", count) == b"text"[:count]


@pytest.mark.parametrize("size", [0, 10, files.CHUNK, 2 * files.CHUNK + 10])
def test_files_are_equal_when_all_their_bytes_are(size, tmp_path):
    content = os.urandom(size)
    (tmp_path / "one").write_bytes(content)
    (tmp_path / "other").write_bytes(content)
    assert files.are_equal(tmp_path / "one", tmp_path / "other")

    if size:
        (tmp_path / "other").write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        assert not files.are_equal(tmp_path / "one", tmp_path / "other")


def test_a_file_beyond_the_limit_is_too_large(tmp_path):
    (tmp_path / "file").write_bytes(bytes(2001))

    with pytest.raises(TooLarge) as caught:
        files.read(tmp_path / "file", limit=2000)

    assert caught.value.reason == "is 2,001 bytes long; the limit is 2,000"


def make_socket(path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


IRREGULAR = {
    "nothing": (lambda _: None, "cannot be read: no such file or directory"),
    "a folder": (Path.mkdir, "cannot be read: not a regular file"),
    "a FIFO": (os.mkfifo, "cannot be read: not a regular file"),
    "a socket": (make_socket, "cannot be read: no such device or address"),
    "a device": (lambda path: path.symlink_to("/dev/zero"), "cannot be read: not a regular file"),
    "a terminal": (lambda path: path.symlink_to("/dev/tty"), "cannot be read: "),
    "a link to itself": (
        lambda path: path.symlink_to(path),
        "cannot be read: too many levels of symbolic links",
    ),
    "a file as a folder": (
        lambda path: path.parent.joinpath("x").write_bytes(b"") or path.symlink_to("x/y"),
        "cannot be read: not a directory",
    ),
}


@pytest.mark.parametrize(("make", "reason"), IRREGULAR.values(), ids=IRREGULAR)
def test_what_is_no_regular_file_is_refused_at_once(make, reason, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make(tmp_path / "it")
    before = time.monotonic()

    assert reason_for(tmp_path / "it").startswith(reason)
    assert time.monotonic() - before < 1


def test_a_name_with_a_nul_is_refused(tmp_path):
    assert reason_for(f"{tmp_path}/a\0b") == "cannot be read: there is a NUL in its name"


@pytest.mark.parametrize("error", [errno.EACCES, errno.EIO, errno.EMFILE])
def test_a_disk_that_fails_is_a_reason(error, tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"")
    Disk(monkeypatch, 0, error=error, operations=("_open",))

    assert reason_for(tmp_path / "file") == f"cannot be read: {os.strerror(error).lower()}"


def test_no_descriptor_is_left_open(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    os.mkfifo(tmp_path / "fifo")
    before = len(list(Path("/proc/self/fd").iterdir()))

    for _ in range(5):
        files.read(tmp_path / "file")
        files.digest_of(tmp_path / "file")
        reason_for(tmp_path / "file", limit=0)
        reason_for(tmp_path / "fifo")
        reason_for(tmp_path)
        files.replace(tmp_path / "other", os.urandom(10))

    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_what_is_there_and_what_is_a_folder(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "link").symlink_to(".")
    (tmp_path / "dangling").symlink_to("none")
    names = [".", "link", "file", "none", "dangling", "file/below", "x" * 5000, "a\0b"]

    assert [files.exists(tmp_path / name) for name in names] == [True, True, True, *[False] * 5]
    assert [files.is_folder(tmp_path / name) for name in names] == [True, True, *[False] * 6]


def test_what_stands_at_a_path(tmp_path):
    (tmp_path / "file").write_bytes(b"123")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "fifo")

    assert {name: files.entry_at(tmp_path / name) for name in ("file", "folder", "link", "fifo", "none")} == {
        "file": Entry("file", 3),
        "folder": Entry("folder"),
        "link": Entry("other"),
        "fifo": Entry("other"),
        "none": Entry("absent"),
    }
    assert files.entry_at(tmp_path / "file" / "below") == Entry("absent")


def test_all_that_stands_below_a_folder_without_following_links(tmp_path):
    (tmp_path / "top/a/b").mkdir(parents=True)
    (tmp_path / "top/a/file").write_bytes(b"1")
    (tmp_path / "away").mkdir()
    (tmp_path / "away/file").write_bytes(b"1")
    (tmp_path / "top/link").symlink_to(tmp_path / "away")

    assert files.entries_below(tmp_path / "top") == {
        "a": Entry("folder"),
        "a/b": Entry("folder"),
        "a/file": Entry("file", 1),
        "link": Entry("other"),
    }


# --- writing ------------------------------------------------------------------------------------------------


def test_a_file_is_replaced_at_once_or_left_alone(tmp_path):
    path = tmp_path / "file"

    assert files.replace(path, b"one")
    inode = path.stat().st_ino
    assert not files.replace(path, b"one")
    assert path.stat().st_ino == inode
    assert files.replace(path, b"two")
    assert path.stat().st_ino != inode
    assert path.read_bytes() == b"two"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_a_link_is_replaced_and_not_followed(tmp_path):
    (tmp_path / "theirs").write_bytes(b"theirs")
    (tmp_path / "link").symlink_to("theirs")

    assert files.replace(tmp_path / "link", b"theirs")
    assert not (tmp_path / "link").is_symlink()
    assert files.replace(tmp_path / "link", b"ours")
    assert (tmp_path / "theirs").read_bytes() == b"theirs"


def test_a_file_gets_the_rights_that_the_umask_leaves(tmp_path):
    before = os.umask(0o027)
    try:
        files.replace(tmp_path / "file", b"")
    finally:
        os.umask(before)

    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o640


def test_a_temporary_file_has_the_one_pattern(tmp_path):
    staged = files.stage(tmp_path / "page.html", b"x")
    (tmp_path / "picture").write_bytes(b"x")
    copied = files.stage_copy(tmp_path / "a.png", tmp_path / "picture", expected=files.digest(b"x"))

    assert [bool(TEMPORARY.fullmatch(path.name)) for path in (staged, copied)] == [True, True]
    assert staged.parent == tmp_path


@pytest.mark.parametrize("operation", ["_create", "_replace"])
def test_a_file_that_cannot_be_written_stays_as_it_was(operation, tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"old")
    Disk(monkeypatch, 0, error=errno.ENOSPC, operations=(operation,))

    with pytest.raises(OSError, match="No space left"):
        files.replace(tmp_path / "file", b"new")

    assert (tmp_path / "file").read_bytes() == b"old"


def test_a_copy_of_what_is_no_regular_file_leaves_nothing(tmp_path):
    os.mkfifo(tmp_path / "fifo")

    with pytest.raises(OSError, match="not a regular file"):
        files.stage_copy(tmp_path / "copy", tmp_path / "fifo", expected="")

    assert [entry.name for entry in tmp_path.iterdir()] == ["fifo"]


def test_folders_are_made_with_those_they_lie_in(tmp_path):
    files.make_folder(tmp_path / "a/b/c")
    files.make_folder(tmp_path / "a/b/c")

    assert (tmp_path / "a/b/c").is_dir()


def test_a_folder_cannot_be_made_of_a_file(tmp_path):
    (tmp_path / "a").write_bytes(b"")

    with pytest.raises(FileExistsError):
        files.make_folder(tmp_path / "a")
    with pytest.raises(FileExistsError):
        files.make_folder(tmp_path / "a/b")


def test_a_folder_that_somebody_else_made_meanwhile_is_as_good(tmp_path, monkeypatch):
    original = files._make_folder

    def late(path):
        original(path)
        original(path)

    monkeypatch.setattr(files, "_make_folder", late)

    files.make_folder(tmp_path / "a")

    assert (tmp_path / "a").is_dir()


def test_only_an_empty_folder_is_removed(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full/file").write_bytes(b"")

    assert [files.remove_folder(tmp_path / name) for name in ("empty", "full", "full/file", "none")] == [
        True,
        False,
        False,
        True,
    ]
    assert [entry.name for entry in tmp_path.rglob("*")] == ["full", "file"]


def test_a_folder_that_cannot_be_removed_is_an_error(tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    Disk(monkeypatch, 0, error=errno.EIO, operations=("_remove_folder",))

    with pytest.raises(OSError, match="Input/output"):
        files.remove_folder(tmp_path / "empty")


def test_removing_what_is_not_there_is_done(tmp_path):
    (tmp_path / "other").touch()
    files.remove(tmp_path / "none")

    assert [path.name for path in tmp_path.iterdir()] == ["other"]


# --- the cache folder and its lock --------------------------------------------------------------------------


def test_a_cache_folder_is_made_once(tmp_path):
    make_cache_folder(tmp_path / "a/.handbook")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "a/.handbook").iterdir()}
    make_cache_folder(tmp_path / "a/.handbook")

    assert {path.name: path.read_bytes() for path in before} == CACHE_FILES
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "a/.handbook").iterdir()} == before


def test_a_link_is_no_cache_folder(tmp_path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / ".handbook").symlink_to("theirs")

    with pytest.raises(NotADirectoryError):
        make_cache_folder(tmp_path / ".handbook")
    assert list((tmp_path / "theirs").iterdir()) == []


def test_only_one_holds_the_lock(tmp_path):
    with locked(tmp_path):
        with pytest.raises(Busy) as caught, locked(tmp_path):
            pass
        assert caught.value.pid == str(os.getpid())
    with locked(tmp_path):
        pass


def test_the_lock_is_waited_for(tmp_path):
    entered, release = threading.Event(), threading.Event()

    def hold():
        with locked(tmp_path):
            entered.set()
            release.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    entered.wait(10)
    threading.Timer(0.1, release.set).start()

    with locked(tmp_path, patience=10):
        assert release.is_set(), "the other has let go of it"
    holder.join()


def test_what_is_in_the_file_of_the_lock_does_not_matter(tmp_path):
    (tmp_path / LOCK).write_bytes(b"\xff" * 1000)

    with locked(tmp_path):
        assert (tmp_path / LOCK).read_text() == f"{os.getpid()}\n"


def test_a_lock_that_cannot_be_read_is_busy_all_the_same(tmp_path, monkeypatch):
    with locked(tmp_path):
        Disk(monkeypatch, 0, error=errno.EACCES, operations=("_open",))
        with pytest.raises(Busy) as caught, locked(tmp_path):
            pass

    assert caught.value.pid == ""


@pytest.mark.parametrize("is_made_anew", [True, False])
def test_a_lock_whose_file_was_deleted_is_taken_anew(is_made_anew, tmp_path, monkeypatch):
    original = os.open

    def delete_after_opening(path, *arguments):
        descriptor = original(path, *arguments)
        if Path(path).name == LOCK:
            monkeypatch.undo()
            Path(path).unlink()
            if is_made_anew:
                Path(path).write_bytes(b"")
        return descriptor

    monkeypatch.setattr(os, "open", delete_after_opening)

    with locked(tmp_path, patience=1), pytest.raises(Busy), locked(tmp_path):
        pass


def test_the_lock_is_no_link(tmp_path):
    (tmp_path / "theirs").write_bytes(b"theirs")
    (tmp_path / LOCK).symlink_to("theirs")

    with pytest.raises(OSError, match="symbolic links"), locked(tmp_path):
        pass
    assert (tmp_path / "theirs").read_bytes() == b"theirs"


def test_without_locks_there_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fcntl", None)

    with pytest.raises(OSError, match="no locks"), locked(tmp_path):
        pass


def test_a_file_system_without_locks_is_an_error_and_leaves_nothing_open(tmp_path, monkeypatch):
    def fail(_descriptor, _operation):
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(fcntl, "flock", fail)
    before = len(list(Path("/proc/self/fd").iterdir()))

    with pytest.raises(OSError, match="no locks available"), locked(tmp_path):
        pass

    assert len(list(Path("/proc/self/fd").iterdir())) == before
