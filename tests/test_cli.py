import os
import pty
import re
import signal
import subprocess
import sys
import time

import pytest

from handbook import __version__, cli

UNMEASURED = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
"""The environment for a program that coverage must not look into: it imports and prints things of its own."""

HANDBOOK = [sys.executable, "-m", "handbook"]

PAY = "# Pay\n\nSee the [leave](leaves.md) page.\n"


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


def put(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def site(folder, pages=None, settings=""):
    put(folder, {"handbook.toml": settings, "content/index.md": "# Home\n", "content/leave.md": "# Leave\n"})
    put(folder / "content", pages or {})


def run_here(capsys, *arguments):
    """Run a command in this process, as the console script does: exit code, output, what stands beside it."""
    code = cli.main([str(argument) for argument in arguments])
    return code, *capsys.readouterr()


def run_program(*arguments, **how):
    """Run a command as a program of its own."""
    environment = {**os.environ, **how.pop("environment", {})}
    return subprocess.run(
        [*HANDBOOK, *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        **how,
    )


def without_numbers(text):
    return re.sub(r"\d+\.\d s", "N s", text)


def names_below(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# --- build and check ----------------------------------------------------------------------------------------


def test_build_writes_the_site_and_says_what_it_did(capsys, tmp_path):
    site(tmp_path)

    code, output, beside = run_here(capsys, "build")

    assert code == 0
    written = len(names_below(tmp_path / "site") - {".handbook-manifest.json"})
    assert without_numbers(output) == (
        f"Built 3 pages in N s: no findings. site/ ({written} files written, 0 unchanged)\n"
    )
    assert "note: no url under [site], so there is no sitemap.xml and no canonical address\n" in beside


def test_a_second_build_writes_nothing_and_a_third_removes_what_is_gone(capsys, tmp_path):
    site(tmp_path)
    run_here(capsys, "build")

    assert "(0 files written, " in run_here(capsys, "build")[1]
    (tmp_path / "content/leave.md").unlink()
    assert re.search(r"unchanged, \d removed\)\n$", run_here(capsys, "build")[1])
    assert not (tmp_path / "site/leave/index.html").exists()


def test_findings_are_printed_with_paths_from_the_current_folder(capsys, tmp_path):
    site(tmp_path / "acme", {"pay.md": PAY})

    code, output, _ = run_here(capsys, "build", "acme")

    assert code == 0
    assert without_numbers(output).splitlines()[:-1] == [
        "acme/content/pay.md:3:17: warning[broken-link] no page at leaves.md",
        "    See the [leave](leaves.md) page.",
        "                    ^^^^^^^^^",
        "    hint: did you mean leave.md?",
    ]
    assert " s: 1 warning. acme/site/ (" in output


def test_a_link_of_the_theme_is_found_where_it_is_written(capsys, tmp_path):
    links = '[site]\nurl = "https://acme.example"\n\n[[theme.footer]]\ntitle = "Leave"\nurl = "/leaves/"\n'
    site(tmp_path, {"pay.md": "# Pay\n"}, links)

    assert without_numbers(run_here(capsys, "check")[1]).splitlines()[:-1] == [
        "handbook.toml:6:7: warning[broken-link] no page at /leaves/",
        '    url = "/leaves/"',
        "          ^^^^^^^^^^",
        "    hint: did you mean /leave/?",
    ]


def test_check_finds_the_same_and_writes_nothing(capsys, tmp_path):
    site(tmp_path, {"pay.md": PAY})
    built = run_here(capsys, "build", "-d", "elsewhere")[1].splitlines()

    code, output, _ = run_here(capsys, "check")

    assert code == 0
    assert output.splitlines()[:-1] == built[:-1]
    assert without_numbers(output).splitlines()[-1] == "Checked 4 pages in N s: 1 warning."
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("settings", "options", "code"),
    [
        ("", [], 0),
        ("", ["--strict"], 1),
        ('[findings]\nbroken-link = "error"', [], 1),
        ('[findings]\nbroken-link = "info"', ["-s"], 0),
        ('[findings]\nbroken-link = "off"', ["-s"], 0),
    ],
)
def test_findings_decide_the_exit_code(capsys, tmp_path, settings, options, code):
    site(tmp_path, {"pay.md": PAY}, settings)

    assert [run_here(capsys, command, *options)[0] for command in ("build", "check")] == [code, code]


def test_errors_do_not_keep_the_site_from_being_written(capsys, tmp_path):
    site(tmp_path, {"pay.md": "", "pay.mdx": ""})

    code, output, _ = run_here(capsys, "build")

    assert code == 1
    assert "content/pay.mdx: error[duplicate-address]" in output
    assert (tmp_path / "site/pay/index.html").is_file()


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_file_that_cannot_stand_beside_another_is_an_error(capsys, tmp_path, command):
    site(tmp_path, {"pay.md": "![](A.png) ![](a.png)\n", "A.png": "", "a.png": ""})

    code, output, _ = run_here(capsys, command)

    assert code == 1
    assert output.splitlines()[:-1] == [
        (
            "content/a.png: error[duplicate-address] a.png and A.png cannot both be written to a.png "
            "(case and Unicode form do not count); A.png is"
        ),
        "    hint: rename one of them",
    ]
    assert names_below(tmp_path) & {"site/A.png", "site/a.png"} == (
        {"site/A.png"} if command == "build" else set()
    )


def test_a_finding_that_is_off_is_not_shown(capsys, tmp_path):
    site(tmp_path, {"pay.md": PAY}, '[findings]\nbroken-link = "off"')

    assert without_numbers(run_here(capsys, "check")[1]) == "Checked 4 pages in N s: no findings.\n"


def test_quiet_shows_what_fails_and_counts_the_rest(capsys, tmp_path):
    site(tmp_path, {"pay.md": PAY, "tax.md": "", "tax.mdx": ""})

    code, output, beside = run_here(capsys, "build", "--quiet")

    assert (code, beside) == (1, "")
    assert [line for line in output.splitlines() if "[" in line] == [
        line
        for line in output.splitlines()
        if "error[duplicate-address]" in line or "1 warning[broken-link]" in line
    ]
    assert "leaves.md" not in output


def test_quiet_and_strict_show_warnings_too(capsys, tmp_path):
    site(tmp_path, {"pay.md": PAY})

    assert "no page at leaves.md" in run_here(capsys, "check", "-q", "-s")[1]


def test_long_lists_are_printed_wholly_and_counted_by_kind(capsys, tmp_path):
    site(tmp_path, {"pay.md": "[x](nowhere.md)\n" * 30})

    output = run_here(capsys, "check")[1]

    assert output.count("warning[broken-link] no page at nowhere.md") == 30
    assert output.splitlines()[-2] == "    30 warning[broken-link]"


@pytest.mark.parametrize("option", ["-d", "--output", "--site-dir", "--out-dir", "--destination"])
def test_the_site_goes_where_it_is_told_from_the_current_folder(capsys, tmp_path, option):
    site(tmp_path / "acme")

    code, output, _ = run_here(capsys, "build", "acme", option, "public")

    assert code == 0
    assert " public/ (" in output
    assert (tmp_path / "public/index.html").is_file()
    assert not (tmp_path / "acme/site").exists()


def test_a_folder_of_markdown_is_built_into_the_current_folder(capsys, tmp_path):
    put(tmp_path, {"notes/a.md": "# A\n\n[gone](b.md)\n"})

    code, output, _ = run_here(capsys, "build", "notes")

    assert code == 0
    assert output.startswith("notes/a.md:3:8: warning[broken-link]")
    assert (tmp_path / "site/a/index.html").is_file()
    assert {path.name for path in (tmp_path / "notes").iterdir()} == {"a.md", ".handbook"}


def test_drafts_and_the_future_are_published_when_asked(capsys, tmp_path):
    site(tmp_path, {"draft.md": "---\ndraft: true\n---\n", "blog/soon.md": "---\ndate: 2999-01-01\n---\n"})

    def published(*options):
        run_here(capsys, "build", *options)
        return {name for name in ("draft", "blog/soon") if (tmp_path / f"site/{name}/index.html").exists()}

    assert published() == set()
    assert published("--drafts") == {"draft"}
    assert published("-F") == {"blog/soon"}
    assert published("-D", "--future") == {"draft", "blog/soon"}


def test_the_address_can_be_given(capsys, tmp_path):
    site(tmp_path)

    code, _, beside = run_here(capsys, "build", "-u", "https://acme.example/handbook/")

    assert code == 0
    assert "no url" not in beside
    assert "https://acme.example/handbook/leave/" in (tmp_path / "site/sitemap.xml").read_text()


def test_source_date_epoch_is_the_clock(capsys, tmp_path, monkeypatch):
    site(tmp_path, {"blog/then.md": "---\ndate: 2001-01-01\n---\n"})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    run_here(capsys, "build")

    assert not (tmp_path / "site/blog/then/index.html").exists()


# --- wrong usage --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["biuld"], "No such command 'biuld'. Did you mean 'build'?"),
        (["build", "--stirct"], "No such option '--stirct'. Did you mean '--strict'?"),
        (["new", "psot"], "No such command 'psot'. Did you mean 'post'?"),
        (["build", "a", "b"], "Got unexpected extra argument (b)"),
        (["new", "page"], "Missing argument 'PATH'."),
        (
            ["build", "acme", "-f", "x.toml"],
            "DIR and --config-file both say where the site is. Give one of them.",
        ),
    ],
)
def test_a_mistyped_command_says_what_was_meant(capsys, arguments, meant):
    code, output, beside = run_here(capsys, *arguments)

    assert (code, output) == (2, "")
    assert beside.endswith(f"Error: {meant}\n")


def test_a_missing_folder_is_said(capsys):
    code, output, beside = run_here(capsys, "build", "none")

    assert (code, output) == (2, "")
    assert beside.splitlines()[0] == "error: there is no folder none"


@pytest.mark.parametrize("folder", [".", "content"])
def test_a_folder_without_markdown_is_no_site(capsys, tmp_path, folder):
    (tmp_path / "empty" / folder).mkdir(parents=True)

    code, output, beside = run_here(capsys, "build", "empty")

    assert (code, output) == (2, "")
    assert beside.startswith("error: there is no Markdown in empty")
    assert not (tmp_path / "site").exists()
    assert not (tmp_path / "empty/site").exists()


def test_a_configuration_is_shown_with_its_mistakes(capsys, tmp_path):
    site(tmp_path / "acme", settings='[site]\ntitel = "Acme"\ntimezone = "Europe/Berln"\n')

    assert run_here(capsys, "build", "acme") == (
        2,
        "",
        (
            "acme/handbook.toml:2:1: error[bad-configuration] [site] has no setting titel\n"
            '    titel = "Acme"\n'
            "    ^^^^^\n"
            "    hint: did you mean title?\n"
            "acme/handbook.toml:3:12: error[bad-configuration] there is no time zone Europe/Berln\n"
            '    timezone = "Europe/Berln"\n'
            "               ^^^^^^^^^^^^^^\n"
            "    hint: did you mean Europe/Berlin?\n"
        ),
    )
    assert not (tmp_path / "acme/site").exists()


def test_a_configuration_that_is_missing_is_said(capsys):
    assert run_here(capsys, "check", "-f", "none.toml") == (
        2,
        "",
        "none.toml: error[bad-configuration] this file cannot be read: no such file or directory\n",
    )


def test_an_address_that_is_none_is_said(capsys, tmp_path):
    site(tmp_path)

    assert run_here(capsys, "build", "-u", "acme.example") == (
        2,
        "",
        (
            "error: url must be like https://handbook.example.com/, not 'acme.example'\n"
            "    hint: did you mean https://acme.example?\n"
        ),
    )


@pytest.mark.parametrize("moment", ["yesterday", "9" * 30])
def test_a_clock_that_is_none_is_said(capsys, tmp_path, monkeypatch, moment):
    site(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", moment)

    assert run_here(capsys, "build") == (
        2,
        "",
        f"error: SOURCE_DATE_EPOCH must be a number of seconds, not {moment}\n",
    )


def test_an_output_folder_that_is_not_ours_is_refused(capsys, tmp_path):
    site(tmp_path)
    put(tmp_path, {"precious/thesis.txt": "mine"})

    code, output, beside = run_here(capsys, "build", "-d", "precious")

    assert (code, output) == (2, "")
    assert beside.startswith("error: ")
    assert names_below(tmp_path / "precious") == {"thesis.txt"}


def test_a_broken_template_is_shown_with_its_line(capsys, tmp_path):
    site(tmp_path)
    put(tmp_path, {"templates/page.html": "<p>\n{% if %}\n"})

    for command in ("build", "check"):
        code, output, beside = run_here(capsys, command)

        assert (code, output) == (2, "")
        assert beside.startswith("error: template page.html:2: ")
        assert "\n    >   2 | {% if %}\n" in beside


# --- what is ours -------------------------------------------------------------------------------------------


def broken_build(*_arguments, **_settings):
    raise ZeroDivisionError("secret\nsecond line")


def test_a_bug_is_owned_up_to_and_its_traceback_kept(capsys, tmp_path, monkeypatch):
    site(tmp_path)
    monkeypatch.setattr("handbook.build.build", broken_build)

    assert run_here(capsys, "build") == (
        3,
        "",
        (
            "error: handbook itself has failed: ZeroDivisionError: secret\n"
            "    This is our bug, not a mistake of yours. We are sorry.\n"
            "    Please report it with the file .handbook/crash.txt.\n"
            "    Look through it first: it may quote your files.\n"
        ),
    )
    report = (tmp_path / ".handbook/crash.txt").read_text()
    assert report.startswith(f"handbook {__version__}, Python ")
    assert report.endswith("ZeroDivisionError: secret\nsecond line\n")
    assert "in broken_build" in report


@pytest.mark.parametrize("reason", ["verbose", "the cache folder cannot be written"])
def test_a_bug_is_printed_where_it_cannot_be_kept(capsys, tmp_path, monkeypatch, reason):
    site(tmp_path)
    monkeypatch.setattr("handbook.build.build", broken_build)
    if reason != "verbose":
        put(tmp_path, {".handbook": "a file"})

    code, _, beside = run_here(capsys, "build", *(["-v"] if reason == "verbose" else []))

    assert code == 3
    assert beside.endswith("ZeroDivisionError: secret\nsecond line\nPlease report it with the lines above.\n")


def test_what_the_system_refuses_is_said_in_one_line(capsys, tmp_path, monkeypatch):
    site(tmp_path)

    def full(*_arguments, **_settings):
        raise OSError(28, "No space left on device", "site/index.html")

    monkeypatch.setattr("handbook.build.build", full)

    assert run_here(capsys, "build") == (2, "", "error: site/index.html: no space left on device\n")


def test_what_the_system_refuses_without_a_name_is_said(capsys, tmp_path, monkeypatch):
    site(tmp_path)

    def refused(*_arguments, **_settings):
        raise OSError("out of luck")

    monkeypatch.setattr("handbook.build.build", refused)

    assert run_here(capsys, "build") == (2, "", "error: out of luck\n")


def test_ctrl_c_ends_with_one_line(capsys, tmp_path, monkeypatch):
    site(tmp_path)

    def interrupted(*_arguments, **_settings):
        raise KeyboardInterrupt

    monkeypatch.setattr("handbook.build.build", interrupted)

    assert run_here(capsys, "build") == (130, "", "Stopped.\n")


# --- as a program -------------------------------------------------------------------------------------------


def test_the_version_is_that_of_the_package():
    assert run_program("--version").stdout == f"handbook {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], ["handbook init acme", "Exit codes:"]),
        (["-h"], ["build  Write the website.", "3  a bug of handbook itself"]),
        (["build", "--help"], ["  handbook build --strict ", "Exit codes:", "--output DIR"]),
        (["check", "--help"], ["every page is read, linked and rendered"]),
        (["init", "--help"], ["  handbook init acme"]),
        (["new"], ["page  Begin a page.", "post  Begin a post."]),
        (["new", "post", "-h"], ['  handbook new post "We moved" --author']),
    ],
)
def test_help_teaches_by_example(arguments, says):
    ended = run_program(*arguments)

    printed = ended.stdout + ended.stderr
    assert [words for words in says if words not in printed] == []
    assert "site-dir" not in printed


@pytest.mark.parametrize(
    ("arguments", "code"), [(["check"], 0), (["check", "-s"], 1), (["check", "none"], 2), (["chekc"], 2)]
)
def test_the_exit_code_is_that_of_the_program(tmp_path, arguments, code):
    site(tmp_path, {"pay.md": PAY})

    assert run_program(*arguments).returncode == code


UNNEEDED = {
    "rich",
    "structlog",
    "pygments",
    "markdown_it",
    "mdit_py_plugins",
    "multiprocessing",
    "PIL",
    "yaml",
}


def test_a_build_with_nothing_to_do_imports_nothing_that_is_heavy(tmp_path):
    site(tmp_path)
    program = (
        "import sys; from handbook.cli import main; code = main(['build']);"
        "print(*sorted({name.partition('.')[0] for name in sys.modules})); sys.exit(code)"
    )
    command = [sys.executable, "-c", program]

    ended = [
        subprocess.run(command, check=True, capture_output=True, text=True, env=UNMEASURED) for _ in range(2)
    ]

    cold, warm = (set(one.stdout.splitlines()[-1].split()) for one in ended)
    assert "markdown_it" in cold
    assert warm & UNNEEDED == set()


def test_a_mistyped_command_imports_no_pipeline():
    program = "import sys; from handbook.cli import main; main(['biuld']); print(*sys.modules)"

    ended = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)

    assert {"handbook.build", "handbook.model", "jinja2"} & set(ended.stdout.split()) == set()


def test_whoever_stops_reading_changes_nothing_else(tmp_path):
    site(tmp_path, {"pay.md": "[x](nowhere.md)\n" * 20_000, "a.md": "", "a.mdx": ""})

    with subprocess.Popen(
        [*HANDBOOK, "build"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout.readline().startswith("content/")
        program.stdout.close()
        beside = program.stderr.read()

    assert program.returncode == 1
    assert [line for line in beside.splitlines() if not line.startswith("note: ")] == []
    assert (tmp_path / "site/index.html").is_file()


@pytest.mark.parametrize("moment", [0.05, 0.1, 0.15, 0.2, 0.3, 0.5])
def test_ctrl_c_stops_the_program(tmp_path, moment):
    site(tmp_path, {f"page-{number}.md": "*a* [b](c.md) `d`\n\n" * 400 for number in range(300)})

    with subprocess.Popen(
        [*HANDBOOK, "check", "-v"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=UNMEASURED,
    ) as program:
        assert "project_found" in program.stderr.readline()
        time.sleep(moment)
        os.killpg(program.pid, signal.SIGINT)
        output, beside = program.communicate(timeout=30)

    # Where it hits exec() of a text, as in dataclasses, Python ends by the signal: 130 to a shell, too.
    code = 130 if program.returncode == -signal.SIGINT else program.returncode
    assert (code, output, beside) == (130, "", "Stopped.\n")


def on_a_terminal(*arguments, **environment):
    """Run a program whose output and standard error are a terminal; return what it shows."""
    parent, child = pty.openpty()
    program = subprocess.Popen(
        [*HANDBOOK, *arguments],
        stdout=child,
        stderr=child,
        env={**os.environ, "TERM": "xterm", **environment},
    )
    os.close(child)
    shown = b""
    while True:
        try:
            chunk = os.read(parent, 65536)
        except OSError:  # EIO: the last one who held the other end is gone
            break
        if not chunk:
            break
        shown += chunk
    os.close(parent)
    program.wait(timeout=60)
    return shown.decode()


def test_a_terminal_shows_colours(tmp_path):
    site(tmp_path, {"pay.md": PAY})

    assert "\x1b[33mwarning[broken-link]\x1b[0m no page at leaves.md" in on_a_terminal("check", NO_COLOR="")


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb", "NO_COLOR": ""}], ids=str)
def test_colours_can_be_refused(tmp_path, environment):
    site(tmp_path, {"pay.md": PAY})

    shown = on_a_terminal("check", **environment)

    assert "warning[broken-link]" in shown
    # What moves the cursor of the progress bar, which a slow machine shows, is no colour.
    assert re.findall(r"\x1b\[[0-9;:]*m", shown) == []


def test_what_an_encoding_lacks_is_printed_as_an_escape(tmp_path):
    site(tmp_path, {"pay.md": "日本 [x](nöwhere.md)\n"})

    ended = run_program("check", environment={"PYTHONIOENCODING": "ascii"})

    assert ended.returncode == 0
    assert "no page at n\\xf6where.md" in ended.stdout


def test_verbose_logs_events_with_fields_beside_the_output(tmp_path):
    site(tmp_path, {"pay.md": "![](pay.svg)", "pay.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"})

    ended = run_program("build", "-v", environment={"SECRET_TOKEN": "hush"})

    events = re.findall(r"^\S+ \[?(?:info\s*\]? )?(\w+)", ended.stderr, re.MULTILINE)
    assert ended.returncode == 0
    assert {"project_found", "site_linked", "page_rendered", "site_built"} <= set(events)
    assert "path=leave/index.html" in ended.stderr
    assert "hush" not in ended.stderr
    assert "<html" not in ended.stderr
    assert "pay.svg" not in ended.stderr
    assert ended.stdout.startswith("Built 4 pages")


def test_check_refuses_the_output_folder_that_build_refuses(capsys, tmp_path):
    site(tmp_path, settings='[paths]\noutput = "content"')
    code, output, beside = run_here(capsys, "check", tmp_path)

    assert (code, output) == (2, "")
    assert (code, output, beside) == run_here(capsys, "build", tmp_path)
