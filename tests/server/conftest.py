"""A preview on a real socket: a site that is a table, and the server in a thread."""

import asyncio
import http.client
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import uvicorn
from h11 import LocalProtocolError
from msgspec import Struct

from handbook.server.answering import config_of
from handbook.server.app import make_app
from handbook.server.events import Channel
from handbook.server.hosts import Hosts
from handbook.server.values import Answer

HTML = "text/html; charset=utf-8"
TOKEN = "0123456789abcdef"
LOOPBACK_ONLY = Hosts()
NOT_FOUND = b"<h1>No such page</h1>"


class FakeSnapshot:
    def __init__(self, table, base_path, generation=1):
        self.table = table
        self.base_path = base_path
        self.generation = generation

    def answer(self, path):
        return self.table.get(path)

    def not_found(self):
        return Answer(404, HTML, NOT_FOUND)

    def problems(self, path):
        return b'{"path": "%s"}' % path.encode()


class FakePreview:
    def __init__(self, table, base_path):
        self.current = FakeSnapshot(table, base_path)
        self.waiting = []
        self.is_built = True

    async def ready(self):
        if not self.is_built:
            built = asyncio.get_running_loop().create_future()
            self.waiting.append(built)
            await built


class Reply(Struct, frozen=True):
    status: int
    headers: dict[str, str]
    body: bytes


class Served:
    """A running server, and what talks to it."""

    def __init__(self, table, *, hosts=LOOPBACK_ONLY, base_path="", address="127.0.0.1", heartbeat=15.0):
        self.preview = FakePreview(table, base_path)
        self.channel = Channel("beef", heartbeat=heartbeat)
        self.opened = []
        self.editor_says = None
        app = make_app(
            self.preview,
            self.channel,
            hosts,
            token=TOKEN,
            open_editor=self._open_editor,
        )
        self.server = uvicorn.Server(config_of(app))
        # asyncio sends at once (TCP_NODELAY) only on sockets that name their protocol. Else what follows
        # the head of an answer waits 40 ms for the other side's acknowledgement.
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self.socket.bind((address, 0))
        self.socket.listen(128)
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="server")

    def _open_editor(self, *place):
        self.opened.append(place)
        return self.editor_says

    async def _serve(self):
        self.loop = asyncio.get_running_loop()
        await self.server.serve([self.socket])

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=5)

    def get(self, target, *, method="GET", **headers):
        """Ask for an address; headers with underscores."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, target, headers=given)
            response = connection.getresponse()
            fields = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, fields, response.read())
        finally:
            connection.close()

    def say(self, request: bytes) -> bytes:
        """Send bytes as they are; return all that comes back until the server hangs up."""
        with self.connect() as line:
            line.sendall(request)
            received = b""
            # What the server has not read when it hangs up makes the line break.
            with suppress(ConnectionResetError):
                while piece := line.recv(65536):
                    received += piece
            return received

    @contextmanager
    def listening(self):
        """Open the stream of events; yield what reads the next of them."""
        with self.connect() as line, line.makefile("rb") as file:
            line.sendall(b"GET /@handbook/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            while file.readline() != b"\r\n":
                pass
            yield lambda: _chunk(file)


def _chunk(file) -> str:
    length = int(file.readline() or b"0", 16)
    text = file.read(length).decode()
    file.readline()
    return text


@contextmanager
def serving(table, **options) -> Iterator[Served]:
    served = Served(table, **options)
    faults = logging.Handler(logging.ERROR)
    records = []
    faults.emit = records.append
    logging.getLogger("uvicorn.error").addHandler(faults)
    served.thread.start()
    try:
        while not served.server.started:
            served.thread.join(0.01)
            assert served.thread.is_alive()
        yield served
    finally:
        served.channel.close()
        served.server.should_exit = True
        served.thread.join(10)
        logging.getLogger("uvicorn.error").removeHandler(faults)
    assert not served.thread.is_alive()
    assert [fault for fault in map(fault_of, records) if not isinstance(fault, LocalProtocolError)] == []


def fault_of(record):
    """Return what was raised.

    A request whose body is none is answered by the server with 400 while the application is answering, too;
    that one's answer then comes too late for the protocol.
    """
    return record.exc_info[1] if record.exc_info else record.getMessage()


@pytest.fixture(scope="session")
def serve():
    """What serves a table."""
    return serving
