"""What somebody ordered -> a preview that answers until Ctrl-C, and a line for all that happens to it."""

import asyncio
import datetime as dt
import logging
import os
import socket
import time
import webbrowser
from collections import Counter
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from secrets import token_hex, token_urlsafe
from types import FrameType

import uvicorn
from msgspec import Struct, structs
from starlette.types import ASGIApp

from handbook.build import Order
from handbook.cache import Cache
from handbook.clock import now
from handbook.config import Project
from handbook.errors import CannotStart
from handbook.report import counted, severity_of, summary_of_findings, visible
from handbook.server.app import make_app
from handbook.server.content_types import content_type_of
from handbook.server.editor import open_at
from handbook.server.events import Channel
from handbook.server.hosts import Hosts
from handbook.server.live import Live, Rebuilt
from handbook.server.searching import Searching
from handbook.server.snapshot import Session
from handbook.server.watch import Watch
from handbook.server.watched import watched
from handbook.settings import find_project, with_base_url
from handbook.terminal import Terminal

LOOPBACK = "127.0.0.1"
FIRST_PORT = 8000
PORTS = 20
"""How many ports are tried, from the first on, where none was asked for."""


class ServeOrder(Struct, frozen=True, kw_only=True):
    """What the command line says about a preview."""

    folder: Path
    config_file: Path | None = None
    base_url: str | None = None
    host: str = LOOPBACK
    port: int | None = None
    drafts: bool = True
    opens: bool = False
    poll: bool = False
    quiet: bool = False


def serve_site(order: ServeOrder, terminal: Terminal) -> int:
    """Answer until Ctrl-C. Return the exit code. Raises CannotStart, OSError."""
    project = _project(order)
    listening = _listen(order)
    session = Session(
        server_id=token_hex(6),
        token=token_urlsafe(16),
        content_type=content_type_of,
        today=lambda: dt.datetime.now(dt.UTC).date(),
    )
    channel = Channel(session.server_id)
    address = f"http://{_shown(order.host)}:{listening.getsockname()[1]}{project.config.base_path}/"
    teller = Teller(terminal, order)
    teller.begin(address)
    with closing(Cache.open(project.cache_folder)) as cache, closing(listening):

        def report(rebuilt: Rebuilt) -> None:
            if rebuilt.project is not None:
                watch.move_to(watched(rebuilt.project))
            teller.rebuilt(rebuilt)
            teller.notice(watch.notice)

        searching = Searching(project.cache_folder / "search-preview")
        live = Live(
            partial(_order_of, order),
            cache=cache,
            session=session,
            searching=searching,
            publish=channel.publish,
            report=report,
        )
        watch = Watch(watched(project), live.wake, poll=order.poll)
        watch.start()
        app = make_app(
            live,
            channel,
            Hosts.of(order.host),
            token=session.token,
            open_editor=Opening(live, project),
            base_path=project.config.base_path,
        )
        live.start()
        searching.start()
        if order.opens:
            webbrowser.open(address)
        try:
            _answer(app, listening, channel)
        finally:
            watch.stop()
            live.stop()
            searching.stop()
    terminal.note("Stopped.")
    return 0


def _project(order: ServeOrder) -> Project:
    project = find_project(order.folder, order.config_file)
    if order.base_url is None:
        return project
    return structs.replace(project, config=with_base_url(project.config, order.base_url))


def _order_of(order: ServeOrder) -> Order:
    """Read the configuration, which may have changed, and the clock. Raises CannotStart."""
    project = _project(order)
    return Order(
        project=project,
        now=now(project.config.site.timezone, os.environ),
        drafts=order.drafts,
        future=order.drafts,
        options=structs.replace(project.config.parse_options, lines=True),
    )


class Opening:
    """Opens a file of the site, named as findings name it, in the writer's editor."""

    def __init__(self, live: Live, project: Project) -> None:
        self._live = live
        self._project = project

    def __call__(self, name: str, line: int, column: int) -> str | None:
        """Return what went wrong."""
        root, _, path = name.partition(":")
        snapshot = self._live.current
        known = {(source.root, source.path) for source in snapshot.sources()}
        if (root, path) not in known:
            return f"There is no file {path} in this site any more: reload the page."
        project = self._project
        folder = project.content if root == "content" else project.folder
        setting = project.config.serve.editor
        return open_at((folder / path).absolute(), line, column, setting, os.environ)


# --- the server ---------------------------------------------------------------------------------------------


def _listen(order: ServeOrder) -> socket.socket:
    """Return a socket at the port that was asked for, else at the next free one. Raises CannotStart."""
    ports = [order.port] if order.port is not None else range(FIRST_PORT, FIRST_PORT + PORTS)
    family = socket.AF_INET6 if ":" in order.host else socket.AF_INET
    for port in ports:
        # With the protocol named, asyncio sends at once: without it each answer waits 44 ms for the browser's
        # acknowledgement.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((order.host.strip("[]"), port))
            listening.listen(128)
        except (OSError, OverflowError) as error:
            listening.close()
            reason = getattr(error, "strerror", None) or str(error)
        else:
            return listening
    first = (
        f"port {order.port}"
        if order.port is not None
        else f"the ports {FIRST_PORT} to {FIRST_PORT + PORTS - 1}"
    )
    raise CannotStart(f"{order.host} has no room at {first}: {reason.lower()}", "choose another with --port")


def _answer(app: ASGIApp, listening: socket.socket, channel: Channel) -> None:
    """Run the server in this thread until Ctrl-C, which ends open streams at once."""
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # a broken request is nobody's traceback
    server = _Server(config)
    server.channel = channel
    with suppress(KeyboardInterrupt):
        asyncio.run(server.serve(sockets=[listening]))


class _Server(uvicorn.Server):
    channel: Channel

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.channel.close()
        super().handle_exit(sig, frame)


# --- the terminal -------------------------------------------------------------------------------------------


class Teller:
    """Prints the address, and a line for each rebuild."""

    def __init__(self, terminal: Terminal, order: ServeOrder) -> None:
        self._terminal = terminal
        self._order = order
        self._is_first = True
        self._is_noticed = False

    def begin(self, address: str) -> None:
        """Say where to look."""
        self._terminal.note(f"Preview at {address}  (Ctrl-C ends it)")
        if not _is_loopback(self._order.host):
            self._terminal.note(f"warning: everybody who reaches {self._order.host} can read it, drafts too")

    def notice(self, notice: str | None) -> None:
        """Say once what the system cannot give."""
        if notice and not self._is_noticed:
            self._is_noticed = True
            self._terminal.note(f"note: {notice}")

    def rebuilt(self, rebuilt: Rebuilt) -> None:
        """Say what changed, how long it took, and what is wrong."""
        if rebuilt.error or rebuilt.snapshot is None:
            error = rebuilt.error or CannotStart("there is no site")
            self._terminal.fail(error.message, error.hint)
            self._terminal.note("    The preview shows the last good version until this is mended.")
            return
        made = rebuilt.snapshot.made
        chosen = made.site.config.findings
        severities = Counter(severity_of(one, chosen) for one in made.diagnostics)
        findings = summary_of_findings(severities)
        if self._is_first:
            self._is_first = False
            pages = counted(len(made.site.pages), "page")
            self._terminal.note(f"{pages} in {rebuilt.seconds:.1f} s: {findings}")
            return
        if self._order.quiet:
            return
        clock = time.strftime("%H:%M:%S")
        names = rebuilt.changed
        what = (
            visible(names[0])
            if len(names) == 1
            else counted(len(names), "file")
            if names
            else "theme, data or dates"
        )
        self._terminal.note(f"{clock}  {what}  {rebuilt.seconds * 1000:.0f} ms: {findings}")


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "::1", "[::1]"} or host.startswith("127.") or host.endswith(".localhost")


def _shown(host: str) -> str:
    """Return a host as it stands in an address; what means all of them is reached as localhost."""
    if host in {"0.0.0.0", "::", "[::]"}:  # noqa: S104 - compared, not listened at
        return "localhost"
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
