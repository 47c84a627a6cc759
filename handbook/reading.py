"""A file on disk -> its bytes, or its text; part of scan.

What reads may remember: the preview hands scan a reader that goes to the disk for what changed only.
"""

from typing import Protocol

from handbook import files
from handbook.diagnostics import Diagnostic, Root
from handbook.encoding import read_text
from handbook.model import Source

Text = tuple[Source, list[Diagnostic]]
"""A file's text, and where it is not UTF-8."""


class Reader(Protocol):
    """How scan comes by what stands in files. Both ways raise Unreadable."""

    def content(self, path: files.Place) -> bytes:
        """Return the bytes of a file of any size."""

    def text(self, path: files.Place, name: str, root: Root = "content", *, limit: int | None = None) -> Text:
        """Return the text of a file of at most ``limit`` bytes, which findings call ``name``."""


class FromDisk:
    """Reads every file whenever it is asked for."""

    def content(self, path: files.Place) -> bytes:
        """Read a file's bytes."""
        return files.read(path)

    def text(self, path: files.Place, name: str, root: Root = "content", *, limit: int | None = None) -> Text:
        """Read a file's text."""
        return read_text(files.read(path, limit=limit), name, root)
