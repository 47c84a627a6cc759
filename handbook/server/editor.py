"""A file, a line, and what the writer calls an editor -> the editor at that place, or what is in the way.

The configuration travels with the site, so whoever wrote the site wrote it: of programs it may only name one
that EDITORS has. Any other command is the writer's own to give, in $VISUAL or $EDITOR.
"""

import re
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from threading import Thread
from typing import NamedTuple
from urllib.parse import quote

AT_ONCE = 0.5
"""Seconds in which a program that cannot start (no display, an unknown option) has said so."""

ADDRESS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://\S*", re.IGNORECASE)

OF_BROWSERS = frozenset("about blob data file ftp http https javascript vbscript ws wss".split())
"""Schemes that lead to no editor."""

PLACEHOLDER = re.compile(r"\{(file|line|column)\}")

SLASH = re.compile(r"(?<=[^/:])/(?=\{file\})")
"""A file begins with one already; ``file://{file}`` needs all three."""


class Editor(NamedTuple):
    """How a program is told a place, and whether it draws into a terminal."""

    arguments: tuple[str, ...]
    needs_terminal: bool = False


PLUS_LINE = ("+{line}", "{file}")
PLUS_COLUMN = ("+{line}:{column}", "{file}")
COLONS = ("{file}:{line}:{column}",)
GOTO = ("--goto", "{file}:{line}:{column}")
OPTIONS = ("--line", "{line}", "--column", "{column}", "{file}")

EDITORS: Mapping[str, Editor] = {
    **dict.fromkeys("code code-insiders codium vscodium cursor windsurf positron".split(), Editor(GOTO)),
    **dict.fromkeys("subl sublime_text zed zeditor lapce atom pulsar".split(), Editor(COLONS)),
    **dict.fromkeys(
        "idea pycharm webstorm phpstorm rubymine goland clion rider rustrover fleet studio".split(),
        Editor(OPTIONS),
    ),
    **dict.fromkeys("kate kwrite mousepad".split(), Editor(OPTIONS)),
    **dict.fromkeys("gedit gnome-text-editor xed pluma".split(), Editor(PLUS_COLUMN)),
    **dict.fromkeys("gvim mvim neovide nvim-qt bbedit geany".split(), Editor(PLUS_LINE)),
    **dict.fromkeys("emacs emacsclient".split(), Editor(PLUS_COLUMN)),
    "mate": Editor(("--line", "{line}:{column}", "{file}")),
    "notepad++": Editor(("-n{line}", "-c{column}", "{file}")),
    "notepad": Editor(("{file}",)),
    **dict.fromkeys(
        "vi vim nvim view ex ed joe jed mcedit mg ne tilde".split(), Editor(PLUS_LINE, needs_terminal=True)
    ),
    **dict.fromkeys("micro kak".split(), Editor(PLUS_COLUMN, needs_terminal=True)),
    **dict.fromkeys("nano pico".split(), Editor(("+{line},{column}", "{file}"), needs_terminal=True)),
    **dict.fromkeys("hx helix".split(), Editor(COLONS, needs_terminal=True)),
}
"""By the name of the program."""

ANY_OTHER = Editor(("{file}",))

TERMINALS = frozenset(
    "alacritty foot ghostty gnome-terminal kgx kitty konsole ptyxis st terminator tilix tmux urxvt wezterm"
    " xterm xfce4-terminal x-terminal-emulator zellij".split()
)
"""Programs that bring the terminal for the editor that stands behind them."""

INTO_THE_TERMINAL = frozenset({"-nw", "-t", "-tty", "--no-window-system", "--nw", "--tty"})
"""Options of Emacs that make it need one."""

WAYS_OUT = 'Set VISUAL to an editor with a window of its own, like "code", or bring a terminal: "kitty vim".'

NO_EDITOR = (
    "No editor is known. Set the environment variable VISUAL or EDITOR, or in the configuration, under"
    ' [serve], editor = "code" or editor = "vscode://file{file}:{line}:{column}".'
)


def address_for(file: Path, line: int, column: int, setting: str) -> str | None:
    """Return the address that a browser is sent to, where the setting is a pattern of one; else None."""
    match = ADDRESS.fullmatch(setting)
    if match is None or match["scheme"].lower() in OF_BROWSERS:
        return None
    # C:\site\page.md is /C:/site/page.md in an address.
    path = quote("/" + file.as_posix().removeprefix("/"), safe="/:")
    return _filled(SLASH.sub("", setting), path, line, column)


def open_at(file: Path, line: int, column: int, setting: str, environment: Mapping[str, str]) -> str | None:
    """Open a file in the editor that a writer uses; return what went wrong, in a sentence with the way out.

    ``setting`` is ``[serve] editor``. The file is an absolute path, and one of the site's own: that is the
    caller's to know. The editor is started without a shell, and stays when the preview ends.
    """
    command = _command_of(setting, environment)
    if isinstance(command, str):
        return command
    program, *options = command
    brings_terminal = _name_of(program) in TERMINALS
    name = _name_of(command[-1] if brings_terminal else program)
    editor = EDITORS.get(name, ANY_OTHER)
    needs_terminal = editor.needs_terminal or (
        name.startswith("emacs") and not INTO_THE_TERMINAL.isdisjoint(options)
    )
    if needs_terminal and not brings_terminal:
        return f"{name} needs a terminal, and the preview has none to give. {WAYS_OUT}"
    place = [_filled(argument, str(file), line, column) for argument in editor.arguments]
    return _start([*command, *place], environment)


def _command_of(setting: str, environment: Mapping[str, str]) -> Sequence[str] | str:
    """Return the command of the editor, or what is wrong with it."""
    if setting and setting not in EDITORS:
        return f"[serve] editor is {setting!r}, which is {_wrong_with(setting)}"
    if setting:
        return [setting]
    own = environment.get("VISUAL", "").strip() or environment.get("EDITOR", "").strip()
    try:
        return shlex.split(own) or NO_EDITOR
    except ValueError:
        return f"A quotation mark is missing in VISUAL or EDITOR: {own}"


def _wrong_with(setting: str) -> str:
    if not ADDRESS.fullmatch(setting):
        return (
            "no editor that is known here. A site's configuration may not name other programs, nor options: "
            "set VISUAL to your own command."
        )
    return (
        "an address: the browser opens that."
        if address_for(Path("/"), 1, 1, setting)
        else "no editor's address."
    )


def _name_of(program: str) -> str:
    """Return what a program is called, without its folder and what Windows adds."""
    name = PurePath(program.replace("\\", "/")).name.lower()
    return re.sub(r"\.(?:exe|cmd|bat|com|sh)$|64\.exe$", "", name)


def _filled(pattern: str, file: str, line: int, column: int) -> str:
    """Fill in a place, in one pass: a file may be called {line}.md."""
    values = {"file": file, "line": str(line), "column": str(column)}
    return PLACEHOLDER.sub(lambda match: values[match[1]], pattern)


def _start(command: Sequence[str], environment: Mapping[str, str]) -> str | None:
    try:
        process = subprocess.Popen(  # noqa: S603 - no shell; the command is the writer's own, or from EDITORS
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # Ctrl-C in the preview's terminal is not meant for the editor.
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        return f"{command[0]} cannot be started: {getattr(error, 'strerror', None) or error}."
    try:
        code = process.wait(AT_ONCE)
    except subprocess.TimeoutExpired:
        # Nobody else takes note of its end, and until then the system keeps what is left of it.
        Thread(target=process.wait, name="editor", daemon=True).start()
        return None
    return f"{command[0]} ended at once, with exit code {code}." if code else None
