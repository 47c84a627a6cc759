"""Work under way -> a bar on standard error, where somebody is looking and it takes a while."""

from collections.abc import Iterable, Iterator
from threading import Timer
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

T = TypeVar("T")

WORTH_SHOWING = 0.7
"""Seconds. What is done sooner needs no bar, and rich takes 0.1 s to import."""


class ProgressBar:
    """Shows what is being done while a ``with`` block runs, and leaves nothing behind.

    A timer's thread begins to show it, so that the work itself waits for nothing and knows of nothing.
    """

    def __init__(self, stream: TextIO, *, is_shown: bool, after: float = WORTH_SHOWING) -> None:
        self.stream = stream
        self.step, self.total, self.done = "Reading and parsing", 0, 0
        self.timer = Timer(after, self._begin) if is_shown else None
        self.shown: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> Self:
        if self.timer is not None:
            self.timer.daemon = True
            self.timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self.timer is None:
            return
        self.timer.cancel()
        self.timer.join()
        if self.shown is not None:
            self.shown[0].stop()

    def over(self, items: Iterable[T], *, step: str, total: int) -> Iterator[T]:
        """Yield the items, counting them."""
        self.step, self.total = step, total
        for item in items:
            self.done += 1
            self._update()
            yield item

    def _begin(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - 0.1 s, and most builds are done before
        from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415

        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[count]}"))
        bar = Progress(*columns, console=Console(file=self.stream), transient=True)
        task = bar.add_task(self.step, total=None, count="")
        bar.start()
        self.shown = (bar, task)
        self._update()

    def _update(self) -> None:
        if self.shown is None:
            return
        bar, task = self.shown
        count = f"{self.done}/{self.total}" if self.total else ""
        bar.update(task, description=self.step, total=self.total or None, completed=self.done, count=count)
