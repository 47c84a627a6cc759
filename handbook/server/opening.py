"""A file as findings name it -> the writer's editor at its place, or the address that opens it there."""

import os

from handbook.config import Project
from handbook.server.editor import address_for, open_at
from handbook.server.live import Live
from handbook.server.values import Elsewhere


class Opening:
    """Opens files of the site that is previewed, and no others."""

    def __init__(self, live: Live, project: Project) -> None:
        self._live = live
        self.project = project
        """Replaced when the configuration is another."""

    def __call__(self, name: str, line: int, column: int) -> str | Elsewhere | None:
        """Open ``content:leave.md``. Return what went wrong, or where the browser is to go instead."""
        root, _, path = name.partition(":")
        project = self.project
        is_configuration = root == "site" and project.file is not None and path == project.file.name
        if not is_configuration and not self._live.current.has_file(root, path):
            return f"There is no file {path} in this site any more: reload the page."
        folder = project.content if root == "content" else project.folder
        file, setting = (folder / path).absolute(), project.config.serve.editor
        if address := address_for(file, line, column, setting):
            return Elsewhere(address)
        return open_at(file, line, column, setting, os.environ)
