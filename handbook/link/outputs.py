"""Everything that becomes a file -> the files, without those for which there is no room."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from handbook.diagnostics import Code, Diagnostic
from handbook.link.places import output_of
from handbook.model import AssetPath, OutputPath, Page, Redirect
from handbook.urls import output_path


class Room:
    """Knows which files and folders the site has so far; what claims a place first has it."""

    def __init__(self) -> None:
        self._files: dict[str, str] = {}
        self._folders: dict[str, str] = {}
        self.diagnostics: list[Diagnostic] = []

    def has(self, output: OutputPath, name: str) -> bool:
        """Claim a file for what is called ``name``; report it where that, or a folder of its name, is taken.

        ``x.html`` and ``x.html/y`` cannot both be: what is a file has nothing below it.
        """
        holder = self._files.get(output) or self._folders.get(output) or self._file_above(output)
        if holder:
            message = f"{name} and {holder} cannot both be written to {output}; {holder} is"
            self.diagnostics.append(
                Diagnostic(Code.DUPLICATE_ADDRESS, message, name, hint="rename one of them")
            )
            return False
        self._files[output] = name
        for folder in _folders_above(output):
            self._folders.setdefault(folder, name)
        return True

    def _file_above(self, output: OutputPath) -> str | None:
        return next((self._files[folder] for folder in _folders_above(output) if folder in self._files), None)


def pages_with_room(pages: Iterable[Page], room: Room) -> tuple[Page, ...]:
    """Return the pages that can be written."""
    return tuple(page for page in pages if room.has(output_path(page.url), page.path or page.url))


def redirects_with_room(redirects: Iterable[Redirect], room: Room) -> tuple[Redirect, ...]:
    """Return the redirects that can be written as pages."""
    return tuple(
        redirect for redirect in redirects if room.has(output_path(redirect.origin), redirect.origin)
    )


def static_with_room(static: Mapping[OutputPath, Path], room: Room) -> dict[OutputPath, Path]:
    """Return the site's own static files; of several with one place the first by name."""
    return {output: path for output, path in sorted(static.items()) if room.has(output, output)}


def assets_with_room(
    used: Iterable[AssetPath], assets: Mapping[AssetPath, Path], room: Room
) -> dict[OutputPath, Path]:
    """Return the files beside the content that are used, at the places they are published at."""
    return {output_of(asset): assets[asset] for asset in sorted(used) if room.has(output_of(asset), asset)}


def _folders_above(output: OutputPath) -> Iterator[str]:
    end = output.rfind("/")
    while end > 0:
        yield output[:end]
        end = output.rfind("/", 0, end)
