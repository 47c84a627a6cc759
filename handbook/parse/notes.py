"""What the rules of one parse find and cut out; the one thing in this stage that grows, for one call."""

from collections.abc import Iterator, Mapping
from typing import Any

from handbook.diagnostics import Code, Diagnostic, Span
from handbook.model import Hole

CUT = "\0"
"""Stands for what the linker fills in. CommonMark makes U+FFFD of NUL, so no page can hold one."""

LOOKS = 50
"""So many times over may a document be searched for what its tokens were made of; after that, it is given up.

What is written with escapes is not found as such, and each time costs a look at the whole rest of its block.
"""

STEP = 100
"""What a step of the search costs, in the time of looking at so many characters."""


class Notes:
    """Collects the holes, ids and findings of one document while markdown-it's rules run over it.

    ``lines`` are the body's lines; ``first_line`` is the file's line (from 1) on which the body begins.
    """

    def __init__(self, path: str, lines: list[str], first_line: int = 1) -> None:
        self.path = path
        self.lines = lines
        self.first_line = first_line
        self.holes: list[Hole] = []
        self.ids: set[str] = set()
        self.diagnostics: list[Diagnostic] = []
        self.room = LOOKS * (STEP + sum(map(len, lines)))

    def cut(self, hole: Hole) -> str:
        """Add a hole; return what stands for it in the HTML. To be called in the order of the output."""
        self.holes.append(hole)
        return CUT

    def span(self, line: int, column: int = 0, length: int = 1) -> Span:
        """Return the place in the file of a body line and column, both counted from 0."""
        return Span(line + self.first_line, column + 1, length)

    def report(self, code: Code, message: str, span: Span, hint: str = "") -> None:
        """Add a finding."""
        self.diagnostics.append(Diagnostic(code, message, self.path, span, hint))


class Finder:
    """Finds what is written in the lines of one block, each time from where the last find ended.

    markdown-it knows the lines of a block and no more; what an inline token was made of is found again here.
    """

    def __init__(self, notes: Notes, lines: tuple[int, int]) -> None:
        self.notes = notes
        self.first, self.end = lines
        self.line, self.column = self.first, 0

    def find(self, text: str, *leads: str) -> Span:
        """Return where ``text`` stands next, behind one of ``leads`` if it stands behind one at all.

        What was written with escapes or entities is not found as such: then it is the block's first line.
        """
        first: tuple[int, int] | None = None
        for line, column in self._places(text):
            first = first or (line, column)
            if not leads or self.notes.lines[line].endswith(leads, 0, column):
                return self._found(line, column, text)
        return self._found(*first, text) if first else self.start()

    def start(self) -> Span:
        """Return the block's first line, without its indentation."""
        line = self.notes.lines[self.first] if self.first < len(self.notes.lines) else ""
        indent = len(line) - len(line.lstrip())
        return self.notes.span(self.first, indent, max(len(line.strip()), 1))

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        notes, column = self.notes, self.column
        for number in range(self.line, min(self.end, len(notes.lines))):
            line = notes.lines[number]
            while True:
                if notes.room <= 0:
                    return
                found = line.find(text, column)
                notes.room -= STEP + (len(line) if found < 0 else found) - column
                if found < 0:
                    break
                yield number, found
                column = found + max(len(text), 1)
            column = 0

    def _found(self, line: int, column: int, text: str) -> Span:
        self.line, self.column = line, column + len(text)
        return self.notes.span(line, column, max(len(text), 1))


def notes_of(env: Mapping[str, Any]) -> Notes:
    """Return the notes that a rule finds in markdown-it's environment."""
    notes: Notes = env["notes"]
    return notes
