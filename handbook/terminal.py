"""Lines -> standard output and standard error: what may be coloured, and who still listens."""

import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import TextIO

from handbook.report import Paint, coloured, plain, visible


class Terminal:
    """Where a command prints. Findings and sums go to the output; notes, logs and progress beside it."""

    def __init__(self, output: TextIO, beside: TextIO, environment: Mapping[str, str]) -> None:
        self.output = output
        self.beside = beside
        self.paint = _paint(output, environment)
        self.paint_beside = _paint(beside, environment)
        self.is_heard = True

    @property
    def is_coloured_beside(self) -> bool:
        """Say whether what is printed beside the output may be coloured."""
        return self.paint_beside is coloured

    def say(self, lines: Iterable[str]) -> None:
        """Print lines to the output. Whoever stopped reading (``| head``) changes nothing else."""
        if not self.is_heard:
            return
        try:
            for line in lines:
                self.output.write(line + "\n")
            self.output.flush()
        except BrokenPipeError:
            self.is_heard = False
            sys.stdout = StringIO()  # what the interpreter flushes at its end, and would complain about

    def note(self, *lines: str) -> None:
        """Print lines beside the output, for people."""
        with suppress(BrokenPipeError):
            self.beside.write("".join(f"{line}\n" for line in lines))
            self.beside.flush()

    def fail(self, message: str, hint: str = "") -> None:
        """Print why a command cannot do its work, and the way out."""
        first, *more = message.split("\n")
        lines = [
            f"{self.paint_beside('error:', '31')} {visible(first)}",
            *(f"    {visible(line)}" for line in more),
        ]
        self.note(*lines, *([f"    {self.paint_beside('hint:', '1')} {visible(hint)}"] if hint else []))


def terminal_of_this_process() -> Terminal:
    """Return the terminal of this process; what its encoding lacks is printed as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    return Terminal(sys.stdout, sys.stderr, os.environ)


def is_interactive(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Say whether somebody is looking, at something that understands more than lines."""
    return stream.isatty() and environment.get("TERM") != "dumb"


def nearby(path: Path) -> str:
    """Return a path as it is written from the working folder."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:  # on another drive
        return path.as_posix()


def _paint(stream: TextIO, environment: Mapping[str, str]) -> Paint:
    """NO_COLOR, whatever it says, means none (no-color.org)."""
    return coloured if is_interactive(stream, environment) and not environment.get("NO_COLOR") else plain
