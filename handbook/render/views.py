"""A tree and a page's place in it -> what of the tree the page carries."""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from msgspec import Struct

from handbook.model import Node, Trail

CARRIED = 200
"""About so many entries a page carries. A tree up to this size stands on each page as a whole; of a larger
one each page has a view, or the site would grow with its square."""


class Window(Struct, frozen=True):
    """The part of a list that is carried, as indexes."""

    start: int
    stop: int


class View(Struct, frozen=True):
    """The branch that a page stands in and, outermost first, a window of each level down to it.

    What is at no such level is closed.
    """

    branch: Trail
    windows: tuple[Window, ...] = ()

    def window(self, above: Trail, size: int) -> Window:
        """Return what is carried of the list below an entry."""
        depth = len(above)
        if depth < len(self.windows) and self.holds(above):
            return self.windows[depth]
        return Window(0, min(size, CARRIED))

    def holds(self, trail: Trail) -> bool:
        """Return whether an entry is the branch or lies above it."""
        return self.branch[: len(trail)] == trail


def view_of(nodes: Sequence[Node], trail: Trail) -> View:
    """Return what of a large tree a page carries that stands at ``trail``.

    The levels share what a page carries: where they are too long, the longest give up most.
    """
    levels = accumulate(trail, lambda level, index: level[index].children, initial=nodes)
    sizes = [len(level) for level in levels if level]
    limit = _limit(sizes)
    windows = [_window(size, place, limit) for size, place in zip(sizes, [*trail, 0], strict=False)]
    return View(trail[: len(sizes) - 1], tuple(windows))


def size_of(nodes: Iterable[Node]) -> int:
    """Return how many entries a tree has."""
    return sum(1 + size_of(node.children) for node in nodes)


def _limit(sizes: Iterable[int]) -> int:
    """Return the length to which lists have to be cut for CARRIED entries in all of them together."""
    left, ordered = CARRIED, sorted(sizes)
    for index, size in enumerate(ordered):
        share = left // (len(ordered) - index)
        if size > share:
            return share
        left -= size
    return CARRIED


def _window(size: int, place: int, limit: int) -> Window:
    """Return a window around a place. It moves in steps: neighbours mostly share one, and its HTML."""
    if size <= limit:
        return Window(0, size)
    step = max(limit // 4, 1)
    start = place // step * step - (limit - step) // 2
    start = max(0, min(start, size - limit))
    return Window(start, start + limit)
