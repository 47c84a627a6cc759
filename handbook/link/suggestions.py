"""Paths that exist -> the one that was probably meant by a path that does not."""

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher, get_close_matches

from handbook.link.places import PAGE_SUFFIX

MOST_CANDIDATES = 10
MOST_COMPARED = 200
MOST_NAMES = 100
MOST_ASKED = 2_000
"""So many mistakes get a hint; a page of nothing but broken links must not hold up the build."""
LONGEST_ASKED = 500
SHORTEST_MISTYPED = 4
"""Shorter names are one letter away from too many others."""


class Suggestions:
    """Knows paths by their last names: a right name in a wrong folder, or a name with one letter wrong.

    Of a name with one letter wrong one half is right, so that few names have to be looked at: difflib would
    compare every broken path with every other.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = paths
        self._by_name: dict[str, list[str]] = {}
        self._by_half: dict[tuple[str, str], list[str]] = {}
        self._found: dict[str, str | None] = {}

    def closest(self, path: str) -> str | None:
        """Return the path that looks most like this one; None if none is near."""
        if path not in self._found:
            if len(self._found) >= MOST_ASKED or len(path) > LONGEST_ASKED:
                return None
            self._found[path] = self._closest(path)
        return self._found[path]

    def _closest(self, path: str) -> str | None:
        if not self._by_name:
            self._learn()
        name = _name_of(path)
        names = [name] if name in self._by_name else self._near(name)
        candidates = [known for near in names for known in self._by_name[near]][:MOST_CANDIDATES]
        return max(candidates, key=lambda known: _likeness(known, path), default=None)

    def _learn(self) -> None:
        for path in sorted(self._paths):
            self._by_name.setdefault(_name_of(path), []).append(path)
        for name in self._by_name:
            for half in _halves(name, len(name)):
                self._by_half.setdefault(half, []).append(name)

    def _near(self, name: str) -> list[str]:
        if len(name.partition(".")[0]) < SHORTEST_MISTYPED:
            return []
        halves = {half for length in range(-1, 2) for half in _halves(name, len(name) + length)}
        names = [near for half in sorted(halves) for near in self._by_half.get(half, ())[:MOST_COMPARED]]
        return [near for near in dict.fromkeys(names) if _is_one_letter_off(name, near)]


class Names:
    """Knows the names of one kind, such as the ids of a page, and which of them looks like another."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted(names)[:MOST_NAMES]
        self._found: dict[str, str | None] = {}

    def closest(self, name: str) -> str | None:
        """Return the name that looks most like this one; None if none is near."""
        if name not in self._found:
            if len(self._found) >= MOST_NAMES or len(name) > LONGEST_ASKED:
                return None
            self._found[name] = next(iter(get_close_matches(name.lower(), self._names, n=1)), None)
        return self._found[name]


def _name_of(path: str) -> str:
    return PAGE_SUFFIX.sub("", path.rstrip("/"), count=1).rpartition("/")[2].lower()


def _halves(name: str, length: int) -> Iterator[tuple[str, str]]:
    """Yield the first and the last half of a name, if the right one is ``length`` letters long."""
    half = length // 2
    yield "first", name[:half]
    yield "last", name[-half:]


def _is_one_letter_off(one: str, other: str) -> bool:
    """Return whether a letter was left out, added, mistaken, or changed places with the next one."""
    differing = (index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    start = next(differing, min(len(one), len(other)))
    rest, right = one[start:], other[start:]
    is_turned = rest[:2] == right[1::-1] and rest[2:] == right[2:]
    return rest[1:] in (right, right[1:]) or rest == right[1:] or is_turned


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
