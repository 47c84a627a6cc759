"""Why there is no site -> lines in the terminal: a configuration's mistakes, or an error's words."""

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
