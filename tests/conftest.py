"""Real content beside the checkout, for tests that read it; without it they are skipped."""

import datetime as dt
from pathlib import Path

import pytest

from handbook.build import build
from handbook.cache import Cache
from handbook.settings import find_project

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def corpus():
    """The posthog-2022 site: its ``contents`` and its ``data``."""
    return _present(SHARED / "corpora" / "posthog-2022")


@pytest.fixture(scope="session")
def seeds():
    """The three documents that a handbook must show well."""
    return _present(SHARED / "seeds")


@pytest.fixture(scope="session")
def posthog(corpus):
    """The project that builds the posthog-2022 site."""
    folder = Path(__file__).parent / "corpora"
    return find_project(folder, folder / f"{corpus.name}.toml")


@pytest.fixture(scope="session")
def posthog_site(posthog):
    """The posthog-2022 site, built as of the spring after it was copied."""
    return build(posthog, now=dt.datetime(2022, 4, 1, tzinfo=dt.UTC), cache=Cache())


@pytest.fixture(scope="session")
def posthog_files(posthog_site):
    """The files of the posthog-2022 site."""
    return {output.path: output.content for output in posthog_site.outputs}


def _present(folder: Path) -> Path:
    if not folder.is_dir():
        pytest.skip(f"the real content is not beside the checkout, in {folder.parent.name}/{folder.name}")
    return folder
