"""What an address gives, and what the request says of copies and parts -> the response that is sent."""

import asyncio
import re
from collections.abc import Coroutine
from contextlib import aclosing
from io import FileIO
from typing import Any, Self

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from handbook import files
from handbook.server.values import Answer

PIECE = 64 * 1024
"""Bytes of a file that are read at once: the system has them ready in 20 µs, so reading needs no thread."""

SAFE = {"x-content-type-options": "nosniff"}
UNCACHED = {**SAFE, "cache-control": "no-store"}
CHECKED = {**SAFE, "cache-control": "no-cache"}
"""Browsers may keep it, and ask each time whether it is still the same."""

TAG = re.compile(r'"[^"]*"')

RANGE = re.compile(r"bytes=(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})", re.ASCII)
"""One part of a file. Who asks for several gets the whole, as RFC 9110, section 14.2, allows."""


def response_to(answer: Answer, request: Request) -> Response | None:
    """Return the response; None for a file that is not there any more, or is none now."""
    headers = _headers_of(answer)
    if isinstance(answer.body, bytes):
        return _of_bytes(answer, answer.body, headers, request)
    try:
        opened = files.open_file(answer.body)
    except files.Unreadable:
        return None
    return _of_file(answer, opened, headers, request)


def plain(status: int, text: str) -> Response:
    """Return a response for people, and nobody's cache."""
    return Response(f"{text}\n", status, UNCACHED, "text/plain")


def _headers_of(answer: Answer) -> dict[str, str]:
    given = {name.lower(): value for name, value in answer.headers.items()}
    # What lets other sites in may be right where the site is published, and never is in its preview.
    ours = {name: value for name, value in given.items() if not name.startswith("access-control-")}
    return {**ours, "content-type": answer.type, **(UNCACHED if _is_page(answer) else CHECKED)}


def _is_page(answer: Answer) -> bool:
    return answer.status != 200 or answer.type.startswith("text/html")


def _of_bytes(answer: Answer, body: bytes, headers: dict[str, str], request: Request) -> Response:
    if _is_page(answer):
        return Response(body, answer.status, headers)
    tag = f'"{files.digest(body)}"'
    if _has_copy(request, tag):
        return Response(None, 304, {**headers, "etag": tag})
    return Response(body, answer.status, {**headers, "etag": tag})


def _of_file(answer: Answer, opened: files.Opened, headers: dict[str, str], request: Request) -> Response:
    file, size, version = opened
    tag = f'"{version}"' if version and not _is_page(answer) else ""
    headers = {**headers, "accept-ranges": "bytes", **({"etag": tag} if tag else {})}
    if tag and _has_copy(request, tag):
        file.close()
        return Response(None, 304, headers)
    wanted = _range_of(request, size, tag) if answer.status == 200 else None
    if wanted is None:
        return Stream(Part(file, range(size)), answer.status, {**headers, "content-length": str(size)})
    if not wanted:
        file.close()
        return Response(None, 416, {**UNCACHED, "content-range": f"bytes */{size}"})
    part = f"bytes {wanted.start}-{wanted.stop - 1}/{size}"
    headers = {**headers, "content-range": part, "content-length": str(len(wanted))}
    return Stream(Part(file, wanted), 206, headers)


def _has_copy(request: Request, tag: str) -> bool:
    """Say whether the browser has this version: RFC 9110, section 13.1.2."""
    named = request.headers.get("if-none-match", "")
    return named.strip() == "*" or tag in TAG.findall(named)


def _range_of(request: Request, size: int, tag: str) -> range | None:
    """Return which bytes are asked for: None for all, an empty range for what the file does not have."""
    match = RANGE.fullmatch(request.headers.get("range", ""))
    is_other_version = request.headers.get("if-range", tag) != tag
    if request.method != "GET" or match is None or is_other_version:
        return None
    first, last = match["first"], match["last"]
    if first and last and int(last) < int(first):
        return None
    if first:
        return range(int(first), min(int(last) + 1, size) if last else size)
    return range(max(size - int(last), 0), size) if last else None


# --- what comes piece by piece ------------------------------------------------------------------------------


class Part:
    """Some of the bytes of an open file, piece by piece; closes it at the end."""

    def __init__(self, file: FileIO, wanted: range) -> None:
        self.file = file
        self.rest = len(wanted)
        file.seek(wanted.start)

    def __aiter__(self) -> Self:
        """Begin."""
        return self

    async def __anext__(self) -> bytes:
        """Return the next piece. Raises Unreadable where the file ends too soon for a whole response."""
        if not self.rest:
            raise StopAsyncIteration
        # Writing waits only for slow readers: without this, a fast one would have the server for itself.
        await asyncio.sleep(0)
        piece = self.file.read(min(PIECE, self.rest))
        if not piece:
            raise files.Unreadable("became shorter while it was read")
        self.rest -= len(piece)
        return piece

    async def aclose(self) -> None:
        """Close the file, also when no piece was taken."""
        self.file.close()


class Stream(StreamingResponse):
    """Sends until the end, or until the reader has left; closes what the pieces come from in either case."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        async with aclosing(self.body_iterator):  # type: ignore[type-var] # all of ours can be closed
            if scope["method"] == "HEAD":
                start = {"type": "http.response.start", "status": self.status_code}
                await send({**start, "headers": self.raw_headers})
                await send({"type": "http.response.body"})
            else:
                await _first_of(self.stream_response(send), _leaving(receive))


async def _leaving(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _first_of(*work: Coroutine[Any, Any, None]) -> None:
    """Wait until the first is done, and the others are stopped. Raises what the first did."""
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
