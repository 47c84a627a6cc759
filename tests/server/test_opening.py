import pytest
from lived import Lived
from on_disk import write_site

from handbook.server.opening import Opening
from handbook.server.values import Elsewhere
from handbook.settings import find_project

PATTERN = "vscode://file/{file}:{line}:{column}"
RELOAD = "There is no file {} in this site any more: reload the page."


@pytest.fixture
def opening(tmp_path):
    files = {
        "handbook.toml": f'[data]\nauthors = "authors.json"\n\n[serve]\neditor = "{PATTERN}"\n',
        "authors.json": "[]",
        "private.json": "[]",
        "content/leave & pay.md": "# Leave\n",
        "content/picture.svg": "<svg/>",
    }
    site = write_site(tmp_path, files)
    return Opening(Lived(site).wake().live, find_project(site))


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("content:leave & pay.md", "content/leave%20%26%20pay.md"),
        ("site:authors.json", "authors.json"),
        ("site:handbook.toml", "handbook.toml"),
    ],
)
def test_a_pattern_sends_the_browser_to_the_place(opening, tmp_path, name, place):
    assert opening(name, 3, 17) == Elsewhere(f"vscode://file{tmp_path}/{place}:3:17")


@pytest.mark.parametrize(
    "name",
    [
        "site:private.json",
        "content:authors.json",
        "content:picture.svg",
        "content:../handbook.toml",
        "site:content/leave & pay.md",
        "theme:base.html",
        "content:",
        "",
    ],
)
def test_no_file_is_opened_but_those_that_findings_may_name(opening, name):
    assert opening(name, 1, 1) == RELOAD.format(name.partition(":")[2])


def test_a_configuration_that_was_changed_says_what_opens(opening, tmp_path):
    write_site(tmp_path, {"handbook.toml": '[serve]\neditor = "no-such-editor"\n'})
    opening.project = find_project(tmp_path)

    assert opening("content:leave & pay.md", 1, 1) == (
        "[serve] editor is 'no-such-editor', which is no editor that is known here. A site's configuration "
        "may not name other programs, nor options: set VISUAL to your own command."
    )
