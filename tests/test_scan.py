import os
import sys
import time
from pathlib import Path

import pytest
from disk_faults import Disk

from handbook import overlay
from handbook.config import Config, DataSettings, Limits, NavigationSettings, PathSettings, Project
from handbook.diagnostics import Code, Diagnostic, Span
from handbook.encoding import read_text
from handbook.errors import CannotStart
from handbook.model import Files, Source, Theme
from handbook.overlay import theme_folder
from handbook.scan import scan
from handbook.settings import find_project

NO_THEME = Theme(templates={}, assets={})


def write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture
def theme(tmp_path, monkeypatch):
    """An empty theme, for the site to be seen alone."""
    folder = tmp_path / "theme"
    (folder / "templates").mkdir(parents=True)
    (folder / "static").mkdir()
    monkeypatch.setattr(overlay, "theme_folder", lambda: folder)
    return folder


@pytest.fixture
def site(theme):
    folder = theme.parent / "site-of-ours"
    (folder / "content").mkdir(parents=True)
    return folder


def scanned(site, **settings):
    return scan(Project(folder=site, config=Config(**settings)))


def pages(files):
    return [source.path for source in files.sources]


# --- pages and assets ---------------------------------------------------------------------------------------


def test_pages_are_read_and_other_files_are_assets(site):
    write(
        site / "content",
        {
            "index.md": "home",
            "docs/page.mdx": "page",
            "docs/old.markdown": "old",
            "docs/LOUD.MD": "loud",
            "docs/team.png": b"\x89",
            "docs/plan.pdf": b"%PDF",
            "notes.txt": "",
        },
    )

    assert scanned(site) == Files(
        sources=(
            Source("docs/LOUD.MD", "loud"),
            Source("docs/old.markdown", "old"),
            Source("docs/page.mdx", "page"),
            Source("index.md", "home"),
        ),
        assets={
            "docs/plan.pdf": site / "content/docs/plan.pdf",
            "docs/team.png": site / "content/docs/team.png",
            "notes.txt": site / "content/notes.txt",
        },
        static={},
        theme=NO_THEME,
    )


def test_underscores_and_dots_make_no_pages_but_their_assets_can_be_linked(site):
    write(
        site / "content",
        dict.fromkeys(
            [
                "_index.md",
                "docs/_index.mdx",
                "_draft.md",
                "_index.notes.md",
                "_parts/part.md",
                "_parts/_index.md",
                "_parts/part.png",
                "_picture.png",
                ".gitbook/assets/a.png",
                ".gitbook/page.md",
                "a/.hidden/b/c.png",
                ".env",
                ".hidden.md",
                "a/.npmrc",
                ".hidden/.secret",
            ],
            "",
        ),
    )

    files = scanned(site)

    assert pages(files) == ["_index.md", "docs/_index.mdx"]
    assert list(files.assets) == [
        ".gitbook/assets/a.png",
        "_parts/part.png",
        "_picture.png",
        "a/.hidden/b/c.png",
    ]
    assert files.diagnostics == ()


@pytest.mark.parametrize(
    "folder",
    [".git", ".hg", ".svn", ".jj", ".bzr", "docs/.git", "node_modules", "a/venv", "tagged", "environment"],
)
def test_histories_caches_and_packages_hold_neither_pages_nor_assets(folder, site):
    write(site / "content", {f"{folder}/config": "password", f"{folder}/page.md": "", "index.md": ""})
    markers = {"tagged": "CACHEDIR.TAG", "environment": "pyvenv.cfg"}
    if folder in markers:
        write(site / "content", {f"{folder}/{markers[folder]}": ""})

    files = scanned(site)

    assert (pages(files), files.assets) == (["index.md"], {})


def test_what_is_excluded_is_neither_page_nor_asset(site):
    write(
        site / "content",
        dict.fromkeys(["a.md", "snippets/a.md", "docs/snippets/a.png", "docs/b.md", "c.psd", "_x/d.png"], ""),
    )

    files = scanned(site, paths=PathSettings(exclude=("snippets/", "*.psd", "docs/b.md", "_x/")))

    assert (pages(files), files.assets) == (["a.md"], {})


def test_output_cache_static_and_templates_never_count_as_content(site):
    write(
        site,
        dict.fromkeys(
            [
                "index.md",
                "site/index.md",
                "site/team.png",
                ".handbook/x.png",
                "static/s.png",
                "templates/t.html",
                "sub/site/ok.md",
            ],
            "",
        ),
    )

    files = scanned(site, paths=PathSettings(content="."))

    assert (pages(files), files.assets) == (["index.md", "sub/site/ok.md"], {})


def test_the_output_is_no_content_by_way_of_a_link_either(site):
    write(site, {"site/index.md": "", "content/index.md": ""})
    (site / "content/link").symlink_to("../site")

    assert pages(scanned(site)) == ["index.md"]


def test_a_folder_of_markdown_needs_no_configuration(site, monkeypatch):
    monkeypatch.chdir(site)
    write(
        site, {"notes/a.md": "", "notes/templates/b.md": "", "notes/static/c.png": "", "notes/site/d.md": ""}
    )

    files = scan(find_project(Path("notes"), current=site / "notes"))

    assert pages(files) == ["a.md", "templates/b.md"]
    assert files.assets == {"static/c.png": site / "notes/static/c.png"}
    assert (files.static, files.theme) == ({}, NO_THEME)


def test_content_may_lie_anywhere(site, tmp_path):
    write(tmp_path / "elsewhere", {"a.md": "", "site/b.md": "", "../site-of-ours/README.md": "linked"})
    (tmp_path / "elsewhere/readme.md").symlink_to("../site-of-ours/README.md")

    files = scanned(site, paths=PathSettings(content="../elsewhere"))

    assert [(source.path, source.text) for source in files.sources] == [
        ("a.md", ""),
        ("readme.md", "linked"),
        ("site/b.md", ""),
    ]


def test_content_that_is_missing_is_said(site):
    with pytest.raises(CannotStart) as caught:
        scanned(site, paths=PathSettings(content="docs"))

    assert caught.value.message == f"there is no folder {site / 'docs'}"
    assert caught.value.hint


def test_content_that_cannot_be_listed_is_said(site, monkeypatch):
    Disk(monkeypatch, 0, error=13, operations=("_list",))

    with pytest.raises(CannotStart) as caught:
        scanned(site)

    assert caught.value.message == f"{site / 'content'} cannot be read: permission denied"


# --- what cannot be read ------------------------------------------------------------------------------------


def unreadable(reason, path):
    return Diagnostic(Code.UNREADABLE_FILE, f"this file {reason}", path)


def test_what_cannot_be_read_is_a_finding_and_the_rest_is_there(site, tmp_path):
    write(tmp_path, {"secret.md": "", "site-of-ours/.git/config": "password"})
    content = site / "content"
    write(content, {"a.md": "a", "b\\c.md": "", "_d\\e.png": ""})
    (content / os.fsdecode(b"f\xff.md")).write_bytes(b"")
    os.mkfifo(content / "fifo.md")
    os.mkfifo(content / ".fifo")
    os.mkfifo(content / "fifo.png")
    (content / "secret.md").symlink_to("../../secret.md")
    (content / "config.txt").symlink_to("../.git/config")
    (content / "gone.png").symlink_to("nowhere.png")
    (content / ".#lock.md").symlink_to("ada@host:123")
    (content / "zero.md").symlink_to("/dev/zero")
    before = time.monotonic()

    files = scanned(site)

    assert time.monotonic() - before < 1
    assert (pages(files), files.assets) == (["a.md"], {})
    assert sorted(files.diagnostics, key=lambda found: found.path) == [
        unreadable("has a backslash in its name", "_d\\e.png"),
        unreadable("has a backslash in its name", "b\\c.md"),
        unreadable("is a link to something hidden", "config.txt"),
        unreadable("has a name that is not UTF-8", "f\\udcff.md"),
        unreadable("is not a regular file", "fifo.md"),
        unreadable("is not a regular file", "fifo.png"),
        unreadable("is a link to nothing", "gone.png"),
        unreadable("is a link out of the project", "secret.md"),
        unreadable("is a link out of the project", "zero.md"),
    ]


def test_a_folder_that_lies_too_deep_is_a_finding(site):
    write(site / "content", {"a.md": "a", "d/" * 65 + "x.md": "x"})

    files = scanned(site)

    assert pages(files) == ["a.md"]
    assert files.diagnostics == (
        Diagnostic(
            Code.LIMIT_EXCEEDED,
            "this folder lies in more than 64 folders",
            "d/" * 64 + "d",
            hint="move it up, or exclude it under [paths]",
        ),
    )


def test_a_page_that_the_disk_refuses_is_a_finding(site, monkeypatch):
    write(site / "content", {"a.md": "a", "b.md": "b"})
    Disk(monkeypatch, 0, error=5, operations=("_open",))

    files = scanned(site)

    assert pages(files) == ["b.md"]
    assert files.diagnostics == (unreadable("cannot be read: input/output error", "a.md"),)


def test_a_page_beyond_the_limit_is_a_finding(site):
    write(site / "content", {"large.md": "x" * 101, "small.md": "x" * 100, "large.png": "x" * 101})

    files = scanned(site, limits=Limits(source=100))

    assert (pages(files), list(files.assets)) == (["small.md"], ["large.png"])
    assert files.diagnostics == (
        Diagnostic(
            Code.LIMIT_EXCEEDED,
            "this file is 101 bytes long; the limit is 100",
            "large.md",
            hint="split the page, or raise source under [limits]",
        ),
    )


# --- texts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", ""),
        (b"\xef\xbb\xbf# Title", "# Title"),
        (b"a\r\nb\rc\nd\r\n\r\ne", "a\nb\nc\nd\n\ne"),
        (b"a\x0bb\x0cc\xc2\x85d\xe2\x80\xa8e", "a\x0bb\x0cc\x85d\u2028e"),
        ("naïve 新 🎉".encode(), "naïve 新 🎉"),
        (b"\0", "\0"),
    ],
)
def test_a_text_is_what_an_editor_shows(content, text):
    assert read_text(content, "a.md") == (Source("a.md", text), [])


@pytest.mark.parametrize(
    ("content", "text", "place", "byte"),
    [
        (b"\xff", "\ufffd", (1, 1), "0xff"),
        (b"ab\n\xc3\xa9x\xe9 y\xe9", "ab\néx\ufffd y\ufffd", (2, 3), "0xe9"),
        (b"\xef\xbb\xbfab\xe9", "ab\ufffd", (1, 3), "0xe9"),
        (b"a\r\nb\r\xe9\r\n", "a\nb\n\ufffd\n", (3, 1), "0xe9"),
        (b"a\n\xe6\x96", "a\n\ufffd", (2, 1), "0xe6"),
        (b"\xff\xfea\0", "\ufffd\ufffda\0", (1, 1), "0xff"),
        ("新🎉".encode() + b"\x80", "新🎉\ufffd", (1, 3), "0x80"),
    ],
)
def test_what_is_not_utf8_is_replaced_and_found_at_its_place(content, text, place, byte):
    assert read_text(content, "a.md") == (
        Source("a.md", text),
        [
            Diagnostic(
                Code.BAD_ENCODING,
                f"this file is not UTF-8: byte {byte}",
                "a.md",
                Span(*place),
                "save it as UTF-8",
            )
        ],
    )


def test_a_page_that_is_not_utf8_is_built_with_a_finding(site):
    write(site / "content", {"a.md": b"caf\xe9"})

    files = scanned(site)

    assert files.sources == (Source("a.md", "caf\ufffd"),)
    assert [(found.code, found.path, found.span) for found in files.diagnostics] == [
        (Code.BAD_ENCODING, "a.md", Span(1, 4))
    ]


# --- data ---------------------------------------------------------------------------------------------------

DATA = """
[navigation]
sidebars = ["data/docs.json", "data/blog.json"]

[data]
authors = "data/authors.yml"
redirects = "../redirects.toml"
"""


def test_data_files_are_read_by_their_configured_paths(site):
    write(
        site,
        {
            "handbook.toml": DATA,
            "data/docs.json": "[1]",
            "data/blog.json": "[2]",
            "data/authors.yml": "\ufeffa: 1\r\n",
            "../redirects.toml": b"# caf\xe9",
        },
    )

    files = scan(find_project(site))

    assert files.sidebars == (
        Source("data/docs.json", "[1]", "site"),
        Source("data/blog.json", "[2]", "site"),
    )
    assert files.authors == Source("data/authors.yml", "a: 1\n", "site")
    assert files.redirects == Source("../redirects.toml", "# caf\ufffd", "site")
    assert [(found.code, found.path, found.root, found.span) for found in files.diagnostics] == [
        (Code.BAD_ENCODING, "../redirects.toml", "site", Span(1, 6))
    ]


def test_one_file_of_sidebars_needs_no_list(site):
    write(site, {"sidebars.json": "{}"})

    files = scanned(site, navigation=NavigationSettings(sidebars="sidebars.json"))

    assert files.sidebars == (Source("sidebars.json", "{}", "site"),)


@pytest.mark.parametrize(
    ("name", "header", "line"), [("handbook.toml", "", 6), ("pyproject.toml", "tool.handbook.", 6)]
)
def test_data_that_cannot_be_read_is_a_finding_at_its_setting(name, header, line, site):
    text = DATA.replace("[navigation]", f"[{header}navigation]").replace("[data]", f"[{header}data]")
    write(site, {name: text, "data/docs.json": "x" * 101, "data/blog.json": "", "../redirects.toml": ""})
    os.mkfifo(site / "data/authors.yml")
    project = find_project(site)
    project = Project(
        folder=project.folder,
        file=project.file,
        config=Config(
            navigation=project.config.navigation, data=project.config.data, limits=Limits(source=100)
        ),
    )

    files = scan(project)

    assert (files.authors, files.sidebars) == (None, (Source("data/blog.json", "", "site"),))
    assert files.diagnostics == (
        Diagnostic(
            Code.UNREADABLE_FILE,
            "data/authors.yml cannot be read: not a regular file",
            name,
            Span(line, 11, 18),
            root="site",
        ),
        Diagnostic(
            Code.LIMIT_EXCEEDED,
            "data/docs.json is 101 bytes long; the limit is 100",
            name,
            Span(3, 12, 36),
            root="site",
        ),
    )


def test_data_that_is_missing_is_a_finding_whatever_became_of_the_configuration(site):
    config = Config(data=DataSettings(authors="none.json"))
    message = "none.json cannot be read: no such file or directory"

    without_file = scan(Project(folder=site, config=config))
    with_lost_file = scan(Project(folder=site, config=config, file=site / "handbook.toml"))

    assert without_file.diagnostics == (
        Diagnostic(Code.UNREADABLE_FILE, message, "data.authors", root="site"),
    )
    assert with_lost_file.diagnostics == (
        Diagnostic(Code.UNREADABLE_FILE, message, "handbook.toml", root="site"),
    )


# --- the theme ----------------------------------------------------------------------------------------------


def test_the_sites_own_files_lie_over_the_themes(site, theme):
    write(
        theme,
        {
            "templates/page.html": "theme's page",
            "templates/parts/nav.html": "theme's nav",
            "static/css/base.css": "theme's base",
            "static/favicon.svg": "theme's icon",
        },
    )
    write(
        site,
        {
            "templates/page.html": "our page",
            "templates/own.html": "our own",
            "templates/theme/page.html": "not the theme's",
            "static/css/base.css": "our base",
            "static/css/more.css": "our more",
            "static/robots.txt": "our robots",
            "static/.well-known/security.txt": "our contact",
            "static/_redirects": b"/a /b\r\n",
            "static/_headers": "/*\n  X-Own: 1\n",
            "static/.git/config": "password",
            "static/.handbook-manifest.json": "of a site that was copied here",
        },
    )

    files = scanned(site)

    assert files.theme == Theme(
        templates={
            "page.html": "our page",
            "parts/nav.html": "theme's nav",
            "own.html": "our own",
            "theme/page.html": "theme's page",
            "theme/parts/nav.html": "theme's nav",
        },
        assets={"css/base.css": b"our base", "favicon.svg": b"theme's icon"},
    )
    assert files.static == {
        ".well-known/security.txt": site / "static/.well-known/security.txt",
        "_headers": site / "static/_headers",
        "_redirects": site / "static/_redirects",
        "css/more.css": site / "static/css/more.css",
        "robots.txt": site / "static/robots.txt",
    }
    assert (files.own_redirects, files.own_headers) == ("/a /b\n", "/*\n  X-Own: 1\n")
    assert files.diagnostics == ()


def test_a_site_s_own_icon_goes_to_the_root_and_leaves_the_theme_s_be(site, theme):
    write(theme, {"static/favicon.svg": "theme's icon", "static/favicon.ico": "theme's icon"})
    write(site, {"static/favicon.svg": "our icon"})

    files = scanned(site)

    assert files.static == {"favicon.svg": site / "static/favicon.svg"}
    assert files.theme.assets == {"favicon.svg": b"theme's icon", "favicon.ico": b"theme's icon"}


def test_the_site_that_the_theme_lies_in_adds_nothing_to_the_root(theme):
    write(theme, {"templates/page.html": "page", "static/css/base.css": "base", "content/index.md": ""})

    files = scanned(theme)

    assert files.static == {}
    assert files.theme == Theme(
        templates={"page.html": "page", "theme/page.html": "page"}, assets={"css/base.css": b"base"}
    )


def test_static_files_may_be_links_within_the_project_only(site, tmp_path):
    write(tmp_path, {"secret": "", "site-of-ours/logo.png": "", "site-of-ours/.env": ""})
    (site / "static").mkdir()
    for name, target in {"logo.png": "../logo.png", "secret": "../../secret", "env": "../.env"}.items():
        (site / "static" / name).symlink_to(target)

    files = scanned(site)

    assert files.static == {"logo.png": site / "logo.png"}
    assert [(found.code, found.path, found.root, found.message) for found in files.diagnostics] == [
        (Code.UNREADABLE_FILE, "static/env", "site", "this file is a link to something hidden"),
        (Code.UNREADABLE_FILE, "static/secret", "site", "this file is a link out of the project"),
    ]


def test_templates_that_cannot_be_read_are_findings(site, monkeypatch):
    write(site, {"templates/a.html": b"caf\xe9", "templates/b.html": ""})
    Disk(monkeypatch, 1, error=5, operations=("_open",))

    files = scanned(site)

    assert files.theme.templates == {"a.html": "caf\ufffd"}
    assert [(found.code, found.path, found.span) for found in files.diagnostics] == [
        (Code.UNREADABLE_FILE, "templates/b.html", None),
        (Code.BAD_ENCODING, "templates/a.html", Span(1, 4)),
    ]


def test_the_theme_is_found_in_a_checkout_and_in_a_wheel(tmp_path, monkeypatch):
    top = Path(sys.modules["handbook"].__file__).parents[1]
    assert theme_folder() == top
    assert (top / "templates/base.html").is_file()

    (tmp_path / "handbook/theme").mkdir(parents=True)
    monkeypatch.setattr(overlay, "__file__", str(tmp_path / "handbook/overlay.py"))
    assert theme_folder() == tmp_path / "handbook/theme"


# --- real content -------------------------------------------------------------------------------------------


def test_the_corpus_is_scanned_whole(corpus):
    project = Project(folder=corpus, config=Config(paths=PathSettings(content="contents")))

    files = scan(project)

    assert files.diagnostics == ()
    on_disk = [path for path in (corpus / "contents").rglob("*") if path.is_file()]
    markdown = [path for path in on_disk if path.suffix in {".md", ".mdx"}]
    assert len(on_disk) - len(markdown) == len(files.assets)
    hidden = [path for path in markdown if any(part.startswith("_") for part in path.parts)]
    assert len(files.sources) == len(markdown) - len(hidden)
