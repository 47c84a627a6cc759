"""How programs save: after each, what is known of the files is what stands on disk."""

import mmap
import os
import shutil
import subprocess
import threading
import time
from contextlib import contextmanager

import pytest

from handbook.config import Config, DataSettings, Project
from handbook.scan import scan
from handbook.server.reread import read_all, reread, reread_named
from handbook.server.watch import Watch
from handbook.server.watched import watched

WITHIN = {"hints": 0.5, "polling": 2.0}
"""Seconds from the last write to the new bytes being known."""


class Reading:
    """What the preview does when it is woken, without building anything."""

    def __init__(self, project):
        self.project = project
        self.known = None
        self.lock = threading.Lock()

    def wake(self, named):
        with self.lock:
            read = reread_named if named else reread
            self.known = read(self.project, self.known, named)

    def texts(self):
        return {source.path: source.text for source in self.known.files.sources}


@pytest.fixture(params=WITHIN)
def mode(request):
    return request.param


@pytest.fixture
def site(tmp_path):
    content = tmp_path / "site/content"
    (content / "docs").mkdir(parents=True)
    for name in ("page.md", "docs/one.md", "docs/two.md"):
        (content / name).write_text(f"old {name}")
    (tmp_path / "outside").mkdir()
    return tmp_path / "site"


@contextmanager
def preview(site, mode, **settings):
    project = Project(folder=site, config=Config(**settings))
    reading = Reading(project)
    with reading.lock:
        watch = Watch(watched(project), reading.wake, poll=mode == "polling")
        watch.start()
        reading.known = read_all(project)
    try:
        yield reading
    finally:
        watch.stop()


def assert_all_is_known(reading, mode):
    """Compare what is known with a scan from scratch, as soon as they are equal."""
    expected = scan(reading.project)
    # Steps and not a clock: what a busy machine makes them longer makes the preview later, too.
    for _ in range(int(WITHIN[mode] / 0.005)):
        if reading.known.files == expected:
            break
        time.sleep(0.005)
    assert reading.known.files == expected


# --- one page -----------------------------------------------------------------------------------------------


def in_place(page):
    """Nano."""
    page.write_text("new")


def vim(page):
    (page.parent / "4913").touch()
    (page.parent / "4913").unlink()
    backup = page.with_name(page.name + "~")
    page.rename(backup)
    with page.open("w") as file:
        file.write("new")
        os.fsync(file.fileno())
    page.chmod(0o644)
    backup.unlink()


def vim_itself(page):
    subprocess.run(
        [
            "vim",
            "-Nu",
            "NONE",
            "-es",
            "--not-a-term",
            "-c",
            "set backupcopy=no",
            "-c",
            "%s/.*/new/",
            "-c",
            "wq",
            str(page),
        ],
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=10,
    )
    assert page.read_text() == "new\n"


def emacs(page):
    lock = page.with_name(f".#{page.name}")
    lock.symlink_to("me@here.1234:1700000000")
    page.rename(page.with_name(page.name + "~"))
    page.write_text("new")
    lock.unlink()


def atomically(page):
    """VS Code and many others."""
    temporary = page.with_name(f"{page.name}.tmp.1234")
    temporary.write_text("new")
    temporary.replace(page)


def sed(page):
    subprocess.run(["sed", "-i", "s/old/new/", str(page)], check=True)


def mapped(page):
    with page.open("r+b") as file, mmap.mmap(file.fileno(), 0) as memory:
        memory[:3] = b"new"


def same_size_and_time(page):
    status = page.stat()
    page.write_text(page.read_text().replace("old", "new"))
    os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))


def replaced_by_same_size_and_time(page):
    status = page.stat()
    temporary = page.with_name(".temporary")
    temporary.write_text(page.read_text().replace("old", "new"))
    os.utime(temporary, ns=(status.st_atime_ns, status.st_mtime_ns))
    temporary.replace(page)


def in_pieces(page):
    with page.open("w") as file:
        for _ in range(10):
            file.write("new ")
            file.flush()
            time.sleep(0.02)


def appended(page):
    with page.open("a") as file:
        file.write("new")


def from_outside(page):
    new = page.parents[2] / "outside/new"
    new.write_text("new")
    new.replace(page)


def linked(page):
    target = page.parents[1] / "target.md"
    target.write_text("new")
    page.unlink()
    page.symlink_to(target)


SAVES = [
    in_place,
    vim,
    pytest.param(vim_itself, marks=pytest.mark.skipif(not shutil.which("vim"), reason="no vim")),
    emacs,
    atomically,
    sed,
    mapped,
    same_size_and_time,
    replaced_by_same_size_and_time,
    in_pieces,
    appended,
    from_outside,
    linked,
]


@pytest.mark.parametrize("save", SAVES)
def test_a_saved_page_is_known(save, site, mode):
    page = site / "content/page.md"
    with preview(site, mode) as reading:
        save(page)

        assert_all_is_known(reading, mode)
        assert "new" in reading.texts()["page.md"]


# --- files and folders that come, go and change places ------------------------------------------------------


def new_page(content, _outside):
    (content / "new.md").write_text("new")


def new_page_in_new_folders(content, _outside):
    folder = content / "a/b/c/d"
    folder.mkdir(parents=True)
    (folder / "new.md").write_text("new")


def many_new_folders(content, _outside):
    for number in range(30):
        folder = content / f"new{number}/inner"
        folder.mkdir(parents=True)
        (folder / "page.md").write_text(f"new {number}")


def deleted_page(content, _outside):
    (content / "docs/one.md").unlink()


def deleted_folder(content, _outside):
    shutil.rmtree(content / "docs")


def moved_out(content, outside):
    (content / "docs/one.md").rename(outside / "one.md")


def folder_moved_out(content, outside):
    (content / "docs").rename(outside / "docs")


def folder_moved_in(content, outside):
    (outside / "in/deep").mkdir(parents=True)
    (outside / "in/deep/new.md").write_text("new")
    (outside / "in").rename(content / "in")


def folder_moved_out_and_in_again(content, outside):
    (content / "docs").rename(outside / "docs")
    (outside / "docs/one.md").write_text("new one")
    (outside / "docs").rename(content / "again")
    (content / "again/two.md").write_text("new two")


def renamed_page(content, _outside):
    (content / "page.md").rename(content / "docs/page.md")


def renamed_by_case(content, _outside):
    (content / "page.md").rename(content / "Page.md")


def renamed_folder(content, _outside):
    (content / "docs").rename(content / "handbook")
    (content / "handbook/one.md").write_text("new")


def folders_swapped(content, _outside):
    (content / "other").mkdir()
    (content / "other/one.md").write_text("other")
    (content / "docs").rename(content / "between")
    (content / "other").rename(content / "docs")
    (content / "between").rename(content / "other")
    (content / "other/one.md").write_text("new")


def folder_replaced_from_outside(content, outside):
    shutil.copytree(content / "docs", outside / "docs")
    (outside / "docs/one.md").write_text("new")
    (content / "docs").rename(outside / "old")
    (outside / "docs").rename(content / "docs")
    (content / "docs/two.md").write_text("new two")


def folder_made_again(content, _outside):
    for number in range(3):
        shutil.rmtree(content / "docs")
        (content / "docs").mkdir()
        (content / "docs/one.md").write_text(f"new {number}")


def folder_that_left_and_its_successor_both_gone(content, outside):
    """After this, watchdog 7.1's reading thread is dead."""
    (content / "docs").rename(outside / "docs")
    (content / "docs").mkdir()
    time.sleep(0.02)
    (content / "docs").rmdir()
    time.sleep(0.02)
    shutil.rmtree(outside / "docs")
    (content / "page.md").write_text("new")


def page_becomes_folder(content, _outside):
    (content / "page.md").unlink()
    (content / "page.md").mkdir()
    (content / "page.md/index.md").write_text("new")


def written_behind_a_move_out(content, outside):
    (content / "docs/one.md").rename(outside / "one.md")
    (content / "page.md").write_text("new")


def content_replaced(content, outside):
    shutil.copytree(content, outside / "content")
    (outside / "content/page.md").write_text("new")
    content.rename(outside / "old")
    (outside / "content").rename(content)


def content_made_again(content, _outside):
    shutil.rmtree(content)
    content.mkdir()
    (content / "new.md").write_text("new")


def site_replaced(content, outside):
    shutil.copytree(content.parent, outside / "site")
    (outside / "site/content/page.md").write_text("new")
    content.parent.rename(outside / "old")
    (outside / "site").rename(content.parent)


def link_to_a_folder(content, _outside):
    (content.parent / "shared").mkdir()
    (content.parent / "shared/new.md").write_text("new")
    (content / "shared").symlink_to(content.parent / "shared")


CHANGES = [
    new_page,
    new_page_in_new_folders,
    many_new_folders,
    deleted_page,
    deleted_folder,
    moved_out,
    folder_moved_out,
    folder_moved_in,
    folder_moved_out_and_in_again,
    renamed_page,
    renamed_by_case,
    renamed_folder,
    folders_swapped,
    folder_replaced_from_outside,
    folder_made_again,
    folder_that_left_and_its_successor_both_gone,
    page_becomes_folder,
    written_behind_a_move_out,
    content_replaced,
    content_made_again,
    site_replaced,
    link_to_a_folder,
]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_files_and_folders_is_known_and_so_is_the_next(change, site, mode):
    content = site / "content"
    with preview(site, mode) as reading:
        change(content, site.parent / "outside")
        assert_all_is_known(reading, mode)

        for folder in sorted(path for path in content.rglob("*") if path.is_dir()):
            (folder / "next.md").write_text("next")
        (content / "next.md").write_text("next")
        assert_all_is_known(reading, mode)


# --- many at once, and again and again ----------------------------------------------------------------------


def git(folder, *arguments):
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_a_checkout_of_another_branch_is_known(site, mode):
    content = site / "content"
    git(site, "init")
    for branch in ("one", "two"):
        git(site, "checkout", "--orphan", branch)
        shutil.rmtree(content)
        for number in range(300):
            folder = content / f"{branch if number % 3 else 'both'}{number % 20}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"page{number}.md").write_text(f"{branch} {number}")
        git(site, "add", "--all")
        git(site, "commit", "--message", branch)

    with preview(site, mode) as reading:
        for branch in ("one", "two"):
            git(site, "checkout", branch)

            assert_all_is_known(reading, mode)
            assert len(reading.texts()) == 300


def test_a_page_that_is_written_all_the_time_is_known_all_the_time(site, mode):
    page = site / "content/page.md"
    seen = []
    with preview(site, mode) as reading:
        ends = time.monotonic() + 2 * WITHIN[mode]
        number = 0
        while time.monotonic() < ends:
            number += 1
            page.write_text(str(number))
            time.sleep(0.05)
            seen.append((number, reading.texts()["page.md"]))
        assert_all_is_known(reading, mode)

    behind = max(number - int(text) for number, text in seen[len(seen) // 2 :] if text.isdigit())
    assert behind <= WITHIN[mode] / 0.05


def test_a_thousand_writes_end_in_what_stands_on_disk(site, mode):
    with preview(site, mode) as reading:
        for number in range(1000):
            (site / f"content/docs/page{number % 100}.md").write_text(str(number))

        assert_all_is_known(reading, mode)


@pytest.mark.parametrize("save", [in_place, atomically, vim])
def test_data_beside_the_content_is_known(save, site, mode):
    (site / "data").mkdir()
    authors = site / "data/authors.json"
    authors.write_text("old")
    with preview(site, mode, data=DataSettings(authors="data/authors.json")) as reading:
        save(authors)

        assert_all_is_known(reading, mode)
        assert reading.known.files.authors.text == "new"


def test_what_links_lead_to_is_known(site, mode):
    (site / "shared").mkdir()
    (site / "shared/page.md").write_text("old")
    (site / "one.md").write_text("old")
    (site / "content/shared").symlink_to("../shared")
    (site / "content/linked.md").symlink_to("../one.md")
    with preview(site, mode) as reading:
        (site / "shared/page.md").write_text("new")
        (site / "one.md").write_text("new")

        assert_all_is_known(reading, mode)

        (site / "two.md").write_text("another")
        (site / "content/linked.md").unlink()
        (site / "content/linked.md").symlink_to("../two.md")

        assert_all_is_known(reading, mode)
        assert reading.texts()["linked.md"] == "another"

        (site / "two.md").write_text("and another")

        assert_all_is_known(reading, mode)


def test_a_content_folder_that_is_a_link_may_lead_elsewhere(site, mode):
    (site / "content").rename(site / "v1")
    shutil.copytree(site / "v1", site / "v2")
    (site / "v2/page.md").write_text("second")
    (site / "content").symlink_to("v1")
    with preview(site, mode) as reading:
        (site / "v1/page.md").write_text("first")
        assert_all_is_known(reading, mode)

        (site / "next").symlink_to("v2")
        (site / "next").rename(site / "content")
        assert_all_is_known(reading, mode)

        (site / "v2/page.md").write_text("third")
        assert_all_is_known(reading, mode)
        assert reading.texts()["page.md"] == "third"
