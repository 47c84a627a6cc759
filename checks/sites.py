"""The sites that are looked at -> folders of finished pages: this project's own, the showcase, the seeds."""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct
from msgspec.structs import replace

from handbook.build import build
from handbook.cache import Cache
from handbook.config import Project
from handbook.diagnostics import Diagnostic
from handbook.render.search import document_of
from handbook.search_index import with_index
from handbook.settings import find_project
from handbook.write import write

CHECKOUT = Path(__file__).resolve().parent.parent
SHOWCASE = CHECKOUT / "tests" / "browser" / "showcase"
SEEDS = CHECKOUT.parent / "shared" / "seeds"
SEED_PLACES = ("handbook/process.md", "handbook/coding.md", "blog/testing.md")

NOW = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
"""All posts have appeared by then."""

OWN_PAGES: Mapping[str, str] = {
    "home": "/",
    "handbook": "/docs/writing/callouts/",
    "code": "/docs/writing/code/",
    "tables": "/docs/writing/tables/",
    "pictures": "/docs/writing/pictures/",
    "reference": "/docs/reference/configuration/",
    "blog": "/blog/",
    "post": "/blog/introducing-handbook/",
    "tag": "/blog/tags/release/",
    "not-found": "/404.html",
}
SHOWCASE_PAGES: Mapping[str, str] = {
    "home": "/",
    "handbook": "/handbook/",
    "everything": "/handbook/everything/",
    "long": "/handbook/tall/",
    "full-width": "/handbook/full-width/",
    "without-contents": "/handbook/plain/",
    "without-sidebar": "/handbook/without-sidebar/",
    "languages": "/handbook/languages/",
    "nested": "/handbook/people/benefits/days-off/",
    "section": "/handbook/tools/",
    "blog": "/blog/",
    "blog-older": "/blog/page/2/",
    "post": "/blog/slipway/",
    "post-on-white": "/blog/white-sails/",
    "post-on-black": "/blog/night-watch/",
    "post-without-picture": "/blog/no-picture/",
    "post-with-film": "/blog/film/",
    "post-with-tall-picture": "/blog/tall-picture/",
    "draft": "/blog/secret/",
    "category": "/blog/categories/yard/",
    "tag": "/blog/tags/winter/",
    "redirect": "/tides/",
    "not-found": "/404.html",
}
"""An address for each kind of page, by what it is called in reports. The showcase is built with drafts."""


class Finished(Struct, frozen=True):
    """A site on disk, ready to be served."""

    folder: Path
    base: str
    diagnostics: tuple[Diagnostic, ...]


def own_site(folder: Path) -> Finished:
    """Build this project's own site."""
    return finish(find_project(CHECKOUT), folder)


def showcase(folder: Path, *, language: str = "en") -> Finished:
    """Build the small site that holds every kind of page; ``language`` may be one written from the right."""
    project = find_project(SHOWCASE)
    site = replace(project.config.site, language=language)
    return finish(replace(project, config=replace(project.config, site=site)), folder)


def seeds(folder: Path) -> Finished | None:
    """Build the documents that the project comes from; None where they are not beside the checkout."""
    if not SEEDS.is_dir():
        return None
    with TemporaryDirectory() as copy:
        content = Path(copy) / "content"
        for number, place in enumerate(SEED_PLACES):
            file = content / place
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(next(SEEDS.glob(f"{number:03}_*.txt")).read_bytes())
        return finish(Project(folder=Path(copy)), folder)


def finish(project: Project, folder: Path) -> Finished:
    """Build a site and write it, drafts, search and all. Raises CannotStart."""
    built = build(project, now=NOW, cache=Cache(), workers=1, drafts=True)
    kept = folder.with_name(f"{folder.name}-search")
    batches = with_index(built.outputs, built.findable, kept, document_of=document_of)
    write(batches, folder, project=project)
    return Finished(folder, project.config.base_path, built.diagnostics)


def pages_of(finished: Finished) -> Iterator[Path]:
    """Yield every page of a site, in order."""
    yield from sorted(finished.folder.rglob("*.html"))
