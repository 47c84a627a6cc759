"""Arguments in, exit code out: the commands. The only place that catches everything."""

import gc
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from handbook import __version__, cli_help
from handbook.errors import CannotStart
from handbook.refusal import apologise, refuse
from handbook.terminal import Terminal, nearby, terminal_of_this_process

FINE, BAD_USAGE, OUR_BUG, STOPPED = 0, 2, 3, 130

F = TypeVar("F", bound=Callable[..., Any])

ALIASES = {"site-dir": "output", "out-dir": "output", "destination": "output"}
"""What other generators call an option: understood, but not shown."""

OTHER_NAMES = {"dev": "serve", "start": "serve"}
"""What other generators call a command: understood, but not shown."""


class Stopped(Exception):  # noqa: N818 - what somebody asked for
    """Ctrl-C."""


class Commands(click.Group):
    """Commands that Ctrl-C stops with a line of ours (click would print an empty one first)."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Find a command, also by what other generators call it."""
        return super().get_command(ctx, OTHER_NAMES.get(cmd_name, cmd_name))

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Stopped from None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code."""
    terminal = terminal_of_this_process()
    try:
        code = handbook.main(arguments, prog_name="handbook", standalone_mode=False, obj=terminal)
    except click.ClickException as error:
        error.show(terminal.beside)
        return BAD_USAGE
    except CannotStart as error:
        refuse(error, terminal)
        return BAD_USAGE
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        terminal.fail(f"{place}{(error.strerror or str(error)).lower()}")
        return BAD_USAGE
    except (Stopped, click.Abort, KeyboardInterrupt):
        terminal.note("Stopped.")
        return STOPPED
    except Exception as error:  # noqa: BLE001 - whatever it is, it is our fault, and a traceback helps no writer
        apologise(error, terminal)
        return OUR_BUG
    return code if isinstance(code, int) else FINE


# --- the commands -------------------------------------------------------------------------------------------


@click.group(
    cls=Commands,
    no_args_is_help=True,
    help=cli_help.PROGRAM,
    epilog=cli_help.EXIT_CODES,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "token_normalize_func": lambda token: ALIASES.get(token, token),
        "max_content_width": 100,
    },
)
@click.version_option(__version__, "-V", "--version", message="handbook %(version)s")
def handbook() -> None:
    """Group all commands."""


FOLDER = click.Path(path_type=Path)

WHICH_SITE = (
    click.argument("folder", metavar="[DIR]", type=FOLDER, default=Path()),
    click.option(
        "-f", "--config-file", type=FOLDER, metavar="FILE", help="Use this configuration, of any name."
    ),
    click.option("-u", "--base-url", metavar="URL", help="Where the site is published."),
)
WHAT_IS_PUBLISHED = (
    click.option("-D", "--drafts", is_flag=True, help="Publish drafts, too."),
    click.option("-F", "--future", is_flag=True, help="Publish what is dated in the future, too."),
    click.option("-s", "--strict", is_flag=True, help="Fail for warnings, not only for errors."),
    click.option("-q", "--quiet", is_flag=True, help="Show what makes the command fail; count the rest."),
    click.option("-v", "--verbose", is_flag=True, help="Log each step to standard error."),
)


def with_options(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Give a command what it has in common with others, in this order."""

    def given(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return given


@handbook.command(help=cli_help.BUILD, short_help="Write the website.", epilog=cli_help.EXIT_CODES)
@with_options(*WHICH_SITE, *WHAT_IS_PUBLISHED)
@click.option(
    "-d",
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write the site here, instead of [paths] output.",
)
@click.pass_obj
def build(terminal: Terminal, /, **given: Any) -> int:  # noqa: ANN401 - the options above, by their names
    """Build and write."""
    from handbook.run import Order, build_site  # noqa: PLC0415 - help and mistyped commands need no pipeline

    _refuse_two_places(given)
    return build_site(Order(**given), terminal)


@handbook.command(
    help=cli_help.CHECK, short_help="Say what is wrong, write nothing.", epilog=cli_help.EXIT_CODES
)
@with_options(*WHICH_SITE, *WHAT_IS_PUBLISHED)
@click.pass_obj
def check(terminal: Terminal, /, **given: Any) -> int:  # noqa: ANN401 - the options above, by their names
    """Build and drop."""
    from handbook.run import Order, check_site  # noqa: PLC0415 - as above

    _refuse_two_places(given)
    return check_site(Order(**given), terminal)


@handbook.command(help=cli_help.SERVE, short_help="Preview the website while you write.")
@with_options(*WHICH_SITE)
@click.option("-o", "--open", "opens", is_flag=True, help="Open the preview in the browser.")
@click.option(
    "-p", "--port", type=click.IntRange(0, 65535), help="Answer at this port; by default at 8000 or the next."
)
@click.option(
    "--host", default="127.0.0.1", metavar="HOST", help="Answer at this address, which others may reach."
)
@click.option("--no-drafts", is_flag=True, help="Leave out drafts and what is dated in the future.")
@click.option("--poll", is_flag=True, help="Look for changes twice a second, where the system tells of none.")
@click.option("-q", "--quiet", is_flag=True, help="Say the address and what goes wrong, no more.")
@click.pass_obj
def serve(terminal: Terminal, /, *, no_drafts: bool, **given: Any) -> int:  # noqa: ANN401 - as above
    """Answer until Ctrl-C."""
    # To look for garbage in what is being imported takes 15 ms. The first build has it looked for again.
    gc.disable()
    from handbook.server.serve import ServeOrder, serve_site  # noqa: PLC0415 - only this command serves

    _refuse_two_places(given)
    return serve_site(ServeOrder(drafts=not no_drafts, **given), terminal)


def _refuse_two_places(given: dict[str, Any]) -> None:
    if given["config_file"] and given["folder"] != Path():
        raise click.UsageError("DIR and --config-file both say where the site is. Give one of them.")


@handbook.command(help=cli_help.INIT, short_help="Begin a handbook and blog.")
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=Path())
@click.pass_obj
def init(terminal: Terminal, folder: Path) -> None:
    """Write the starter."""
    from handbook.beginnings import create, starter_files  # noqa: PLC0415
    from handbook.clock import now  # noqa: PLC0415 - as above

    paths = create(folder, starter_files(now("UTC", os.environ).date()))
    here = nearby(folder)
    terminal.say([*(f"  {nearby(path)}" for path in paths), "", "Next:"])
    terminal.say(f"  {step}" for step in ([] if here == "." else [f"cd {here}"]))
    terminal.say(f"  {step}" for step in NEXT_STEPS)


NEXT_STEPS = (
    "handbook serve --open                             look at it, and at every edit as you save it",
    'handbook new page handbook/holidays --title "Holidays"',
    "handbook build                                    write the website to site/",
)


@handbook.group(cls=Commands, no_args_is_help=True, help=cli_help.NEW, short_help="Begin a page or a post.")
def new() -> None:
    """Group what begins something."""


def _readable(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Refuse what no file can hold: an argument of bytes that are not UTF-8."""
    try:
        (value or "").encode()
    except UnicodeEncodeError:
        raise click.BadParameter("it is not UTF-8") from None
    return value


in_a_site = click.option(
    "-f", "--config-file", type=click.Path(path_type=Path), metavar="FILE", help="The site's configuration."
)


@new.command(help=cli_help.PAGE, short_help="Begin a page.")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("-t", "--title", callback=_readable, help="The page's title; by default made from PATH.")
@in_a_site
@click.pass_obj
def page(terminal: Terminal, path: Path, title: str | None, config_file: Path | None) -> None:
    """Write a page's first lines."""
    from handbook.beginnings import page_file  # noqa: PLC0415
    from handbook.settings import find_project  # noqa: PLC0415 - as above

    project = find_project(Path(), config_file)
    _create(terminal, project.content, *page_file(project, path, title))


@new.command(help=cli_help.POST, short_help="Begin a post.")
@click.argument("title", callback=_readable)
@click.option("-a", "--author", callback=_readable, metavar="HANDLE", help="Who writes it, by handle.")
@click.option(
    "--slug", callback=_readable, metavar="NAME", help="The file's name; by default made from TITLE."
)
@in_a_site
@click.pass_obj
def post(
    terminal: Terminal, title: str, author: str | None, slug: str | None, config_file: Path | None
) -> None:
    """Write a post's first lines."""
    from handbook.beginnings import post_file  # noqa: PLC0415
    from handbook.clock import now  # noqa: PLC0415 - as above
    from handbook.settings import find_project  # noqa: PLC0415

    project = find_project(Path(), config_file)
    today = now(project.config.site.timezone, os.environ).date()
    _create(terminal, project.content, *post_file(project, title, today=today, author=author, slug=slug))


def _create(terminal: Terminal, content: Path, name: str, text: bytes) -> None:
    from handbook.beginnings import create  # noqa: PLC0415

    terminal.say(nearby(path) for path in create(content, {name: text}))
