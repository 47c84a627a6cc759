"""Everything that becomes a file -> the files, without those for which there is no room."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from handbook.config import Config
from handbook.diagnostics import Code, Diagnostic
from handbook.link.places import output_of
from handbook.model import AssetPath, OutputPath, Page, Redirect
from handbook.urls import output_path, same_file

OURS = {
    OutputPath("_headers"): "what the host is told of headers",
    OutputPath("_redirects"): "what the host is told of redirects",
    OutputPath("robots.txt"): "what crawlers are told",
    OutputPath("sitemap.xml"): "the sitemap",
}
"""What is made beside pages, and what it is called. Only the site's own static files may have its place."""

SEARCH = OutputPath("pagefind")

OF_THE_THEME = re.compile(
    r"assets/(?:(?:[^/]+/)*[^/]+\.[0-9a-f]{10}\.(?:css|js)|sidebars/[^/]+\.[0-9a-f]+\.json)(?:/|\Z)"
)
"""Names with a digest: what runs on every page must not come from beside the content."""


class Claim(NamedTuple):
    """A file of the site, and what is written to it."""

    output: OutputPath
    name: str


class Room:
    """Knows which files and folders the site has so far; what claims a place first has it."""

    def __init__(self) -> None:
        self._files: dict[str, Claim] = {}
        self._folders: dict[str, Claim] = {}
        self.diagnostics: list[Diagnostic] = []

    def claim(self, output: OutputPath, name: str) -> bool:
        """Claim a file for what is called ``name``; report it where that, or a folder of its name, is taken.

        ``x.html`` and ``x.html/y`` cannot both be: what is a file has nothing below it. Nor can ``A.png`` and
        ``a.png``, which are one file to some file systems.
        """
        if holder := self._holder(same_file(output)):
            self.refuse(output, name, holder)
            return False
        self._give(Claim(output, name))
        return True

    def reserve(self, output: OutputPath, name: str) -> None:
        """Keep a place for what is made here, unless the site has something there."""
        if not self._holder(same_file(output)):
            self._give(Claim(output, name))

    def refuse(self, output: OutputPath, name: str, holder: Claim) -> None:
        """Report that something cannot be written because of something else."""
        self.diagnostics.append(_taken(output, name, holder))

    def _give(self, claim: Claim) -> None:
        key = same_file(claim.output)
        self._files[key] = claim
        for folder in _folders_above(key):
            self._folders.setdefault(folder, claim)

    def _holder(self, key: str) -> Claim | None:
        return self._files.get(key) or self._folders.get(key) or self._file_above(key)

    def _file_above(self, key: str) -> Claim | None:
        return next((self._files[folder] for folder in _folders_above(key) if folder in self._files), None)


def keep_ours(room: Room, config: Config) -> None:
    """Keep the places of what is made beside pages, before the content takes one."""
    for output, name in OURS.items():
        room.reserve(output, name)
    if config.search.enabled:
        room.reserve(SEARCH, "the folder of the search")


def pages_with_room(pages: Iterable[Page], room: Room) -> tuple[Page, ...]:
    """Return the pages that can be written."""
    return tuple(page for page in pages if _claim(room, output_path(page.url), page.path or page.url))


def redirects_with_room(redirects: Iterable[Redirect], room: Room) -> tuple[Redirect, ...]:
    """Return the redirects that can be written as pages."""
    return tuple(
        redirect for redirect in redirects if _claim(room, output_path(redirect.origin), redirect.origin)
    )


def static_with_room(static: Mapping[OutputPath, Path], room: Room) -> dict[OutputPath, Path]:
    """Return the site's own static files; of several with one place the first by name."""
    return {output: path for output, path in sorted(static.items()) if room.claim(output, output)}


def assets_with_room(
    used: Iterable[AssetPath], assets: Mapping[AssetPath, Path], room: Room
) -> dict[OutputPath, Path]:
    """Return the files beside the content that are used, at the places they are published at."""
    return {
        output_of(asset): assets[asset] for asset in sorted(used) if _claim(room, output_of(asset), asset)
    }


def _claim(room: Room, output: OutputPath, name: str) -> bool:
    """Claim a file for something of the content, which cannot stand for one of the theme."""
    if not OF_THE_THEME.match(same_file(output)):
        return room.claim(output, name)
    room.refuse(output, name, Claim(output, "a file of the theme"))
    return False


def _taken(output: OutputPath, name: str, holder: Claim) -> Diagnostic:
    is_other_form = holder.output != output and same_file(holder.output) == same_file(output)
    why = " (case and Unicode form do not count)" if is_other_form else ""
    message = f"{name} and {holder.name} cannot both be written to {output}{why}; {holder.name} is"
    return Diagnostic(Code.DUPLICATE_ADDRESS, message, name, hint="rename one of them")


def _folders_above(output: str) -> Iterator[str]:
    end = output.rfind("/")
    while end > 0:
        yield output[:end]
        end = output.rfind("/", 0, end)
