"""Every operation on the disk, counted: one of them can fail, or be the last before the process dies."""

import os
from pathlib import Path

from handbook import files

WRITING = ("_create", "_copy", "_replace", "_remove", "_make_folder", "_remove_folder")
READING = ("_open", "_list")


class Killed(BaseException):
    """The process is dead: nothing that it would do from here on reaches the disk."""


class Disk:
    """Counts operations. The ``at``-th raises ``error``, or the process dies before, after or half-way.

    One that ``is_interrupted`` does not die of it: it gets Ctrl-C there, and clears up.
    """

    def __init__(  # noqa: PLR0913 - what goes wrong, by name
        self, monkeypatch, at=-1, *, dies="", error=0, operations=WRITING, is_interrupted=False
    ):
        self.count = 0
        self.failed = ""
        self._at, self._dies, self._error, self._is_dead = at, dies, error, False
        self._is_interrupted = is_interrupted
        for name in operations:
            monkeypatch.setattr(files, name, self._counted(name, getattr(files, name)))

    def _counted(self, name, original):
        def operation(*arguments):
            if self._is_dead:
                raise Killed
            self.count += 1
            if self.count - 1 != self._at:
                return original(*arguments)
            self.failed = name
            if self._error:
                raise OSError(self._error, os.strerror(self._error), str(arguments[0]))
            self._is_dead = not self._is_interrupted
            if self._dies == "after":
                original(*arguments)
            if self._dies == "half-way" and name in HALF:
                HALF[name](*arguments)
            raise KeyboardInterrupt if self._is_interrupted else Killed

        return operation


def _create_half(path, content):
    path.write_bytes(content[: len(content) // 2])


def _copy_half(source, path):
    _create_half(path, Path(source).read_bytes())


HALF = {"_create": _create_half, "_copy": _copy_half}
