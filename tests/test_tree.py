import os
import socket
from pathlib import Path

import pytest
from disk_faults import Disk

from handbook.files import Unreadable
from handbook.tree import DEEPEST, Found, read_below, refusal_of, walk


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "project" / "content"
    root.mkdir(parents=True)
    return root


def write(root, *names):
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(os.fsencode(name))


def names_of(found):
    return [file.name for file in found if not file.refusal]


def refused(found):
    return {file.name: file.refusal for file in found if file.refusal}


# --- names --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("", "has no name"),
        ("a\0b", "has a control character in its name"),
        ("a\nb", "has a control character in its name"),
        ("a\x7f", "has a control character in its name"),
        ("a\udcffb", "has a name that is not UTF-8"),
        ("a\\b", "has a backslash in its name"),
        ("..\\b", "has a backslash in its name"),
        ("/etc/passwd", "has an absolute name"),
        ("//host/share", "has an absolute name"),
        ("C:/x", "has a drive letter in its name"),
        ("c:x", "has a drive letter in its name"),
        ("..", "has a name that leads out of its folder"),
        ("../x", "has a name that leads out of its folder"),
        ("a/../../x", "has a name that leads out of its folder"),
        ("a/..", "has a name that leads out of its folder"),
        (".", "has a name with an empty part"),
        ("./a", "has a name with an empty part"),
        ("a//b", "has a name with an empty part"),
        ("a/", "has a name with an empty part"),
        ("a/./b", "has a name with an empty part"),
    ],
)
def test_a_name_that_may_lead_elsewhere_is_refused(name, refusal, root):
    assert refusal_of(name) == refusal
    with pytest.raises(Unreadable) as caught:
        read_below(root, name)
    assert caught.value.reason == refusal


@pytest.mark.parametrize(
    "name",
    ["a", "a/b.md", "...", "..a", "a..", ".gitbook/x", "a b", "é/新", "ab:c", "~", "-x", "%2e%2e/x"],
)
def test_any_other_name_is_looked_up(name, root):
    write(root, name)

    assert refusal_of(name) == ""
    assert read_below(root, name) == name.encode()


def test_a_link_is_followed_within_the_project_but_not_to_what_is_hidden(root):
    project = root.parent
    write(project, "README.md", ".env", ".git/config", "content/.gitbook/x.png", "content/a.md", "../secret")
    links = {
        "readme": "../README.md",
        "a-link": "a.md",
        "env": "../.env",
        "config": "../.git/config",
        "secret": "../../secret",
        "passwd": "/etc/passwd",
        "nothing": "none.md",
    }
    for name, target in links.items():
        (root / name).symlink_to(target)
    (root / "folder").symlink_to("..")

    def result(name, **options):
        try:
            return read_below(root, name, **options)
        except Unreadable as error:
            return error.reason

    within = {"within": (root, project)}
    assert {name: result(name, **within) for name in (*links, "folder/README.md", "folder/.env")} == {
        "readme": b"README.md",
        "a-link": b"content/a.md",
        "env": "is a link to something hidden",
        "config": "is a link to something hidden",
        "secret": "is a link out of the project",
        "passwd": "is a link out of the project",
        "nothing": "is a link to nothing",
        "folder/README.md": b"README.md",
        "folder/.env": "is a link to something hidden",
    }
    assert result("readme") == "is a link out of the project"
    assert result("a-link") == b"content/a.md"
    assert result(".gitbook/x.png") == b"content/.gitbook/x.png"
    assert result("a.md", limit=3) == "is 12 bytes long; the limit is 3"


# --- walking ------------------------------------------------------------------------------------------------


def test_files_are_listed_by_name_whatever_order_the_disk_has(root, monkeypatch):
    write(root, "b.md", "a/z.md", "a/b/c.md", "a-1.md", "C.md")
    found = walk(root)

    assert found == sorted(found)
    assert names_of(found) == ["C.md", "a-1.md", "a/b/c.md", "a/z.md", "b.md"]
    assert [file.path for file in found] == [str(root / file.name) for file in found]

    original = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: Reversed(original(path)))
    assert walk(root) == found


class Reversed:
    def __init__(self, entries):
        with entries:
            self.entries = list(entries)[::-1]

    def __enter__(self):
        return iter(self.entries)

    def __exit__(self, *_):
        pass


def test_folders_can_be_left_out(root):
    write(root, "a/x", "a/b/x", "c/x")
    asked = []

    def enters(name, path):
        asked.append((name, path))
        return name != "a/b"

    assert names_of(walk(root, enters=enters)) == ["a/x", "c/x"]
    assert sorted(asked) == [(name, str(root / name)) for name in ("a", "a/b", "c")]


@pytest.mark.parametrize("marker", ["CACHEDIR.TAG", "pyvenv.cfg"])
def test_what_programs_made_is_left_out(marker, root):
    write(root, f"venv/{marker}", "venv/lib/x.md", "a.md")
    write(root, marker)

    assert names_of(walk(root)) == sorted([marker, "a.md"])


def test_links_are_followed_within_the_project_once(root):
    project = root.parent
    write(project, "docs/a.md", "docs/deep/b.md", "README.md", ".git/config", "../away/secret")
    write(root, "own/c.md")
    links = {
        "linked": "../docs",
        "readme.md": "../README.md",
        "again": "own",
        "own/up": "..",
        "self": "self",
        "broken.md": "none.md",
        "git": "../.git",
        "config.md": "../.git/config",
        "away": "../../away",
        "secret.md": "../../away/secret",
        "etc": "/etc",
        "../docs/ring": "../content",
        "../docs/file.md": "a.md",
    }
    for name, target in links.items():
        (root / name).symlink_to(target)

    found = walk(root, within=(root, project))

    assert names_of(found) == [
        "again/c.md",
        "linked/a.md",
        "linked/deep/b.md",
        "linked/file.md",
        "own/c.md",
        "readme.md",
    ]
    assert next(file.path for file in found if file.name == "linked/deep/b.md") == str(
        project / "docs/deep/b.md"
    )
    assert refused(found) == {
        "again/up": "is a link to a folder, inside a linked folder",
        "away": "is a link out of the project",
        "broken.md": "is a link to nothing",
        "config.md": "is a link to something hidden",
        "etc": "is a link out of the project",
        "git": "is a link to something hidden",
        "linked/ring": "is a link to a folder, inside a linked folder",
        "own/up": "is a link to a folder that it lies in",
        "secret.md": "is a link out of the project",
        "self": "is a link to nothing",
    }


def test_a_root_that_is_a_link_itself_is_trusted(root, tmp_path):
    write(root, "a.md")
    (tmp_path / "link").symlink_to(root)

    assert walk(tmp_path / "link") == [Found("a.md", str(root / "a.md"))]


def test_what_cannot_be_read_is_refused(root):
    os.mkfifo(root / "fifo.md")
    (root / "zero").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(root / "socket"))
    write(root, "a\\b.md", "c\nd.md", "e:f.md")
    write(root, os.fsdecode(b"\xff.md"), "g\\h/i.md")

    assert refused(walk(root)) == {
        "fifo.md": "is not a regular file",
        "zero": "is a link out of the project",
        "socket": "is not a regular file",
        "a\\b.md": "has a backslash in its name",
        "c\nd.md": "has a control character in its name",
        "e:f.md": "has a drive letter in its name",
        "\udcff.md": "has a name that is not UTF-8",
        "g\\h": "has a backslash in its name",
    }


def test_a_folder_that_cannot_be_listed_is_refused_and_the_rest_is_not(root, monkeypatch):
    write(root, "a/x.md", "b/x.md", "c.md")
    Disk(monkeypatch, 1, error=13, operations=("_list",))

    found = walk(root)

    assert len(names_of(found)) == 2
    assert list(refused(found).values()) == ["cannot be read: permission denied"]
    assert set(refused(found)) < {"a", "b"}


def test_a_folder_that_is_missing_is_refused_by_an_empty_name(root):
    assert walk(root / "none") == [Found("", str(root / "none"), "cannot be read: no such file or directory")]


def test_folders_deeper_than_a_path_can_name_are_refused(root, monkeypatch):
    monkeypatch.chdir(root)
    name = "d" * 250
    for _ in range(20):
        Path(name).mkdir()
        os.chdir(name)
    (refusal,) = refused(walk(root)).values()
    for _ in range(20):
        os.chdir("..")
        Path(name).rmdir()

    assert refusal == "cannot be read: file name too long"


def test_folders_are_entered_down_to_a_depth(root):
    deepest = "/".join(["d"] * DEEPEST)
    write(root, f"{deepest}/a.md", f"{deepest}/d/b.md", f"{deepest}/e/c.md")

    found = walk(root, enters=lambda name, _path: not name.endswith("e"))

    assert found == [
        Found(f"{deepest}/a.md", f"{root}/{deepest}/a.md"),
        Found(f"{deepest}/d", f"{root}/{deepest}/d", "lies in more than 64 folders"),
    ]
