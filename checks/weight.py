"""A page of 10 KB of text -> the bytes that a browser loads to show it, before compression."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from checks import sites
from handbook.config import Project

TEXT = 10 * 1024
LIMIT = 60_000
"""Bytes of HTML, style sheets and scripts that such a page may take."""

SENTENCE = "Whoever takes the last of something writes it on the list by the door, and says so at breakfast. "
PART = f"## Part of a page\n\n{SENTENCE * 6}\n\n{SENTENCE * 4}\n\n"
NOTE = "> [!NOTE]\n> It is on the list.\n\n"
CODE = "```python\ndef total(amounts):\n    return sum(amounts)\n```\n\n"
LOADED = re.compile(r'<(?:script|link rel="stylesheet")[^>]*? (?:src|href)="([^"]+)"')


def weight_of_a_page(aside: str = NOTE) -> int:
    """Build the page in a site of its own, and add up what it loads. ``aside`` stands in it now and then."""
    with TemporaryDirectory() as folder:
        page = Path(folder) / "content" / "handbook" / "page.md"
        page.parent.mkdir(parents=True)
        page.write_text(_text(aside), encoding="utf-8")
        finished = sites.finish(Project(folder=Path(folder)), Path(folder) / "site")
        html = (finished.folder / "handbook" / "page" / "index.html").read_text(encoding="utf-8")
        loaded = {match[1].lstrip("/") for match in LOADED.finditer(html)}
        return len(html.encode()) + sum(len((finished.folder / name).read_bytes()) for name in loaded)


def _text(aside: str) -> str:
    """Return 10 KB, with a heading to every thousand characters."""
    parts = (PART + aside * (number % 3 == 0) for number in range(TEXT // len(PART)))
    return "".join(parts).ljust(TEXT - 2, "x") + "\n"
