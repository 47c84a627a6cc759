"""Files that change -> the newest build of their site, in a thread of its own; readers never wait for it."""

import asyncio
import threading
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Literal

from msgspec import Struct, structs

from handbook import git
from handbook.build import Made, Order, make
from handbook.cache import Cache
from handbook.config import ParseOptions, Project
from handbook.errors import CannotStart
from handbook.model import Files
from handbook.picture_sizes import SUFFIXES
from handbook.server.reread import NOTHING, Reading, reread, reread_named
from handbook.server.searching import Searching
from handbook.server.snapshot import FailedSnapshot, Rendering, Session, SiteSnapshot, rendering_of
from handbook.server.values import Change

Kind = Literal["content", "style", "reload", "problems"]

A_CHECKOUT = 20
"""So many files that change at once come from git, and so do new dates."""


class Rebuilt(Struct, frozen=True):
    """One rebuild, for the line in the terminal."""

    snapshot: SiteSnapshot | None
    project: Project | None
    changed: tuple[str, ...]
    seconds: float
    parsed: int
    error: CannotStart | None = None


class Live:
    """Holds the newest build of a site, and makes the next one when it is woken.

    ``order`` says how the site is built, and is asked each time: the configuration changes like all else.
    ``publish`` tells the browsers and ``report`` the terminal, both from this thread.
    """

    def __init__(  # noqa: PLR0913 - what a live site depends on, by name
        self,
        order: Callable[[], Order],
        *,
        cache: Cache,
        session: Session,
        searching: Searching,
        publish: Callable[[Change], None],
        report: Callable[[Rebuilt], None],
    ) -> None:
        self._order = order
        self._cache = cache
        self._session = session
        self._searching = searching
        self._publish = publish
        self._report = report
        self._named: frozenset[Path] = frozenset()
        self._is_all_due = False
        self._lock = threading.Lock()
        self._woken = threading.Event()
        self._is_stopped = False
        self._first = threading.Event()
        self._reading: Reading = NOTHING
        self._history = git.History()
        self._made: Made | None = None
        self._made_with: ParseOptions | None = None
        self._made_from: git.History | None = None
        self._rendering: Rendering | None = None
        self._snapshot: SiteSnapshot | None = None
        self._failed: CannotStart | None = None
        self._thread = threading.Thread(target=self._run, name="handbook-live", daemon=True)

    # --- what readers see -----------------------------------------------------------------------------------

    @property
    def current(self) -> SiteSnapshot | FailedSnapshot:
        """Return the newest build, or what was in the way of the first."""
        return self._snapshot or FailedSnapshot(self._failed, self._session)

    async def ready(self) -> None:
        """Wait for the first build."""
        if not self._first.is_set():
            await asyncio.to_thread(self._first.wait)

    # --- what wakes it --------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin with the first build."""
        self.wake()
        self._thread.start()

    def wake(self, named: frozenset[Path] = frozenset()) -> None:
        """Look at the named paths, or at everything; from any thread."""
        with self._lock:
            self._named |= named
            self._is_all_due = self._is_all_due or not named
        self._woken.set()

    def stop(self) -> None:
        """End after the build that is under way."""
        self._is_stopped = True
        self._woken.set()
        self._thread.join(timeout=5)

    # --- the thread -----------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            self._woken.wait()
            self._woken.clear()
            if self._is_stopped:
                return
            with self._lock:
                named, self._named = self._named, frozenset()
                is_all_due, self._is_all_due = self._is_all_due, False
            if named:
                self._rebuild(named, reread_named)
            if is_all_due:
                self._rebuild(frozenset(), reread)

    def _rebuild(
        self,
        named: frozenset[Path],
        read: Callable[[Project, Reading, Collection[Path]], Reading],
    ) -> None:
        started = time.perf_counter()
        try:
            order = self._order()
            reading = read(order.project, self._reading, named)
            if self._is_made_of(reading, order):
                self._reading = reading
                return
            files = _with_known_files(reading, self._made)
            earlier = self._made if self._made and self._made_with == order.options else None
            history = self._history
            made = make(files, order, lambda: history, self._cache, earlier=earlier)
            rendering = rendering_of(made, self._rendering)
        except CannotStart as error:
            self._fail(error, started)
            return
        self._reading, self._made_with, self._made_from = reading, order.options, history
        self._accept(made, rendering, order.project, started)

    def _is_made_of(self, reading: Reading, order: Order) -> bool:
        """Tell whether the newest build is what would come out now."""
        ground = self._made.linkage.ground if self._made else None
        return (
            ground is not None
            and self._failed is None
            and not reading.changed
            and reading.files == self._reading.files
            and self._made_from is self._history
            and ground.config == order.project.config
        )

    def _accept(self, made: Made, rendering: Rendering, project: Project, started: float) -> None:
        before, earlier = self._snapshot, self._made
        snapshot = SiteSnapshot(
            (before.generation + 1) if before else 1,
            made,
            rendering,
            self._session,
            search=self._searching.find,
            earlier=before,
        )
        kind = _kind(made, earlier)
        was_failed, self._failed = self._failed, None
        self._made, self._rendering, self._snapshot = made, rendering, snapshot
        self._first.set()
        self._publish(Change(snapshot.generation, "reload" if was_failed else kind))
        names = tuple(_names_of_changed(made, earlier)) if earlier else ()
        parsed = sum(1 for source in made.documents if not earlier or source not in earlier.documents)
        self._searching.ask(made.site)
        self._report(Rebuilt(snapshot, project, names, time.perf_counter() - started, parsed))
        if not earlier or len(names) >= A_CHECKOUT:
            self._ask_git(project)

    def _ask_git(self, project: Project) -> None:
        """Find out when files changed last, beside the thread: pages show it as soon as it is known."""

        def ask() -> None:
            self._history = git.start(project.content)()
            self.wake()

        threading.Thread(target=ask, name="handbook-history", daemon=True).start()

    def _fail(self, error: CannotStart, started: float) -> None:
        """Keep the last good site, and say what is wrong."""
        if self._failed and self._failed.message == error.message:
            return
        self._failed = error
        self._first.set()
        self._report(Rebuilt(self._snapshot, None, (), time.perf_counter() - started, 0, error))


def _kind(made: Made, earlier: Made | None) -> Kind:
    """Return what a build means for open pages: new styles, new templates or scripts, or new contents."""
    if earlier is None:
        return "content"
    if earlier.linkage.ground.config != made.linkage.ground.config:
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


def _with_known_files(reading: Reading, earlier: Made | None) -> Files:
    """Return what was read, with the very mappings of before where no picture has changed."""
    files = reading.files
    if earlier is None or any(path.suffix.lower() in SUFFIXES for path in reading.changed):
        return files
    if (files.assets, files.static) != (earlier.files.assets, earlier.files.static):
        return files
    return structs.replace(files, assets=earlier.files.assets, static=earlier.files.static)


def _names_of_changed(made: Made, earlier: Made) -> Iterable[str]:
    """Yield the names of the content files that are not as they were."""
    before = {source.path: source for source in earlier.files.sources}
    after = {source.path: source for source in made.files.sources}
    for path in sorted({*before, *after}):
        if before.get(path) is not after.get(path) and before.get(path) != after.get(path):
            yield path
