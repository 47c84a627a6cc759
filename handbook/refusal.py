"""Why there is no site -> lines in the terminal: mistakes of the configuration, words, a fault of ours."""

from handbook.errors import CannotStart
from handbook.terminal import Terminal, nearby


def refuse(error: CannotStart, terminal: Terminal) -> None:
    """Print what is in the way, and the way out."""
    from handbook.report import show  # noqa: PLC0415 - help and mistyped commands need no pipeline
    from handbook.settings import BadConfiguration  # noqa: PLC0415 - as above

    if not isinstance(error, BadConfiguration):
        terminal.fail(error.message, error.hint)
        return
    texts = {(one.root, one.path): error.text for one in error.diagnostics if error.text}
    name = nearby(error.file)
    terminal.note(*show(error.diagnostics, {}, texts, lambda _root, _path: name, terminal.paint_beside))


def apologise(error: Exception, terminal: Terminal) -> None:
    """Say that it is our fault, and keep what helps to mend it."""
    from handbook.crash import Bug, keep, report_of  # noqa: PLC0415 - nobody should need it

    cause = error.__cause__ if isinstance(error, Bug) and error.__cause__ else error
    report = report_of(cause)
    kept = keep(report, error.cache_folder) if isinstance(error, Bug) else None
    what = str(cause).split("\n")[0]
    terminal.fail(
        f"handbook itself has failed: {type(cause).__name__}{': ' if what else ''}{what}\n"
        "This is our bug, not a mistake of yours. We are sorry."
    )
    if kept is None:
        terminal.note(*report.rstrip().split("\n"), "Please report it with the lines above.")
    else:
        terminal.note(
            f"    Please report it with the file {nearby(kept)}.",
            "    Look through it first: it may quote your files.",
        )
