"""A warm build equals a cold one, byte for byte and finding for finding, however it came about."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from authoring import Author
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant

from handbook.build import build
from handbook.cache import Cache
from handbook.config import Project
from handbook.settings import find_project

NOW = dt.datetime(2024, 6, 1, 12, tzinfo=dt.UTC)


def built(project: Project, cache: Cache, workers: int | None = 1) -> tuple[dict[str, str], tuple]:
    result = build(project, now=NOW, cache=cache, workers=workers)
    files = {output.path: _digest(output.content) for output in result.outputs}
    return files, result.diagnostics


def _digest(content: bytes | Path) -> str:
    data = content if isinstance(content, bytes) else content.read_bytes()
    return hashlib.blake2b(data, digest_size=8).hexdigest()


class Building(Author):
    """An author who builds: after every edit, the build with the old cache equals one without."""

    @invariant()
    def warm_equals_cold(self) -> None:
        project = find_project(self.site)

        assert built(project, self.cache) == built(project, Cache())


Building.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestBuilding = Building.TestCase


@pytest.fixture(scope="session")
def posthog_cold(posthog):
    return built(posthog, Cache(), workers=1)


@pytest.mark.parametrize("workers", [1, 2])
def test_the_corpus_is_the_same_warm_and_cold_with_one_worker_and_two(
    posthog, posthog_cold, tmp_path, workers
):
    cache = Cache.open(tmp_path)

    assert built(posthog, cache, workers) == posthog_cold
    assert built(posthog, cache, workers) == posthog_cold
