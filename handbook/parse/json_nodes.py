"""JSON -> a tree of nodes: the json module says whether it is JSON, its tokens where everything stands."""

import json
import re
from collections.abc import Iterator

from handbook.parse.nodes import Bounds, Closing, Mark, Node, Opening, Scalar, TooLarge, Unreadable, tree

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]|[^\s,:\[\]{}"]+')
"""A text, a bracket, or a bare word: enough for what is known to be JSON."""


def read_json(text: str, bounds: Bounds, base: int = 0) -> Node | None:
    """Read a JSON document; ``base`` is added to every place."""
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        raise Unreadable(error.msg[:1].lower() + error.msg[1:], base + error.pos) from error
    except RecursionError as error:
        raise TooLarge(f"is nested deeper than {bounds.depth}", base) from error
    return tree(_marks(text, base), bounds)


def _marks(text: str, base: int) -> Iterator[Mark]:
    for match in TOKEN.finditer(text):
        written, start, end = match[0], match.start() + base, match.end() + base
        if written in {"{", "["}:
            yield Opening(start, written == "{")
        elif written in {"}", "]"}:
            yield Closing(end)
        elif written[0] == '"':
            yield Scalar(json.loads(written) if "\\" in written else written[1:-1], start + 1, end - 1)
        else:
            yield Scalar(written, start, end, is_plain=True)
