"""A preview as a writer has it: a process of its own, real files, a real socket."""

import http.client
import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct

LONG = 30.0
"""Seconds that anything may take on a machine where much else is computed."""


class Reply(Struct, frozen=True):
    status: int
    headers: dict[str, str]
    text: str


class Previewed:
    """A running preview of a folder, what it says, and what it answers."""

    def __init__(
        self, folder: Path, *arguments: str, port: int = 0, environment: dict[str, str] | None = None
    ):
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "handbook", "serve", "--port", str(port), *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "NO_COLOR": "1", "PYTHONUNBUFFERED": "1", **(environment or {})},
            start_new_session=True,
        )
        self.said: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.address = re.search(r"http://\S+/", self.line("Preview at "))[0].rstrip("/")
        self.port = int(self.address.split(":")[2].partition("/")[0])

    def _read(self) -> None:
        for line in self.process.stderr:
            self.said.append(line.rstrip("\n"))
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def line(self, part: str) -> str:
        """Wait for a line that holds a text; those before it are passed over."""
        ends = time.monotonic() + LONG
        while True:
            line = self._lines.get(timeout=max(0.1, ends - time.monotonic()))
            assert line is not None, f"ended without {part!r}:\n" + "\n".join(self.said)
            if part in line:
                return line

    # --- files ----------------------------------------------------------------------------------------------

    def write(self, name: str, text: str | bytes) -> None:
        """Save a file of the site."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def edit(self, name: str, old: str, new: str) -> None:
        """Save a file in which something else stands."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    # --- answers --------------------------------------------------------------------------------------------

    def get(self, target: str, **headers: str) -> Reply:
        """Ask for an address."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG)
        try:
            connection.request("GET", target, headers=headers)
            response = connection.getresponse()
            fields = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, fields, response.read().decode(errors="replace"))
        finally:
            connection.close()

    def until(self, is_so, target: str) -> Reply:
        """Ask for an address until the reply is as it should be."""
        ends = time.monotonic() + LONG
        while not is_so(reply := self.get(target)):
            assert time.monotonic() < ends, f"{target}: {reply.status}\n{reply.text}\n" + "\n".join(self.said)
            time.sleep(0.02)
        return reply

    def shows(self, target: str, text: str) -> Reply:
        """Wait until a text stands at an address."""
        return self.until(lambda reply: text in reply.text, target)

    def problems(self, target: str) -> dict:
        """Return what the panel is told of a page."""
        return json.loads(self.get(f"/@handbook/problems?path={quote(target)}").text)

    # --- the end --------------------------------------------------------------------------------------------

    def stop(self, number: int = signal.SIGINT) -> int:
        """Press Ctrl-C; return the exit code."""
        os.killpg(self.process.pid, number)
        return self.ended()

    def ended(self) -> int:
        """Wait until it has ended; return the exit code."""
        code = self.process.wait(LONG)
        self._reader.join(LONG)
        return code


@contextmanager
def previewing(folder: Path, *arguments: str, **options):
    """Preview a folder until the block ends."""
    preview = Previewed(folder, *arguments, **options)
    try:
        yield preview
    finally:
        if preview.process.poll() is None:
            preview.stop()
        preview.process.stderr.close()
