"""What an address gives, and what the request says of copies and parts -> the response, as ASGI sends it."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from io import FileIO
from typing import Protocol

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from handbook import files
from handbook.server.values import Answer

PIECE = 64 * 1024
"""Bytes of a file that are read at once: what the disk's cache gives in 20 µs, so it needs no thread."""

ALWAYS = {"x-content-type-options": "nosniff"}
UNCACHED = {**ALWAYS, "cache-control": "no-store"}
CHECKED = {**ALWAYS, "cache-control": "no-cache"}
"""Browsers may keep it, and ask each time whether it is still the same."""

TAG = re.compile(r'"[^"]*"')
RANGE = re.compile(r"bytes=(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})", re.ASCII | re.IGNORECASE)
"""One part of a file. Who asks for several gets the whole: RFC 9110, section 14.2."""


class Pieces(Protocol):
    """A body that comes piece by piece, and is closed at the end."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Begin."""

    async def aclose(self) -> object:
        """Let go of what the pieces come from, also if none was taken."""


class Stream:
    """A response that is sent until it ends or its reader has left; closes its pieces in any case."""

    def __init__(self, status: int, headers: Mapping[str, str], pieces: Pieces) -> None:
        # Starlette's own, without a body, encodes the headers.
        self.start = Response(None, status, headers)
        self.pieces = pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        async with aclosing(self.pieces):
            await send(
                {
                    "type": "http.response.start",
                    "status": self.start.status_code,
                    "headers": [field for field in self.start.raw_headers],
                }
            )
            if scope["method"] != "HEAD":
                await _first_of(self._send_all(send), _leaving(receive))

    async def _send_all(self, send: Send) -> None:
        async for piece in self.pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
