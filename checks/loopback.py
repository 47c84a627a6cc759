"""A folder -> its address on the loopback interface, served as a host would: gzip, 404.html and _headers."""

import gzip
import mimetypes
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fnmatch import fnmatchcase
from functools import cache, partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

TEXT = frozenset(
    {"text/html", "text/css", "text/javascript", "application/json", "image/svg+xml", "text/plain"}
)
"""What is worth compressing; pictures are compressed already."""


@contextmanager
def serving(folder: Path, base: str = "") -> Iterator[str]:
    """Serve a finished site; ``base`` is its path on the host. Gives its address, without a closing slash."""
    handler = partial(Host, folder=folder.resolve(), base=base)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{base}"
        finally:
            server.shutdown()
            thread.join()


class Host(BaseHTTPRequestHandler):
    """Answers from one folder, read-only."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # else head and body are two packets, and delayed acknowledgements cost 40 ms each

    def __init__(self, *arguments: object, folder: Path, base: str) -> None:
        self.folder = folder
        self.base = base
        super().__init__(*arguments)  # type: ignore[arg-type]  # whatever socketserver hands over

    def do_GET(self) -> None:
        """Answer with a file, a way to it, or the page for what is not there."""
        path = unquote(urlsplit(self.path).path)
        file = (self.folder / path.removeprefix(self.base).lstrip("/")).resolve()
        if not path.startswith(f"{self.base}/") or not file.is_relative_to(self.folder):
            self._send(HTTPStatus.NOT_FOUND, self.folder / "404.html", path)
        elif file.is_dir() and not path.endswith("/"):
            self._lead_on(f"{path}/")
        elif (page := file / "index.html" if file.is_dir() else file).is_file():
            self._send(HTTPStatus.OK, page, path)
        else:
            self._send(HTTPStatus.NOT_FOUND, self.folder / "404.html", path)

    do_HEAD = do_GET  # noqa: N815 - the names that http.server looks for

    def log_message(self, *_: object) -> None:
        """Keep the terminal for results."""

    def _lead_on(self, path: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: HTTPStatus, file: Path, path: str) -> None:
        media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        is_small = media_type in TEXT and "gzip" in self.headers.get("Accept-Encoding", "")
        content = _compressed(file) if is_small else file.read_bytes()
        self.send_response(status)
        self.send_header("Content-Type", f"{media_type}; charset=utf-8" if media_type in TEXT else media_type)
        self.send_header("Content-Length", str(len(content)))
        if is_small:
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Vary", "Accept-Encoding")
        for name, value in _headers_for(self.folder, path).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


@cache
def _compressed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), mtime=0)


def _headers_for(folder: Path, path: str) -> Mapping[str, str]:
    """Return what ``_headers`` says of an address: the lines below each pattern that fits it."""
    found: dict[str, str] = {}
    fits = False
    for line in _lines(folder / "_headers"):
        if not line.startswith(" "):
            fits = fnmatchcase(path, line)
        elif fits:
            name, _, value = line.strip().partition(": ")
            found[name] = value
    return found


@cache
def _lines(file: Path) -> tuple[str, ...]:
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return tuple(line for line in lines if line.strip() and not line.startswith("#"))
