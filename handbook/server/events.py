"""Changes of the site, from the builder's thread -> server-sent events for every open page.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import json
import threading
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from typing import NamedTuple

from msgspec import Struct, structs

from handbook.server.values import Change, Kind

HEARTBEAT = 15.0
"""Seconds between two signs of life: what lies between (a proxy, a tunnel) ends silent connections, and only
by writing do we notice that a machine fell asleep."""

SIGN_OF_LIFE = b":\n\n"

RETRY = b"retry: 500\n"
"""Milliseconds until a browser knocks again after a restart; its own 3 or 5 seconds would be seen."""


class News(Struct, frozen=True):
    """All that has happened: the newest generation, and the newest that changed something of each kind.

    So whoever knows which generation it shows can tell what it missed, however long it was away.
    """

    generation: int = 0
    latest: Mapping[Kind, int] = {}
    index: int = 0
    """Counts the search's indexes: one comes a while after the generation that it is made of."""

    def and_then(self, change: Change) -> "News":
        """Return the news after one more change."""
        latest = {**self.latest, change.kind: change.generation}
        return structs.replace(self, generation=change.generation, latest=latest)


class Reader(NamedTuple):
    """Wakes one stream, from any thread."""

    loop: asyncio.AbstractEventLoop
    bell: asyncio.Event

    def wake(self) -> None:
        """Ring the bell."""
        # A loop that has ended needs no waking.
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self.bell.set)


class Channel:
    """Tells every reader what happened since it was told last.

    Nothing is queued: a reader who was slow is told once, of all it missed. Those who publish take turns to
    replace ``_news``, the loop's thread replaces ``_readers``, each by one reference. So readers need no
    lock, and ``close`` may be called in a signal handler.
    """

    def __init__(self, server_id: str, *, heartbeat: float = HEARTBEAT) -> None:
        self.server_id = server_id
        self._heartbeat = heartbeat
        self._news = News()
        self._publishing = threading.Lock()
        self._readers: frozenset[Reader] = frozenset()
        self._is_closed = False

    @property
    def readers(self) -> int:
        """Return how many streams are open."""
        return len(self._readers)

    def publish(self, change: Change) -> None:
        """Tell all readers of a change; from one thread, any one, in the order of the generations."""
        with self._publishing:
            self._news = self._news.and_then(change)
        self._wake_all()

    def publish_index(self) -> None:
        """Tell all readers that the search has a new index; from any thread."""
        with self._publishing:
            self._news = structs.replace(self._news, index=self._news.index + 1)
        self._wake_all()

    def close(self) -> None:
        """End all streams, those to come included; from any thread."""
        self._is_closed = True
        self._wake_all()

    async def subscribe(self) -> AsyncGenerator[bytes, None]:
        """Yield events for one reader: the news at once and when there are others, else signs of life.

        Close it (``aclosing``) when the reader has left.
        """
        reader = Reader(asyncio.get_running_loop(), asyncio.Event())
        self._readers |= {reader}
        try:
            told = self._news
            if not self._is_closed:
                yield RETRY + self._encoded(told)
            while not self._is_closed:
                reader.bell.clear()
                if self._news is not told:
                    told = self._news
                    yield self._encoded(told)
                elif not await _rings(reader.bell, within=self._heartbeat):
                    yield SIGN_OF_LIFE
        finally:
            self._readers -= {reader}

    def _wake_all(self) -> None:
        for reader in self._readers:
            reader.wake()

    def _encoded(self, news: News) -> bytes:
        data = {"serverId": self.server_id, **structs.asdict(news)}
        return f"id: {self.server_id}:{news.generation}\nevent: news\ndata: {json.dumps(data)}\n\n".encode()


async def _rings(bell: asyncio.Event, *, within: float) -> bool:
    try:
        async with asyncio.timeout(within):
            await bell.wait()
    except TimeoutError:
        return False
    return True
