"""The site as it is now, and what happens to it -> the ASGI application of the preview.

An address is looked up in a table, never joined to a folder: the site's in its current Snapshot, the
preview's own in ROUTES and among its scripts. A snapshot is taken once a request, so no answer mixes two
builds.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from secrets import compare_digest
from urllib.parse import quote, unquote

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from handbook import files
from handbook.model import Url
from handbook.server.answers import UNCACHED, Stream, plain, response_to
from handbook.server.content_types import content_type_of
from handbook.server.events import Channel
from handbook.server.host_check import HostCheck
from handbook.server.hosts import Hosts
from handbook.server.targets import OWN, path_of
from handbook.server.values import Answer, Elsewhere, Preview, Snapshot
from handbook.urls import href

ASSETS = Path(__file__).parent / "assets"

METHODS = ("GET", "HEAD")

NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)

OpenEditor = Callable[[str, int, int], str | Elsewhere | None]
"""Opens a file of the site, as findings name it, at a line and column; returns what went wrong, or where the
browser is to go instead."""


class Parts(Struct, frozen=True):
    """What the routes answer from."""

    preview: Preview
    channel: Channel
    scripts: Mapping[str, Answer]
    """The browser's side of the preview, by name."""
    token: str
    open_editor: OpenEditor


def below_base(snapshot: Snapshot, path: str) -> str | None:
    """Return a decoded path as the site knows it; None where it lies beside the site."""
    base = unquote(snapshot.base_path)
    return path.removeprefix(base) if path.startswith(f"{base}/") else None


def make_app(
    preview: Preview,
    channel: Channel,
    hosts: Hosts,
    *,
    token: str,
    open_editor: OpenEditor,
) -> ASGIApp:
    """Return the application.

    ``token`` is what the pages' links to the editor carry, so that only they open it; ``open_editor`` is
    called in a thread, and may take its time.
    """
    parts = Parts(preview, channel, _scripts(), token, open_editor)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            response = await _respond(parts, Request(scope))
            await response(scope, receive, send)

    return HostCheck(app, hosts)


async def _respond(parts: Parts, request: Request) -> Response:
    if request.method not in METHODS:
        response = plain(405, "The preview only shows: GET and HEAD.")
        response.headers["allow"] = ", ".join(METHODS)
        return response
    path = path_of(request.scope)
    if not path.startswith(OWN):
        return await _page(parts, request, path)
    name = path.removeprefix(OWN)
    if route := ROUTES.get(name):
        return await route(parts, request)
    script = parts.scripts.get(name)
    return (script and response_to(script, request)) or plain(404, "The preview has nothing at this address.")


# --- the site -----------------------------------------------------------------------------------------------


async def _page(parts: Parts, request: Request, path: str) -> Response:
    await parts.preview.ready()
    snapshot = parts.preview.current
    url = below_base(snapshot, path)
    answer = snapshot.answer(url) if url is not None else None
    if answer:
        return response_to(answer, request) or _not_found(snapshot, request)
    address = _address_meant(snapshot, path)
    if address is None:
        return _not_found(snapshot, request)
    query = quote(request.scope["query_string"], safe="!$%&'()*+,-./:;=?@[]_~")
    # Not remembered by the browser: the next site at this port may have a file there.
    return Response(None, 302, {**UNCACHED, "location": address + (f"?{query}" if query else "")})


def _address_meant(snapshot: Snapshot, path: str) -> str | None:
    """Return the address of a page asked for without its last slash, or of the home page below the base."""
    base_path = snapshot.base_path
    if base_path and path in {"/", unquote(base_path)}:
        return href(Url("/"), base_path)
    url = below_base(snapshot, path)
    if url and not url.endswith("/") and snapshot.answer(f"{url}/"):
        return href(Url(f"{url}/"), base_path)
    return None


def _not_found(snapshot: Snapshot, request: Request) -> Response:
    return response_to(snapshot.not_found(), request) or plain(404, "There is nothing at this address.")


# --- the preview's own addresses ----------------------------------------------------------------------------


async def _events(parts: Parts, _request: Request) -> Response:
    events = parts.channel.subscribe()
    return Stream(events, 200, {**UNCACHED, "content-type": "text/event-stream"})


async def _problems(parts: Parts, request: Request) -> Response:
    await parts.preview.ready()
    snapshot, asked = parts.preview.current, request.query_params.get("path", "")
    url = below_base(snapshot, asked)
    problems = snapshot.problems(asked if url is None else url)
    return Response(problems, 200, UNCACHED, "application/json")


async def _good(parts: Parts, request: Request) -> Response:
    await parts.preview.ready()
    snapshot = parts.preview.current
    answer = snapshot.good(request.query_params.get("path", ""))
    return (answer and response_to(answer, request)) or _not_found(snapshot, request)


async def _open(parts: Parts, request: Request) -> Response:
    if request.method != "GET":
        return plain(405, "Only a GET opens the editor.")
    query = request.query_params
    if not compare_digest(query.get("token", "").encode(), parts.token.encode()):
        return plain(404, "This link is of an earlier start of the preview: reload the page.")
    line, column = query.get("line", "1"), query.get("column", "1")
    if not (NUMBER.fullmatch(line) and NUMBER.fullmatch(column)):
        return plain(404, "This link has no line that an editor could go to.")
    said = await asyncio.to_thread(parts.open_editor, query.get("path", ""), int(line), int(column))
    if isinstance(said, Elsewhere):
        return Response(said.address, 200, UNCACHED, "text/plain")
    return plain(409, said) if said else Response(None, 204, UNCACHED)


def _scripts() -> dict[str, Answer]:
    paths = [Path(entry.path) for entry in files.list_folder(ASSETS)]
    return {path.name: Answer(200, content_type_of(path.name), path) for path in paths}


ROUTES: Mapping[str, Callable[[Parts, Request], Awaitable[Response]]] = {
    "events": _events,
    "problems": _problems,
    "good": _good,
    "open": _open,
}
