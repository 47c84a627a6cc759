"""What somebody ordered -> a preview that answers until Ctrl-C, and a line for all that happens to it."""

import errno
import os
import signal
import socket
import webbrowser
from contextlib import ExitStack, closing, suppress
from functools import partial
from pathlib import Path
from secrets import token_hex, token_urlsafe

from msgspec import Struct, structs

from handbook.build import Order
from handbook.cache import Cache
from handbook.clock import now
from handbook.config import Project
from handbook.errors import CannotStart
from handbook.server.content_types import content_type_of
from handbook.server.events import Channel
from handbook.server.garbage import Garbage
from handbook.server.hosts import LOOPBACK, Hosts
from handbook.server.live import Live, Rebuilt
from handbook.server.opening import Opening
from handbook.server.searching import Searching
from handbook.server.snapshot import Session
from handbook.server.teller import Teller
from handbook.server.watch import Watch
from handbook.server.watched import watched
from handbook.settings import BadConfiguration, find_project, with_base_url
from handbook.terminal import Terminal

FIRST_PORT = 8000
PORTS = 20
"""How many ports are tried, from the first on, where none was asked for."""

PATIENCE = 0.5
"""Seconds that Ctrl-C waits for a build that is under way."""


class ServeOrder(Struct, frozen=True, kw_only=True):
    """What the command line says about a preview."""

    folder: Path
    config_file: Path | None = None
    base_url: str | None = None
    host: str = "127.0.0.1"
    port: int | None = None
    drafts: bool = True
    opens: bool = False
    poll: bool = False
    quiet: bool = False


def serve_site(order: ServeOrder, terminal: Terminal) -> int:
    """Answer until Ctrl-C. Return the exit code. Raises CannotStart, OSError."""
    # Whoever stops us by either signal, we clear up.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    project = _project_at_first(order)
    session = Session(server_id=token_hex(6), token=token_urlsafe(16), content_type=content_type_of)
    channel = Channel(session.server_id)
    with (
        closing(_listen(order)) as listening,
        closing(Cache.open(project.cache_folder)) as cache,
        closing(Teller(terminal, project, quiet=order.quiet)) as teller,
    ):

        def report(rebuilt: Rebuilt) -> None:
            if rebuilt.project is not None:
                watch.move_to(watched(rebuilt.project))
                opening.project = rebuilt.project
            if rebuilt.snapshot is not None:
                garbage.after(rebuilt.snapshot.rendering)
            teller.rebuilt(rebuilt)
            teller.notice(watch.notice)

        searching = Searching(
            project.cache_folder / "search-preview", channel.publish_index, teller.search_failed
        )
        live = Live(
            partial(_order_of, order),
            cache=cache,
            session=session,
            searching=searching,
            publish=channel.publish,
            report=report,
        )
        watch = Watch(watched(project), live.wake, poll=order.poll)
        opening = Opening(live, project)
        address = _address(order, listening, project)
        garbage = Garbage()
        with suppress(KeyboardInterrupt), ExitStack() as running:
            # From this line on the preview runs, to whoever reads it: to end it is no failure.
            teller.begin(address, None if is_loopback(order.host) else order.host)
            watch.start()
            running.callback(watch.stop)
            live.start()
            searching.start()
            running.callback(searching.stop)
            # Imported when the first build has begun: they take 40 ms, in which it can read.
            from handbook.server.answering import answer  # noqa: PLC0415
            from handbook.server.app import make_app  # noqa: PLC0415

            app = make_app(live, channel, Hosts.of(order.host), token=session.token, open_editor=opening)
            if order.opens:
                webbrowser.open(address)
            answer(app, listening, [channel.close, live.give_up])
        is_at_rest = live.stop(PATIENCE)
    terminal.note("Stopped.")
    if not is_at_rest:
        # Its processes end with this one, and what it was to write is the cache's, which bears that.
        os._exit(0)
    return 0


def is_loopback(host: str) -> bool:
    """Say whether nobody but this machine reaches a host."""
    name = host.strip("[]").lower()
    return name in LOOPBACK or name.startswith("127.") or name.endswith(".localhost")


# --- what is served -----------------------------------------------------------------------------------------


def _project_at_first(order: ServeOrder) -> Project:
    """Find the site. Of one whose configuration is wrong, the preview says so until it is mended."""
    try:
        return _project(order)
    except BadConfiguration as error:
        return Project(folder=error.file.parent, file=error.file)


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


# --- where it is served -------------------------------------------------------------------------------------


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
            is_elsewhere = (
                isinstance(error, socket.gaierror) or getattr(error, "errno", 0) == errno.EADDRNOTAVAIL
            )
            reason = getattr(error, "strerror", None) or str(error)
        else:
            return listening
        if is_elsewhere:
            raise CannotStart(
                f"{order.host} is no address of this machine: {reason.lower()}",
                "give --host one that it has, or 0.0.0.0 for all of them",
            )
    first = (
        f"port {order.port}"
        if order.port is not None
        else f"the ports {FIRST_PORT} to {FIRST_PORT + PORTS - 1}"
    )
    raise CannotStart(f"{order.host} has no room at {first}: {reason.lower()}", "choose another with --port")


def _address(order: ServeOrder, listening: socket.socket, project: Project) -> str:
    """Return where the home page is; what means all addresses is reached as localhost."""
    port, host = listening.getsockname()[1], order.host.strip("[]")
    if host in {"", "0.0.0.0", "::"}:  # noqa: S104 - compared, not listened at
        host = "localhost"
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}{project.config.base_path}/"
