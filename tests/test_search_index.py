import gzip
import json
import os
import subprocess
import sys
import time
from itertools import chain
from pathlib import Path
from types import SimpleNamespace

import pytest

from handbook import files, pagefind
from handbook.cache_folder import locked
from handbook.errors import CannotStart
from handbook.model import Output, OutputPath
from handbook.search_index import with_index

PAGE = Output(OutputPath("index.html"), b"<h1>Home</h1>")


def document(name, text="Words.", part="Docs"):
    html = (
        f'<!doctype html><html lang="en"><meta data-pagefind-filter="part[content]" content="{part}">'
        f'<body><a id="/{name}/"></a><h1>{name}</h1><h2 id="who">Who</h2><p>{text}</p></body></html>'
    )
    return Output(OutputPath(f"{name}.html"), html.encode())


def documents(count=12):
    return [document(f"page-{number}", part=f"Part {number % 5}") for number in range(count)]


def indexed(outputs, given, folder):
    """Yield the outputs and the index of pages that are documents already."""
    return chain.from_iterable(with_index(outputs, given, folder, document_of=lambda page: page))


def made(given, folder):
    """Return the files of the index, by name."""
    return {output.path: output.content for output in indexed([], given, folder)}


def fragments(index):
    """Return what the index knows of each page."""
    found = [content for path, content in index.items() if path.startswith("pagefind/fragment/")]
    return [json.loads(gzip.decompress(content).removeprefix(b"pagefind_dcd")) for content in found]


def names_in(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.fixture
def starts(monkeypatch):
    """Every command that was started."""
    started = []
    really = subprocess.Popen

    def start(command, **options):
        started.append(command)
        return really(command, **options)

    monkeypatch.setattr(subprocess, "Popen", start)
    return started


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Make a program of a script that stands in for Pagefind."""

    def stand_in(script):
        path = tmp_path / "pagefind"
        path.write_text(f"#!{sys.executable}\nimport os, sys, time\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setattr(pagefind, "_program", lambda: path)

    return stand_in


def test_the_sites_own_outputs_come_first_and_then_the_index(tmp_path):
    outputs = list(indexed([PAGE], [document("leave")], tmp_path))

    assert outputs[0] == PAGE
    kinds = {output.path.partition("/")[2].partition("/")[0].rpartition(".")[2] for output in outputs[1:]}
    assert kinds == {"filter", "fragment", "index", "js", "json", "pagefind", "pf_meta"}


def test_every_document_is_in_the_index_with_its_text_and_what_it_carries(tmp_path):
    (known,) = fragments(made([document("leave", "Take 25 days &amp; rest.")], tmp_path))

    assert (known["content"], known["filters"], known["meta"]) == (
        "leave. Who. Take 25 days & rest.",
        {"part": ["Docs"]},
        {"title": "leave"},
    )
    assert [(anchor["element"], anchor["id"]) for anchor in known["anchors"]] == [
        ("a", "/leave/"),
        ("h2", "who"),
    ]


def test_the_same_documents_make_the_same_bytes(tmp_path):
    runs = [made(documents(), tmp_path / str(run)) for run in range(4)]

    assert [run == runs[0] for run in runs] == [True] * 4


def test_nothing_is_begun_before_the_first_output_is_asked_for(tmp_path, starts):
    indexed([PAGE], [document("leave")], tmp_path)

    assert (starts, names_in(tmp_path)) == ([], [])


def test_the_program_works_while_outputs_are_made(tmp_path, program):
    program(f"open({str(tmp_path / 'begun')!r}, 'w').close(); sys.exit(1)")
    seen = []

    def outputs():
        until = time.monotonic() + 20
        while not (tmp_path / "begun").exists() and time.monotonic() < until:
            time.sleep(0.01)
        seen.append((tmp_path / "begun").exists())
        yield PAGE

    with pytest.raises(CannotStart):
        list(indexed(outputs(), [document("leave")], tmp_path / "search"))

    assert seen == [True]


def test_no_documents_make_no_index(tmp_path, starts):
    assert list(indexed([PAGE], [], tmp_path)) == [PAGE]
    assert (starts, names_in(tmp_path)) == ([], [])


# --- what is kept -------------------------------------------------------------------------------------------


def test_an_index_of_the_same_pages_is_taken_as_it_is_and_no_document_is_made(tmp_path, starts):
    first = made(documents(), tmp_path)
    (again,) = with_index([], documents(), tmp_path, document_of=pytest.fail)

    assert {output.path: output.content for output in again} == first
    assert len(starts) == 1


def test_an_index_of_other_documents_takes_the_others_place(tmp_path, starts):
    made([document("leave", "Old.")], tmp_path)
    old = names_in(tmp_path)
    (known,) = fragments(made([document("leave", "New.")], tmp_path))

    assert known["content"] == "leave. Who. New."
    assert len(starts) == 2
    assert (len(names_in(tmp_path)), names_in(tmp_path) != old) == (len(old), True)


@pytest.mark.parametrize(
    "harm", [lambda content: content[:-1], lambda content: content[:-1] + b"?", lambda _: b""]
)
def test_a_kept_index_that_was_harmed_is_made_anew(tmp_path, starts, harm):
    first = made([document("leave")], tmp_path)
    (kept,) = tmp_path.glob("*.index")
    kept.write_bytes(harm(kept.read_bytes()))

    assert made([document("leave")], tmp_path) == first
    assert len(starts) == 2
    assert made([document("leave")], tmp_path) == first
    assert len(starts) == 2


def test_what_a_killed_build_left_is_removed_and_never_taken(tmp_path):
    left = tmp_path / "work-killed" / "made"
    left.mkdir(parents=True)
    (left / "pagefind-entry.json").write_text("{}")
    (tmp_path / ".handbook-0123456789abcdef.tmp").write_text("half")

    made([document("leave")], tmp_path)

    assert [name.rpartition(".")[2] for name in names_in(tmp_path)] == ["index", "lock"]


def test_another_build_that_is_at_work_is_not_disturbed(tmp_path):
    theirs = tmp_path / "work-theirs"
    theirs.mkdir()
    with locked(tmp_path):
        first = made([document("leave")], tmp_path)

    assert theirs.exists()
    assert first == made([document("leave")], tmp_path / "elsewhere")


ORPHANED = """
import os, time
from pathlib import Path
from handbook import pagefind
from handbook.model import Output, OutputPath
from handbook.search_index import with_index

pagefind._program = lambda: Path("sleeper").absolute()
page = Output(OutputPath("leave.html"), b"")
next(batches := with_index([], [page], Path("search"), document_of=lambda page: page))
while not (os.path.exists("pid") and os.path.getsize("pid")):
    time.sleep(0.01)
os.kill(os.getpid(), 9)
"""


def test_an_indexer_that_outlives_its_build_keeps_its_folder(tmp_path):
    """It wrote on into what was removed from under it, for minutes."""
    sleeper = tmp_path / "sleeper"
    sleeper.write_text(
        f"#!{sys.executable}\nimport os, time\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n"
    )
    sleeper.chmod(0o755)
    subprocess.run([sys.executable, "-c", ORPHANED], cwd=tmp_path, check=False)
    (work,) = (tmp_path / "search").glob("work-*")

    made([document("leave")], tmp_path / "search")
    was_kept = work.exists()
    os.kill(int((tmp_path / "pid").read_text()), 9)
    until = time.monotonic() + 10
    while work.exists() and time.monotonic() < until:
        made([document(f"leave-{time.monotonic()}")], tmp_path / "search")

    assert (was_kept, work.exists()) == (True, False)


def test_where_nothing_can_be_kept_the_index_is_made_all_the_same(tmp_path):
    (tmp_path / "file").write_text("no folder")

    assert made([document("leave")], tmp_path / "file") == made([document("leave")], tmp_path / "folder")


def test_a_build_that_is_given_up_leaves_no_process_and_no_folder(tmp_path, program):
    program(f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(60)")
    batches = with_index([PAGE], [document("leave")], tmp_path / "search", document_of=lambda page: page)
    next(batches)
    until = time.monotonic() + 20
    while not ((tmp_path / "pid").exists() and (tmp_path / "pid").read_text()) and time.monotonic() < until:
        time.sleep(0.01)
    batches.close()

    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
    assert names_in(tmp_path / "search") == ["lock"]


# --- what goes wrong ----------------------------------------------------------------------------------------

FAILURES = {
    "it fails": ("print('no space left\\nmore'); sys.exit(1)", "no space left"),
    "it says nothing": ("sys.exit(3)", "exit code 3"),
    "it makes nothing": ("", "Pagefind made no index that we know"),
    "it makes something else": (
        "open('made/pagefind-entry.json', 'w').write('[]')",
        "Pagefind made no index that we know",
    ),
    "it never ends": ("time.sleep(60)", "it took more than 1 seconds"),
    "it never stops talking": ("while True: print('word ' * 1000)", "word word"),
}


@pytest.mark.parametrize(("script", "reason"), FAILURES.values(), ids=FAILURES)
def test_a_failure_has_its_reason_and_the_way_out(tmp_path, program, monkeypatch, script, reason):
    monkeypatch.setattr(pagefind, "TIMEOUT", 1.0 if "sleep" in script else 30.0)
    program(script)

    with pytest.raises(CannotStart) as failure:
        made([document("leave")], tmp_path / "search")

    assert failure.value.message.startswith(f"the search index cannot be made: {reason}")
    assert failure.value.hint == '"enabled = false" under [search] builds the site without it'
    assert names_in(tmp_path / "search") == ["lock"]


def test_a_program_that_cannot_be_started_is_a_failure(tmp_path, program):
    program("")
    (tmp_path / "pagefind").chmod(0o644)

    with pytest.raises(CannotStart, match="the search index cannot be made: permission denied"):
        made([document("leave")], tmp_path / "search")


def test_a_full_disk_is_a_failure(tmp_path, monkeypatch):
    def full(path, _content):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(files, "create", full)

    with pytest.raises(CannotStart, match="the search index cannot be made: no space left on device"):
        made([document("leave")], tmp_path)


def test_without_pagefind_the_way_to_it_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(pagefind, "PROGRAMS", ("pagefind_that_is_nowhere",))

    with pytest.raises(CannotStart) as failure:
        made([document("leave")], tmp_path)

    assert (failure.value.message, failure.value.hint) == (
        "the search needs Pagefind, which is not installed",
        'pip install "pagefind[bin]"; "enabled = false" under [search] builds the site without it',
    )


def test_the_extended_program_is_taken_where_it_is_installed(monkeypatch):
    extended = SimpleNamespace(get_executable=lambda: "/opt/extended")
    monkeypatch.setitem(sys.modules, "pagefind_bin_extended", extended)

    assert pagefind._program() == Path("/opt/extended")


def test_the_environment_gives_no_options(tmp_path, monkeypatch):
    monkeypatch.setenv("PAGEFIND_GLOB", "nothing.html")
    monkeypatch.setenv("PAGEFIND_OUTPUT_PATH", str(tmp_path / "stray"))

    assert len(fragments(made([document("leave")], tmp_path / "search"))) == 1
    assert not (tmp_path / "stray").exists()
