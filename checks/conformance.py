"""All pages of the sites -> what the Nu Html Checker says of them.

https://validator.github.io/validator/
"""

import json
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, unquote

from msgspec import Struct

from checks import sites
from checks.installed import folder_of
from checks.loopback import serving

PAGES_AT_ONCE = 500
"""Addresses on one command line."""


JAVA = (
    "-Xss8m",  # pages with deeply nested lists
    "-Dnu.validator.servlet.allow-forbidden-hosts=true",  # the loopback interface is one
)


class Message(Struct, frozen=True):
    """What is wrong, and where."""

    page: str
    line: int
    column: int
    kind: str
    """``error`` or ``warning``."""
    text: str
    extract: str


def main(_arguments: Sequence[str] = ()) -> int:
    """Check every page of every site. Return how a command ends: 1 where a page has an error."""
    messages = []
    with TemporaryDirectory() as folder:
        for name, finished in _sites(Path(folder)):
            pages = [page.relative_to(finished.folder).as_posix() for page in sites.pages_of(finished)]
            found = check(pages, finished)
            counts = Counter(message.kind for message in found)
            print(f"{name}: {len(pages)} pages, {counts['error']} errors, {counts['warning']} warnings")
            messages += [(name, message) for message in found]
    for name, message in messages:
        place = f"{name} {message.page}:{message.line}:{message.column}"
        print(f"\n{place}: {message.kind}: {message.text}\n    {' '.join(message.extract.split())}")
    return int(any(message.kind == "error" for _, message in messages))


def check(pages: Sequence[str], finished: sites.Finished) -> list[Message]:
    """Return what is wrong with some pages of a site.

    They are served, for what pages may load ("self" in their policy) has no meaning for files.
    """
    jar = folder_of("vnu-jar") / "build" / "dist" / "vnu.jar"
    command = ("java", *JAVA, "-jar", str(jar), "--format", "json", "--stdout", "--exit-zero-always")
    messages = []
    with serving(finished.folder, finished.base) as address:
        for some in _in_parts([f"{address}/{quote(page)}" for page in pages]):
            answer = subprocess.run([*command, *some], check=True, capture_output=True, text=True)
            messages += [_message(found, address) for found in json.loads(answer.stdout)["messages"]]
    return messages


def _message(found: dict[str, str], address: str) -> Message:
    return Message(
        page=unquote(found["url"].removeprefix(f"{address}/")),
        line=int(found.get("lastLine", 0)),
        column=int(found.get("firstColumn", 0)),
        kind="warning" if found["type"] == "info" else "error",  # a page that cannot be read is one, too
        text=found["message"],
        extract=found.get("extract", ""),
    )


def _sites(folder: Path) -> Iterator[tuple[str, sites.Finished]]:
    yield "own site", sites.own_site(folder / "own")
    yield "showcase", sites.showcase(folder / "showcase")
    seeds = sites.seeds(folder / "seeds")
    if seeds is None:
        print(f"seeds: skipped, for they are not beside the checkout, in {sites.SEEDS.parent.name}/")
    else:
        yield "seeds", seeds


def _in_parts(pages: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(pages), PAGES_AT_ONCE):
        yield pages[start : start + PAGES_AT_ONCE]
