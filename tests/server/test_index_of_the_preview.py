"""The search's index: made anew for the newest site when the writing rests, in a thread that ends."""

import threading

import pytest

from handbook.server import searching
from handbook.server.searching import Searching


@pytest.fixture
def indexed(tmp_path, monkeypatch):
    """What makes no index, and notes for which sites it was to; ``came`` is set by each."""
    monkeypatch.setattr(searching, "REST", 0.05)
    made = Searching(tmp_path, lambda: None)
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
