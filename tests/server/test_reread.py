import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from on_disk import write_site

from handbook import files, overlay
from handbook.config import Config, DataSettings, Limits, NavigationSettings, Project
from handbook.scan import scan
from handbook.server.reread import read_all, reread, reread_named

CONFIG = Config(
    data=DataSettings(authors="data/authors.json", redirects="content/_data/redirects.toml"),
    navigation=NavigationSettings(sidebars="data/sidebars.json"),
    limits=Limits(source=100),
)

START = {
    "content/index.md": "home",
    "content/docs/one.md": "one",
    "content/docs/two.md": "two",
    "content/docs/team.png": "picture",
    "content/_data/redirects.toml": "",
    "templates/page.html": "{{ page }}",
    "static/css/own.css": "",
    "static/_redirects": "/a /b",
    "data/authors.json": "{}",
    "data/sidebars.json": "{}",
    "theme/templates/page.html": "theirs",
    "theme/static/css/page.css": "theirs",
}


def make(folder):
    return Project(folder=write_site(folder, START), config=CONFIG)


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setattr(overlay, "theme_folder", lambda: tmp_path / "theme")
    project = make(tmp_path)
    time.sleep(0.03)  # what changed just now is read again whatever is known of it
    return project


@pytest.fixture
def opened(monkeypatch):
    """The names of the files that were opened."""
    names = []
    open_really = files._open
    monkeypatch.setattr(files, "_open", lambda path: (names.append(Path(path).name), open_really(path))[1])
    return names


# --- the same as from scratch -------------------------------------------------------------------------------

NAMES = [
    "content/index.md",
    "content/docs/one.md",
    "content/docs/new.md",
    "content/_draft.md",
    "content/.hidden.md",
    "content/a/b/deep.md",
    "content/docs/team.png",
    "content/a/CACHEDIR.TAG",
    "content/docs/CACHEDIR.TAG",
    "content/_data/redirects.toml",
    "static/_redirects",
    "static/css/page.css",
    "static/new.svg",
    "templates/page.html",
    "templates/new.html",
    "data/authors.json",
    "theme/templates/page.html",
]
FOLDERS = ["content/docs", "content/a", "content/a/b", "templates", "static/css"]
TEXTS = [b"first", b"other", b"\xff bad", b"x" * 200, b"", b"a\r\nb"]
TARGETS = ["content/docs/two.md", "../outside.md", "nowhere", "content/docs", "static"]


def write(folder, name, content):
    path = folder / name
    if not any(parent.is_file() or parent.is_symlink() for parent in path.parents) and not path.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def write_with_the_time_of_before(folder, name, content):
    path = folder / name
    if path.is_file():
        status = path.stat()
        path.write_bytes(content)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def remove(folder, name, _content):
    path = folder / name
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def rename(folder, name, other):
    one, two = folder / name, folder / other
    if one.exists() and not two.exists() and two.parent.is_dir() and one not in two.parents:
        one.rename(two)


def link(folder, name, target):
    path = folder / name
    if not os.path.lexists(path) and path.parent.is_dir():
        path.symlink_to(folder / target)


EDITS = st.one_of(
    st.tuples(st.just(write), st.sampled_from(NAMES), st.sampled_from(TEXTS)),
    st.tuples(st.just(write_with_the_time_of_before), st.sampled_from(NAMES), st.sampled_from(TEXTS)),
    st.tuples(st.just(remove), st.sampled_from(NAMES + FOLDERS), st.none()),
    st.tuples(st.just(rename), st.sampled_from(NAMES + FOLDERS), st.sampled_from(NAMES + FOLDERS)),
    st.tuples(st.just(link), st.sampled_from(NAMES + FOLDERS), st.sampled_from(TARGETS)),
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(EDITS, st.booleans()), min_size=1, max_size=8))
def test_reading_again_equals_a_scan_from_scratch(edits):
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        folder = Path(place).resolve() / "site"
        patch.setattr(overlay, "theme_folder", lambda: folder / "theme")
        (folder.parent / "outside.md").write_text("secret")
        project = make(folder)
        known = read_all(project)
        for (edit, name, argument), is_named in edits:
            edit(folder, name, argument)
            places = [folder / each for each in (name, argument) if isinstance(each, str)] if is_named else ()
            if is_named:
                known = reread_named(project, known, places)
                assert known.files == scan(project)
            known = reread(project, known, places)

            assert known.files == scan(project)


@pytest.mark.parametrize("content", [b"new", b"\xff", b"x" * 200, b""])
def test_a_named_page_is_read_as_by_a_scan(content, project):
    known = read_all(project)
    page = project.content / "docs/one.md"
    page.write_bytes(content)

    again = reread_named(project, known, [page])

    assert again.files == scan(project)
    assert again.changed == {page}


def test_a_named_data_file_that_could_not_be_read_is_read_when_it_can_be(project):
    data = project.content / "_data/redirects.toml"  # which is a file of the content, too
    data.write_bytes(b"x" * 200)
    known = reread(project, read_all(project), [data])
    data.write_bytes(b"first")

    again = reread_named(project, known, [data])

    assert again.files == scan(project)
    assert again.changed == {data}


# --- no more than needed ------------------------------------------------------------------------------------


def test_what_did_not_change_is_not_opened_and_stays_the_very_same(project, opened):
    known = read_all(project)
    opened.clear()

    again = reread(project, known)

    assert opened == []
    assert again.changed == frozenset()
    pairs = zip(known.files.sources, again.files.sources, strict=True)
    assert all(one is other for one, other in pairs)


def test_only_what_changed_is_opened(project, opened):
    known = read_all(project)
    (project.content / "docs/one.md").write_text("new")
    (project.folder / "templates/page.html").write_text("new")
    opened.clear()

    again = reread(project, known)

    assert opened == ["one.md", "page.html"]
    assert again.changed == {project.content / "docs/one.md", project.folder / "templates/page.html"}


def test_of_a_named_page_nothing_else_is_even_looked_at(project, opened, monkeypatch):
    known = read_all(project)
    page = project.content / "docs/one.md"
    page.write_text("new")
    opened.clear()
    listed = []
    list_really = files._list
    monkeypatch.setattr(files, "_list", lambda path: (listed.append(path), list_really(path))[1])

    again = reread_named(project, known, [page, page.with_name("4913"), page.with_name(".one.md.swp")])

    assert (opened, listed) == (["one.md"], [])
    assert again.files == scan(project)


def test_what_is_named_is_read_although_nothing_shows_that_it_changed(project, monkeypatch):
    """As after writing through mmap, which may leave all times alone."""
    known = read_all(project)
    page = project.content / "docs/one.md"
    identity = files.identity_of(page)
    page.write_text("new")
    identity_really = files.identity_of
    monkeypatch.setattr(
        files, "identity_of", lambda path: identity if str(path) == str(page) else identity_really(path)
    )

    assert "new" not in [source.text for source in reread(project, known).files.sources]
    assert "new" in [source.text for source in reread(project, known, [page]).files.sources]
    assert "new" in [source.text for source in reread_named(project, known, [page]).files.sources]


@pytest.mark.parametrize(("after", "is_read"), [(0, True), (9_000_000, True), (20_000_000, False)])
def test_what_was_read_within_10_ms_of_a_change_is_read_again(after, is_read, project, monkeypatch):
    page = project.content / "docs/one.md"
    monkeypatch.setattr("time.time_ns", lambda: files.identity_of(page).changed + after)
    known = read_all(project)
    monkeypatch.undo()
    monkeypatch.setattr(overlay, "theme_folder", lambda: project.folder / "theme")
    seen = []
    read_really = files.read
    monkeypatch.setattr(
        files, "read", lambda path, **limit: (seen.append(Path(path)), read_really(path, **limit))[1]
    )

    reread(project, known)

    assert (page in seen) is is_read


@pytest.mark.parametrize(
    ("modified", "changed", "now", "is_settled"),
    [
        (5_000_000_001, 5_000_000_001, 5_000_000_001, False),
        (5_000_000_001, 5_000_000_001, 5_009_000_000, False),
        (5_000_000_001, 5_000_000_001, 5_011_000_000, True),
        (5_000_000_000, 5_000_000_000, 6_500_000_000, False),
        (4_000_000_000, 4_000_000_000, 6_500_000_000, True),
        (1_000_000_000, 5_000_000_001, 5_011_000_000, True),
    ],
    ids=["at once", "same tick", "later", "whole seconds", "whole seconds, later", "time set"],
)
def test_when_another_change_would_show(modified, changed, now, is_settled):
    assert files.Identity(1, modified, changed, 7).is_settled(now) is is_settled


# --- what changed -------------------------------------------------------------------------------------------


def test_what_changed_is_named(project):
    known = read_all(project)
    content = project.content
    (content / "docs/one.md").write_text("new")
    (content / "docs/two.md").unlink()
    (content / "docs/three.md").write_text("three")
    (content / "docs/team.png").write_text("another picture")
    (project.folder / "data/authors.json").touch()

    assert reread(project, known).changed == {
        content / "docs/one.md",
        content / "docs/two.md",
        content / "docs/three.md",
        content / "docs/team.png",
    }


def test_a_named_picture_changed_and_nothing_is_read(project, opened):
    known = read_all(project)
    picture = project.content / "docs/team.png"
    picture.write_text("another picture")
    opened.clear()

    again = reread_named(project, known, [picture])

    assert (again.files, again.changed, opened) == (known.files, {picture}, [])


def test_a_named_page_that_became_a_link_out_of_the_project_is_not_read(project, tmp_path_factory):
    secret = tmp_path_factory.mktemp("outside") / "secret.md"
    secret.write_text("secret")
    known = read_all(project)
    page = project.content / "docs/one.md"
    page.unlink()
    page.symlink_to(secret)

    again = reread_named(project, known, [page])

    assert again.files == scan(project)
    assert "secret" not in [source.text for source in again.files.sources]


def test_a_named_mark_of_a_cache_that_is_gone_brings_back_what_lay_beside_it(project):
    (project.content / "docs/CACHEDIR.TAG").touch()
    known = read_all(project)
    (project.content / "docs/CACHEDIR.TAG").unlink()

    again = reread_named(project, known, [project.content / "docs/CACHEDIR.TAG"])

    assert again.files == scan(project)


def test_a_lower_limit_counts_for_what_was_read_before(project):
    (project.content / "docs/one.md").write_text("x" * 60)
    time.sleep(0.03)
    known = read_all(project)
    strict = Project(folder=project.folder, config=Config(limits=Limits(source=50)))

    assert reread(strict, known).files == scan(strict)
