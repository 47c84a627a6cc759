"""Every kind of page -> pictures of it, narrow and wide, light and dark, and a page that shows them all."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from checks import sites
from checks.installed import FOLDER
from checks.loopback import serving

WIDTHS = (390, 768, 1440)
SCHEMES = ("light", "dark")
SETTLED = 500
"""Milliseconds until what opens has loaded what it needs."""
FILM = "https://www.youtube-nocookie.com/**"
OPENED: Mapping[str, Callable[[Page], None]] = {
    "drawer": lambda page: page.click(".menu-button"),
    "contents": lambda page: page.click(".disclosure > summary"),
    "shortcuts": lambda page: page.keyboard.press("?"),
    "search": lambda page: page.keyboard.press("/"),
    "picture": lambda page: page.locator(".picture-button").first.click(),
}
"""What opens over the page "everything" of the showcase on a telephone."""
INDEX = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Every kind of page</title>
<style>
  body {{ font-family: system-ui; margin: 1rem }}
  div {{ display: flex; gap: 1rem; align-items: start; overflow-x: auto }}
  img {{ border: 1px solid; block-size: 40rem; inline-size: auto }}
</style>
<h1>Every kind of page</h1>
{rows}
</html>
"""


def main(_arguments: Sequence[str] = ()) -> int:
    """Take all pictures and say where they are. Return how a command ends."""
    folder = FOLDER / "pictures"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    taken = list(_take(folder))
    (folder / "index.html").write_text(_index(taken), encoding="utf-8")
    print(f"{len(taken)} pictures: {folder.relative_to(sites.CHECKOUT)}/index.html")
    return 0


def _take(folder: Path) -> Iterator[str]:
    with TemporaryDirectory() as built, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for site, finished, pages in (
            ("own", sites.own_site(Path(built) / "own"), sites.OWN_PAGES),
            ("showcase", sites.showcase(Path(built) / "showcase"), sites.SHOWCASE_PAGES),
        ):
            page = browser.new_page(reduced_motion="reduce")
            page.route(FILM, lambda route: route.fulfill(content_type="text/html", body="<h1>A film</h1>"))
            with serving(finished.folder, finished.base) as address:
                addresses = {name: address + path for name, path in pages.items()}
                yield from _pictures(page, folder, site, addresses)
                if "everything" in addresses:
                    yield from _opened(page, folder, addresses["everything"])
        browser.close()


def _pictures(page: Page, folder: Path, site: str, pages: Mapping[str, str]) -> Iterator[str]:
    """Take a page from top to bottom at each width and in each scheme."""
    for name, address in pages.items():
        page.goto(address, wait_until="networkidle")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                _load_pictures(page)
                file = f"{site}-{name}-{width}-{scheme}.png"
                page.screenshot(path=folder / file, full_page=True)
                yield file


def _opened(page: Page, folder: Path, address: str) -> Iterator[str]:
    page.set_viewport_size({"width": 390, "height": 844})
    for name, opens in OPENED.items():
        for scheme in SCHEMES:
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.goto(address, wait_until="networkidle")
            opens(page)
            page.wait_for_timeout(SETTLED)
            file = f"opened-{name}-390-{scheme}.png"
            page.screenshot(path=folder / file)
            yield file


def _load_pictures(page: Page) -> None:
    """Load what waits until a reader comes near."""
    page.evaluate(
        """() => Promise.all([...document.images].map((image) => {
            image.loading = "eager";
            return image.decode().catch(() => undefined);
        }))"""
    )


def _index(files: Sequence[str]) -> str:
    rows = dict.fromkeys(file.rsplit("-", 2)[0] for file in files)
    return INDEX.format(rows="\n".join(_row(row, files) for row in rows))


def _row(name: str, files: Sequence[str]) -> str:
    pictures = "".join(
        f'<a href="{escape(file)}"><img src="{escape(file)}" alt="{escape(file)}" loading="lazy"></a>'
        for file in files
        if file.rsplit("-", 2)[0] == name
    )
    return f"<h2>{escape(name)}</h2>\n<div>{pictures}</div>"
