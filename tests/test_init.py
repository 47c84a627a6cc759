import datetime as dt
import os

import pytest

from handbook import cli
from handbook.beginnings import slug_of, starter_files

TODAY = dt.date(2024, 2, 29)


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(dt.datetime(2024, 2, 29, 12, tzinfo=dt.UTC).timestamp())))


def run(capsys, *arguments):
    """Run a command as the console script does; return exit code, output and what stands beside it."""
    code = cli.main(arguments)
    return code, *capsys.readouterr()


def files_below(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


STARTER = {
    "handbook.toml",
    ".gitignore",
    "data/authors.json",
    "content/index.md",
    "content/blog/hello.md",
    "content/handbook/index.md",
    "content/handbook/writing.md",
    "content/handbook/people/first-week.md",
}


def test_init_writes_a_handbook_and_a_blog_and_says_what_is_next(capsys, tmp_path):
    code, output, beside = run(capsys, "init", "acme")

    assert (code, beside) == (0, "")
    assert set(files_below(tmp_path / "acme")) == STARTER
    assert {line[7:] for line in output.splitlines() if line.startswith("  acme/")} == STARTER
    assert "  cd acme\n  handbook serve " in output


def test_init_in_the_current_folder_needs_no_cd(capsys):
    code, output, _ = run(capsys, "init")

    assert code == 0
    assert "  handbook.toml\n" in output
    assert "cd " not in output


def test_the_first_post_is_of_today():
    files = starter_files(TODAY)

    assert b"\ndate: 2024-02-29\n" in files["content/blog/hello.md"]


@pytest.mark.parametrize("command", ["check", "build"])
def test_what_init_wrote_builds_without_a_finding(capsys, command):
    run(capsys, "init")

    code, output, _ = run(capsys, command, "--strict")

    assert (code, output.splitlines()[-1].split(": ")[1][:11]) == (0, "no findings")
    assert len(output.splitlines()) == 1


def test_init_beside_other_files_leaves_them_alone(capsys, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")

    assert run(capsys, "init")[0] == 0
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("name", sorted(STARTER))
def test_init_writes_nothing_where_one_of_its_files_is_there(capsys, tmp_path, name):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("mine")

    code, output, beside = run(capsys, "init")

    assert (code, output) == (2, "")
    assert beside == f"error: nothing was written, for this is there already:\n    {name}\n"
    assert files_below(tmp_path) == {name: b"mine"}


def test_init_does_not_write_through_a_link_that_leads_nowhere(capsys, tmp_path):
    (tmp_path / "handbook.toml").symlink_to(tmp_path / "elsewhere.toml")

    assert run(capsys, "init")[0] == 2
    assert not (tmp_path / "elsewhere.toml").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_init_where_nothing_can_be_written_says_why(capsys, tmp_path):
    tmp_path.chmod(0o500)

    code, _, beside = run(capsys, "init", "acme")

    assert (code, beside) == (2, "error: acme: permission denied\n")


def test_init_on_a_file_says_why(capsys, tmp_path):
    (tmp_path / "acme").write_text("mine")

    code, _, beside = run(capsys, "init", "acme")

    assert code == 2
    assert beside.startswith("error: acme")
    assert (tmp_path / "acme").read_text() == "mine"


# --- new page -----------------------------------------------------------------------------------------------


def site(folder, **files):
    (folder / "content").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text)


PAGES = {
    "with a title": (["handbook/leave.md", "--title", "Time off"], "handbook/leave.md", "Time off"),
    "with a title made from the name": (
        ["handbook/parental-leave.md"],
        "handbook/parental-leave.md",
        "Parental leave",
    ),
    "without the ending": (["handbook/leave"], "handbook/leave.md", "Leave"),
    "with the other ending": (["leave.mdx"], "leave.mdx", "Leave"),
    "with the long ending": (["leave.markdown"], "leave.markdown", "Leave"),
    "as a folder's page, in Hugo's way": (["people/_index.md", "-t", "People"], "people/_index.md", "People"),
    "from the current folder": (["content/handbook/leave.md"], "handbook/leave.md", "Leave"),
    "as a folder's page": (["people/index.md"], "people/index.md", "People"),
    "with a title that means something to YAML": (["a.md", "-t", 'no: "#x" @y'], "a.md", r"no: \"#x\" @y"),
    "with an emoji of three characters": (["a.md", "-t", "👩\u200d💻"], "a.md", "👩\u200d💻"),
}


@pytest.mark.parametrize(("arguments", "name", "title"), PAGES.values(), ids=PAGES)
def test_new_page_writes_its_front_matter_and_prints_its_path(capsys, tmp_path, arguments, name, title):
    site(tmp_path)

    assert run(capsys, "new", "page", *arguments) == (0, f"content/{name}\n", "")
    assert files_below(tmp_path) == {
        f"content/{name}": f'---\ntitle: "{title}"\n---\n\nWrite here.\n'.encode()
    }


def test_new_page_in_a_folder_of_markdown_lies_in_it(capsys, tmp_path):
    assert run(capsys, "new", "page", "leave.md") == (0, "leave.md\n", "")
    assert set(files_below(tmp_path)) == {"leave.md"}


def test_new_page_lies_where_the_configuration_says(capsys, tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "staging.toml").write_text('[paths]\ncontent = "pages"')

    assert run(capsys, "new", "page", "leave.md", "-f", "staging.toml") == (0, "pages/leave.md\n", "")


NO_PAGE = "names that begin with _ or . are no pages, nor is what exclude under [paths] keeps out"
REFUSED = {
    "outside": ("../leave.md", "../leave.md does not lie below content"),
    "elsewhere": ("/tmp/leave.md", "/tmp/leave.md does not lie below content"),
    "the folder itself": ("content", "content does not lie below content"),
    "no Markdown": ("leave.txt", "a page ends in .md, not in .txt\n    hint: did you mean leave.txt.md?"),
    **{
        path: (path, f"{path} would be no page\n    hint: {NO_PAGE}")
        for path in ("x/_foo", "_x/foo.md", ".hid/foo", "node_modules/foo", "x/venv/y/foo.md")
    },
}


@pytest.mark.parametrize(("path", "message"), REFUSED.values(), ids=REFUSED)
def test_new_page_refuses_what_would_be_no_page(capsys, tmp_path, path, message):
    site(tmp_path)

    assert run(capsys, "new", "page", path) == (2, "", f"error: {message}\n")
    assert files_below(tmp_path) == {}


@pytest.mark.parametrize("path", ["drafts/x.md", "old.md", "out/x.md", "theme/x/y.md"])
def test_new_page_refuses_what_the_configuration_keeps_out(capsys, tmp_path, path):
    paths = 'exclude = ["drafts/", "old.*"]\noutput = "content/out"\nstatic = "content/theme"'
    site(tmp_path, handbook=f"[paths]\n{paths}")

    assert run(capsys, "new", "page", path)[0] == 2
    assert set(files_below(tmp_path)) == {"handbook.toml"}


def test_new_page_does_not_leave_the_content_through_a_link(capsys, tmp_path):
    site(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "content/out").symlink_to(tmp_path / "elsewhere")

    assert run(capsys, "new", "page", "out/leave.md")[0] == 2
    assert files_below(tmp_path) == {}


def test_new_page_never_overwrites(capsys, tmp_path):
    site(tmp_path)
    (tmp_path / "content/leave.md").write_text("mine")

    code, output, beside = run(capsys, "new", "page", "leave.md")

    assert (code, output) == (2, "")
    assert beside == "error: nothing was written, for this is there already:\n    content/leave.md\n"
    assert (tmp_path / "content/leave.md").read_text() == "mine"


# --- new post -----------------------------------------------------------------------------------------------


def test_new_post_has_a_date_and_lies_in_the_blog(capsys, tmp_path):
    site(tmp_path)

    assert run(capsys, "new", "post", "We moved", "--author", "robin") == (
        0,
        "content/blog/we-moved.md\n",
        "",
    )
    assert (tmp_path / "content/blog/we-moved.md").read_text() == (
        '---\ntitle: "We moved"\ndate: 2024-02-29\nauthor: "robin"\n---\n\n'
        "Write here. The first words are shown in lists.\n"
    )


def test_new_post_without_an_author_names_none(capsys, tmp_path):
    site(tmp_path)
    run(capsys, "new", "post", "We moved")

    assert "author" not in (tmp_path / "content/blog/we-moved.md").read_text()


def test_new_post_is_of_today_where_the_site_is(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(dt.datetime(2024, 2, 29, 23, tzinfo=dt.UTC).timestamp())))
    site(tmp_path, handbook='[site]\ntimezone = "Asia/Tokyo"\n[blog]\npath = "/news/"')

    assert run(capsys, "new", "post", "We moved") == (0, "content/news/we-moved.md\n", "")
    assert "date: 2024-03-01" in (tmp_path / "content/news/we-moved.md").read_text()


def test_new_post_can_be_named(capsys, tmp_path):
    site(tmp_path)

    assert run(capsys, "new", "post", "!!!", "--slug", "Three marks")[1] == "content/blog/three-marks.md\n"


NO_POSTS = {
    "no word in its title": ("", "!!!", "no file can be named after '!!!'\n    hint: name it with --slug"),
    "no blog": (
        '[blog]\npath = ""',
        "We moved",
        'this site has no blog\n    hint: give it one: path = "blog" under [blog]',
    ),
}


@pytest.mark.parametrize(("settings", "title", "message"), NO_POSTS.values(), ids=NO_POSTS)
def test_new_post_says_why_there_can_be_none(capsys, tmp_path, settings, title, message):
    site(tmp_path, handbook=settings)

    assert run(capsys, "new", "post", title) == (2, "", f"error: {message}\n")


def test_a_title_that_is_not_utf8_is_refused(capsys, tmp_path):
    site(tmp_path)

    code, _, beside = run(capsys, "new", "post", "caf\udce9")

    assert code == 2
    assert "Invalid value for 'TITLE': it is not UTF-8" in beside


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Why we write: a story", "why-we-write-a-story"),
        ("Don’t panic & don't stop", "dont-panic-and-dont-stop"),
        ("हिन्दी में", "हिन्दी-में"),
        ("Cafe\u0301 ../../etc", "café-etc"),
        ("a_b  c", "a-b-c"),
        ("…", ""),
    ],
)
def test_a_post_is_named_after_its_title(title, slug):
    assert slug_of(title) == slug
