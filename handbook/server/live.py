"""Files that change -> the newest build of their site, in a thread of its own; readers never wait for it."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

from msgspec import Struct

from handbook.build import Made, Order, make
from handbook.cache import Cache
from handbook.errors import CannotStart
from handbook.model import Files
from handbook.server.snapshot import Rendering, Session, SiteSnapshot, rendering_of
from handbook.server.values import Change

Kind = Literal["content", "style", "reload", "problems"]

Read = Callable[[frozenset[Path], Files | None], Files]
"""Reads what named paths and the folders hold now; what has not changed is taken from what was read before."""


class Rebuilt(Struct, frozen=True):
    """One rebuild, for the line in the terminal."""

    snapshot: SiteSnapshot
    changed: tuple[str, ...]
    seconds: float
    parsed: int
    error: CannotStart | None = None


class Live:
    """Holds the newest build of a site, and makes the next one when it is woken.

    ``read`` gives the files, ``order`` how they are built, ``publish`` tells the browsers and ``report`` the
    terminal. Neither is called before the first build.
    """

    def __init__(  # noqa: PLR0913 - what a live site depends on, by name
        self,
        order: Callable[[], Order],
        read: Read,
        *,
        cache: Cache,
        session: Session,
        publish: Callable[[Change], None],
        report: Callable[[Rebuilt], None],
    ) -> None:
        self._order = order
        self._read = read
        self._cache = cache
        self._session = session
        self._publish = publish
        self._report = report
        self._named: set[Path] = set()
        self._wake = threading.Event()
        self._stopped = False
        self._lock = threading.Lock()
        self._first = threading.Event()
        self._made: Made | None = None
        self._rendering: Rendering | None = None
        self._snapshot: SiteSnapshot | None = None
        self._failed: CannotStart | None = None
        self._thread = threading.Thread(target=self._run, name="handbook-live", daemon=True)

    # --- what readers see -----------------------------------------------------------------------------------

    @property
    def current(self) -> SiteSnapshot | None:
        """Return the newest build; None before the first."""
        return self._snapshot

    async def ready(self) -> None:
        """Wait for the first build."""
        while not self._first.is_set():
            await asyncio.sleep(0.005)

    # --- what wakes it --------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin with the first build."""
        self._thread.start()
        self.wake(frozenset())

    def wake(self, named: frozenset[Path]) -> None:
        """Look at named paths, and then at everything."""
        with self._lock:
            self._named |= named
        self._wake.set()

    def stop(self) -> None:
        """End after the build that is under way."""
        self._stopped = True
        self._wake.set()
        self._thread.join(timeout=5)

    # --- the thread -----------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            if self._stopped:
                return
            with self._lock:
                named, self._named = frozenset(self._named), set()
            self._rebuild(named)

    def _rebuild(self, named: frozenset[Path]) -> None:
        started = time.perf_counter()
        try:
            order = self._order()
            files = self._read(named, self._made.files if self._made else None)
            if self._made and files == self._made.files and not self._failed:
                return
            made = make(files, order, dict, self._cache, earlier=self._made)
            rendering = rendering_of(made, self._rendering)
        except CannotStart as error:
            self._fail(error, started)
            return
        self._accept(made, rendering, started)

    def _accept(self, made: Made, rendering: Rendering, started: float) -> None:
        before, earlier = self._snapshot, self._made
        snapshot = SiteSnapshot(
            (before.generation + 1) if before else 1, made, rendering, self._session, earlier=before
        )
        kind = _kind(made, earlier)
        was_failed, self._failed = self._failed, None
        self._made, self._rendering, self._snapshot = made, rendering, snapshot
        self._first.set()
        if before:
            self._publish(Change(snapshot.generation, "reload" if was_failed else kind))
        names = tuple(_changed(made, earlier)) if earlier else ()
        parsed = sum(1 for source in made.documents if not earlier or source not in earlier.documents)
        self._report(Rebuilt(snapshot, names, time.perf_counter() - started, parsed))

    def _fail(self, error: CannotStart, started: float) -> None:
        """Keep the last good site, and say what is wrong."""
        if self._failed and self._failed.message == error.message:
            return
        self._failed = error
        if self._snapshot is None:
            return
        self._report(Rebuilt(self._snapshot, (), time.perf_counter() - started, 0, error))


def _kind(made: Made, earlier: Made | None) -> Kind:
    """Return what a build means for open pages: new styles, new templates or scripts, or new contents."""
    if earlier is None or earlier.linkage.ground.config != made.linkage.ground.config:
        return "reload"
    before, after = earlier.files.theme, made.files.theme
    if before.templates != after.templates:
        return "reload"
    different = {
        name for name in {*before.assets, *after.assets} if before.assets.get(name) != after.assets.get(name)
    }
    if not different:
        return "content"
    return "style" if all(name.endswith(".css") for name in different) else "reload"


def _changed(made: Made, earlier: Made) -> Iterable[str]:
    """Yield the names of the content files that are not as they were."""
    before = {source.path: source for source in earlier.files.sources}
    after = {source.path: source for source in made.files.sources}
    for path in sorted({*before, *after}):
        if before.get(path) is not after.get(path) and before.get(path) != after.get(path):
            yield path
