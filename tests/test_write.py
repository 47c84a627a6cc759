import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from disk_faults import READING, WRITING, Disk, Killed

from handbook import files
from handbook import write as write_module
from handbook.cache_folder import locked, make_cache_folder
from handbook.config import Config, PathSettings, Project
from handbook.errors import CannotStart
from handbook.manifest import MANIFEST, decode
from handbook.model import Output, OutputPath
from handbook.write import Changes, write
from handbook.write_plan import CannotWrite

OLD = {
    "index.html": b"old",
    "same.html": b"the same in both",
    "gone/deep/index.html": b"gone",
    "gone/other.html": b"gone, too",
    "file-to-folder": b"a file",
    "folder-to-file/index.html": b"in a folder",
    "folder-to-file/deep/index.html": b"in a folder",
    "stays/removed.html": b"removed",
    "stays/index.html": b"stays",
}
NEW = {
    "index.html": b"new" * 1000,
    "same.html": b"the same in both",
    "added/deep/index.html": b"added",
    "file-to-folder/index.html": b"a folder",
    "folder-to-file": b"a file",
    "stays/index.html": b"stays",
    "images/team.png": Path("team.png"),
}
ASSET = b"\x89PNG" * 1000


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "handbook"
    (folder / "content").mkdir(parents=True)
    (folder / "team.png").write_bytes(ASSET)
    return Project(folder=folder)


def outputs_of(files, project):
    return [
        Output(OutputPath(path), project.folder / content if isinstance(content, Path) else content)
        for path, content in files.items()
    ]


def in_batches(outputs, number):
    return [outputs[start::number] for start in range(number)]


def put(files, project, folder=None, batches=1):
    return write(in_batches(outputs_of(files, project), batches), folder or project.output, project=project)


def tree_of(folder, *, with_manifest=False):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
        if with_manifest or path.name != MANIFEST
    }


def files_of(folder):
    return {path: content for path, content in tree_of(folder).items() if content is not None}


def manifest_of(folder):
    return decode((folder / MANIFEST).read_bytes())


def with_folders(files):
    folders = {str(parent): None for path in files for parent in Path(path).parents if str(parent) != "."}
    return folders | {
        path: ASSET if isinstance(content, Path) else content for path, content in files.items()
    }


# --- writing ------------------------------------------------------------------------------------------------


def test_outputs_are_written_copied_replaced_and_removed(project):
    first = put(OLD, project)
    second = put(NEW, project)

    assert first == Changes(written=tuple(sorted(OLD)))
    assert second == Changes(
        written=(
            "added/deep/index.html",
            "file-to-folder/index.html",
            "folder-to-file",
            "images/team.png",
            "index.html",
        ),
        unchanged=("same.html", "stays/index.html"),
        removed=(
            "file-to-folder",
            "folder-to-file/deep/index.html",
            "folder-to-file/index.html",
            "gone/deep/index.html",
            "gone/other.html",
            "stays/removed.html",
        ),
    )
    assert tree_of(project.output) == with_folders(NEW)


def test_what_is_the_same_is_left_alone_with_its_time(project):
    put(NEW, project)
    before = {path: path.stat().st_mtime_ns for path in project.output.rglob("*")}

    changes = put(NEW, project)

    assert changes == Changes(unchanged=tuple(sorted(NEW)))
    assert {path: path.stat().st_mtime_ns for path in project.output.rglob("*")} == before


def test_a_copied_file_of_the_same_size_is_compared_by_its_bytes(project):
    put(NEW, project)
    (project.folder / "team.png").write_bytes(ASSET[::-1])

    assert put(NEW, project).written == ("images/team.png",)
    assert (project.output / "images/team.png").read_bytes() == ASSET[::-1]


def test_what_was_changed_by_hand_is_written_again_but_not_removed(project):
    put(OLD, project)
    (project.output / "index.html").write_bytes(b"by hand")
    (project.output / "gone/other.html").write_bytes(b"by hand")

    changes = put(NEW, project)

    assert "index.html" in changes.written
    assert "gone/other.html" not in changes.removed
    assert tree_of(project.output) == with_folders({**NEW, "gone/other.html": b"by hand"})


def test_a_file_that_is_missing_from_the_output_is_written_again(project):
    put(OLD, project)
    (project.output / "stays/index.html").unlink()
    (project.output / "gone/other.html").unlink()

    assert "stays/index.html" in put(NEW, project).written
    assert tree_of(project.output) == with_folders(NEW)


def test_folders_of_others_stay_even_when_they_are_emptied(project):
    put({"index.html": b""}, project)
    (project.output / "theirs").mkdir()
    put({"index.html": b"", "theirs/ours/page.html": b"x"}, project)

    put({"index.html": b""}, project)

    assert tree_of(project.output) == {"index.html": b"", "theirs": None}


def test_a_folder_that_others_use_goes_when_they_have_left_it(project):
    put({"a/page.html": b"x"}, project)
    (project.output / "a/theirs.txt").write_bytes(b"theirs")
    put({"index.html": b""}, project)
    assert tree_of(project.output) == {"a": None, "a/theirs.txt": b"theirs", "index.html": b""}

    (project.output / "a/theirs.txt").unlink()
    put({"index.html": b""}, project)

    assert tree_of(project.output) == {"index.html": b""}


def test_names_that_collide_on_some_file_system_are_written_once(project):
    changes = put(
        {
            "Team.png": b"first",
            "team.png": b"second",
            "caf\u00e9.html": b"first",
            "cafe\u0301.html": b"second",
            "stra\u00dfe": b"first",
            "STRASSE": b"second",
            "page": b"a file",
            "page/index.html": b"below a file",
            "blog/index.html": b"in a folder",
            "Blog": b"a folder's name",
        },
        project,
    )

    assert changes.left_out == ("Blog", "STRASSE", "cafe\u0301.html", "page/index.html", "team.png")
    assert set(files_of(project.output).values()) == {b"first", b"a file", b"in a folder"}


@pytest.mark.parametrize(
    "name", ["../out", "/abs", "a/../b", "a//b", "C:x", "a\\b", "a\0b", ".", "", MANIFEST, f"{MANIFEST}/x"]
)
def test_an_output_that_is_no_name_below_the_folder_is_left_out(project, name):
    assert put({name: b"x", "index.html": b""}, project).left_out == (name,)
    assert files_of(project.folder.parent) == {
        "handbook/.handbook/.gitignore": b"*\n",
        "handbook/.handbook/CACHEDIR.TAG": (project.cache_folder / "CACHEDIR.TAG").read_bytes(),
        "handbook/.handbook/lock": (project.cache_folder / "lock").read_bytes(),
        "handbook/site/index.html": b"",
        "handbook/team.png": ASSET,
    }


def test_the_manifest_depends_on_nothing_but_the_outputs(project, tmp_path):
    put(NEW, project)
    put(dict(reversed(NEW.items())), project, tmp_path / "other")

    assert tree_of(project.output, with_manifest=True) == tree_of(tmp_path / "other", with_manifest=True)


def test_an_asset_that_changes_while_it_is_copied_is_said(project, monkeypatch):
    monkeypatch.setattr(files, "_copy", lambda _source, path: path.write_bytes(b"half") and "another digest")

    with pytest.raises(CannotWrite) as caught:
        put(NEW, project)

    assert caught.value.message == f"{project.folder / 'team.png'}: changed while it was copied"
    assert files_of(project.output) == {}


def test_where_case_does_not_count_a_file_that_changed_its_case_is_not_removed(project, monkeypatch):
    put({"Page.html": b"1", "gone.html": b"1"}, project)
    really = files.entry_at
    names = {str(path).lower(): path for path in project.output.iterdir()}
    monkeypatch.setattr(files, "is_same", lambda one, other: str(one).lower() == str(other).lower())
    monkeypatch.setattr(files, "entry_at", lambda path: really(names.get(str(path).lower(), path)))

    assert put({"page.html": b"2"}, project).removed == ("gone.html",)


# --- dying and failing --------------------------------------------------------------------------------------

FOREIGN = {"CNAME": b"docs.acme.example", "gone/theirs.txt": b"theirs"}


def start_with(before, project):
    if before is not None:
        put(before, project)
        for name, content in FOREIGN.items():
            (project.output / name).write_bytes(content)


def assert_whole(project, before):
    """Every file is the old or the new version; nothing of others is touched."""
    for name, content in files_of(project.output).items():
        if name.rpartition("/")[2].startswith(".handbook-"):
            continue
        allowed = [FOREIGN.get(name), (before or {}).get(name), ASSET if ".png" in name else NEW.get(name)]
        assert content in allowed, name
    if before is not None:
        assert FOREIGN.items() <= files_of(project.output).items()


@pytest.mark.parametrize("dies", ["before", "half-way", "after"])
@pytest.mark.parametrize("before", [None, OLD], ids=["first build", "later build"])
@pytest.mark.parametrize("batches", [1, 3])
@pytest.mark.parametrize("is_interrupted", [False, True], ids=["killed", "Ctrl-C"])
def test_a_build_that_ends_at_any_operation_leaves_whole_files_and_the_next_one_finishes(  # noqa: PLR0913, PLR0917
    is_interrupted, batches, before, dies, tmp_path, monkeypatch
):
    for at in range(1000):
        folder = tmp_path / str(at)
        (folder / "content").mkdir(parents=True)
        (folder / "team.png").write_bytes(ASSET)
        project = Project(folder=folder)
        start_with(before, project)
        with monkeypatch.context() as patch:
            disk = Disk(patch, at, dies=dies, is_interrupted=is_interrupted)
            try:
                put(NEW, project, batches=batches)
            except (Killed, KeyboardInterrupt):
                pass
            else:
                break
        if project.output.exists():
            assert_whole(project, before)

        for site in (before or {"index.html": b"other"}, NEW):  # the edit taken back, and made again
            put(site, project)

            expected = site if before is None else {**site, **FOREIGN}
            assert tree_of(project.output) == with_folders(expected)
            put(site, project, folder / "cold")
            assert manifest_of(project.output).files == manifest_of(folder / "cold").files
    assert disk.count > 20


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EMFILE])
@pytest.mark.parametrize("operations", [WRITING, READING], ids=["writing", "reading"])
@pytest.mark.parametrize("batches", [1, 3])
@pytest.mark.parametrize("before", [None, OLD], ids=["first build", "later build"])
def test_a_disk_that_fails_at_any_operation_is_one_line_and_leaves_whole_files(  # noqa: PLR0913, PLR0917
    before, batches, error, operations, tmp_path, monkeypatch
):
    problems = []
    for at in range(1000):
        folder = tmp_path / str(at)
        (folder / "content").mkdir(parents=True)
        (folder / "team.png").write_bytes(ASSET)
        project = Project(folder=folder)
        start_with(before, project)
        with monkeypatch.context() as patch:
            disk = Disk(patch, at, error=error, operations=operations)
            try:
                put(NEW, project, batches=batches)
            except CannotStart as problem:
                problems.append((problem.message, folder))
        if project.output.exists():
            assert_whole(project, before)
        if not disk.failed:
            break

        for site in (before or {"index.html": b"other"}, NEW):
            put(site, project)

            assert tree_of(project.output) == with_folders(site if before is None else {**site, **FOREIGN})
    assert len(problems) > (10 if before or operations == WRITING else 0)
    for message, folder in problems:
        assert "\n" not in message
        assert ".tmp" not in message
        assert str(folder) in message
        assert os.strerror(error).lower() in message or f"its {MANIFEST} cannot be read" in message


APART = {"index.html": b"new", "c/d/e.html": b"new", "c/f.html": b"new"}
"""A site that has nothing in the way of another."""


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("batches", [1, 2])
@pytest.mark.parametrize("before", [None, OLD], ids=["first build", "later build"])
@pytest.mark.parametrize(
    ("after", "operations"), [(NEW, ("_create", "_copy")), (APART, ("_create", "_copy", "_make_folder"))]
)
def test_a_disk_that_fills_up_leaves_everything_as_it_was(  # noqa: PLR0913, PLR0917
    operations, after, before, batches, error, tmp_path, monkeypatch
):
    for at in range(1000):
        (tmp_path / str(at) / "content").mkdir(parents=True)
        (tmp_path / str(at) / "team.png").write_bytes(ASSET)
        project = Project(folder=tmp_path / str(at))
        start_with(before, project)
        make_cache_folder(project.cache_folder)
        was_there, old = project.output.exists(), tree_of(project.output, with_manifest=True)
        with monkeypatch.context() as patch:
            disk = Disk(patch, at, error=error, operations=operations)
            try:
                put(after, project, batches=batches)
            except CannotWrite:
                assert (project.output.exists(), tree_of(project.output, with_manifest=True)) == (
                    was_there,
                    old,
                )
        if not disk.failed:
            break
    assert at > 5


@pytest.mark.parametrize("before", [None, OLD], ids=["first build", "later build"])
@pytest.mark.parametrize("after", [NEW, {"deep/er/index.html": b"new", "index.html": b"new"}])
@pytest.mark.parametrize("error", [CannotStart, KeyboardInterrupt])
def test_what_cannot_be_made_beside_the_writing_leaves_everything_as_it_was(error, after, before, project):
    start_with(before, project)
    there_before = project.output.exists()
    old = tree_of(project.output, with_manifest=True)

    def batches():
        yield outputs_of(after, project)
        raise error("the search index cannot be made")

    with pytest.raises(error):
        write(batches(), project.output, project=project)

    assert project.output.exists() == there_before
    assert tree_of(project.output, with_manifest=True) == old


def test_a_build_that_fails_takes_the_folders_back_that_it_made_for_the_output(project, tmp_path):
    def batches():
        yield outputs_of({"index.html": b"new"}, project)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(batches(), tmp_path / "out/of/here", project=project)

    assert not (tmp_path / "out").exists()


def test_a_batch_is_written_beside_the_old_files_before_the_next_is_asked_for(project):
    put({"index.html": b"old", "same.html": b"same"}, project)

    def batches():
        yield outputs_of({"index.html": b"new", "new/index.html": b"new", "same.html": b"same"}, project)
        staged = [path for path in project.output.rglob("*") if files.TEMPORARY.fullmatch(path.name)]
        assert [path.read_bytes() for path in staged] == [b"new", b"new"]
        assert (project.output / "index.html").read_bytes() == b"old"
        yield outputs_of({"pagefind/pagefind.js": b"index"}, project)

    changes = write(batches(), project.output, project=project)

    assert changes == Changes(
        written=("index.html", "new/index.html", "pagefind/pagefind.js"), unchanged=("same.html",)
    )
    assert files_of(project.output) == {
        "index.html": b"new",
        "new/index.html": b"new",
        "pagefind/pagefind.js": b"index",
        "same.html": b"same",
    }


def test_what_a_killed_build_left_behind_is_swept_but_nothing_like_it(project):
    put(OLD, project)
    leftover = project.output / "stays" / ".handbook-0123456789abcdef.tmp"
    leftover.write_bytes(b"half")
    alike = project.output / ".handbook-0123456789abcdeg.tmp"
    alike.write_bytes(b"not ours")
    folder = project.output / ".handbook-0123456789abcdef.tmp"
    folder.mkdir()

    put(OLD, project)

    assert [path.exists() for path in (leftover, alike, folder)] == [False, True, True]


# --- owning -------------------------------------------------------------------------------------------------


def state_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.is_file() and (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if ".handbook" not in path.parts
    }


UNFIT = {
    "the site's folder": ".",
    "a parent of the site": "..",
    "the content": "content",
    "a folder that holds the content": "nested",
    "the static folder": "static",
    "a folder in the static folder": "static/site",
    "the templates": "templates",
    "the cache folder": ".handbook",
    "a folder in the cache folder": ".handbook/site",
    "a folder with foreign files": "foreign",
    "a folder with a foreign hidden file": "hidden",
    "a repository": "repository",
    "a folder in .git": "repository/.git/site",
    "a link to an empty folder": "link",
    "a link to nothing": "dangling",
    "a file": "file",
    "the home folder": "home/user",
    "a folder that holds the home folder": "home",
    "the root of the disk": "/",
    "a folder with a broken manifest": "broken",
    "a folder with the manifest of another version": "future",
}


@pytest.mark.parametrize("output", UNFIT.values(), ids=UNFIT)
def test_a_folder_that_is_not_ours_is_refused_before_anything_is_touched(output, tmp_path, monkeypatch):
    site = tmp_path / "parent" / "site-of-ours"
    for folder in ("content", "nested/content", "static", "templates", "foreign/a", "hidden", "empty"):
        (site / folder).mkdir(parents=True)
    for folder in ("repository/.git", "home/user", "broken", "future"):
        (site / folder).mkdir(parents=True)
    (site / "foreign/a/file.txt").write_text("theirs")
    (site / "hidden/.htaccess").write_text("theirs")
    (site / "broken" / MANIFEST).write_text("{")
    (site / "future" / MANIFEST).write_text('{"version": 2, "files": {}}')
    (site / "link").symlink_to("empty")
    (site / "dangling").symlink_to("nowhere")
    (site / "file").write_text("theirs")
    monkeypatch.setenv("HOME", str(site / "home/user"))
    content = "nested/content" if output == "nested" else "content"
    project = Project(folder=site, config=Config(paths=PathSettings(output=output, content=content)))
    before = state_of(tmp_path)

    with pytest.raises(CannotStart) as caught:
        put({"index.html": b"x", "a/file.txt": b"x"}, project)

    assert state_of(tmp_path) == before
    assert not isinstance(caught.value, CannotWrite)
    assert "nothing is written" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    "prepare",
    [
        lambda _: None,
        lambda output: output.mkdir(),
        lambda output: (output / ".." / "elsewhere").resolve().mkdir(),
        lambda output: (output.mkdir(), (output / ".handbook-0123456789abcdef.tmp").write_bytes(b"half")),
    ],
    ids=["absent", "empty", "beside another", "left by a first build that was killed"],
)
def test_a_folder_that_is_absent_or_empty_is_ours(prepare, project):
    prepare(project.output)

    put({"index.html": b"x"}, project)

    assert files_of(project.output) == {"index.html": b"x"}


def test_a_folder_is_found_by_way_of_a_link_above_it(project, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "handbook")

    put({"index.html": b"x"}, project, tmp_path / "link" / "site")

    assert files_of(project.output) == {"index.html": b"x"}


def test_an_output_may_lie_in_the_content(project):
    put({"index.html": b"x"}, project, project.content / "site")

    assert files_of(project.content) == {"site/index.html": b"x"}


def replace_by_link(path, target):
    for child in sorted(path.rglob("*"), reverse=True):
        child.unlink() if child.is_file() else child.rmdir()
    path.rmdir()
    path.symlink_to(target)


FOREIGN_CHANGES = {
    "a file where an output is to be": lambda site, _: (site / "added.html").write_bytes(b"theirs"),
    "a link where an output is to be": lambda site, away: (site / "added.html").symlink_to(away / "file"),
    "a link in the place of a page": lambda site, away: (
        (site / "index.html").unlink(),
        (site / "index.html").symlink_to(away / "file"),
    ),
    "a link in the place of a folder": lambda site, away: replace_by_link(site / "docs", away),
    "a file where a folder is to be": lambda site, _: (site / "new").write_bytes(b"theirs"),
    "a changed page where a folder is to be": lambda site, _: (site / "turns").write_bytes(b"changed"),
    "files in a folder where a page is to be": lambda site, _: (site / "leaf/theirs").write_bytes(b"theirs"),
    "a folder where a page is to be": lambda site, _: (site / "added.html").mkdir(),
    "a file in the place of one of our folders": lambda site, _: (
        (site / "old/page.html").unlink(),
        (site / "old").rmdir(),
        (site / "old").write_bytes(b"theirs"),
    ),
}


@pytest.mark.parametrize("change", FOREIGN_CHANGES.values(), ids=FOREIGN_CHANGES)
def test_what_others_put_in_the_way_is_refused_before_anything_is_touched(change, project, tmp_path):
    put(
        {"index.html": b"1", "docs/a.html": b"1", "turns": b"1", "leaf/a.html": b"1", "old/page.html": b"1"},
        project,
    )
    away = tmp_path / "away"
    away.mkdir()
    (away / "file").write_bytes(b"theirs")
    change(project.output, away)
    before = state_of(tmp_path)

    with pytest.raises(CannotStart, match="handbook did not make"):
        put(
            {
                "index.html": b"2",
                "docs/a.html": b"1",
                "added.html": b"2",
                "new/page.html": b"2",
                "turns/page.html": b"2",
                "leaf": b"2",
                "old/page.html": b"2",
            },
            project,
        )

    assert state_of(tmp_path) == before


@pytest.mark.parametrize("name", ["new/index.html", "CNAME"])
def test_what_others_put_in_a_place_meanwhile_is_refused_and_kept(name, project):
    put(OLD, project)

    def batches():
        yield outputs_of({**OLD, "new/index.html": b"ours", "CNAME": b"ours"}, project)
        (project.output / name).write_bytes(b"theirs")
        yield []

    with pytest.raises(CannotStart, match="handbook did not make"):
        write(batches(), project.output, project=project)

    assert files_of(project.output) == {**OLD, name: b"theirs"}


def test_a_foreign_file_with_the_bytes_of_an_output_becomes_ours(project):
    put({"index.html": b"1"}, project)
    (project.output / "CNAME").write_bytes(b"acme.example")

    assert put({"index.html": b"1", "CNAME": b"acme.example"}, project).written == ()
    assert put({"index.html": b"1"}, project).removed == ("CNAME",)


def test_nothing_is_removed_through_a_link(project, tmp_path):
    put({"index.html": b"1", "docs/deep/a.html": b"1"}, project)
    away = tmp_path / "away"
    (away / "deep").mkdir(parents=True)
    (away / "deep/a.html").write_bytes(b"1")
    (away / "empty").mkdir()
    replace_by_link(project.output / "docs", away)

    assert put({"index.html": b"1"}, project).removed == ()
    assert files_of(away) == {"deep/a.html": b"1"}


def test_a_manifest_that_lists_files_elsewhere_removes_none_of_them(project, tmp_path):
    put({"index.html": b"1", "gone.html": b"1"}, project)
    (tmp_path / "victim").write_bytes(b"1")
    manifest = project.output / MANIFEST
    for name in ("../../victim", str(tmp_path / "victim")):
        manifest.write_bytes(manifest.read_bytes().replace(b"gone.html", name.encode()))

        put({"index.html": b"1"}, project)

        assert (tmp_path / "victim").read_bytes() == b"1"


# --- two at once --------------------------------------------------------------------------------------------


def test_a_second_build_waits_for_the_first_and_then_says_who_it_is(project, monkeypatch):
    monkeypatch.setattr(write_module, "PATIENCE", 0.1)
    make_cache_folder(project.cache_folder)

    with locked(project.cache_folder), pytest.raises(CannotStart) as caught:
        put(NEW, project)

    assert caught.value.message == f"another build (process {os.getpid()}) is writing"
    assert not project.output.exists()


def test_a_holder_of_the_lock_that_was_killed_does_not_block(project):
    make_cache_folder(project.cache_folder)
    program = (
        "import sys, time; from pathlib import Path; from handbook.cache_folder import locked\n"
        "with locked(Path(sys.argv[1])): print(flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, project.cache_folder]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        holder.stdout.readline()
        holder.kill()
        holder.wait()
        started = time.monotonic()

        put({"index.html": b"x"}, project)

    assert time.monotonic() - started < write_module.PATIENCE
    assert files_of(project.output) == {"index.html": b"x"}


def test_without_a_place_for_the_lock_the_site_is_written_all_the_same(project, tmp_path):
    project.cache_folder.write_bytes(b"a file where the cache folder should be")

    put({"index.html": b"x"}, project, tmp_path / "site")

    assert files_of(tmp_path / "site") == {"index.html": b"x"}
