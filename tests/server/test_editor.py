import json
import os
import sys
import threading
from pathlib import Path

import pytest

from handbook.server import editor
from handbook.server.editor import EDITORS, address_for, open_at

PAGE = Path("/site/content/leave & pay.md")

EDITOR = """#!{python}
import json, os, sys
with open({log!r} + ".part", "w") as file:
    json.dump([os.path.basename(sys.argv[0]), *sys.argv[1:], os.getsid(0) == os.getpid()], file)
os.rename({log!r} + ".part", {log!r})
{rest}
"""


@pytest.fixture
def run(tmp_path):
    """Open a page with programs of these names in the path; return what was started, and what was said."""

    def run(*, setting="", rest="", programs=(), place=(PAGE, 3, 17), **environment):
        log = tmp_path / "log.json"
        for name in {*programs, *EDITORS, "kitty", "tmux"}:
            program = tmp_path / name
            program.write_text(EDITOR.format(python=sys.executable, log=str(log), rest=rest))
            program.chmod(0o755)
        said = open_at(*place, setting, {"PATH": str(tmp_path), **environment})
        return (json.loads(log.read_text())[:-1] if log.exists() else None), said

    return run


@pytest.mark.parametrize(
    ("command", "started"),
    [
        ("code", ["code", "--goto", f"{PAGE}:3:17"]),
        ("code --wait", ["code", "--wait", "--goto", f"{PAGE}:3:17"]),
        ("cursor", ["cursor", "--goto", f"{PAGE}:3:17"]),
        ("codium", ["codium", "--goto", f"{PAGE}:3:17"]),
        ("subl -n -w", ["subl", "-n", "-w", f"{PAGE}:3:17"]),
        ("zed", ["zed", f"{PAGE}:3:17"]),
        ("idea", ["idea", "--line", "3", "--column", "17", str(PAGE)]),
        ("kate", ["kate", "--line", "3", "--column", "17", str(PAGE)]),
        ("gedit", ["gedit", "+3:17", str(PAGE)]),
        ("mate -w", ["mate", "-w", "--line", "3:17", str(PAGE)]),
        ("gvim", ["gvim", "+3", str(PAGE)]),
        ("emacs", ["emacs", "+3:17", str(PAGE)]),
        ("emacsclient -n -a ''", ["emacsclient", "-n", "-a", "", "+3:17", str(PAGE)]),
        ("kitty vim", ["kitty", "vim", "+3", str(PAGE)]),
        ("tmux new-window nano", ["tmux", "new-window", "nano", "+3,17", str(PAGE)]),
        ("kitty hx", ["kitty", "hx", f"{PAGE}:3:17"]),
        ("kitty emacs -nw", ["kitty", "emacs", "-nw", str(PAGE)]),
        ("my-editor --new", ["my-editor", "--new", str(PAGE)]),
        ("'my editor' \"two words\"", ["my editor", "two words", str(PAGE)]),
        ("code $(touch pwned) ; `x`", ["code", "$(touch", "pwned)", ";", "`x`", "--goto", f"{PAGE}:3:17"]),
    ],
)
def test_the_writers_command_is_given_the_place_in_its_own_way(run, command, started):
    assert run(VISUAL=command, programs=["my-editor", "my editor"]) == (started, None)


@pytest.mark.parametrize(
    ("setting", "environment", "program"),
    [
        ("zed", {"VISUAL": "code", "EDITOR": "kate"}, "zed"),
        ("", {"VISUAL": "code", "EDITOR": "kate"}, "code"),
        ("", {"EDITOR": "kate"}, "kate"),
        ("", {"VISUAL": "  ", "EDITOR": "kate"}, "kate"),
    ],
)
def test_the_setting_comes_first_then_visual_then_editor(run, setting, environment, program):
    started, said = run(setting=setting, **environment)

    assert (started[0], said) == (program, None)


@pytest.mark.parametrize(
    "name",
    ["/usr/local/bin/code", "C:\\Program Files\\code.exe", "code.cmd", "CODE", "idea.sh", "idea64.exe"],
)
def test_an_editor_is_known_wherever_it_lies(name):
    assert editor._name_of(name) in {"code", "idea"}


@pytest.mark.parametrize(
    "command", ["vim", "nvim", "vi", "nano", "hx", "micro", "emacs -nw", "emacsclient -t"]
)
def test_an_editor_that_needs_a_terminal_is_not_started_and_the_way_out_is_said(run, command):
    name = command.split()[0]

    started, said = run(EDITOR=command)

    assert started is None
    assert said == (
        f"{name} needs a terminal, and the preview has none to give. Set VISUAL to an editor with a window of"
        ' its own, like "code", or bring a terminal: "kitty vim".'
    )


def test_without_an_editor_both_ways_to_name_one_are_said(run):
    started, said = run()

    assert started is None
    assert said is not None
    assert said.startswith("No editor is known. Set the environment variable VISUAL or EDITOR")
    assert "[serve]" in said


@pytest.mark.parametrize(
    "setting",
    [
        "rm",
        "code --wait",
        "./code",
        "/site/tools/code",
        "../code",
        "emacs --eval (shell-command)",
        "code;rm",
        "sh -c rm",
        "javascript:alert(1)",
    ],
)
def test_a_sites_configuration_cannot_start_just_anything(run, setting):
    started, said = run(setting=setting, VISUAL="code", programs=["rm", "sh"])

    assert started is None
    assert said == (
        f"[serve] editor is {setting!r}, which is no editor that is known here. A site's configuration may"
        " not name other programs, nor options: set VISUAL to your own command."
    )


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("vscode://file{file}:{line}", "an address: the browser opens that."),
        ("https://evil.example/{file}", "no editor's address."),
    ],
)
def test_an_address_is_for_the_browser(run, setting, said):
    assert run(setting=setting) == (None, f"[serve] editor is {setting!r}, which is {said}")


def test_a_quotation_mark_that_is_missing_is_named(run):
    assert run(VISUAL="'code") == (None, "A quotation mark is missing in VISUAL or EDITOR: 'code")


def test_a_program_that_is_not_there_is_named(run):
    assert run(VISUAL="/nowhere/code") == (
        None,
        "/nowhere/code cannot be started: No such file or directory.",
    )


def test_a_program_that_fails_at_once_is_named(run):
    assert run(VISUAL="code", rest="sys.exit(3)")[1] == "code ended at once, with exit code 3."


def test_a_name_with_a_placeholder_in_it_stays_what_it_is(run):
    started, _ = run(VISUAL="gvim", place=(Path("/site/{line}{column}.md"), 3, 17))

    assert started == ["gvim", "+3", "/site/{line}{column}.md"]


def test_an_editor_that_stays_open_is_not_waited_for_and_leaves_nothing_behind(run, monkeypatch):
    monkeypatch.setattr(editor, "AT_ONCE", 0.3)

    _, said = run(VISUAL="code", rest="import time; time.sleep(1.5)")

    assert said is None
    (waiting,) = [thread for thread in threading.enumerate() if thread.name == "editor"]
    waiting.join(10)
    assert not waiting.is_alive()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_ctrl_c_in_the_previews_terminal_does_not_reach_the_editor(run, tmp_path):
    run(VISUAL="code")

    *_, is_leader_of_its_session = json.loads((tmp_path / "log.json").read_text())
    assert is_leader_of_its_session


# --- addresses ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "address"),
    [
        ("vscode://file{file}:{line}:{column}", "vscode://file/site/content/leave%20%26%20pay.md:3:17"),
        ("vscode://file/{file}:{line}", "vscode://file/site/content/leave%20%26%20pay.md:3"),
        (
            "idea://open?file={file}&line={line}&column={column}",
            "idea://open?file=/site/content/leave%20%26%20pay.md&line=3&column=17",
        ),
        ("zed://file{file}", "zed://file/site/content/leave%20%26%20pay.md"),
        ("txmt://open?url=file://{file}", "txmt://open?url=file:///site/content/leave%20%26%20pay.md"),
        ("vscode://file{file.__class__}", "vscode://file{file.__class__}"),
        ("", None),
        ("code", None),
        ("code --goto {file}", None),
        ("vscode:{file}", None),
        ("javascript://%0aalert(1)", None),
        ("JavaScript://%0aalert(1)", None),
        ("data://text/html,x", None),
        ("http://evil.example/?{file}", None),
        ("https://evil.example/?{file}", None),
        ("file://{file}", None),
        ("vscode://file{file} evil", None),
    ],
)
def test_a_pattern_of_an_address_is_what_the_browser_opens(setting, address):
    assert address_for(PAGE, 3, 17, setting) == address


def test_the_place_is_filled_in_once():
    assert address_for(Path("/{line}.md"), 3, 17, "vscode://file{file}") == "vscode://file/%7Bline%7D.md"
