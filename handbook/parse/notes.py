"""What the rules of one parse find and cut out; the one thing in this stage that grows, for one call."""

from collections.abc import Mapping
from typing import Any

from handbook.diagnostics import Code, Diagnostic, Span
from handbook.model import Hole

CUT = "\0"
"""Stands for what the linker fills in. CommonMark makes U+FFFD of NUL, so no page can hold one."""


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
        """Return where ``text`` stands right behind the first of ``leads`` that is found before it.

        What was written with escapes or entities is not found as such: then it is the block's first line.
        """
        for lead in (*leads, ""):
            place = self._search(lead + text)
            if place:
                self.line, self.column = place[0], place[1] + len(lead) + len(text)
                return self.notes.span(place[0], place[1] + len(lead), max(len(text), 1))
        return self.start()

    def start(self) -> Span:
        """Return the block's first line, without its indentation."""
        line = self.notes.lines[self.first] if self.first < len(self.notes.lines) else ""
        indent = len(line) - len(line.lstrip())
        return self.notes.span(self.first, indent, max(len(line.strip()), 1))

    def _search(self, text: str) -> tuple[int, int] | None:
        column = self.column
        for number in range(self.line, min(self.end, len(self.notes.lines))):
            found = self.notes.lines[number].find(text, column)
            if found >= 0:
                return number, found
            column = 0
        return None


def notes_of(env: Mapping[str, Any]) -> Notes:
    """Return the notes that a rule finds in markdown-it's environment."""
    notes: Notes = env["notes"]
    return notes
