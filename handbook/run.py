"""What somebody ordered -> a site built or checked, what was found, and the exit code."""

import gc
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from handbook.clock import now
from handbook.config import Project
from handbook.crash import Bug
from handbook.diagnostics import Root, Severity
from handbook.errors import CannotStart
from handbook.logs import Log, logging_to, silent
from handbook.model import Output
from handbook.progress import ProgressBar
from handbook.report import (
    counted,
    counts_by_code,
    severity_of,
    show,
    summary_of_findings,
    visible,
)
from handbook.settings import find_project, with_base_url
from handbook.terminal import Terminal, is_interactive, nearby

if TYPE_CHECKING:
    from handbook.build import Build
    from handbook.cache import Cache
    from handbook.write import Changes

TOO_MANY_TO_READ = 20
"""Findings, from which on they are also counted by kind."""

NO_ADDRESS = "no url under [site], so there is no sitemap.xml and no canonical address"

NO_MARKDOWN = '"handbook init" begins a site, "handbook build DIR" builds another folder'


class Order(Struct, frozen=True, kw_only=True):
    """What the command line says about a site."""

    folder: Path
    config_file: Path | None = None
    base_url: str | None = None
    drafts: bool = False
    future: bool = False
    strict: bool = False
    quiet: bool = False
    verbose: bool = False
    output: Path | None = None


class Result(Struct, frozen=True):
    """What a run came to."""

    project: Project
    build: "Build"
    seconds: float
    changes: "Changes | None" = None


Finish = Callable[[Iterable[Output], "Build", Project], "Changes | None"]
"""Does with a site's files what makes a command the one it is; consumes all of them."""


def build_site(order: Order, terminal: Terminal) -> int:
    """Build a site, write it, and say what was found. Return the exit code. Raises CannotStart, OSError."""
    result = _run(order, terminal, _write)
    _notices(result, order, terminal)
    return _report(result, order, terminal)


def check_site(order: Order, terminal: Terminal) -> int:
    """Build a site, drop it, and say what was found. Return the exit code. Raises CannotStart, OSError."""
    return _report(_run(order, terminal, _drop), order, terminal)


def project_of(order: Order) -> Project:
    """Find the project, with what the command line says instead of its configuration. Raises CannotStart."""
    project = find_project(order.folder, order.config_file)
    config = project.config
    if order.output is not None:
        config = replace(config, paths=replace(config.paths, output=str(Path.cwd() / order.output)))
    if order.base_url is not None:
        config = with_base_url(config, order.base_url)
    return replace(project, config=config)


# --- the work -----------------------------------------------------------------------------------------------


def _run(order: Order, terminal: Terminal, finish: Finish) -> Result:
    log = _log(order, terminal)
    started = time.perf_counter()
    project = project_of(order)
    moment = now(project.config.site.timezone, os.environ)
    log("project_found", folder=str(project.folder), configuration=str(project.file), now=moment.isoformat())
    bar = ProgressBar(terminal.beside, is_shown=_is_watched(order, terminal))
    with _ours(project, order), _uncollected(), _cache_of(project) as cache, bar:
        from handbook.build import build  # noqa: PLC0415 - help and mistakes need no pipeline

        built = build(project, now=moment, cache=cache, drafts=order.drafts, future=order.future)
        if project.file is None and not built.texts:
            raise CannotStart(f"there is no Markdown in {nearby(project.content)}", NO_MARKDOWN)
        log("site_linked", pages=len(built.site.pages), findings=len(built.diagnostics), **_since(started))
        total = len(built.site.pages) + len(built.site.assets) + len(built.site.redirects)
        outputs = bar.over(_logged(built.outputs, log), step="Rendering", total=total)
        changes = finish(outputs, built, project)
    log("site_built", pages=len(built.site.pages), **_since(started))
    return Result(project, built, time.perf_counter() - started, changes)


def _cache_of(project: Project) -> "closing[Cache]":
    from handbook.cache import Cache  # noqa: PLC0415 - help and mistakes need no database

    return closing(Cache.open(project.cache_folder))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Leave cyclic garbage where it is: a build makes little, and looking for it takes 6 % of its time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _ours(project: Project, order: Order) -> Iterator[None]:
    """Let a fault of ours know where its traceback can be kept."""
    try:
        yield
    except (CannotStart, OSError):
        raise
    except Exception as error:
        if order.verbose:
            raise
        raise Bug(project.cache_folder) from error


def _write(outputs: Iterable[Output], built: "Build", project: Project) -> "Changes":
    from handbook.render.search import document_of  # noqa: PLC0415 - only one command writes
    from handbook.search_index import with_index  # noqa: PLC0415
    from handbook.write import write  # noqa: PLC0415

    folder = project.cache_folder / "search"
    batches = with_index(outputs, built.findable, folder, document_of=document_of)
    return write(batches, project.output, project=project)


def _drop(outputs: Iterable[Output], _built: "Build", project: Project) -> None:
    """Make every file and keep none; refuse the folder that a build would refuse."""
    from handbook.ownership import refuse_unfit  # noqa: PLC0415 - as in _write

    refuse_unfit(project.output, project)
    for _ in outputs:
        pass


def _logged(outputs: Iterable[Output], log: Log) -> Iterable[Output]:
    return outputs if log is silent else _each_logged(outputs, log)


def _each_logged(outputs: Iterable[Output], log: Log) -> Iterator[Output]:
    for output in outputs:
        if isinstance(output.content, bytes):
            log("page_rendered", path=output.path, bytes=len(output.content))
        yield output


def _log(order: Order, terminal: Terminal) -> Log:
    if not order.verbose:
        return silent
    return logging_to(terminal.beside, colours=terminal.is_coloured_beside)


def _is_watched(order: Order, terminal: Terminal) -> bool:
    return not (order.quiet or order.verbose) and is_interactive(terminal.beside, os.environ)


def _since(started: float) -> Mapping[str, float]:
    return {"seconds": round(time.perf_counter() - started, 3)}


# --- the report ---------------------------------------------------------------------------------------------


def _report(result: Result, order: Order, terminal: Terminal) -> int:
    """Print the findings and the sum; return the exit code.

    With --quiet only what makes the command fail is printed one by one; the rest is counted.
    """
    chosen = result.project.config.findings
    found = [(one, severity_of(one, chosen)) for one in result.build.diagnostics]
    severities = Counter(severity for _, severity in found)
    failing = {Severity.ERROR, Severity.WARNING} if order.strict else {Severity.ERROR}
    printed = failing if order.quiet else {Severity.ERROR, Severity.WARNING, Severity.INFO}
    findings = [one for one, severity in found if severity in printed]
    names = _names(result.project)
    terminal.say(show(findings, chosen, result.build.texts, names, terminal.paint))
    counted_findings = [one for one, severity in found if severity is not Severity.OFF]
    if len(counted_findings) > TOO_MANY_TO_READ or (order.quiet and counted_findings):
        terminal.say(counts_by_code(counted_findings, chosen, terminal.paint))
    terminal.say([_sum(result, severities)])
    return 1 if any(severities[severity] for severity in failing) else 0


def _sum(result: Result, severities: Mapping[Severity, int]) -> str:
    verb = "Checked" if result.changes is None else "Built"
    pages = counted(len(result.build.site.pages), "page")
    said = f"{verb} {pages} in {result.seconds:.1f} s: {summary_of_findings(severities)}."
    if result.changes is None:
        return said
    changes = result.changes
    files = f"{counted(len(changes.written), 'file')} written, {len(changes.unchanged):,} unchanged"
    removed = f", {len(changes.removed):,} removed" if changes.removed else ""
    return f"{said} {visible(str(nearby(result.project.output)))}/ ({files}{removed})"


def _notices(result: Result, order: Order, terminal: Terminal) -> None:
    own = [] if result.project.config.site.url or result.project.file is None else [NO_ADDRESS]
    if not order.quiet:
        terminal.note(*(f"note: {notice}" for notice in (*result.build.notices, *own)))


def _names(project: Project) -> Callable[[Root, str], str]:
    folders = {"content": project.content, "site": project.folder}
    return lambda root, path: nearby(folders[root] / path)
