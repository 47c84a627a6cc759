"""What happens to a preview -> lines in the terminal: its address, each rebuild, what is wrong."""

import os
import time
from collections import Counter
from pathlib import Path

from handbook.config import Project
from handbook.crash import keep, report_of
from handbook.errors import CannotStart
from handbook.progress import ProgressBar
from handbook.refusal import refuse
from handbook.report import counted, severity_of, summary_of_findings, visible
from handbook.server.faults import OurFault
from handbook.server.live import Rebuilt
from handbook.server.snapshot import SiteSnapshot
from handbook.terminal import Terminal, is_interactive, nearby


class Teller:
    """Prints a line for everything that a writer wants to know of."""

    def __init__(self, terminal: Terminal, project: Project, *, quiet: bool) -> None:
        self._terminal = terminal
        self._project = project
        self._is_quiet = quiet
        self._is_first = True
        self._is_noticed = False
        self._has_failed = False
        is_watched = is_interactive(terminal.beside, os.environ) and not quiet
        self._progress = ProgressBar(terminal.beside, is_shown=is_watched)

    def begin(self, address: str, reached_at: str | None) -> None:
        """Say where to look; ``reached_at`` is where others may look, too: "" is everywhere."""
        self._terminal.note(f"Preview at {self._terminal.paint_beside(address, '4')}  (Ctrl-C ends it)")
        if reached_at is not None:
            where = f"at {reached_at}" if reached_at else "at any of its addresses"
            self._terminal.note(
                f"warning: everybody who reaches this machine {where} can read it, drafts too"
            )
        self._progress.__enter__()

    def close(self) -> None:
        """Leave nothing on the terminal that is not a line."""
        if self._is_first:
            self._is_first = False
            self._progress.__exit__(None, None, None)

    def notice(self, notice: str | None) -> None:
        """Say once what the system cannot give."""
        if notice and not self._is_noticed:
            self._is_noticed = True
            self._terminal.note(f"note: {notice}")

    def rebuilt(self, rebuilt: Rebuilt) -> None:
        """Say what changed, how long it took, and what is wrong."""
        is_first, had_failed = self._is_first, self._has_failed
        self._has_failed = rebuilt.failure is not None
        self.close()
        if rebuilt.failure:
            shown = "the site as it was before" if rebuilt.snapshot else "this, too,"
            self._fail(rebuilt.failure, f"The preview shows {shown} until it is mended.")
        elif rebuilt.snapshot and is_first:
            self._terminal.note(_first_line(rebuilt.snapshot, rebuilt.seconds))
        elif rebuilt.snapshot and not self._is_quiet and (rebuilt.changed or had_failed):
            # Otherwise git has answered, or the clock has struck: nobody waits for a word of that.
            self._terminal.note(_line(rebuilt, rebuilt.snapshot, self._project.folder))
        if rebuilt.broken:
            self._fail(rebuilt.broken, "Pages show this, and lead to how they were, until it is mended.")

    def search_failed(self, failure: CannotStart) -> None:
        """Say that the search's index could not be made."""
        self._fail(failure, "The search finds what it found before.")

    def _fail(self, failure: CannotStart, consequence: str) -> None:
        refuse(failure, self._terminal)
        cause = failure.__cause__ if isinstance(failure, OurFault) else None
        if cause and (kept := keep(report_of(cause), self._project.cache_folder)):
            self._terminal.note(f"    Please report it with the file {nearby(kept)}.")
        self._terminal.note(f"    {consequence}")


def _first_line(snapshot: SiteSnapshot, seconds: float) -> str:
    pages = counted(len(snapshot.made.site.pages), "page")
    return f"{pages} in {seconds:.1f} s: {_findings(snapshot)}"


def _line(rebuilt: Rebuilt, snapshot: SiteSnapshot, folder: Path) -> str:
    clock = time.strftime("%H:%M:%S")
    pages = (
        f"{counted(rebuilt.parsed, 'page')} of {len(snapshot.made.site.pages):,}"
        if rebuilt.parsed
        else "0 pages"
    )
    took = f"{rebuilt.seconds * 1000:.0f} ms"
    return f"{clock}  {_what(rebuilt.changed, folder)}: {pages} in {took}, {_findings(snapshot)}"


def _what(changed: tuple[Path, ...], folder: Path) -> str:
    if not changed:
        return "mended"
    first = visible(_name(changed[0], folder))
    return first if len(changed) == 1 else f"{first} and {len(changed) - 1:,} more"


def _name(path: Path, folder: Path) -> str:
    root = folder.absolute()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else nearby(path)


def _findings(snapshot: SiteSnapshot) -> str:
    chosen = snapshot.made.site.config.findings
    return summary_of_findings(Counter(severity_of(one, chosen) for one in snapshot.diagnostics))
