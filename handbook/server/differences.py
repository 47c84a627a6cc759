"""Two builds that follow each other -> what differs, and what that means for pages open in a browser."""

from collections.abc import Collection, Iterator
from pathlib import Path

from handbook.build import Made
from handbook.config import Project
from handbook.model import Files
from handbook.scan import PAGE_SUFFIXES
from handbook.server.values import Kind


def kind_of(made: Made, earlier: Made | None, changed: Collection[Path]) -> Kind:
    """Return what a build means for open pages: new styles, new templates or scripts, or new contents."""
    if earlier is None:
        return "content"
    if earlier.linkage.ground.config != made.linkage.ground.config:
        return "reload"
    before, after = earlier.files.theme, made.files.theme
    if before.templates != after.templates:
        return "reload"
    names = {
        *(
            name
            for name in {*before.assets, *after.assets}
            if before.assets.get(name) != after.assets.get(name)
        ),
        *_copied(changed, earlier.files),
    }
    if not names:
        return "content"
    return "style" if all(name.endswith(".css") for name in names) else "reload"


def _copied(changed: Collection[Path], before: Files) -> Iterator[str]:
    """Yield the names of the changed files that stand in the site as they are, and stood there before."""
    others = [path for path in changed if path.suffix.lower() not in PAGE_SUFFIXES]
    if others:
        known = {*before.assets.values(), *before.static.values()}
        yield from (path.name for path in others if path in known)


def has_settings_of(made: Made, project: Project) -> bool:
    """Tell whether a build was made with a project's settings, each of them where it is written now.

    For a comment above a setting moves what is found at it.
    """
    ground = made.linkage.ground
    return (ground.config, ground.config_source) == (project.config, project.config_source)


def changed_settings(project: Project, made: Made | None) -> frozenset[Path]:
    """Return the configuration's file, if the build was made with other settings."""
    if made is None or project.file is None or has_settings_of(made, project):
        return frozenset()
    return frozenset({project.file.absolute()})


def has_other_templates(made: Made, earlier: Made | None) -> bool:
    """Tell whether a template has changed, come or gone."""
    return earlier is not None and made.files.theme.templates != earlier.files.theme.templates


def count_of_new(made: Made, earlier: Made | None) -> int:
    """Return how many documents are not those of before."""
    before = earlier.linkage.documents if earlier else {}
    return sum(before.get(path) is not document for path, document in made.linkage.documents.items())
