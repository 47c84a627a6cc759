"""A node -> a plain value (str, bool, int, float, None, list, dict), as it can be cached and shown."""

import math
import re
from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct

from handbook.parse.nodes import Items, Node, Scalar, Table, first_entries


class Misfit(Struct, frozen=True):
    """A node that is not what was meant: why, and the way out."""

    node: Node
    message: str
    hint: str = ""


class Found(Struct, frozen=True):
    """What a node was converted to; None where nothing was written that could be used."""

    value: Any = None
    misfits: tuple[Misfit, ...] = ()


WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
"""YAML 1.2's core schema: ``no`` and ``on`` are words, and so are dates."""

LARGEST = 2**63
"""What the cache can hold is a signed number of 64 bits."""


INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
"""Characters of no width, which come along where text is copied from a browser."""


def visible(text: str) -> str:
    """Return a text without white space and what has no width around it."""
    return text.strip().strip(INVISIBLE).strip()


def is_nothing(node: Node) -> bool:
    """Tell whether nothing was written: ``null``, ``~`` or no value at all."""
    return isinstance(node, Scalar) and node.is_plain and node.text in WORDS and WORDS[node.text] is None


def is_blank(node: Node) -> bool:
    """Tell whether nothing was written, or an empty text."""
    return isinstance(node, Scalar) and (not node.text.strip() or is_nothing(node))


def plain(node: Node) -> Found:
    """Convert a node as it is. Of equal keys the first wins; a number that is too large stays a text."""
    match node:
        case Items(nodes):
            found = [plain(inner) for inner in nodes]
            return Found([each.value for each in found], _misfits(found))
        case Table():
            pairs = [(key.text, plain(value)) for key, value in first_entries(node)]
            return Found({key: each.value for key, each in pairs}, _misfits(each for _, each in pairs))
        case _:
            return _typed(node)


def _misfits(found: Iterable[Found]) -> tuple[Misfit, ...]:
    return tuple(misfit for each in found for misfit in each.misfits)


def _typed(scalar: Scalar) -> Found:
    if not scalar.is_plain:
        return Found(scalar.text)
    if scalar.text in WORDS:
        return Found(WORDS[scalar.text])
    for pattern, number_of in NUMBERS:
        if pattern.fullmatch(scalar.text):
            number = number_of(scalar.text)
            return Found(number) if number is not None else _as_text(scalar)
    return Found(scalar.text)


def _as_text(scalar: Scalar) -> Found:
    hint = "put it in quotes if it is meant as text"
    return Found(scalar.text, (Misfit(scalar, "is a number that is too large, and stays a text", hint),))


def _integer(base: int) -> Callable[[str], int | None]:
    def integer(text: str) -> int | None:
        if len(text) > 64:  # Python refuses to convert thousands of digits
            return None
        number = int(text, base)
        return number if -LARGEST <= number < LARGEST else None

    return integer


def _finite(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None


def _never(_text: str) -> None:
    return None


NUMBERS: tuple[tuple[re.Pattern[str], Callable[[str], int | float | None]], ...] = (
    (re.compile(r"[-+]?(?:0|[1-9][0-9]*)"), _integer(10)),  # 007 is no number but a name
    (re.compile(r"0o[0-7]+"), _integer(8)),
    (re.compile(r"-?0x[0-9a-fA-F]+"), _integer(16)),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?"), _finite),
    (re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"), _never),
)
"""How numbers are written, and what they are; None for one that the cache cannot hold."""
