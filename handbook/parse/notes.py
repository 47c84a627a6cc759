"""What the rules of one parse find and cut out; the one thing in this stage that grows, for one call."""

from collections.abc import Mapping
from typing import Any

from handbook.diagnostics import Code, Diagnostic, Span
from handbook.model import Hole


class Notes:
    """Collects the findings and holes of one document while markdown-it's rules run over it.

    ``lines`` are the body's lines; ``first_line`` is the file's line (from 1) on which the body begins.
    """

    def __init__(self, path: str, lines: list[str], first_line: int = 1) -> None:
        self.path = path
        self.lines = lines
        self.first_line = first_line
        self.holes: list[Hole] = []
        self.diagnostics: list[Diagnostic] = []

    def span(self, line: int, column: int = 0, length: int = 1) -> Span:
        """Return the place in the file of a body line and column, both counted from 0."""
        return Span(line + self.first_line, column + 1, length)

    def report(self, code: Code, message: str, span: Span, hint: str = "") -> None:
        """Add a finding."""
        self.diagnostics.append(Diagnostic(code, message, self.path, span, hint))


def notes_of(env: Mapping[str, Any]) -> Notes:
    """Return the notes that a rule finds in markdown-it's environment."""
    notes: Notes = env["notes"]
    return notes
