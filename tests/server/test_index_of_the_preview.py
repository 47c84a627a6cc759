"""The search's index: made anew for the newest site when the writing rests, in a thread that ends."""

import threading
import time

import pytest

from handbook.model import Output, OutputPath
from handbook.server import searching
from handbook.server.searching import Searching


@pytest.fixture
def indexed(tmp_path, monkeypatch):
    """What makes no index, and notes for which sites it was to; ``came`` is set by each."""
    monkeypatch.setattr(searching, "REST", 0.05)
    made = Searching(tmp_path, lambda: None, pytest.fail)
    made.sites, made.came = [], threading.Event()
    monkeypatch.setattr(made, "_index", lambda site: (made.sites.append(site), made.came.set()))
    made.start()
    yield made
    made.stop()


def test_it_ends_though_nobody_has_asked(indexed):
    indexed.stop()
    indexed._thread.join(5)

    assert (indexed._thread.is_alive(), indexed.sites) == (False, [])


def test_it_ends_before_the_writing_rests(indexed, monkeypatch):
    monkeypatch.setattr(searching, "REST", 60)
    indexed.ask("site")
    indexed.stop()
    indexed._thread.join(5)

    assert (indexed._thread.is_alive(), indexed.sites) == (False, [])


def test_of_sites_that_follow_each_other_the_last_is_indexed(indexed):
    for number in range(5):
        indexed.ask(number)
    assert indexed.came.wait(5)

    assert indexed.sites == [4]


def test_a_fault_of_ours_is_told_once_and_the_next_index_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr(searching, "REST", 0.05)
    told, failed, came = [], [], threading.Event()
    made = Searching(tmp_path, came.set, told.append)

    def fail_twice(*_arguments, **_options):
        failed.append(True)
        if len(failed) == 2:
            monkeypatch.setattr(searching, "with_index", lambda *_, **__: [[Output(OutputPath("a"), b"1")]])
        raise KeyError("x")

    monkeypatch.setattr(searching, "with_index", fail_twice)
    monkeypatch.setattr(searching, "findable_pages", lambda site: site)
    made.start()
    made.ask("site")
    until = time.monotonic() + 10
    for asked in range(1, 3):
        while len(failed) < asked and time.monotonic() < until:
            time.sleep(0.01)
        made.ask("site")

    assert came.wait(10)
    assert [str(failure.__cause__) for failure in told] == ["'x'"]
    assert made.find(OutputPath("a")) == b"1"
    made.stop()
