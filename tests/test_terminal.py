import io
import time
from pathlib import Path

import pytest

from handbook.logs import logging_to, silent
from handbook.progress import ProgressBar
from handbook.report import coloured, plain
from handbook.terminal import Terminal, nearby, terminal_of_this_process


class Screen(io.StringIO):
    """A stream that says that somebody is looking."""

    def isatty(self):
        return True


class ClosedPipe(io.StringIO):
    def write(self, _text):
        raise BrokenPipeError


# --- the terminal -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stream", "environment", "paint"),
    [
        (Screen, {}, coloured),
        (Screen, {"NO_COLOR": ""}, coloured),
        (Screen, {"NO_COLOR": "1"}, plain),
        (Screen, {"TERM": "dumb"}, plain),
        (io.StringIO, {}, plain),
    ],
)
def test_only_a_terminal_that_wants_them_shows_colours(stream, environment, paint):
    terminal = Terminal(stream(), stream(), environment)

    assert (terminal.paint, terminal.paint_beside) == (paint, paint)
    assert terminal.is_coloured_beside == (paint is coloured)


def test_a_failure_is_one_line_its_excerpt_and_the_way_out():
    terminal = Terminal(io.StringIO(), io.StringIO(), {})

    terminal.fail("template a.html:1: no\x1b[2J\n> 1 | {% x %}", "look\nhere")

    assert terminal.output.getvalue() == ""
    assert terminal.beside.getvalue() == (
        "error: template a.html:1: no␛[2J\n    > 1 | {% x %}\n    hint: look␊here\n"
    )


def test_nobody_listening_is_no_failure(monkeypatch):
    monkeypatch.setattr("sys.stdout", io.StringIO())
    terminal = Terminal(ClosedPipe(), ClosedPipe(), {})

    terminal.say(["a"])
    terminal.say(iter(pytest.fail, None))
    terminal.note("b")

    assert not terminal.is_heard


def test_streams_that_somebody_has_replaced_are_taken_as_they_are(monkeypatch):
    output, beside = io.StringIO(), io.StringIO()
    monkeypatch.setattr("sys.stdout", output)
    monkeypatch.setattr("sys.stderr", beside)
    terminal = terminal_of_this_process()

    terminal.say(["a"])
    terminal.note("b")

    assert (output.getvalue(), beside.getvalue()) == ("a\n", "b\n")


def test_a_path_is_written_from_the_working_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    assert nearby(tmp_path / "a" / "b.md") == "a/b.md"
    assert nearby(tmp_path.parent / "b.md") == "../b.md"


def test_a_path_on_another_drive_is_written_whole(monkeypatch):
    def on_another_drive(_path):
        raise ValueError

    monkeypatch.setattr("os.path.relpath", on_another_drive)

    assert nearby(Path("/d/a.md")) == "/d/a.md"


# --- progress -----------------------------------------------------------------------------------------------


def slowly(seconds, count=3):
    for number in range(count):
        time.sleep(seconds)
        yield number


def test_work_that_takes_a_while_shows_how_far_it_is():
    screen = Screen()

    with ProgressBar(screen, is_shown=True, after=0.01) as bar:
        while bar.shown is None:
            time.sleep(0.01)
        assert list(bar.over(slowly(0.15), step="Rendering", total=3)) == [0, 1, 2]

    assert "Reading and parsing" in screen.getvalue()
    assert "Rendering" in screen.getvalue()
    assert "2/3" in screen.getvalue()


@pytest.mark.parametrize(("is_shown", "after"), [(True, 60), (False, 0)])
def test_work_that_is_done_soon_or_seen_by_nobody_shows_nothing(is_shown, after):
    screen = Screen()

    with ProgressBar(screen, is_shown=is_shown, after=after) as bar:
        assert list(bar.over(slowly(0.01), step="Rendering", total=3)) == [0, 1, 2]

    assert screen.getvalue() == ""


def test_work_that_fails_leaves_no_bar():
    screen = Screen()

    with pytest.raises(ZeroDivisionError), ProgressBar(screen, is_shown=True, after=0.01) as bar:  # noqa: PT012
        while bar.shown is None:
            time.sleep(0.01)
        raise ZeroDivisionError

    assert screen.getvalue().endswith("\x1b[?25h\r\x1b[1A\x1b[2K")


# --- logs ---------------------------------------------------------------------------------------------------


def test_events_are_logged_with_small_facts_only():
    stream = io.StringIO()
    log = logging_to(stream, colours=False)

    log(
        "page_rendered", path="a/index.html", bytes=12, body="<p>" * 100, lines="a\nb", pages=["a"], fine=True
    )

    moment, *rest = stream.getvalue().split()
    assert len(moment) == len("12:34:56.123456")
    assert rest == ["page_rendered", "bytes=12", "fine=True", "path=a/index.html"]


def test_silence_logs_nothing(capsys):
    silent("page_rendered", path="a")

    assert capsys.readouterr() == ("", "")
