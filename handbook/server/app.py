"""The site as it is now, and what happens to it -> the ASGI application of the preview.

An address is looked up in a table, never joined to a folder: the site's in its current Snapshot, the preview's
own in ROUTES. A snapshot is taken once a request, so no answer mixes two builds.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from secrets import compare_digest
from urllib.parse import quote

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from handbook.model import Url
from handbook.server.answers import UNCACHED, Stream, plain, response_to
from handbook.server.content_types import content_type_of
from handbook.server.events import Channel
from handbook.server.hosts import HostCheck, Hosts
from handbook.server.targets import OWN, below, path_of
from handbook.server.values import Answer, Preview, Snapshot
from handbook.urls import href

ASSETS = Path(__file__).parent / "assets"

METHODS = ("GET", "HEAD")

NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)

OpenEditor = Callable[[str, int, int], str | None]
"""Opens a file of the site, as findings name it, at a line and column; returns what went wrong."""


class Parts(Struct, frozen=True):
    """What the routes answer from."""

    preview: Preview
    channel: Channel
    token: str
    open_editor: OpenEditor
    base_path: str


def make_app(  # noqa: PLR0913 - all that the server knows, once
    preview: Preview,
    channel: Channel,
    hosts: Hosts,
    *,
    token: str,
    open_editor: OpenEditor,
    base_path: str,
) -> ASGIApp:
    """Return the application.

    ``token`` is what the pages' links to the editor carry, so that only they open it; ``open_editor`` is called
    in a thread, and may take its time; ``base_path`` is that of the configuration, "" or "/handbook".
    """
    parts = Parts(preview, channel, token, open_editor, base_path)

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
    if path.startswith(OWN):
        return await ROUTES.get(path.removeprefix(OWN), _nothing)(parts, request)
    return await _page(parts, request, path)


# --- the site -----------------------------------------------------------------------------------------------


async def _page(parts: Parts, request: Request, path: str) -> Response:
    await parts.preview.ready()
    snapshot = parts.preview.current
    url = below(path, parts.base_path)
    answer = snapshot.answer(url) if url is not None else None
    if answer:
        return response_to(answer, request) or _not_found(snapshot, request)
    address = _address_meant(snapshot, path, url, parts.base_path)
    if address is None:
        return _not_found(snapshot, request)
    query = quote(request.scope["query_string"], safe="!$%&'()*+,-./:;=?@[]_~")
    # Not remembered by the browser: the next site at this port may have a file there.
    return Response(None, 302, {**UNCACHED, "location": address + (f"?{query}" if query else "")})


def _address_meant(snapshot: Snapshot, path: str, url: str | None, base_path: str) -> str | None:
    """Return the address of a page that was asked for without its last slash, or without the base path."""
    if base_path and path in {"/", base_path}:
        return href(Url("/"), base_path)
    if url and not url.endswith("/") and snapshot.answer(f"{url}/"):
        return href(Url(f"{url}/"), base_path)
    return None


def _not_found(snapshot: Snapshot, request: Request) -> Response:
    return response_to(snapshot.not_found(), request) or plain(404, "There is nothing at this address.")


# --- the preview's own addresses ----------------------------------------------------------------------------


async def _events(parts: Parts, request: Request) -> Response:
    events = parts.channel.subscribe(request.headers.get("last-event-id", ""))
    return Stream(events, 200, {**UNCACHED, "content-type": "text/event-stream"})


async def _problems(parts: Parts, request: Request) -> Response:
    await parts.preview.ready()
    asked = request.query_params.get("path", "")
    url = below(asked, parts.base_path)
    problems = parts.preview.current.problems(asked if url is None else url)
    return Response(problems, 200, UNCACHED, "application/json")


async def _open(parts: Parts, request: Request) -> Response:
    if request.method != "GET":
        return plain(405, "Only a GET opens the editor.")
    query = request.query_params
    if not compare_digest(query.get("token", "").encode(), parts.token.encode()):
        return plain(404, "This link is of an earlier start of the preview: reload the page.")
    line, column = query.get("line", "1"), query.get("column", "1")
    if not (NUMBER.fullmatch(line) and NUMBER.fullmatch(column)):
        return plain(404, "This link has no line that an editor could go to.")
    problem = await asyncio.to_thread(parts.open_editor, query.get("path", ""), int(line), int(column))
    return plain(409, problem) if problem else Response(None, 204, UNCACHED)


async def _asset(_parts: Parts, request: Request) -> Response:
    name = path_of(request.scope).removeprefix(OWN)
    answer = Answer(200, content_type_of(name), ASSETS / name)
    return response_to(answer, request) or plain(
        404, "This part of the preview is missing: install it again."
    )


async def _nothing(_parts: Parts, _request: Request) -> Response:
    return plain(404, "The preview has nothing at this address.")


ROUTES: Mapping[str, Callable[[Parts, Request], Awaitable[Response]]] = {
    "events": _events,
    "problems": _problems,
    "open": _open,
    "live.js": _asset,
    "live.css": _asset,
    "worker.js": _asset,
}
