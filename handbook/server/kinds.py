"""Two builds that follow each other -> what the change means for pages that are open in a browser."""

from collections.abc import Collection, Iterator
from pathlib import Path

from handbook.build import Made
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
