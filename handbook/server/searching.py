"""A site that changes -> its search index, made anew beside the preview whenever the writing rests."""

import threading
from collections.abc import Callable, Mapping
from itertools import chain
from pathlib import Path

from handbook.errors import CannotStart
from handbook.model import OutputPath, Site
from handbook.render.search import document_of, findable_pages
from handbook.search_index import with_index
from handbook.server.faults import failure_of

REST = 1.5
"""Seconds without a change: an index of 450 pages takes one second of a processor."""


class Searching:
    """Makes the index of the newest site, in a thread of its own; meanwhile the one before is used.

    From that thread, ``publish`` is called whenever another index is in use, and ``report`` with a fault of
    ours.
    """

    def __init__(
        self, folder: Path, publish: Callable[[], None], report: Callable[[CannotStart], None]
    ) -> None:
        self._folder = folder
        self._publish = publish
        self._report = report
        self._files: Mapping[OutputPath, bytes] = {}
        self._site: Site | None = None
        self._told = ""
        self._asked = threading.Event()
        self._is_stopped = False
        self._thread = threading.Thread(target=self._run, name="handbook-search", daemon=True)

    def start(self) -> None:
        """Begin to wait for sites."""
        self._thread.start()

    def stop(self) -> None:
        """End; an index that is being made is given up with the process."""
        self._is_stopped = True
        self._asked.set()

    def ask(self, site: Site) -> None:
        """Have this site indexed, and none of those before."""
        self._site = site
        self._asked.set()

    def find(self, path: OutputPath) -> bytes | None:
        """Return a file of the index."""
        return self._files.get(path)

    def _run(self) -> None:
        while True:
            self._asked.wait()
            self._asked.clear()
            while not self._is_stopped and self._asked.wait(REST):  # somebody is still writing
                self._asked.clear()
            if self._is_stopped:
                return
            if self._site is not None:
                self._index(self._site)

    def _index(self, site: Site) -> None:
        try:
            batches = with_index((), findable_pages(site), self._folder, document_of=document_of)
            made = chain.from_iterable(batches)
            index = {output.path: output.content for output in made if isinstance(output.content, bytes)}
        except (CannotStart, OSError):
            return  # who builds the site reads what is in the way; the preview goes on without a new index
        except Exception as bug:  # noqa: BLE001 - as with the site: the next index may be made again
            self._tell(failure_of(bug))
            return
        self._told = ""
        if index != self._files:
            self._files = index
            self._publish()

    def _tell(self, failure: CannotStart) -> None:
        """Report a failure, and not again with every edit."""
        if failure.message != self._told:
            self._told = failure.message
            self._report(failure)
