import errno
import logging
import os
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from on_disk import write_site

from handbook.config import Config, DataSettings, NavigationSettings, PathSettings, Project
from handbook.files import identity_of
from handbook.overlay import theme_folder
from handbook.server import hints, look, watch
from handbook.server.burst import Burst
from handbook.server.watch import USED_UP, Watch
from handbook.server.watched import Watched, watched

THEME = theme_folder()


@pytest.fixture
def site(tmp_path):
    names = ("content/docs/page.md", "templates/page.html", "static/logo.svg", "data/authors.json")
    write_site(tmp_path, dict.fromkeys(names, "old"))
    time.sleep(0.02)  # what changed just now is looked at twice
    return tmp_path


class Wakes:
    """Collects what a watch says."""

    def __init__(self):
        self.calls = []
        self.event = threading.Event()

    def __call__(self, named):
        self.calls.append((time.monotonic(), named))
        self.event.set()

    @property
    def named(self):
        return frozenset().union(*(named for _, named in self.calls))

    def after_quiet(self):
        """Return the calls, once there were none for longer than what follows a burst takes."""
        count = -1
        while count != len(self.calls):
            count = len(self.calls)
            time.sleep(5 * watch.AFTERWARDS)
        return [named for _, named in self.calls]


@contextmanager
def watching(places, *, poll=False):
    wakes = Wakes()
    watch_of_it = Watch(places, wakes, poll=poll)
    watch_of_it.start()
    wakes.watch = watch_of_it
    try:
        yield wakes
    finally:
        watch_of_it.stop()


def places_of(site, **settings):
    return watched(Project(folder=site, config=Config(**settings)))


# --- where --------------------------------------------------------------------------------------------------


def test_what_is_watched_of_a_project(tmp_path):
    config = Config(
        paths=PathSettings(content="pages", static="", exclude=("drafts/",)),
        data=DataSettings(authors="data/authors.json"),
        navigation=NavigationSettings(sidebars=("a.json", "b.json")),
    )

    places = watched(Project(folder=tmp_path, config=config, file=tmp_path / "handbook.toml"))

    assert places == Watched(
        folders={
            tmp_path / "pages": ("drafts/",),
            tmp_path / "templates": (),
            THEME / "templates": (),
            THEME / "static": (),
        },
        files=(
            tmp_path / "handbook.toml",
            tmp_path / "data/authors.json",
            tmp_path / "a.json",
            tmp_path / "b.json",
        ),
        closed=(tmp_path / "site", tmp_path / ".handbook"),
        within=tmp_path,
    )


@pytest.mark.parametrize("poll", [False, True])
@pytest.mark.parametrize(
    "name",
    [
        "content/docs/page.md",
        "content/new.png",
        "templates/page.html",
        "static/new.css",
        "data/authors.json",
        "handbook.toml",
        "pyproject.toml",
    ],
)
def test_a_change_is_named(name, poll, site):
    with watching(places_of(site, data=DataSettings(authors="data/authors.json")), poll=poll) as wakes:
        (site / name).write_text("new")

        assert wakes.event.wait(2)
        assert wakes.named == {site / name}


@pytest.mark.parametrize("poll", [False, True])
@pytest.mark.parametrize(
    "name", ["site/index.html", ".handbook/cache", "docs/.git/HEAD", ".git/config", "other/.hg/store"]
)
def test_what_we_or_git_write_wakes_nobody(name, poll, tmp_path):
    for folder in ("site", ".handbook", "docs/.git", ".git", "other/.hg"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "page.md").write_text("")
    time.sleep(0.02)
    with watching(places_of(tmp_path, paths=PathSettings(content=".")), poll=poll) as wakes:
        (tmp_path / name).write_text("new")
        (tmp_path / "page.md").write_text("new")
        wakes.event.wait(2)

        assert wakes.named == {tmp_path / "page.md"}


def test_what_is_excluded_is_named_as_the_scan_decides(site):
    (site / "content/drafts").mkdir()
    with watching(places_of(site, paths=PathSettings(exclude=("drafts/",)))) as wakes:
        (site / "content/drafts/page.md").write_text("")

        wakes.event.wait(1)
        assert wakes.named == {site / "content/drafts/page.md"}


def test_reading_wakes_nobody(site):
    with watching(places_of(site)) as wakes:
        for path in site.rglob("*"):
            if path.is_file():
                path.read_bytes()
            else:
                list(path.iterdir())

        assert wakes.after_quiet() == []


@pytest.mark.parametrize("poll", [False, True])
def test_other_places_can_be_watched_from_now_on(poll, site):
    (site / "pages").mkdir()
    with watching(places_of(site), poll=poll) as wakes:
        wakes.watch.move_to(places_of(site, paths=PathSettings(content="pages")))
        assert wakes.event.wait(2)
        assert wakes.after_quiet() == [frozenset()]

        wakes.event.clear()
        (site / "content/docs/page.md").write_text("new")
        (site / "pages/page.md").write_text("new")
        assert wakes.event.wait(2)
        assert wakes.named == {site / "pages/page.md"}


# --- when ---------------------------------------------------------------------------------------------------


def test_a_look_at_everything_follows_what_is_named(site):
    page = site / "content/docs/page.md"
    with watching(places_of(site)) as wakes:
        page.write_text("new")

        assert wakes.after_quiet() == [{page}, frozenset()]


def test_what_is_written_together_is_named_together(site):
    pages = {site / f"content/page{number}.md" for number in range(20)}
    with watching(places_of(site)) as wakes:
        for page in pages:
            page.write_text("new")
        wakes.after_quiet()

    assert wakes.named == pages
    assert len(wakes.calls) <= 1 + 20 // 4


def test_a_burst_lasts_a_tenth_of_a_second_at_most():
    burst, stopping = Burst(), threading.Event()

    def chatter():
        while not stopping.is_set():
            burst.hear(["page.md"])
            time.sleep(0.001)

    thread = threading.Thread(target=chatter)
    thread.start()
    burst.wait(1)
    started = time.monotonic()
    named = burst.take()
    seconds = time.monotonic() - started
    stopping.set()
    thread.join()

    assert named == {"page.md"}
    assert seconds < 0.25


def test_hints_that_never_cease_do_not_put_off_looking_at_everything(site):
    with watching(places_of(site)) as wakes:
        ends = time.monotonic() + 1.6
        while time.monotonic() < ends:
            (site / "content/docs/page.md").write_text(str(time.monotonic()))
            time.sleep(0.02)
        looks = [at for at, named in wakes.calls if not named]

    assert looks
    assert looks[0] - wakes.calls[0][0] < 1.4


def test_the_last_call_looks_at_everything(site):
    """Also after folders that came with files in them, before anybody watched these."""
    with watching(places_of(site)) as wakes:
        (site / "content/a/b").mkdir(parents=True)
        (site / "content/a/b/page.md").write_text("new")
        calls = wakes.after_quiet()

    assert calls[-1] == frozenset()
    assert site / "content/a/b/page.md" in wakes.named


# --- where there are no hints -------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE])
@pytest.mark.parametrize("at", ["instance", "folder", "folder below"])
def test_without_watches_left_changes_are_looked_for(at, number, site, monkeypatch):
    real = hints.Observer.schedule

    def schedule(self, handler, path, **options):
        if (at == "folder" and path == str(site / "content")) or (at == "folder below" and path == "/"):
            raise OSError(number, os.strerror(number))
        return real(self, handler, path, **options)

    def refuse():
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(hints.Observer, "schedule", schedule)
    if at == "instance":
        monkeypatch.setattr(hints, "Observer", refuse)
    before = _held()
    with watching(places_of(site)) as wakes:
        assert wakes.watch.notice == USED_UP
        assert [thread.name for thread in threading.enumerate() if thread.name.startswith("Thread-")] == []

        (site / "content/docs/page.md").write_text("new")

        assert wakes.event.wait(2)
        assert wakes.named == {site / "content/docs/page.md"}
    assert _held() == before


def test_with_hints_there_is_no_notice(site):
    with watching(places_of(site)) as wakes:
        assert wakes.watch.notice is None


def test_a_change_that_no_hint_named_is_found_and_the_watches_are_set_anew(site, monkeypatch):
    monkeypatch.setattr(watch, "PATROL", 0.3)
    monkeypatch.setattr(watch, "PATROL_SHARE", 1)
    with watching(places_of(site)) as wakes:
        wakes.watch._hints.stop()
        (site / "content/docs/page.md").write_text("new")
        assert wakes.event.wait(2)
        assert wakes.after_quiet() == [{site / "content/docs/page.md"}, frozenset()]

        monkeypatch.setattr(watch, "PATROL", 60.0)
        wakes.watch._next_look = 1e9
        wakes.calls.clear()
        (site / "content/docs/page.md").write_text("newer")
        assert wakes.after_quiet()[0] == {site / "content/docs/page.md"}


def test_lost_events_are_a_reason_to_look_at_everything(site, capfd):
    with watching(places_of(site)) as wakes:
        logging.getLogger("watchdog.observers.inotify_c").warning("Inotify queue overflowed")

        assert wakes.after_quiet() == [frozenset()]
        (site / "content/docs/page.md").write_text("new")
        assert wakes.after_quiet()[1:] == [{site / "content/docs/page.md"}, frozenset()]
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("poll", [False, True])
def test_nothing_changed_wakes_nobody(poll, site):
    time.sleep(0.02)
    with watching(places_of(site), poll=poll) as wakes:
        time.sleep(1.2)

    assert wakes.calls == []


def test_what_changed_just_now_is_named_once_more_for_it_may_change_in_the_same_tick(site, monkeypatch):
    page = str(site / "content/docs/page.md")
    monkeypatch.setattr(look, "time", SimpleNamespace(time_ns=lambda: identity_of(page).changed + 5_000_000))
    with watching(places_of(site), poll=True) as wakes:
        monkeypatch.undo()
        assert wakes.event.wait(2)
        calls = wakes.after_quiet()

    assert page in map(str, calls[0])
    assert calls[1:] == [frozenset()]


# --- the end ------------------------------------------------------------------------------------------------


def _held():
    return len([*Path("/proc/self/fd").iterdir()]), threading.active_count()


@pytest.mark.parametrize("poll", [False, True])
def test_stopping_leaves_no_thread_and_no_descriptor(poll, site):
    before = _held()
    for _ in range(3):
        with watching(places_of(site), poll=poll) as wakes:
            (site / "content").rename(site / "away")
            (site / "content").mkdir()
            (site / "content/page.md").write_text("new")
            wakes.event.wait(2)
            started = time.monotonic()
        (site / "content/page.md").unlink()
        (site / "content").rmdir()
        (site / "away").rename(site / "content")
        assert time.monotonic() - started < 1

    assert _held() == before


def test_a_wake_may_stop_the_watch(site):
    stopped = threading.Event()

    def stop(_named):
        its_watch.stop()
        stopped.set()

    its_watch = Watch(places_of(site), stop)
    its_watch.start()
    (site / "content/docs/page.md").write_text("new")

    assert stopped.wait(2)


def test_folders_that_are_not_there_yet_are_watched_when_they_come(tmp_path):
    places = Watched(folders={tmp_path / "later/content": ()}, files=(), within=tmp_path)
    with watching(places) as wakes:
        (tmp_path / "later/content").mkdir(parents=True)
        assert wakes.event.wait(1)
        wakes.after_quiet()
        wakes.calls.clear()

        page = Path(tmp_path / "later/content/page.md")
        page.write_text("new")
        assert wakes.after_quiet() == [{page}, frozenset()]
