"""How many -> a pool of processes that never run the caller's program again, and never outlive it.

Imported only where processes are started: it brings in multiprocessing, which takes 20 ms.
"""

import gc
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import parent_process, resource_tracker
from threading import Lock, Thread
from types import ModuleType

if sys.platform == "win32":
    from multiprocessing.context import SpawnContext as Context
    from multiprocessing.context import SpawnProcess as Process
else:
    # Not fork: it deadlocks in a process that has threads, and the preview server has.
    from multiprocessing.context import ForkServerContext as Context
    from multiprocessing.context import ForkServerProcess as Process
    from multiprocessing.forkserver import ensure_running

_starting = Lock()


class WorkerProcess(Process):
    """A process that starts without the main module.

    As a rule each process imports its parent's main module first. Of a script without ``if __name__ ==
    "__main__"`` that is the whole program once more; of our own command it is a slow import for nothing.
    """

    def start(self) -> None:
        """Start the process, while what it would import is out of its sight."""
        with _starting, _undisturbed():
            main = sys.modules["__main__"]
            sys.modules["__main__"] = ModuleType("__main__")
            try:
                super().start()
            finally:
                sys.modules["__main__"] = main


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold back Ctrl-C, here until the block ends and in a process that begins in it for good.

    Python cannot be interrupted quietly while it starts: a dozen lines of it would stand before our one.
    """
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class WorkerContext(Context):
    """Where a pool gets its processes from."""

    Process = WorkerProcess


def get_ready(preload: Sequence[str]) -> None:
    """Start the server that processes are forked from, and let it import what they need."""
    if sys.platform != "win32":
        # First, for whatever starts it lets Ctrl-C through again.
        resource_tracker.ensure_running()
        with _starting, _undisturbed():
            WorkerContext().set_forkserver_preload([*preload, __name__])
            ensure_running()


def pool(size: int, preload: Sequence[str]) -> ProcessPoolExecutor:
    """Return a pool of processes, none of them started; ``preload`` names what they are to import first."""
    workers = WorkerContext()
    workers.set_forkserver_preload([*preload, __name__])
    return ProcessPoolExecutor(size, mp_context=workers, initializer=_begin)


def _begin() -> None:
    gc.disable()  # 5 % of the time; what is parsed holds no cycles, and the process ends with the build
    # Ctrl-C reaches every process of the terminal; what is to become of the work, the parent decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    # A pool's process holds both ends of its queue: it would wait for ever for a parent that was killed.
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
