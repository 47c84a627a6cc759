"""Sites on the loopback interface and a browser to look at them with.

Package-scoped: each worker builds once, and closes the browser before tests of other folders go on, because a
running Playwright has an event loop of its own in the main thread.
"""

import datetime as dt
import functools
import http.server
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from handbook.build import build
from handbook.cache import Cache
from handbook.settings import find_project
from handbook.write import write

CHECKOUT = Path(__file__).parents[2]


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextmanager
def serving(folder):
    """Serve a folder on the loopback interface; gives its address, without a closing slash."""
    handler = functools.partial(QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="package")
def address(tmp_path_factory):
    """This project's own site, built and served: the address of its home page, without the closing slash."""
    folder = tmp_path_factory.mktemp("own") / "site"
    project = find_project(CHECKOUT)
    built = build(project, now=dt.datetime(2100, 1, 1, tzinfo=dt.UTC), cache=Cache(), workers=1)
    write(built.outputs, folder, project=project)
    with serving(folder) as served:
        yield served


@pytest.fixture(scope="package")
def chromium():
    """Debian's Chromium; the tests are skipped where it is missing."""
    sync_api = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page_of(chromium):
    """Open pages, each in a context of its own: ``page_of(390, color_scheme="dark")``."""
    contexts = []

    def new_page(width=1280, **options):
        options.setdefault("viewport", {"width": width, "height": 800})
        contexts.append(chromium.new_context(**options))
        return contexts[-1].new_page()

    yield new_page
    for context in contexts:
        context.close()
