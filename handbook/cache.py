"""Values -> fingerprint, and Cache: fingerprint -> bytes, in one SQLite file that may be lost at any time."""

import sqlite3
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import msgspec

from handbook import files, tree
from handbook.cache_folder import make_cache_folder

T = TypeVar("T")

FILE = "cache.sqlite3"
FORMAT = 0x68620001
"""SQLite's application id: a file with another one is not ours, or of another version."""

DAYS_UNUSED = 30
VARIABLES = 500
"""Keys asked for at once; older SQLite takes no more than 999."""

MEMORY = 64 * 1024 * 1024
"""Bytes kept in memory where there is no file, the oldest entries going first."""

FROM_OUTSIDE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    }
)
"""Errors that say nothing against the file: a full disk, a read-only folder, another build that writes."""

NOT_OURS = "not a file of ours"

TABLE = """
CREATE TABLE IF NOT EXISTS entries (key BLOB PRIMARY KEY, used INTEGER, checksum INTEGER, value BLOB)
"""

_canonical = msgspec.msgpack.Encoder(order="deterministic").encode


def fingerprint(*values: Any) -> bytes:  # noqa: ANN401 - whatever msgspec can encode
    """Return a digest that is the same for equal values, in every process, and for no others."""
    return blake2b(_canonical(values), digest_size=20).digest()


@cache
def code_fingerprint() -> bytes:
    """Return a digest of all that turns a text into a value: our code, Python, and every installed package.

    The versions are read from the names of the packages' folders: importlib.metadata takes 40 ms for them.
    """
    package = tree.walk(Path(__file__).parent, enters=lambda name, _: not name.endswith("__pycache__"))
    code = [(found.name, files.read(found.path)) for found in package if found.name.endswith(".py")]
    installed = [
        name
        for folder in sys.path
        for name in sorted(_names_in(folder))
        if name.endswith((".dist-info", ".egg-info"))
    ]
    return fingerprint(sys.version, code, installed)


def _names_in(folder: str) -> list[str]:
    with suppress(OSError):  # sys.path names folders that do not exist
        return [entry.name for entry in files.list_folder(folder or ".")]
    return []


class Cache:
    """What was computed before, by fingerprint. Entries never change; any of them may be missing.

    Nothing here fails: without a file it keeps its entries in memory, and where the file cannot be used too;
    ``notice`` then says why.
    """

    def __init__(self, path: Path | None = None, *, today: int | None = None, notice: str = "") -> None:
        self.notice = notice
        self._path = path
        self._today = int(time.time() // 86_400) if today is None else today
        self._memory: dict[bytes, bytes] = {}
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None
        if path is not None:
            self._attempt(lambda _: None, None)

    @classmethod
    def open(cls, folder: Path, *, today: int | None = None) -> "Cache":
        """Open the cache in a project's cache folder, making the folder if it is missing."""
        try:
            make_cache_folder(folder)
        except OSError as error:
            return cls(notice=f"nothing is cached: {folder}: {files.reason_of(error)}")
        return cls(folder / FILE, today=today)

    def get_many(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the entries that are there, whole."""
        with self._lock:
            remembered = {key: self._memory[key] for key in keys if key in self._memory}
            return self._attempt(lambda connection: self._select(connection, keys), remembered)

    def put_many(self, entries: Mapping[bytes, bytes]) -> None:
        """Keep entries."""
        with self._lock:
            self._attempt(lambda connection: self._insert(connection, entries), None)
            if self._connection is None:
                self._keep_in_memory(entries)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._disconnect()

    # --- one attempt at the file, a second one at a new file, then none -------------------------------------

    def _attempt(self, act: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        for _ in range(2):
            if self._path is None:
                break
            try:
                return act(self._connected(self._path))
            except sqlite3.DatabaseError as error:
                if _is_from_outside(error):
                    self._turn_off(str(error))
                else:
                    self._begin_anew(self._path)
        return otherwise

    def _connected(self, path: Path) -> sqlite3.Connection:
        if self._connection is None:
            if files.entry_at(path).kind not in {"file", "absent"}:
                raise sqlite3.DatabaseError(NOT_OURS)
            # We begin transactions ourselves; the lock above keeps threads apart.
            self._connection = sqlite3.connect(path, timeout=2, isolation_level=None, check_same_thread=False)
            self._prepare(self._connection)
        return self._connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        # A crash of the system may damage the file: one cold build. Waiting for the disk costs every build.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA trusted_schema = OFF")
        (made_by,) = connection.execute("PRAGMA application_id").fetchone()
        (swept,) = connection.execute("PRAGMA user_version").fetchone()
        if made_by != FORMAT:
            if connection.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
                raise sqlite3.DatabaseError(NOT_OURS)
            connection.execute(TABLE)
            connection.execute(f"PRAGMA application_id = {FORMAT}")
        if swept != self._today:
            with suppress(sqlite3.OperationalError):  # a read-only file can still be read
                connection.execute("DELETE FROM entries WHERE used < ?", (self._today - DAYS_UNUSED,))
                connection.execute(f"PRAGMA user_version = {self._today:d}")

    def _begin_anew(self, path: Path) -> None:
        self._disconnect()
        try:
            for name in (path.name, f"{path.name}-journal"):
                files.remove(path.with_name(name))
        except OSError as error:
            self._turn_off(files.reason_of(error))

    def _turn_off(self, reason: str) -> None:
        self._disconnect()
        self.notice = f"nothing is cached: {self._path}: {reason}"
        self._path = None

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    # --- the file -------------------------------------------------------------------------------------------

    def _select(self, connection: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        used_before: list[tuple[int, bytes]] = []
        for start in range(0, len(keys), VARIABLES):
            some = keys[start : start + VARIABLES]
            marks = ",".join("?" * len(some))
            rows = f"SELECT key, used, checksum, value FROM entries WHERE key IN ({marks})"  # noqa: S608 - marks
            for key, used, checksum, value in connection.execute(rows, some):
                if isinstance(value, bytes) and checksum == _checksum(key, value):
                    found[key] = value
                    if used != self._today:
                        used_before.append((self._today, key))
        if used_before:
            with suppress(sqlite3.OperationalError):  # a read-only file can still be read
                _execute_many(connection, "UPDATE entries SET used = ? WHERE key = ?", used_before)
        return found

    def _insert(self, connection: sqlite3.Connection, entries: Mapping[bytes, bytes]) -> None:
        rows = ((key, self._today, _checksum(key, value), value) for key, value in entries.items())
        _execute_many(connection, "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", rows)

    def _keep_in_memory(self, entries: Mapping[bytes, bytes]) -> None:
        self._memory.update(entries)
        size = sum(map(len, self._memory.values()))
        while size > MEMORY:
            size -= len(self._memory.pop(next(iter(self._memory))))


def _checksum(key: bytes, value: bytes) -> int:
    return zlib.crc32(value, zlib.crc32(key))


def _execute_many(connection: sqlite3.Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(statement, rows)


def _is_from_outside(error: sqlite3.Error) -> bool:
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_NOTADB)
    return code & 0xFF in FROM_OUTSIDE
