"""The text of a TOML file -> where each key and its value stand. tomllib keeps no places."""

import re
import tomllib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import count

from msgspec import Struct

from handbook.config import Keys
from handbook.diagnostics import Span

TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'  # a text may end in two quotes of its own, so up to five close it
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*|[\w+:-]+|\n|[ \t\r]+|.",
    re.DOTALL,
)
OPENING, CLOSING = frozenset("[{"), frozenset("]}")


class Place(Struct, frozen=True):
    """Where a setting stands: its key (or its table's header), and its value as far as the line goes."""

    key: Span
    value: Span


def places(text: str) -> Mapping[Keys, Place]:
    """Find every key of a text that tomllib has accepted, and every table of a list of tables."""
    found: dict[Keys, Place] = {}
    for keys, place in _Reader(text).places():
        found.setdefault(keys, place)
    return found


class _Reader:
    """Walks over the tokens once. Text that tomllib has accepted needs no grammar, only its brackets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [
            match for match in TOKEN.finditer(text) if match[0].strip(" \t\r") and match[0][0] != "#"
        ]
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.index = 0
        self.headers: Counter[Keys] = Counter()

    def places(self) -> Iterator[tuple[Keys, Place]]:
        table: Keys = ()
        while self.index < len(self.tokens):
            if self.tokens[self.index][0] == "\n":
                self.index += 1
            elif self.tokens[self.index][0] == "[":
                table, span = self.header()
                yield table, Place(span, span)
            else:
                yield from self.setting(table)

    def header(self) -> tuple[Keys, Span]:
        start = self.index
        while self.tokens[self.index][0] == "[":
            self.index += 1
        is_item = self.index == start + 2
        names, span = self.keys("]")
        while self.index < len(self.tokens) and self.tokens[self.index][0] == "]":
            self.index += 1
        keys: Keys = ()
        for name in names[:-1]:
            keys = self.latest((*keys, name))
        keys = (*keys, *names[-1:])
        if not is_item:
            return keys, span
        self.headers[keys] += 1
        return self.latest(keys), span

    def latest(self, keys: Keys) -> Keys:
        """Return what leads to the latest table of these keys: an item, if they are those of a list."""
        return (*keys, self.headers[keys] - 1) if self.headers[keys] else keys

    def keys(self, end: str) -> tuple[tuple[str, ...], Span]:
        start = self.index
        while self.tokens[self.index][0] != end:
            self.index += 1
        tokens = self.tokens[start : self.index]
        keys = tuple(key for token in tokens for key in _bare(token[0]))
        return keys, self.span(tokens)

    def setting(self, table: Keys) -> Iterator[tuple[Keys, Place]]:
        keys, key_span = self.keys("=")
        self.index += 1
        start = self.index
        inner = [*self.value(table + keys)]
        yield table + keys, Place(key_span, self.span(self.tokens[start : self.index]))
        yield from inner

    def value(self, keys: Keys) -> Iterator[tuple[Keys, Place]]:
        """Pass over a value, and yield what has a place in it."""
        if self.tokens[self.index][0] == "{":
            yield from self.inline(keys)
        elif self.is_list_of_tables():
            yield from self.items(keys)
        else:
            self.skip()

    def inline(self, table: Keys) -> Iterator[tuple[Keys, Place]]:
        self.index += 1
        while self.tokens[self.index][0] != "}":
            if self.tokens[self.index][0] in {",", "\n"}:
                self.index += 1
            else:
                yield from self.setting(table)
        self.index += 1

    def items(self, keys: Keys) -> Iterator[tuple[Keys, Place]]:
        self.index += 1
        numbers = count()
        while self.tokens[self.index][0] != "]":
            if self.tokens[self.index][0] in {",", "\n"}:
                self.index += 1
                continue
            start, item = self.index, (*keys, next(numbers))
            inner = [*self.value(item)]
            span = self.span(self.tokens[start : self.index])
            yield item, Place(span, span)
            yield from inner
        self.index += 1

    def is_list_of_tables(self) -> bool:
        if self.tokens[self.index][0] != "[":
            return False
        following = self.index + 1
        while self.tokens[following][0] == "\n":
            following += 1
        return self.tokens[following][0] == "{"

    def skip(self) -> None:
        depth = 0
        while self.index < len(self.tokens):
            token = self.tokens[self.index][0]
            if depth == 0 and token in {"\n", ",", "}", "]"}:
                break
            depth += (token in OPENING) - (token in CLOSING)
            self.index += 1

    def span(self, tokens: list[re.Match[str]]) -> Span:
        start = tokens[0].start()
        line = bisect_right(self.line_starts, start)
        line_end = self.line_starts[line] - 1 if line < len(self.line_starts) else len(self.text)
        end = max(min(token.end(), line_end) for token in tokens if token.start() < line_end)
        return Span(line, start - self.line_starts[line - 1] + 1, end - start)


def _bare(written: str) -> list[str]:
    """Return the key that a token spells: none for a dot, the content of a quoted one."""
    if written == ".":
        return []
    return [str(tomllib.loads(f"key = {written}")["key"])] if written[0] in "\"'" else [written]
