"""Real content beside the checkout, for tests that read it; without it they are skipped."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def corpus():
    """The posthog-2022 site: its ``contents`` and its ``data``."""
    return _present(SHARED / "corpora" / "posthog-2022")


@pytest.fixture(scope="session")
def seeds():
    """The three documents that a handbook must show well."""
    return _present(SHARED / "seeds")


def _present(folder: Path) -> Path:
    if not folder.is_dir():
        pytest.skip(f"the real content is not beside the checkout, in {folder.parent.name}/{folder.name}")
    return folder
