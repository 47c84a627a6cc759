"""A node -> the type that a field wants, or what is wrong with it. Every scalar still has its text."""

import datetime as dt
import math
import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from contextlib import suppress

from handbook.parse.nodes import SHAPES, Items, Node, Scalar, Table
from handbook.parse.passage import Passage
from handbook.parse.plain import Found, Misfit, is_blank, plain

Conversion = Callable[[Node, Passage], Found]

TRUTHS = {
    **dict.fromkeys(("true", "yes", "on", "y", "1"), True),
    **dict.fromkeys(("false", "no", "off", "n", "0"), False),
}

DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])")
TIME = re.compile(
    r"(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?[ \t]*"
    r"(?:Z|z|[-+][0-9]{1,2}(?::?[0-9]{2})?)?"
)
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""In English whatever the locale is, unlike those of calendar."""

DAY_HINT = "write year-month-day, as in 2023-07-03"
TIME_HINT = "write hours:minutes, as in 09:30 or 22:00"


def text(node: Node, _passage: Passage) -> Found:
    """Convert to a text: ``no`` is the word, 1.10 keeps its zero."""
    return Found(node.text.strip() or None) if isinstance(node, Scalar) else Found(None, (_not_text(node),))


def _not_text(node: Node) -> Misfit:
    hint = "put it in quotes if it is meant as text"
    return Misfit(node, f"is {SHAPES[type(node)]}, where a text is meant", hint)


def flag(node: Node, _passage: Passage) -> Found:
    """Convert to a truth value."""
    truth = TRUTHS.get(node.text.strip().lower()) if isinstance(node, Scalar) else None
    if truth is not None:
        return Found(truth)
    return Found(
        None, (Misfit(node, f"is {_shown(node)}, where true or false is meant", "write true or false"),)
    )


def cautious_flag(node: Node, passage: Passage) -> Found:
    """Convert to a truth value; what cannot be understood is true, so that a draft never leaks by a slip."""
    found = flag(node, passage)
    return Found(True, found.misfits) if found.misfits else found


def number(node: Node, _passage: Passage) -> Found:
    """Convert to a finite number."""
    try:
        value = float(node.text) if isinstance(node, Scalar) else math.nan
    except ValueError:
        value = math.nan
    if math.isfinite(value):
        return Found(value)
    return Found(
        None, (Misfit(node, f"is {_shown(node)}, where a number is meant", "write a number, as in 3"),)
    )


def picture_type(node: Node, _passage: Passage) -> Found:
    """Convert to how a post's picture is laid out: full, or else standard."""
    is_full = isinstance(node, Scalar) and node.text.strip().lower() == "full"
    return Found("full" if is_full else "standard")


def texts(node: Node, _passage: Passage) -> Found:
    """Convert a text, or a list of them however nested, to texts, each once."""
    scalars, misfits = _flattened(node)
    return Found(tuple(dict.fromkeys(scalar.text.strip() for scalar in scalars)) or None, misfits)


def words(node: Node, passage: Passage) -> Found:
    """Convert a list, or one text with commas, to texts, each once."""
    found = texts(node, passage)
    parts = [part.strip() for each in found.value or () for part in each.split(",")]
    return Found(tuple(dict.fromkeys(filter(None, parts))) or None, found.misfits)


def places(node: Node, passage: Passage) -> Found:
    """Convert a text, or a list of them however nested, to texts that know where they stand."""
    scalars, misfits = _flattened(node)
    return Found(tuple(map(passage.written, scalars)) or None, misfits)


def place(node: Node, passage: Passage) -> Found:
    """Convert to one text that knows where it stands; of a list it is the first."""
    scalars, misfits = _flattened(node)
    surplus = tuple(Misfit(each, "is one too many: only the first counts") for each in scalars[1:])
    return Found(passage.written(scalars[0]) if scalars else None, misfits + surplus)


def _flattened(node: Node) -> tuple[list[Scalar], tuple[Misfit, ...]]:
    leaves = list(_leaves(node))
    scalars = [leaf for leaf in leaves if isinstance(leaf, Scalar)]
    return scalars, tuple(_not_text(leaf) for leaf in leaves if isinstance(leaf, Table))


def _leaves(node: Node) -> Iterator[Node]:
    if isinstance(node, Items):
        for inner in node.nodes:
            yield from _leaves(inner)
    elif not is_blank(node):
        yield node


def sidebar(node: Node, passage: Passage) -> Found:
    """Convert to a sidebar's name, or to False for none: ``null``, false, or nothing behind the colon."""
    if not isinstance(node, Scalar):
        return Found(None, (_not_text(node),))
    name = passage.written(node)
    if is_blank(node) or (node.is_plain and plain(node).value is False):
        return Found(False)
    return Found(name) if plain(node).value is not True else Found()


def moment(node: Node, _passage: Passage) -> Found:
    """Convert to (date, time or None), as written: whatever zone stands behind it, the day never shifts.

    A day counts even where no time can be read behind it, so that nothing is published before its day.
    """
    if not isinstance(node, Scalar):
        return Found(None, (Misfit(node, f"is {SHAPES[type(node)]}, where a day is meant", DAY_HINT),))
    written = node.text.strip()
    day = DAY.match(written)
    if not day:
        return Found(None, (Misfit(node, f"is no day: {_shown(node)}", DAY_HINT),))
    year, month, date = map(int, day.groups())
    if mistake := _impossible(year, month, date):
        return Found(None, (Misfit(node, f"is no day: {mistake[0]}", mistake[1]),))
    rest = written[day.end() :]
    time = _time(rest)
    misfit = Misfit(node, f"is no time: {_shown(node)}; the day counts, from its beginning", TIME_HINT)
    return Found((dt.date(year, month, date), time), () if time or not rest else (misfit,))


def _impossible(year: int, month: int, day: int) -> tuple[str, str] | None:
    """Say why there is no such day, and which one may be meant."""
    if year == 0:
        return "there was no year 0", DAY_HINT
    if 1 <= month <= 12:
        last = monthrange(year, month)[1]
        name = f"{MONTHS[month - 1]} {year}"
        return None if 1 <= day <= last else (f"{name} has {last} days", f"write a day from 1 to {last}")
    if month > 12 and 1 <= day <= 12 and month <= monthrange(year, day)[1]:
        return f"there is no month {month}", f"did you mean {year:04}-{day:02}-{month:02}?"
    return f"there is no month {month}", DAY_HINT


def _time(written: str) -> dt.time | None:
    clock = TIME.fullmatch(written)
    if clock is None:
        return None
    hour, minute, second, fraction = clock.groups()
    with suppress(ValueError):
        return dt.time(int(hour), int(minute), int(second or 0), int((fraction or "0")[:6].ljust(6, "0")))
    return None


def _shown(node: Node) -> str:
    if not isinstance(node, Scalar):
        return SHAPES[type(node)]
    line = " ".join(node.text.split())
    return f"“{line if len(line) <= 40 else line[:39] + '…'}”"
