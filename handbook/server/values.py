"""What the parts of the preview server hand to each other."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Protocol

from msgspec import Struct

Kind = Literal["reload", "style", "content", "problems"]
"""What a change means for open pages, strongest first: to fetch the page and its style sheets anew shows new
contents, too, and new problems."""


class Answer(Struct, frozen=True):
    """What one address gives: bytes in memory, or a file of the site that is passed on as it stands."""

    status: int
    type: str
    """The content type, with its character set where it is text."""
    body: bytes | Path
    headers: Mapping[str, str] = {}


class Change(Struct, frozen=True):
    """What a new generation of the site means for pages that are open in a browser."""

    generation: int
    kind: Kind


class Elsewhere(Struct, frozen=True):
    """What opens a file is not our doing: the browser is to go to an address of the editor's."""

    address: str


class Snapshot(Protocol):
    """One build of the site, complete. Its readers may use it as long as they like."""

    @property
    def base_path(self) -> str:
        """Return what stands before every address, "" or "/handbook", as the configuration has it."""

    @property
    def generation(self) -> int:
        """Count the builds since the server started."""

    def answer(self, path: str) -> Answer | None:
        """Return what stands at a decoded path like ``/handbook/leave/``; None where nothing does."""

    def not_found(self) -> Answer:
        """Return what is said where nothing stands."""

    def good(self, path: str) -> Answer | None:
        """Return the last version of a page that could be rendered, if it was looked at."""

    def problems(self, path: str) -> bytes:
        """Return the findings of the page at a path, and of the site, as JSON for the panel."""


class Preview(Protocol):
    """The site as it is now."""

    @property
    def current(self) -> Snapshot:
        """Return the newest build. Before the first one it is a page that says so."""

    async def ready(self) -> None:
        """Wait until there is something to answer with."""
