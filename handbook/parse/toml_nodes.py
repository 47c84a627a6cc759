"""TOML -> a tree of nodes: tomllib says what is there, and toml_places where it stands."""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from handbook.config import Keys
from handbook.diagnostics import Span
from handbook.parse.nodes import Bounds, Closing, Mark, Node, Opening, Scalar, TooLarge, Unreadable, tree
from handbook.toml_places import places

KEY = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
WITHIN = 4_000
"""How far on in an array an item is looked for, in characters: it stands on one of the next lines."""

Stretch = tuple[int, int]
"""Start and end, in characters."""

FAILURE = re.compile(r"(?P<reason>.*?) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)")


def read_toml(text: str, bounds: Bounds, base: int = 0) -> Node | None:
    """Read a TOML document; ``base`` is added to every place."""
    _refuse_long_keys(text, bounds, base)
    try:
        content = tomllib.loads(text, parse_float=_Float)
    except tomllib.TOMLDecodeError as error:
        raise _failure(error, text, base) from error
    except ValueError as error:  # more digits than Python converts
        raise Unreadable("a number that is too large", base) from error
    except RecursionError as error:
        raise TooLarge(f"is nested deeper than {bounds.depth}", base) from error
    return tree(_Places(text, base).table(content, (), (0, len(text))), bounds)


class _Float(str):
    """A number as it was written: as a title, 1.10 is not 1.1."""

    __slots__ = ()


def _refuse_long_keys(text: str, bounds: Bounds, base: int) -> None:
    """Refuse ``a.a.a.…`` before tomllib sees it: 8,000 parts cost it 0.7 s, twice as many 2.8."""
    longest = re.compile(rf"(?:^|[{{,\[])[ \t]*(?:{KEY}[ \t]*\.[ \t]*){{{bounds.depth}}}", re.MULTILINE)
    if match := longest.search(text):
        raise TooLarge(f"is nested deeper than {bounds.depth}", base + match.start())


def _failure(error: tomllib.TOMLDecodeError, text: str, base: int) -> Unreadable:
    """Take the place out of the message: until Python 3.14 it stands nowhere else."""
    match = FAILURE.match(str(error))
    reason = match["reason"] if match else str(error)
    start = len(text)
    if match and match["line"]:
        start = _line_starts(text)[int(match["line"]) - 1] + int(match["column"]) - 1
    return Unreadable(reason[:1].lower() + reason[1:], base + min(start, len(text)))


class _Places:
    """Knows where each key and each table of a list stands; other items are looked for."""

    def __init__(self, text: str, base: int) -> None:
        self.text = text
        self.base = base
        self.line_starts = _line_starts(text)
        self.known = places(text)

    def table(self, content: Mapping[str, Any], keys: Keys, around: Stretch) -> Iterator[Mark]:
        yield self.opening(around, is_table=True)
        for key, value in content.items():
            key_place, value_place = self.places_of((*keys, key), around)
            yield self.scalar(key, key_place)
            yield from self.value(value, (*keys, key), value_place)
        yield Closing(self.base + around[1])

    def value(self, value: Any, keys: Keys, around: Stretch) -> Iterator[Mark]:  # noqa: ANN401 - TOML's border
        if isinstance(value, dict):
            yield from self.table(value, keys, around)
        elif isinstance(value, list):
            yield from self.items(value, keys, around)
        else:
            text, is_plain = _written(value)
            yield self.scalar(text, self.narrowed(text, around), is_plain=is_plain)

    def items(self, values: Sequence[Any], keys: Keys, around: Stretch) -> Iterator[Mark]:
        yield self.opening(around, is_table=False)
        at = around[0]
        for number, value in enumerate(values):
            item = (*keys, number)
            if isinstance(value, dict) and item in self.known:
                yield from self.table(value, item, self.stretch(self.known[item].key))
            elif isinstance(value, dict | list):
                yield from self.value(value, item, (at, around[1]))
            else:
                text, is_plain = _written(value)
                place = self.narrowed(text, (at, at + WITHIN))
                yield self.scalar(text, place, is_plain=is_plain)
                at = place[1] if place[1] - place[0] == len(text) else at
        yield Closing(self.base + around[1])

    def places_of(self, keys: Keys, around: Stretch) -> tuple[Stretch, Stretch]:
        """Return where a key and its value stand; what has no line of its own is somewhere around."""
        place = self.known.get(keys)
        return (self.stretch(place.key), self.stretch(place.value)) if place else (around, around)

    def stretch(self, span: Span) -> Stretch:
        start = self.line_starts[span.line - 1] + span.column - 1
        return start, start + span.length

    def narrowed(self, text: str, around: Stretch) -> Stretch:
        """Return where a text stands as it is, without quotes; if it does not (escapes), all around it."""
        start = self.text.find(text, *around)
        return (start, start + len(text)) if start >= 0 and text else around

    def opening(self, around: Stretch, *, is_table: bool) -> Opening:
        return Opening(self.base + around[0], is_table)

    def scalar(self, text: str, place: Stretch, *, is_plain: bool = False) -> Scalar:
        return Scalar(text, self.base + place[0], self.base + place[1], is_plain)


def _written(value: object) -> tuple[str, bool]:
    """Return a scalar's text, and whether it stands without quotes. Dates are texts, in ISO form."""
    match value:
        case _Float():
            return value.replace("_", "").replace("inf", ".inf").replace("nan", ".nan"), True
        case bool():
            return str(value).lower(), True
        case int():  # Python converts no number of more than 4,300 digits to decimal, but any to hexadecimal
            return (str(value) if value.bit_length() < 64 else hex(value)), True
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat(), True
        case _:
            return str(value), False


def _line_starts(text: str) -> list[int]:
    return list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
