"""A folder -> History: when its files were last committed, and by whom, from one hardened ``git log``."""

import os
import re
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from threading import Thread
from typing import IO

from msgspec import Struct

from handbook import files, tree

TIMEOUT = 30.0
"""Seconds that git may take in all."""

OUTPUT = 64 * 1024 * 1024
"""Bytes that git may say: about 250,000 commits."""

COMMIT = re.compile(rb"([0-9]{1,11}) (.*)", re.DOTALL)
"""When a commit was made, and whose it is; a time of more digits is beyond every calendar."""

ADDRESS = re.compile(r"\S@\S")
JOINERS = "\u200c\u200d"
"""Invisible, but letters of several scripts need them."""

LONGEST_NAME = 100
MOST_CONTRIBUTORS = 100
"""Of one file; and the characters of a name."""

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
    *("-c", "log.showSignature=false", "-c", "mailmap.file=/dev/null", "-c", "mailmap.blob="),
    # from settings in what only looks like a repository, and from fetching what a partial clone lacks.
    *("-c", "safe.bareRepository=explicit", "-c", "protocol.allow=never"),
    # Without it, the first commit of all is silent about its files.
    *("-c", "log.showRoot=true"),
    *("--no-pager", "--no-optional-locks", "log"),
    *("--no-ext-diff", "--no-textconv", "--no-color", "--no-renames", "--encoding=UTF-8"),
    *("-z", "--name-only", "--relative", "--format=%x00%ct %aN", "--", "."),
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
    """What is known of the files below a folder, or why nothing is."""

    changed: Mapping[str, int] = {}
    """When each was last committed, in seconds since 1970."""
    contributors: Mapping[str, tuple[str, ...]] = {}
    """The names of those who changed it, most commits first, of equals by name: those of ``.mailmap``."""
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
        return _history_of(bytes(log))

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


def _history_of(log: bytes) -> History:
    times: dict[str, int] = {}
    people: dict[str, Counter[str]] = defaultdict(Counter)
    for when, who, name in _changes(log):
        # The log begins with the newest commit.
        times.setdefault(name, when)
        people[name][who] += 1
    return History(times, {name: _by_commits(commits) for name, commits in people.items()})


def _changes(log: bytes) -> Iterator[tuple[int, str, str]]:
    """Yield the time, author and name of each change. Names stand between NULs; two NULs begin a commit."""
    parts = iter(log.split(b"\0"))
    commit: re.Match[bytes] | None = None
    is_first = False
    for part in parts:
        if not part:
            commit, is_first = COMMIT.fullmatch(next(parts, b"")), True
            continue
        # A line break stands before a commit's first name, and any name may begin with one of its own.
        name = part[1:] if is_first else part
        is_first = False
        if commit:
            yield int(commit[1]), _author(commit[2]), name.decode("utf-8", "replace")


@cache
def _author(written: bytes) -> str:
    """Return a name as it can be shown; "" for a program's, and for an address, which is for nobody else."""
    text = written.decode("utf-8", "replace")
    shown = "".join(letter if letter.isprintable() or letter in JOINERS else " " for letter in text)
    name = " ".join(shown.split())[:LONGEST_NAME]
    return "" if ADDRESS.search(name) or name.endswith("[bot]") else name


def _by_commits(commits: Counter[str]) -> tuple[str, ...]:
    names = sorted(filter(None, commits), key=lambda name: (-commits[name], name))
    return tuple(names[:MOST_CONTRIBUTORS])
