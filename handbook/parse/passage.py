"""Characters of a part of a file -> lines and columns in the whole file, and the findings there."""

from bisect import bisect_right
from itertools import accumulate

from msgspec import Struct

from handbook.diagnostics import Code, Diagnostic, Root, Span
from handbook.model import Source, Written
from handbook.parse.nodes import Node, Scalar


class Passage(Struct, frozen=True):
    """Whole lines of a file; ``first_line`` is the file's line (from 1) on which they begin."""

    text: str
    path: str
    root: Root
    first_line: int
    line_starts: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Return the place of a stretch of characters, as far as it goes on its first line."""
        line = bisect_right(self.line_starts, start)
        line_end = self.line_starts[line] - 1 if line < len(self.line_starts) else len(self.text)
        column = start - self.line_starts[line - 1] + 1
        return Span(line + self.first_line - 1, column, max(min(end, line_end) - start, 1))

    def written(self, scalar: Scalar) -> Written:
        """Return a scalar's text with its place."""
        return Written(scalar.text.strip(), self.span(scalar.start, scalar.end))

    def finding(self, code: Code, message: str, node: Node, hint: str = "") -> Diagnostic:
        """Return a finding about a node."""
        return Diagnostic(code, message, self.path, self.span(node.start, node.end), hint, self.root)


def passage_of(source: Source, text: str, first_line: int = 1) -> Passage:
    """Return the part of a file that begins on a line."""
    lengths = (len(line) + 1 for line in text.split("\n"))
    starts = (0, *accumulate(lengths))[:-1]
    return Passage(text, source.path, source.root, first_line, starts)
