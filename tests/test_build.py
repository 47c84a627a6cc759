import datetime as dt
import struct
import zlib

import pytest

from handbook import picture_sizes
from handbook.build import build
from handbook.cache import Cache
from handbook.cached import BATCH, sizes_of_pictures
from handbook.model import Size
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


# --- sizes of pictures --------------------------------------------------------------------------------------


def png(width, height, before=b""):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), *([(b"tEXt", before)] if before else []), (b"IDAT", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def test_pictures_have_their_sizes_however_far_in_these_are_said(tmp_path):
    pictures = {
        "a.png": (png(30, 20), Size(30, 20)),
        "b.PNG": (png(31, 20, b"a\0" + b"b" * 10_000), Size(31, 20)),
        "c.png": (png(32, 20, b"a\0" + b"b" * 100_000), Size(32, 20)),
        "d.svg": (b'<svg width="9" height="8"/>', Size(9, 8)),
        "e.png": (b"none", None),
        "f.txt": (png(30, 20), None),
        "g.png": (b"", None),
    }
    for name, (content, _) in pictures.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "h.png").mkdir()

    sizes = sizes_of_pictures([tmp_path / name for name in [*pictures, "h.png", "gone.png"]], Cache())

    assert sizes == {tmp_path / name: size for name, (_, size) in pictures.items() if size}


@pytest.mark.parametrize("count", [1, BATCH, BATCH + 1])
def test_what_was_seen_before_is_not_looked_at_again(tmp_path, monkeypatch, count):
    for number in range(count):
        (tmp_path / f"{number}.svg").write_text(f'<svg width="{number + 1}" height="8"/>')
        (tmp_path / f"{number}.jpg").write_text(f"garbage {number}")
    paths, cache = sorted(tmp_path.iterdir()), Cache()
    sizes = sizes_of_pictures(paths, cache)
    monkeypatch.setattr(picture_sizes, "size_of", None)

    assert sizes == {tmp_path / f"{number}.svg": Size(number + 1, 8) for number in range(count)}
    assert sizes_of_pictures(paths, cache) == sizes


@pytest.mark.parametrize("value", [b"", b"\xc1", b"\x80", b"\xa3abc"])
def test_an_entry_of_the_cache_that_is_no_size_counts_as_missing(tmp_path, value):
    paths = [tmp_path / "a.svg", tmp_path / "b.svg"]
    for number, path in enumerate(paths, 1):
        path.write_text(f'<svg width="{number}" height="8"/>')

    assert sizes_of_pictures(paths, DamagedCache(value)) == {paths[0]: Size(1, 8), paths[1]: Size(2, 8)}


def test_a_picture_on_a_page_keeps_its_place_before_it_is_there(tmp_path):
    (tmp_path / "a.png").write_bytes(png(30, 20))
    (tmp_path / "index.md").write_text("![x](a.png)\n")

    site = build(find_project(tmp_path), now=NOW, cache=Cache()).site

    [page] = [page for page in site.pages if page.url == "/"]
    assert page.fills == (' src="/a.png" alt="x" width="30" height="20" loading="lazy" decoding="async"',)
