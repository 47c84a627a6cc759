import datetime as dt

import pytest

from handbook.build import build
from handbook.cache import Cache
from handbook.settings import find_project

NOW = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)


class DamagedCache(Cache):
    """Holds something else for every key, as a file that somebody changed would."""

    def __init__(self, value):
        super().__init__()
        self.value = value

    def get_many(self, keys):
        return dict.fromkeys(keys, self.value) if len(keys) > 1 else {}


@pytest.mark.parametrize("value", [b"", b"\xc1", b"\x80", b"\xa3abc"])
def test_an_entry_of_the_cache_that_is_no_document_counts_as_missing(tmp_path, value):
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(f"# {name}\n")
    project = find_project(tmp_path)
    built = [build(project, now=NOW, cache=cache) for cache in (DamagedCache(value), Cache())]

    assert built[0].site == built[1].site
