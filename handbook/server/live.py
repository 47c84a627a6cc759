"""Files that change -> the newest build of their site, in a thread of its own; readers never wait for it."""

import asyncio
import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path

from msgspec import Struct, structs

from handbook import git
from handbook.build import Made, Order, make, sketch
from handbook.cache import Cache
from handbook.cached import documents_in, get_ready_to_parse
from handbook.config import ParseOptions, Project
from handbook.errors import CannotStart
from handbook.model import Document, Files, Source
from handbook.picture_sizes import SUFFIXES
from handbook.server.differences import (
    changed_settings,
    count_of_new,
    has_other_templates,
    has_settings_of,
    kind_of,
)
from handbook.server.faults import failure_of
from handbook.server.reread import NOTHING, Reading, reread, reread_named
from handbook.server.searching import Searching
from handbook.server.snapshot import Rendering, Session, SiteSnapshot, rendering_of
from handbook.server.unfinished import FailedSnapshot, SketchSnapshot
from handbook.server.values import Change

A_CHECKOUT = 20
"""So many files that change at once come from git, and so do new dates."""

WORTH_A_SKETCH = 64
"""Pages that are to be parsed, or to be linked while somebody waits: for so many, a sketch comes first."""

FIRST_ANSWER = 0.1
"""Seconds that building waits for that answer, which takes a third of it; beside the building 26 ms more."""


class Rebuilt(Struct, frozen=True, kw_only=True):
    """One rebuild, for the line in the terminal."""

    snapshot: SiteSnapshot | None
    project: Project | None
    changed: tuple[Path, ...] = ()
    """The files that changed, in order; none where only git's dates did, or the clock."""
    seconds: float
    parsed: int = 0
    """Pages of which the text is new."""
    failure: CannotStart | None = None
    """What was in the way; a fault of ours is its cause."""
    broken: CannotStart | None = None
    """What is wrong with a template that has changed: pages cannot be shown."""


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
        self._is_awaited = False
        self._generation = 0
        self._reading: Reading = NOTHING
        self._changed: frozenset[Path] = frozenset()
        self._history = git.History()
        self._made: Made | None = None
        self._made_with: ParseOptions | None = None
        self._rendering: Rendering | None = None
        self._snapshot: SiteSnapshot | None = None
        self._failure: CannotStart | None = None
        self._thread = threading.Thread(target=self._run, name="handbook-live", daemon=True)

    # --- what readers see -----------------------------------------------------------------------------------

    @property
    def current(self) -> SiteSnapshot | FailedSnapshot:
        """Return the newest build, or what was in the way of the first."""
        if self._snapshot:
            return self._snapshot
        failure = self._failure or CannotStart("the preview is ending")
        return FailedSnapshot(failure, self._session, self._generation)

    async def ready(self) -> None:
        """Wait for the first build."""
        if not self._first.is_set():
            self._is_awaited = True
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

    def give_up(self) -> None:
        """Let nobody wait any more; may be called in a signal handler."""
        self._is_stopped = True
        self._first.set()
        self._woken.set()

    def stop(self, within: float) -> bool:
        """End after the build that is under way; say whether that was in time."""
        self.give_up()
        if self._thread.ident is not None:
            self._thread.join(within)
        return not self._thread.is_alive()

    # --- the thread -----------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            self._woken.wait()
            self._woken.clear()
            with self._lock:
                named, self._named = self._named, frozenset()
                is_all_due, self._is_all_due = self._is_all_due, False
            if named and not self._is_stopped:
                self._rebuild(named, reread_named)
            if is_all_due and not self._is_stopped:
                self._rebuild(frozenset(), reread)
            if self._is_stopped:
                return

    def _rebuild(
        self,
        named: frozenset[Path],
        read: Callable[[Project, Reading, Collection[Path]], Reading],
    ) -> None:
        """Build, if there is anything new. Whatever goes wrong, the newest build stays."""
        started = time.perf_counter()
        try:
            order = self._order()
            reading = read(order.project, self._reading, named)
            # Of all that was read since the newest build: some of it may have been in the way of one.
            changed = self._changed | reading.changed | changed_settings(order.project, self._made)
            if self._is_made_of(reading, order):
                self._reading = reading
                return
            self._reading, self._changed = reading, changed
            made = self._make(reading, order)
            rendering = rendering_of(made, self._rendering)
            self._made_with, self._changed = order.options, frozenset()
            self._accept(made, rendering, order.project, changed, started)
        except CannotStart as failure:
            self._fail(failure, started)
        except Exception as bug:  # noqa: BLE001 - the preview outlives our faults, and says what they are
            self._fail(failure_of(bug), started)

    def _is_made_of(self, reading: Reading, order: Order) -> bool:
        """Tell whether the newest build is what would come out now."""
        made = self._made
        return (
            made is not None
            and self._failure is None
            and not reading.changed
            and reading.files == self._reading.files
            and structs.replace(made.history, notice="") == structs.replace(self._history, notice="")
            and has_settings_of(made, order.project)
        )

    def _make(self, reading: Reading, order: Order) -> Made:
        history = self._history
        known: dict[Source, Document] = {}
        if self._made is None:
            known = documents_in(self._cache, reading.files.sources, order.options)
            missing = len(reading.files.sources) - len(known)
            waited_for = len(known) if self._is_awaited and not self._first.is_set() else 0
            if missing + waited_for >= WORTH_A_SKETCH and self._snapshot is None:
                self._show_sketch(reading.files, order, known)
        earlier = self._made if self._made and self._made_with == order.options else None
        files = _with_known_files(reading.files, self._changed, self._made)
        return make(files, order, lambda: history, self._cache, earlier=earlier, known=known)

    def _show_sketch(self, files: Files, order: Order, known: dict[Source, Document]) -> None:
        """Answer with what can be known at once, until everything has been parsed and linked."""
        if missing := len(files.sources) - len(known):
            get_ready_to_parse(missing)
        made = sketch(files, order, self._cache, known)
        self._generation += 1
        rendering = rendering_of(made, None)
        snapshot = SketchSnapshot(
            self._generation, made, rendering, self._session, known=known, options=order.options
        )
        self._snapshot = snapshot
        self._publish(Change(self._generation, "content"))
        is_first = not self._first.is_set()
        self._first.set()
        if self._is_awaited and is_first:
            snapshot.has_answered.wait(FIRST_ANSWER)

    def _accept(
        self, made: Made, rendering: Rendering, project: Project, changed: frozenset[Path], started: float
    ) -> None:
        before, earlier, had_failed = self._snapshot, self._made, self._failure is not None
        self._generation += 1
        snapshot = SiteSnapshot(
            self._generation,
            made,
            rendering,
            self._session,
            search=self._searching.find,
            good_pages=before.good_pages if before and earlier else None,
        )
        self._made, self._rendering, self._snapshot, self._failure = made, rendering, snapshot, None
        kind = "reload" if had_failed and before is None else kind_of(made, earlier, changed)
        self._publish(Change(self._generation, kind))
        self._first.set()
        self._searching.ask(made.site)
        self._report(
            Rebuilt(
                snapshot=snapshot,
                project=project,
                changed=tuple(sorted(changed)) if earlier else (),
                seconds=time.perf_counter() - started,
                parsed=count_of_new(made, earlier),
                broken=snapshot.failure_of_templates() if has_other_templates(made, earlier) else None,
            )
        )
        if not earlier or len(changed) >= A_CHECKOUT:
            self._ask_git(project)

    def _ask_git(self, project: Project) -> None:
        """Find out when files changed last, beside the thread: pages show it as soon as it is known."""

        def ask() -> None:
            history = git.start(project.content)()
            before, self._history = self._history, history
            if structs.replace(history, notice="") != structs.replace(before, notice=""):
                self.wake()

        threading.Thread(target=ask, name="handbook-history", daemon=True).start()

    def _fail(self, failure: CannotStart, started: float) -> None:
        """Keep the last good site, and say what is wrong."""
        if self._failure and (self._failure.message, self._failure.hint) == (failure.message, failure.hint):
            return
        self._failure = failure
        self._generation += 1
        if self._snapshot:
            self._snapshot = self._snapshot.with_failure(self._generation, failure)
        self._publish(Change(self._generation, "problems" if self._snapshot else "reload"))
        self._first.set()
        self._report(
            Rebuilt(
                snapshot=self._snapshot,
                project=None,
                seconds=time.perf_counter() - started,
                failure=failure,
            )
        )


def _with_known_files(files: Files, changed: Collection[Path], earlier: Made | None) -> Files:
    """Return what was read: with the very mappings of before where no picture has changed, else with others.

    What was read as it was named has those of before, whatever has changed.
    """
    if earlier is None:
        return files
    if any(path.suffix.lower() in SUFFIXES for path in changed):
        return structs.replace(files, assets={**files.assets}, static={**files.static})
    if (files.assets, files.static) != (earlier.files.assets, earlier.files.static):
        return files
    return structs.replace(files, assets=earlier.files.assets, static=earlier.files.static)
