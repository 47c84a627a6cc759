"""A folder -> History: when each file in it was last committed, from one hardened ``git log``."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Thread
from typing import IO

from msgspec import Struct

from handbook import files, tree

TIMEOUT = 30.0
"""Seconds that git may take in all."""

OUTPUT = 64 * 1024 * 1024
"""Bytes that git may say: about 250,000 commits."""

NO_REPOSITORY = "no dates from git: the content is in no repository"
NO_GIT = "no dates from git: git cannot be started"
SHALLOW = "no dates from git: the clone is shallow (git fetch --unshallow; fetch-depth: 0 in a CI's checkout)"
TOO_SLOW = "no dates from git: its log took too long"
TOO_LONG = "no dates from git: its log is too long"
REASONS = {
    "dubious ownership": "no dates from git: the repository belongs to another user",
    "does not have any commits": "no dates from git: nothing has been committed yet",
}

COMMAND = (
    "git",
    # A repository's own settings can make plain commands run programs: these keep it from that,
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.pager=cat"),
    *("-c", "log.showSignature=false"),
    # from settings in what only looks like a repository, and from fetching what a partial clone lacks.
    *("-c", "safe.bareRepository=explicit", "-c", "protocol.allow=never"),
    # Without it, the first commit of all is silent about its files.
    *("-c", "log.showRoot=true"),
    *("--no-pager", "--no-optional-locks", "log"),
    *("--no-ext-diff", "--no-textconv", "--no-color", "--no-renames"),
    *("-z", "--name-only", "--relative", "--format=%x00%ct", "--", "."),
)
ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}


class History(Struct, frozen=True):
    """When the files below a folder were last committed, in seconds since 1970; or why that is not known."""

    changed: Mapping[str, int] = {}
    notice: str = ""


def start(folder: Path, *, timeout: float = TIMEOUT) -> Callable[[], History]:
    """Begin to read a folder's history, beside whatever else is done; return what waits for it, once."""
    shared = _shared_folder(folder)
    if shared is None:
        return lambda: History(notice=NO_REPOSITORY)
    if files.exists(shared / "shallow"):
        return lambda: History(notice=SHALLOW)
    try:
        process = subprocess.Popen(  # noqa: S603 - no shell, and nothing of the repository in the command
            COMMAND,
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except OSError:
        return lambda: History(notice=NO_GIT)
    log = bytearray()
    reader = Thread(target=_read, args=(process, log), daemon=True)
    reader.start()
    until = time.monotonic() + timeout

    def collect() -> History:
        reader.join(max(0.0, until - time.monotonic()))
        is_late = reader.is_alive()
        if is_late:
            process.kill()
        with process:  # reaps it, and closes its pipes
            reader.join()
            failure = _text(process.stderr)
        if is_late:
            return History(notice=TOO_SLOW)
        if len(log) > OUTPUT:
            return History(notice=TOO_LONG)
        if process.returncode != 0:
            return History(notice=_notice_of(failure))
        return History(_last_times(bytes(log)))

    return collect


def _shared_folder(folder: Path) -> Path | None:
    """Return git's folder of a working tree, or the one that all working trees of the repository share."""
    here = Path(files.real(folder))
    for parent in (here, *here.parents):
        own = parent / ".git"
        if files.exists(own):
            if not files.is_folder(own):
                own = parent / _line(parent, ".git").removeprefix("gitdir: ")
            return own / (_line(own, "commondir") or ".")
    return None


def _line(folder: Path, name: str) -> str:
    try:
        return tree.read_below(folder, name, limit=4096).decode("utf-8", "replace").strip()
    except files.Unreadable:
        return ""


def _environment() -> dict[str, str]:
    # With a relative folder on the path, a file named "git" in the content would be the program.
    path = filter(os.path.isabs, os.environ.get("PATH", os.defpath).split(os.pathsep))
    return {**ENVIRONMENT, "PATH": os.pathsep.join(path)}


def _read(process: subprocess.Popen[bytes], log: bytearray) -> None:
    while process.stdout is not None and (chunk := process.stdout.read(65_536)):
        log += chunk
        if len(log) > OUTPUT:
            process.kill()


def _text(pipe: IO[bytes] | None) -> str:
    return pipe.read(4096).decode("utf-8", "replace").strip() if pipe is not None else ""


def _notice_of(failure: str) -> str:
    known = (notice for sign, notice in REASONS.items() if sign in failure)
    return next(known, f"no dates from git: {failure.splitlines()[0] if failure else 'it failed'}")


def _last_times(log: bytes) -> dict[str, int]:
    times: dict[str, int] = {}
    for when, name in _changes(log):
        # The log begins with the newest commit.
        times.setdefault(name, when)
    return times


def _changes(log: bytes) -> Iterator[tuple[int, str]]:
    """Yield the time and name of each change. Names stand between NULs; two NULs begin a commit."""
    parts = iter(log.split(b"\0"))
    when, is_first = 0, False
    for part in parts:
        if not part:
            when, is_first = int(next(parts, b"0")), True
            continue
        # A line break stands before a commit's first name, and any name may begin with one of its own.
        name = part[1:] if is_first else part
        is_first = False
        yield when, name.decode("utf-8", "replace")
