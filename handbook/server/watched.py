"""A project -> the folders and files in which changes count."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from handbook.config import Project
from handbook.overlay import theme_folder
from handbook.settings import CONFIGURATION, PYPROJECT


class Watched(Struct, frozen=True, kw_only=True):
    """Where changes count. Nothing of it need be there yet."""

    folders: Mapping[Path, tuple[str, ...]]
    """Each with the patterns of what is left out of a look at everything, as it may be large."""
    files: tuple[Path, ...] = ()
    closed: tuple[Path, ...] = ()
    """Folders in which nothing counts: what we write ourselves."""
    within: Path
    """The folder that links in the others may lead to."""


def watched(project: Project) -> Watched:
    """Return where changes count: content, templates, static files, the theme, data, the configuration."""
    paths, data, sidebars = project.config.paths, project.config.data, project.config.navigation.sidebars
    own = [project.folder / path for path in (paths.templates, paths.static) if path]
    named = [data.authors, data.redirects, *((sidebars,) if isinstance(sidebars, str) else sidebars)]
    # Without a configuration, one may be begun.
    configuration = (
        [project.file] if project.file else [project.folder / CONFIGURATION, project.folder / PYPROJECT]
    )
    return Watched(
        folders={
            project.content: paths.exclude,
            **dict.fromkeys((*own, theme_folder() / "templates", theme_folder() / "static"), ()),
        },
        files=(*configuration, *(project.folder / path for path in named if path)),
        closed=(project.output, project.cache_folder),
        within=project.folder,
    )
