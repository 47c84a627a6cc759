"""Watched -> calls of ``wake`` whenever something changed there: on the system's hints, or by looking.

Hints name what to read at once. They are not trusted: after each burst of them, and now and then without one,
all is looked at, and whoever is woken with nothing named is to do so, too.
"""

import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path

from handbook import files
from handbook.server.burst import Burst
from handbook.server.hints import Hints, UsedUp
from handbook.server.look import Seen, look
from handbook.server.watched import Watched

AFTERWARDS, AT_THE_LATEST = 0.06, 1.0
"""Seconds from the last hint to the look at everything that follows; while hints go on, from the first.
Folders that came with files in them are watched by then; what a reading met half-written is read again."""

STANDING = 0.35
"""Seconds between checks that the folders themselves are those that hints come from: inotify says nothing
when one of them is renamed, or a folder that it lies in. Each takes up to a millisecond in a process that
slept: five a second were half of what an idle preview may take."""

POLLING, POLLING_SHARE = 0.5, 1 / 4
PATROL, PATROL_SHARE = 5.0, 1 / 2000
"""Seconds between looks without hints, and with them; and the share of a processor that looks may take."""

USED_UP = (
    "the system has no file watches left (fs.inotify.max_user_watches): looking for changes twice a second"
)

Wake = Callable[[frozenset[Path]], None]
"""Takes the files that are known to have changed. None means: look at everything."""


class Watch:
    """Calls ``wake`` from a thread of its own.

    A call with nothing named follows every other: what is named can be read at once, and alone. ``wake``
    should return soon; what changes meanwhile is named by the next call.
    """

    def __init__(self, places: Watched, wake: Wake, *, poll: bool = False) -> None:
        self.notice: str | None = None
        """What is to be said once: that the system gives no hints, known after ``start`` or later."""
        self._places = places
        self._wake = wake
        self._is_polling = poll
        self._burst = Burst()
        self._hints: Hints | None = None
        self._standing: dict[str, tuple[int, int] | None] = {}
        self._seen = Seen()
        self._cost = 0.0
        self._awaited_since: float | None = None
        self._next_look = 0.0
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Begin. What changes from when this returns will be seen."""
        self._look()
        if not self._is_polling:
            self._listen()
        self._next_look = time.monotonic() + self._pause()
        self._thread.start()

    def stop(self) -> None:
        """End, at once; no thread and no descriptor is left."""
        self._is_stopping = True
        self._burst.interrupt()
        if self._thread is not threading.current_thread():
            self._thread.join(timeout=1)
        if self._hints is not None:
            self._hints.stop()

    def move_to(self, places: Watched) -> None:
        """Watch other places from now on, as when the configuration names others; ``wake`` will be called."""
        if places != self._places:
            self._places = places
            self._burst.hear((), is_confusing=True)

    def _run(self) -> None:
        while not self._is_stopping:
            due = self._next_look - time.monotonic()
            heard = self._burst.wait(due if self._hints is None else min(due, STANDING))
            if self._is_stopping:
                return
            if heard:
                self._tell(self._burst.take())
            if time.monotonic() >= self._next_look or self._has_moved():
                self._look_again()

    def _tell(self, named: Collection[str]) -> None:
        if named:
            self._wake(frozenset(map(Path, named)))
        now = time.monotonic()
        if self._awaited_since is None:
            self._awaited_since = now
        self._next_look = min(now + AFTERWARDS, self._awaited_since + AT_THE_LATEST)

    # --- looking --------------------------------------------------------------------------------------------

    def _look_again(self) -> None:
        before, has_moved = self._seen, self._has_moved()
        self._look()
        changed = self._seen.differences(before)
        is_awaited = has_moved or self._awaited_since is not None
        if self._hints is None:
            changed |= before.unsettled
        elif (
            self._burst.was_confusing() or has_moved or self._is_deaf(before, changed, is_awaited=is_awaited)
        ):
            self._listen()
        self._awaited_since = None
        self._next_look = time.monotonic() + self._pause()
        if is_awaited:
            self._wake(frozenset())
        elif changed:
            self._tell(changed)

    def _is_deaf(self, before: Seen, changed: Collection[str], *, is_awaited: bool) -> bool:
        """Say whether something changed with no hint, or from now on would."""
        return (bool(changed) and not is_awaited) or self._seen.folders != before.folders

    def _look(self) -> None:
        started = time.thread_time()
        self._seen = look(self._places)
        self._cost = time.thread_time() - started

    def _pause(self) -> float:
        if self._is_polling:
            return max(POLLING, self._cost / POLLING_SHARE)
        return max(PATROL, self._cost / PATROL_SHARE)

    # --- hints ----------------------------------------------------------------------------------------------

    def _listen(self) -> None:
        """Set all watches anew. What changes meanwhile shows in the look at everything that follows."""
        if self._hints is not None:
            self._hints.stop()
            self._hints = None
        # Before the watches: what is replaced from now on will be noticed.
        places = {*map(str, self._places.folders), *self._seen.folders}
        self._standing = {place: files.node_of(place) for place in places}
        try:
            self._hints = Hints(self._seen.folders, self._hear)
        except UsedUp:
            self.notice, self._is_polling = USED_UP, True

    def _has_moved(self) -> bool:
        if self._hints is None:
            return False
        return any(files.node_of(place) != node for place, node in self._standing.items())

    def _hear(self, paths: frozenset[str], *, is_confusing: bool) -> None:
        counted = [path for path in paths if self._seen.counts(path)]
        if counted or not paths:
            self._burst.hear(counted, is_confusing=is_confusing)
