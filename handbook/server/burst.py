"""Hints, from any thread and in any number -> what they named, once it is quiet."""

import threading
import time
from collections.abc import Iterable

QUIET, AT_MOST = 0.005, 0.1
"""Seconds without a hint after which those heard are passed on, and after which they are anyway."""


class Burst:
    """What was heard and not yet taken."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._heard = threading.Event()
        self._named: set[str] = set()
        self._is_confusing = False

    def hear(self, paths: Iterable[str], *, is_confusing: bool = False) -> None:
        """Add paths; ``is_confusing`` says that the watches may not be what they seem."""
        with self._lock:
            self._named.update(paths)
            self._is_confusing |= is_confusing
        self._heard.set()

    def interrupt(self) -> None:
        """Let whoever waits go on."""
        self._heard.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the first hint; say whether one came."""
        return self._heard.wait(max(0, seconds))

    def take(self) -> frozenset[str]:
        """Wait until it is quiet, and return what was named."""
        ends = time.monotonic() + AT_MOST
        while time.monotonic() < ends:
            self._heard.clear()
            if not self._heard.wait(QUIET):
                break
        with self._lock:
            named, self._named = self._named, set()
        return frozenset(named)

    def was_confusing(self) -> bool:
        """Say whether anything confusing was heard since the last time this was asked."""
        with self._lock:
            was_confusing, self._is_confusing = self._is_confusing, False
        return was_confusing
