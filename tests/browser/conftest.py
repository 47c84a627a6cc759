"""Sites on the loopback interface and a browser to look at them with.

Package-scoped: each worker builds once, and closes the browser before tests of other folders go on, because a
running Playwright has an event loop of its own in the main thread.
"""

import shutil
from pathlib import Path

import pytest

from checks import sites
from checks.loopback import serving

FILM = "https://www.youtube-nocookie.com/**"
"""The one foreign host that pages of the showcase show something of. Tests answer in its place."""

HERE = Path(__file__).parent


def _served(finished):
    return serving(finished.folder, finished.base)


@pytest.fixture(scope="package")
def address(tmp_path_factory):
    """This project's own site, built and served: the address of its home page, without the closing slash."""
    with _served(sites.own_site(tmp_path_factory.mktemp("own") / "site")) as served:
        yield served


@pytest.fixture(scope="package")
def showcase(tmp_path_factory):
    """A small site with every kind of page, drafts too, under a base path: its address, as above."""
    with _served(sites.showcase(tmp_path_factory.mktemp("showcase") / "site")) as served:
        yield served


@pytest.fixture(scope="package")
def mirrored(tmp_path_factory):
    """The showcase in a language that is written from right to left."""
    with _served(sites.showcase(tmp_path_factory.mktemp("mirrored") / "site", language="ar")) as served:
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
        context = chromium.new_context(**options)
        contexts.append(context)
        context.route(FILM, lambda route: route.fulfill(content_type="text/html", body=A_FILM))
        return context.new_page()

    yield new_page
    for context in contexts:
        context.close()


A_FILM = "<!doctype html><html lang=en><title>Film</title><main><h1>Film</h1></main></html>"


def pytest_collection_modifyitems(items):
    """Try a test here again before it counts as failed: on a loaded machine a browser comes late."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.flaky(reruns=1))
