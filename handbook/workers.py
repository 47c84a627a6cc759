"""A pure function and many items -> its results in order, computed in several processes when that pays."""

import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Semaphore, Thread
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

T = TypeVar("T")

WORTH_A_PROCESS = 64
"""Items from which on processes pay: to start one takes as long as to parse about this many pages."""

CHUNK = 48 * 1024
"""Weight of the items sent to a process at once: some 20 ms of parsing, so that all end at about one time."""

AHEAD = 2
"""Chunks that a process has before it: the one it works on and the next, so that it never waits for us."""


class Chunk(NamedTuple, Generic[T]):
    """Items that travel together, and the place of the first among all."""

    start: int
    items: Sequence[T]


class Given(NamedTuple, Generic[T]):
    """A chunk that the executor has, or could not take."""

    chunk: Chunk[T]
    future: "Future[list[bytes]] | None"


def get_ready(items: int, *, workers: int | None = None, preload: Sequence[str] = ()) -> None:
    """Let what new processes need be imported beside, if so many items will be worth a process.

    ``map_encoded`` works the same without; a caller that has something else to do first saves 100 ms.
    """
    if items >= WORTH_A_PROCESS and (workers or _cores()) > 1:
        with suppress(OSError, ImportError):
            from handbook.worker_processes import get_ready as start  # noqa: PLC0415 - as in map_encoded

            start(preload)


def map_encoded(
    function: Callable[[T], bytes],
    items: Sequence[T],
    *,
    workers: int | None = None,
    weight: Callable[[T], int] = lambda _: CHUNK // 8,
    preload: Sequence[str] = (),
) -> list[bytes]:
    """Return the function's result for each item, in order, whoever computes it.

    The function and the items must be picklable, for they may go to another process. ``workers`` counts the
    processes at work, this one included (None: one a core; 1: no other). ``weight`` tells how long an item
    takes, in characters of text; ``preload`` names modules that the function needs. Whatever happens to a
    process, its items are computed here. Raises what the function does.
    """
    count = workers or _cores()
    if len(items) < WORTH_A_PROCESS or count == 1:
        return _each(function, items)
    chunks = list(_chunks(items, weight))
    try:
        from handbook.worker_processes import pool  # noqa: PLC0415 - a warm build needs no multiprocessing

        own = pool(count - 1, preload)
    except (OSError, ImportError):  # a sandbox without semaphores
        return _each(function, items)
    try:
        with _quick_switches():
            return _shared(function, chunks, own, ahead=AHEAD * (count - 1))
    finally:
        # Waiting takes a millisecond. Without it, Python 3.11 now and then complains when it ends; and with
        # cancel_futures it may wait for ever, for what could not be pickled is then never taken off its list.
        own.shutdown()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _chunks(items: Sequence[T], weight: Callable[[T], int]) -> Iterator[Chunk[T]]:
    start = total = 0
    for end, item in enumerate(items, start=1):
        total += weight(item)
        if total >= CHUNK or end == len(items):
            yield Chunk(start, items[start:end])
            start, total = end, 0


def _shared(
    function: Callable[[T], bytes], chunks: Sequence[Chunk[T]], executor: "Executor", *, ahead: int
) -> list[bytes]:
    """Compute from the front here, while the executor gets what is at the back: it takes 110 ms to start."""
    waiting, given = deque(chunks), list[Given[T]]()
    feeder = Thread(target=_hand_out, args=(function, waiting, executor, ahead, given))
    feeder.start()
    results: dict[int, list[bytes]] = {}
    try:
        while chunk := _taken(waiting.popleft):
            results[chunk.start] = _each(function, chunk.items)
    finally:
        waiting.clear()
        feeder.join()
    for chunk, future in given:
        results[chunk.start] = _result(function, chunk, future)
    return [encoded for start in sorted(results) for encoded in results[start]]


@contextmanager
def _quick_switches() -> Iterator[None]:
    """Let the thread that feeds the processes have its turn after 0.5 ms of our own work, not 5.

    It needs about ten of them to start the first process: 60 ms of the 570 that 500 pages take on two cores.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _hand_out(
    function: Callable[[T], bytes],
    waiting: deque[Chunk[T]],
    executor: "Executor",
    ahead: int,
    given: list[Given[T]],
) -> None:
    places = Semaphore(ahead)
    while places.acquire() and (chunk := _taken(waiting.pop)):
        try:
            future = executor.submit(_each, function, chunk.items)
        except Exception:  # noqa: BLE001 - whatever keeps processes from starting, the work is done without
            given.append(Given(chunk, None))
            return
        given.append(Given(chunk, future))
        future.add_done_callback(lambda _: places.release())


def _taken(take: Callable[[], Chunk[T]]) -> Chunk[T] | None:
    try:
        return take()
    except IndexError:  # the other side took the last one
        return None


def _result(
    function: Callable[[T], bytes], chunk: Chunk[T], future: "Future[list[bytes]] | None"
) -> list[bytes]:
    if future is not None:
        with suppress(Exception):  # the process died; or what the function raises is raised again below
            return future.result()
    return _each(function, chunk.items)


def _each(function: Callable[[T], bytes], items: Sequence[T]) -> list[bytes]:
    return [function(item) for item in items]
