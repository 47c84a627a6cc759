import os
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import msgspec
import pytest
from disk_faults import READING, WRITING, Disk

from handbook import cache as cache_module
from handbook.cache import DAYS_UNUSED, FILE, VARIABLES, Cache, code_fingerprint, fingerprint
from handbook.cache_folder import CACHE_FILES
from handbook.config import Limits, ParseOptions

ENTRIES = {b"key %d" % number: os.urandom(2000) for number in range(20)}


class Pair(msgspec.Struct, frozen=True):
    one: str
    two: str


class Tagged(msgspec.Struct, frozen=True, tag=True):
    one: str


def test_equal_values_have_one_fingerprint():
    assert fingerprint("parse", {"a": 1, "b": 2}, Pair("x", "y")) == fingerprint(
        "parse", {"b": 2, "a": 1}, Pair("x", "y")
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("a", "b"), ("ab",)),
        (("a",), (("a",),)),
        ((1,), (1.0,)),
        ((1,), (True,)),
        ((1,), ("1",)),
        ((b"a",), ("a",)),
        ((None,), ("",)),
        ((None,), ()),
        ((Pair("a", "b"),), (Pair("b", "a"),)),
        ((Tagged("a"),), ({"one": "a"},)),
        ((ParseOptions(),), (ParseOptions(limits=Limits(nesting=99)),)),
    ],
)
def test_different_values_have_different_fingerprints(one, other):
    assert fingerprint(*one) != fingerprint(*other)


@pytest.mark.parametrize("seed", ["0", "1"])
def test_a_fingerprint_is_the_same_in_every_process(seed):
    program = "from handbook.cache import *; print(fingerprint('x', {'b': 1, 'a': {3, 1, 2}}).hex())"
    result = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )

    assert result.stdout.strip() == fingerprint("x", {"a": {1, 2, 3}, "b": 1}).hex()


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A copy of what the code's fingerprint is made of."""
    package, installed = tmp_path / "package", tmp_path / "site-packages"
    (package / "parse").mkdir(parents=True)
    (package / "cache.py").write_text("1")
    (package / "parse" / "links.py").write_text("1")
    (installed / "markdown_it_py-4.0.0.dist-info").mkdir(parents=True)
    monkeypatch.setattr(cache_module, "__file__", str(package / "cache.py"))
    monkeypatch.setattr(sys, "path", [str(installed), str(tmp_path / "missing.zip")])
    return package


CODE_CHANGES = {
    "a module changes": lambda package: (package / "parse" / "links.py").write_text("2"),
    "a module is added": lambda package: (package / "parse" / "new.py").write_text(""),
    "a module is renamed": lambda package: (package / "cache.py").rename(package / "cash.py"),
    "a dependency is updated": lambda package: (
        package.parent / "site-packages" / "markdown_it_py-4.0.0.dist-info"
    ).rename(package.parent / "site-packages" / "markdown_it_py-4.0.1.dist-info"),
}


@pytest.mark.parametrize("change", CODE_CHANGES.values(), ids=CODE_CHANGES)
def test_the_fingerprint_of_the_code_changes_with_it(change, package):
    code = code_fingerprint.__wrapped__
    before = code()
    assert code() == before

    change(package)

    assert code() != before


def test_the_fingerprint_of_the_code_does_not_change_with_what_is_no_code(package):
    before = code_fingerprint.__wrapped__()

    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "links.py").write_text("")
    (package / "notes.txt").write_text("")
    (package.parent / "site-packages" / "something.py").write_text("")

    assert code_fingerprint.__wrapped__() == before


def test_the_fingerprint_of_the_code_is_taken_once():
    assert code_fingerprint() is code_fingerprint()


# --- the cache ----------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    return tmp_path / ".handbook"


def filled(folder, entries=ENTRIES, today=None):
    cache = Cache.open(folder, today=today)
    cache.put_many(entries)
    cache.close()


def found(folder, keys=tuple(ENTRIES), today=None):
    cache = Cache.open(folder, today=today)
    entries = cache.get_many(keys)
    cache.close()
    return entries, cache.notice


def test_entries_are_there_in_the_next_process(folder):
    filled(folder)

    assert found(folder) == (ENTRIES, "")


def test_missing_entries_are_missing(folder):
    filled(folder)

    assert found(folder, [b"key 3", b"nothing"]) == ({b"key 3": ENTRIES[b"key 3"]}, "")


def test_more_entries_than_sqlite_takes_variables(folder):
    many = {b"%d" % number: b"x" for number in range(2 * VARIABLES + 1)}
    filled(folder, many)

    assert found(folder, list(many)) == (many, "")


def test_an_entry_can_be_put_again(folder):
    filled(folder)
    filled(folder)

    assert found(folder) == (ENTRIES, "")


def test_the_folder_is_passed_over_by_git_and_backups(folder):
    filled(folder)

    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name != FILE} == CACHE_FILES


def test_an_entry_goes_when_it_was_not_used_for_thirty_days(folder):
    filled(folder, {b"used": b"1", b"unused": b"2"}, today=1000)

    assert found(folder, [b"used"], today=1000 + DAYS_UNUSED) == ({b"used": b"1"}, "")
    assert found(folder, [b"used", b"unused"], today=1001 + DAYS_UNUSED) == ({b"used": b"1"}, "")
    assert found(folder, [b"used", b"unused"], today=1000 + DAYS_UNUSED) == ({b"used": b"1"}, "")


def test_reading_again_on_the_same_day_writes_nothing(folder):
    filled(folder, today=1000)
    before = (folder / FILE).stat().st_mtime_ns

    found(folder, today=1000)

    assert (folder / FILE).stat().st_mtime_ns == before


def test_today_is_the_day_of_the_clock(folder):
    filled(folder)
    days = (date.today() - date(1970, 1, 1)).days  # noqa: DTZ011

    with sqlite3.connect(folder / FILE) as connection:
        used = {day for (day,) in connection.execute("SELECT used FROM entries")}
    connection.close()

    assert used <= {days - 1, days, days + 1}


def statement(path, *statements):
    connection = sqlite3.connect(path)
    with connection:
        for text in statements:
            connection.execute(text)
    connection.close()


def other_database(path):
    path.unlink()
    statement(path, "CREATE TABLE theirs (x)")


DAMAGE = {
    "no database": lambda path: path.write_bytes(b"this is no database" * 100),
    "an empty file": lambda path: path.write_bytes(b""),
    "a cut file": lambda path: path.write_bytes(path.read_bytes()[:5000]),
    "zeros in the middle": lambda path: path.write_bytes(
        path.read_bytes()[:4096] + bytes(8192) + path.read_bytes()[12288:]
    ),
    "another database": other_database,
    "a table of another form": lambda path: statement(
        path, "DROP TABLE entries", "CREATE TABLE entries (x)", "PRAGMA user_version = 0"
    ),
    "a link": lambda path: (path.rename(path.with_name("away")), path.symlink_to("away")),
    "another version": lambda path: statement(path, "PRAGMA application_id = 1"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_begun_anew(damage, folder):
    filled(folder)
    damage(folder / FILE)

    entries, notice = found(folder)
    assert entries.items() <= ENTRIES.items()
    assert notice == ""

    filled(folder)
    assert found(folder) == (ENTRIES, "")


def test_what_a_link_in_the_place_of_the_file_leads_to_is_not_touched(folder, tmp_path):
    filled(folder)
    theirs = tmp_path / "theirs.sqlite3"
    statement(theirs, "CREATE TABLE theirs (x)")
    before = theirs.read_bytes()
    (folder / FILE).unlink()
    (folder / FILE).symlink_to(theirs)

    filled(folder)

    assert theirs.read_bytes() == before
    assert found(folder) == (ENTRIES, "")


@pytest.mark.parametrize("value", ["x'00'", "'text'", "NULL", "1"])
def test_a_damaged_entry_is_missing(value, folder):
    filled(folder)
    statement(folder / FILE, f"UPDATE entries SET value = {value} WHERE key = CAST('key 3' AS BLOB)")

    assert found(folder) == ({key: value for key, value in ENTRIES.items() if key != b"key 3"}, "")


def test_an_entry_in_the_place_of_another_is_missing(folder):
    filled(folder, {b"a": b"1", b"b": b"2"})
    statement(folder / FILE, "DELETE FROM entries WHERE key = x'62'", "UPDATE entries SET key = x'62'")

    assert found(folder, [b"a", b"b"]) == ({}, "")


def test_without_a_file_entries_are_kept_in_memory():
    cache = Cache()
    cache.put_many(ENTRIES)

    assert cache.get_many([*ENTRIES, b"other"]) == ENTRIES
    assert cache.notice == ""
    assert Cache().get_many(list(ENTRIES)) == {}


def test_in_memory_the_oldest_entries_go(monkeypatch):
    monkeypatch.setattr(cache_module, "MEMORY", 10)
    cache = Cache()
    cache.put_many({b"a": b"1234", b"b": b"1234"})
    cache.put_many({b"c": b"1234"})

    assert cache.get_many([b"a", b"b", b"c"]) == {b"b": b"1234", b"c": b"1234"}


UNUSABLE = {
    "a file in the place of the folder": lambda folder: folder.write_bytes(b""),
    "a link in the place of the folder": lambda folder: folder.symlink_to(folder.parent),
    "a folder in the place of the file": lambda folder: (folder / FILE / "x").mkdir(parents=True),
}


@pytest.mark.parametrize("prepare", UNUSABLE.values(), ids=UNUSABLE)
def test_a_folder_that_cannot_be_used_is_a_notice(prepare, folder):
    prepare(folder)
    cache = Cache.open(folder)
    cache.put_many(ENTRIES)

    assert cache.get_many(list(ENTRIES)) == ENTRIES
    assert cache.notice.startswith(f"nothing is cached: {folder}")
    assert "\n" not in cache.notice


@pytest.mark.parametrize("operations", [WRITING, READING], ids=["writing", "reading"])
def test_a_disk_that_fails_is_a_notice_or_nothing(operations, tmp_path, monkeypatch):
    for at in range(100):
        with monkeypatch.context() as patch:
            disk = Disk(patch, at, error=28, operations=operations)
            cache = Cache.open(tmp_path / str(at))
            cache.put_many(ENTRIES)
            assert cache.get_many(list(ENTRIES)) == ENTRIES
            cache.close()
        if not disk.failed:
            break
    assert disk.count == at


def test_a_disk_that_is_full_is_a_notice(folder):
    cache = Cache.open(folder)
    cache._connection.execute("PRAGMA max_page_count = 3")
    cache.put_many(ENTRIES)

    assert cache.notice == f"nothing is cached: {folder / FILE}: database or disk is full"
    assert cache.get_many(list(ENTRIES)) == ENTRIES


def test_a_file_that_can_only_be_read_is_read(folder, monkeypatch):
    filled(folder, today=1000)
    original = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda path, **options: original(f"file:{path}?mode=ro", uri=True, **options)
    )

    assert found(folder, today=1001) == (ENTRIES, "")
    cache = Cache.open(folder)
    cache.put_many({b"new": b"1"})
    assert cache.get_many([b"new"]) == {b"new": b"1"}
    assert "readonly" in cache.notice


def test_a_build_that_writes_does_not_break_another_one(folder, monkeypatch):
    original = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda path, **options: original(path, **{**options, "timeout": 0})
    )
    filled(folder)
    writing = Cache.open(folder)
    writing._connection.execute("BEGIN EXCLUSIVE")

    entries, notice = found(folder)

    assert entries == {}
    assert notice.endswith("database is locked")
    writing._connection.execute("ROLLBACK")
    writing.close()
    assert found(folder) == (ENTRIES, "")


def test_a_file_that_stays_damaged_is_given_up(folder, monkeypatch):
    def damaged(*_arguments, **_options):
        raise sqlite3.DatabaseError("database disk image is malformed")

    monkeypatch.setattr(sqlite3, "connect", damaged)
    cache = Cache.open(folder)
    cache.put_many(ENTRIES)

    assert cache.get_many(list(ENTRIES)) == ENTRIES


def test_the_folder_may_go_while_the_cache_is_open(folder):
    cache = Cache.open(folder)
    cache.put_many(ENTRIES)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()

    cache.put_many({b"new": b"1"})
    assert cache.get_many([b"new"]) == {b"new": b"1"}
    cache.close()
    filled(folder)
    assert found(folder) == (ENTRIES, "")


def test_a_path_may_be_relative(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    filled(Path(".handbook"))

    assert found(tmp_path / ".handbook") == (ENTRIES, "")
