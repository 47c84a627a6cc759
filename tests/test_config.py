import msgspec
import pytest

from handbook.config import (
    BlogSettings,
    Config,
    ConfigSource,
    DataSettings,
    Limits,
    LinkSettings,
    NavigationSettings,
    PathSettings,
    Project,
    SiteSettings,
    ThemeSettings,
)
from handbook.diagnostics import Code, Diagnostic, Severity, Span
from handbook.errors import CannotStart
from handbook.settings import BadConfiguration, find_project, read_config
from handbook.toml_places import Place, places


def mistakes_of(text, name="handbook.toml"):
    with pytest.raises(BadConfiguration) as caught:
        read_config(text, name)
    assert caught.value.text == text
    return [(d.span, d.message, d.hint) for d in caught.value.diagnostics]


def test_nothing_written_is_every_default():
    assert read_config("", "handbook.toml") == Config()


def test_settings_are_read():
    text = """
        findings = { broken-link = "error", link-from-root = "off" }
        [site]
        title = "Acme"
        url = "https://acme.example/handbook/"
        language = "pt-BR"
        timezone = "Europe/Berlin"
        [paths]
        exclude = ["snippets/"]
        [blog]
        path = ""
        page_size = 5
        [navigation]
        sidebars = ["a.json", "b.json"]
        [limits]
        nesting = 50
        [repository]
        edit = "https://git.acme.example/edit/{path}"
    """
    read = read_config(text, "handbook.toml")

    assert read.site == SiteSettings(
        title="Acme", url="https://acme.example/handbook/", language="pt-BR", timezone="Europe/Berlin"
    )
    assert read.paths == PathSettings(exclude=("snippets/",))
    assert read.blog == BlogSettings(path="", page_size=5)
    assert read.navigation == NavigationSettings(sidebars=("a.json", "b.json"))
    assert read.limits == Limits(nesting=50)
    assert read.repository.edit == "https://git.acme.example/edit/{path}"
    assert read.findings == {Code.BROKEN_LINK: Severity.ERROR, Code.LINK_FROM_ROOT: Severity.OFF}
    assert read.base_path == "/handbook"


def test_pyproject_keeps_its_settings_under_tool_handbook():
    text = '[site]\ntitle = "no"\n[tool.handbook.site]\ntitle = "yes"\n'

    assert read_config(text, "pyproject.toml") == Config(site=SiteSettings(title="yes"))


MISTAKES = {
    "unknown setting": (
        '[site]\ntitel = "Acme"',
        (Span(2, 1, 5), "[site] has no setting titel", "did you mean title?"),
    ),
    "unknown setting, nothing near": (
        "[blog]\nxyz = 1",
        (Span(2, 1, 3), "[blog] has no setting xyz", "there are path, page_size"),
    ),
    "unknown section": ("[stie]", (Span(1, 2, 4), "there is no setting stie", "did you mean site?")),
    "setting without its section": (
        'title = "Acme"',
        (Span(1, 1, 5), "there is no setting title", "title belongs under [site]"),
    ),
    "section that is no table": (
        'site = "Acme"',
        (Span(1, 8, 6), 'site must be a table, not "Acme"', "write [site]"),
    ),
    "number for a text": (
        "[site]\ntitle = 3",
        (Span(2, 9, 1), "title must be a text in quotes, not a whole number", ""),
    ),
    "text for a number": (
        '[blog]\npage_size = "20"',
        (Span(2, 13, 4), 'page_size must be a whole number, not "20"', ""),
    ),
    "truth for a number": (
        "[blog]\npage_size = true",
        (Span(2, 13, 4), "page_size must be a whole number, not true or false", ""),
    ),
    "date for a text": (
        "[site]\ntitle = 2022-01-01",
        (Span(2, 9, 10), "title must be a text in quotes, not a date or a time", ""),
    ),
    "list of numbers for texts": (
        "[paths]\nexclude = [1,\n  2]",
        (Span(2, 11, 3), "exclude must be a list of texts, not a list of other things", ""),
    ),
    "neither text nor list": (
        "[navigation]\nsidebars = 1.5",
        (Span(2, 12, 3), "sidebars must be a text in quotes or a list of texts, not a number", ""),
    ),
    "not one of the words": (
        '[security]\nhtml = "alow"',
        (Span(2, 8, 6), 'html must be "allow" or "escape", not "alow"', ""),
    ),
    "unknown finding": (
        '[findings]\nbroken-links = "off"',
        (Span(2, 1, 12), "no finding is called broken-links", "did you mean broken-link?"),
    ),
    "unknown severity": (
        '[findings]\nbroken-link = "fatal"',
        (Span(2, 15, 7), 'broken-link must be "error" or "warning" or "info" or "off", not "fatal"', ""),
    ),
    "severity that is no text": (
        "[findings]\nbroken-link = [1]",
        (
            Span(2, 15, 3),
            'broken-link must be "error" or "warning" or "info" or "off", not a list of other things',
            "",
        ),
    ),
    "time zone misspelt": (
        '[site]\ntimezone = "Europe/Berln"',
        (Span(2, 12, 14), "there is no time zone Europe/Berln", "did you mean Europe/Berlin?"),
    ),
    "time zone that is a city": (
        '[site]\ntimezone = "Lisbon"',
        (Span(2, 12, 8), "there is no time zone Lisbon", "did you mean Europe/Lisbon?"),
    ),
    "time zone that is a folder": (
        '[site]\ntimezone = "Europe"',
        (Span(2, 12, 8), "there is no time zone Europe", "zones are like Europe/Berlin"),
    ),
    "time zone that leads elsewhere": (
        '[site]\ntimezone = "../../etc/passwd"',
        (Span(2, 12, 18), "there is no time zone ../../etc/passwd", "zones are like Europe/Berlin"),
    ),
    "url without scheme": (
        '[site]\nurl = "acme.example"',
        (
            Span(2, 7, 14),
            "url must be like https://handbook.example.com/, not 'acme.example'",
            "did you mean https://acme.example?",
        ),
    ),
    "url of another kind": (
        '[site]\nurl = "ftp://acme.example"',
        (Span(2, 7, 20), "url must be like https://handbook.example.com/, not 'ftp://acme.example'", ""),
    ),
    "url that cannot be read": (
        '[site]\nurl = "https://[::1"',
        (Span(2, 7, 14), "url must be like https://handbook.example.com/, not 'https://[::1'", ""),
    ),
    "language with a blank": (
        '[site]\nlanguage = "en US"',
        (Span(2, 12, 7), "language must be a tag like en or pt-BR, not 'en US'", ""),
    ),
    "empty output": (
        '[paths]\noutput = ""',
        (Span(2, 10, 2), "this must name a folder", 'the folder of this file is "."'),
    ),
    "empty page": ("[blog]\npage_size = 0", (Span(2, 13, 1), "this must be at least 1, not 0", "")),
    "limit below nothing": (
        "[limits]\nnesting = -5",
        (Span(2, 11, 2), "this must be at least 1, not -5", ""),
    ),
    "edit link without a path": (
        '[repository]\nedit = "https://git.example/edit"',
        (
            Span(2, 8, 26),
            "edit must be a web address with {path} in it",
            "as in https://git.example.com/handbook/edit/main/content/{path}",
        ),
    ),
    "accent without its sign": (
        '[theme]\naccent = "0a7d4f"',
        (
            Span(2, 10, 8),
            "accent must be a CSS colour that nothing shows through, not '0a7d4f'",
            "did you mean #0a7d4f?",
        ),
    ),
    "accent misspelt": (
        '[theme]\naccent = "Teel"',
        (
            Span(2, 10, 6),
            "accent must be a CSS colour that nothing shows through, not 'Teel'",
            "did you mean teal?",
        ),
    ),
    "accent that would end the rule": (
        '[theme]\naccent = "#fff; } body { display: none"',
        (
            Span(2, 10, 30),
            "accent must be a CSS colour that nothing shows through, not '#fff; } body { display: none'",
            "as in #0a7d4f, oklch(52% 0.12 158) or teal",
        ),
    ),
    "links that are no list": (
        '[theme]\nheader = "https://a.example"',
        (
            Span(2, 10, 19),
            'header must be a list of tables, not "https://a.example"',
            "write [[theme.header]]",
        ),
    ),
    "links that are one table": (
        '[theme.header]\ntitle = "A"',
        (Span(1, 2, 12), "header must be a list of tables, not a table", "write [[theme.header]]"),
    ),
    "link that is no table": (
        '[theme]\nheader = [\n  { title = "A", url = "/" },\n  "B",\n]',
        (
            Span(4, 3, 3),
            'header must be a list of tables; one of it is "B"',
            'write { title = "…", url = "…" }',
        ),
    ),
    "link without an address": (
        '[[theme.footer]]\ntitle = "A"\nurl = "/"\n[[theme.footer]]\ntitle = "B"',
        (Span(4, 3, 12), "[[theme.footer]] needs a url", 'write url = "…"'),
    ),
    "link without a title, on one line": (
        '[theme]\nfooter = [{ title = "A", url = "/" }, { url = "/" }]',
        (Span(2, 39, 13), "[[theme.footer]] needs a title", 'write title = "…"'),
    ),
    "link with an empty address": (
        '[[theme.social]]\ntitle = "A"\nurl = " "',
        (Span(3, 7, 3), "this must not be empty", ""),
    ),
    "link with a number for a text": (
        '[theme]\nsocial = [{ title = 3, url = "/" }]',
        (Span(2, 21, 1), "title must be a text in quotes, not a whole number", ""),
    ),
    "unknown setting of a link": (
        '[[theme.header]]\ntitle = "A"\nurl = "/"\n[[theme.header]]\ntitle = "A"\nurl = "/"\nulr = "/"',
        (Span(7, 1, 3), "[[theme.header]] has no setting ulr", "did you mean url?"),
    ),
    "section that is a list": (
        '[[site]]\ntitle = "A"',
        (Span(1, 3, 4), "site must be a table, not a list of other things", "write [site]"),
    ),
    "host with its scheme": (
        '[security]\nframes = ["player.vimeo.com", "https://miro.com/app"]',
        (
            Span(2, 10, 44),
            "frames must be names of hosts, and 'https://miro.com/app' is none",
            "did you mean miro.com?",
        ),
    ),
    "host that would end the policy": (
        '[security]\nframes = ["*; script-src *"]',
        (
            Span(2, 10, 19),
            "frames must be names of hosts, and '*; script-src *' is none",
            "as in www.youtube-nocookie.com",
        ),
    ),
    "no TOML, and where": (
        "[site]\ntitle = Acme",
        (
            Span(2, 9),
            "this is not TOML: invalid value",
            'texts stand in quotes, as in title = "Acme handbook"',
        ),
    ),
    "no TOML, up to the end": (
        "[site]\n[",
        (Span(2, 1), "this is not TOML: invalid initial character for a key part", ""),
    ),
    "no TOML, unclosed": (
        '[site]\ntitle = """x\n\n',
        (Span(2, 1), "this is not TOML: unterminated string", ""),
    ),
}


@pytest.mark.parametrize(("text", "mistake"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_at_its_place_with_what_was_meant(text, mistake):
    assert mistakes_of(text) == [mistake]


def test_links_are_read_in_both_forms():
    text = """
        theme.header = [{ title = "Status", url = "https://status.example" }]
        [[theme.social]]
        title = "A"
        url = "/a"
        [[theme.social]]
        title = "B"
        url = "/b"
    """

    assert read_config(text, "handbook.toml").theme == ThemeSettings(
        header=(LinkSettings(title="Status", url="https://status.example"),),
        social=(LinkSettings(title="A", url="/a"), LinkSettings(title="B", url="/b")),
    )


def test_all_mistakes_are_found_at_once_in_the_order_of_the_file():
    text = '[blog]\npage_size = 0\n[site]\ntitel = "x"\nurl = 5\n[what]\n'

    assert [span for span, _, _ in mistakes_of(text)] == [
        Span(2, 13, 1),
        Span(4, 1, 5),
        Span(5, 7, 1),
        Span(6, 2, 4),
    ]


def test_a_mistake_in_pyproject_has_its_place_there():
    text = '[project]\nname = "x"\n\n[tool.handbook.site]\ntitel = "x"\n'

    assert mistakes_of(text, "pyproject.toml") == [
        (Span(5, 1, 5), "[site] has no setting titel", "did you mean title?")
    ]


@pytest.mark.parametrize("text", ["tool = 1", "[tool]\nhandbook = 1"])
def test_a_pyproject_whose_table_is_none_is_refused(text):
    assert [message for _, message, _ in mistakes_of(text, "pyproject.toml")] == [
        "the configuration must be a table, not a whole number"
    ]


def test_every_setting_has_words_for_its_type():
    for section in Config.__struct_fields__:
        if section == "findings":
            continue
        for setting in getattr(Config(), section).__struct_fields__:
            assert len(mistakes_of(f"[{section}]\n{setting} = 1979-05-27")) == 1


# --- places --------------------------------------------------------------------------------


def test_keys_are_found_in_every_form_that_toml_has():
    text = """\
top = 1
[ site . "a b" ] # [no]
plain = 'x # y'   # z
"quoted".key = '''
[no]
no = 1''''
list = [ # c
  "a", [1],
]
inline = { a = 1, b = { c = '}' }, d = [{ e = 2 }] }
[[many]]
n = 1
[[many]]
n = 2"""
    table = ("site", "a b")

    assert places(text) == {
        ("top",): Place(Span(1, 1, 3), Span(1, 7, 1)),
        table: Place(Span(2, 3, 12), Span(2, 3, 12)),
        (*table, "plain"): Place(Span(3, 1, 5), Span(3, 9, 7)),
        (*table, "quoted", "key"): Place(Span(4, 1, 12), Span(4, 16, 3)),
        (*table, "list"): Place(Span(7, 1, 4), Span(7, 8, 1)),
        (*table, "inline"): Place(Span(10, 1, 6), Span(10, 10, 43)),
        (*table, "inline", "a"): Place(Span(10, 12, 1), Span(10, 16, 1)),
        (*table, "inline", "b"): Place(Span(10, 19, 1), Span(10, 23, 11)),
        (*table, "inline", "b", "c"): Place(Span(10, 25, 1), Span(10, 29, 3)),
        (*table, "inline", "d"): Place(Span(10, 36, 1), Span(10, 40, 11)),
        (*table, "inline", "d", 0): Place(Span(10, 41, 9), Span(10, 41, 9)),
        (*table, "inline", "d", 0, "e"): Place(Span(10, 43, 1), Span(10, 47, 1)),
        ("many", 0): Place(Span(11, 3, 4), Span(11, 3, 4)),
        ("many", 0, "n"): Place(Span(12, 1, 1), Span(12, 5, 1)),
        ("many", 1): Place(Span(13, 3, 4), Span(13, 3, 4)),
        ("many", 1, "n"): Place(Span(14, 1, 1), Span(14, 5, 1)),
    }


def test_the_tables_of_a_list_are_numbered_in_both_forms_and_deeper_down():
    text = """\
[[a.many]]
list = [
  { n = 1 },
  { n = [2] }, 3,
]
[a.many.sub]
n = 4
[[a.many]]
[[a.many.list]]
n = 5"""

    assert {keys: place.key.line for keys, place in places(text).items()} == {
        ("a", "many", 0): 1,
        ("a", "many", 0, "list"): 2,
        ("a", "many", 0, "list", 0): 3,
        ("a", "many", 0, "list", 0, "n"): 3,
        ("a", "many", 0, "list", 1): 4,
        ("a", "many", 0, "list", 1, "n"): 4,
        ("a", "many", 0, "list", 2): 4,
        ("a", "many", 0, "sub"): 6,
        ("a", "many", 0, "sub", "n"): 7,
        ("a", "many", 1): 8,
        ("a", "many", 1, "list", 0): 9,
        ("a", "many", 1, "list", 0, "n"): 10,
    }


def test_places_count_the_same_with_any_line_end():
    text = '[site]\ntitle = "x"\n\nurl = "y"'

    assert places(text.replace("\n", "\r\n")) == places(text)


# --- folders --------------------------------------------------------------------------------


def put(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def test_a_handbook_toml_makes_a_site(tmp_path):
    put(
        tmp_path,
        {"handbook.toml": '[site]\ntitle = "A"', "content/index.md": "", "pyproject.toml": "[tool.handbook]"},
    )

    assert find_project(tmp_path) == Project(
        folder=tmp_path,
        config=Config(site=SiteSettings(title="A")),
        file=tmp_path / "handbook.toml",
        config_source=ConfigSource(
            "handbook.toml",
            '[site]\ntitle = "A"',
            {("site",): Span(1, 2, 4), ("site", "title"): Span(2, 9, 3)},
        ),
    )


@pytest.mark.parametrize(
    "header", ["[tool.handbook.site]", '[tool.handbook]\nsite.language = "en"\n[tool.handbook.site]']
)
def test_a_pyproject_with_our_table_makes_a_site(tmp_path, header):
    header = header.splitlines()[-1]
    put(tmp_path, {"pyproject.toml": f'{header}\ntitle = "A"', "content/index.md": ""})

    assert find_project(tmp_path) == Project(
        folder=tmp_path,
        config=Config(site=SiteSettings(title="A")),
        file=tmp_path / "pyproject.toml",
        config_source=ConfigSource(
            "pyproject.toml",
            f'{header}\ntitle = "A"',
            {
                ("site",): Span(1, 2, len("tool.handbook.site")),
                ("site", "title"): Span(2, 9, 3),
            },
        ),
    )


@pytest.mark.parametrize("pyproject", ["[project]\nname = 'x'", "this = is [ no TOML"])
def test_a_pyproject_of_somebody_else_is_not_ours_to_judge(tmp_path, pyproject):
    put(tmp_path, {"pyproject.toml": pyproject, "content/index.md": ""})

    assert find_project(tmp_path) == Project(folder=tmp_path)


def test_a_folder_with_content_is_a_site_with_defaults(tmp_path):
    put(tmp_path, {"content/index.md": ""})

    project = find_project(tmp_path)

    assert project == Project(folder=tmp_path)
    assert (project.content, project.output) == (tmp_path / "content", tmp_path / "site")


def test_a_folder_of_markdown_is_built_where_the_command_was_called_and_gives_no_code(tmp_path):
    put(tmp_path, {"notes/a.md": "", "notes/templates/page.html": "", "notes/static/x.js": ""})

    project = find_project(tmp_path / "notes", current=tmp_path)

    assert project.content == tmp_path / "notes"
    assert project.output == tmp_path / "site"
    assert (project.config.paths.templates, project.config.paths.static) == ("", "")


def test_the_working_folder_is_the_current_one(tmp_path, monkeypatch):
    (tmp_path / "notes").mkdir()
    monkeypatch.chdir(tmp_path)

    assert find_project(tmp_path / "notes").output == tmp_path / "site"


def test_a_configuration_of_any_name_can_be_given(tmp_path):
    put(tmp_path, {"conf/staging.toml": '[paths]\ncontent = "../pages"', "pages/index.md": ""})

    project = find_project(tmp_path, tmp_path / "conf/staging.toml")

    assert project.folder == tmp_path / "conf"
    assert project.content.resolve() == tmp_path / "pages"


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(CannotStart) as caught:
        find_project(tmp_path / "none")

    assert caught.value.message == f"there is no folder {tmp_path / 'none'}"


MISSING = {
    "content": ("", None, "there is no folder content", "paths are relative to this file"),
    "content misspelt": (
        '[paths]\ncontent = "pagse"',
        Span(2, 11, 7),
        "there is no folder pagse",
        "did you mean pages?",
    ),
    "templates": (
        '[paths]\ncontent = "pages"\ntemplates = "layouts"',
        Span(3, 13, 9),
        "there is no folder layouts",
        "paths are relative to this file",
    ),
    "sidebars": (
        '[paths]\ncontent = "pages"\n[navigation]\nsidebars = "data/sidebar.json"',
        Span(4, 12, 19),
        "there is no file data/sidebar.json",
        "did you mean data/sidebars.json?",
    ),
    "one of two sidebars": (
        '[paths]\ncontent = "pages"\n[navigation]\nsidebars = ["data/sidebars.json", "x.json"]',
        Span(4, 12, 32),
        "there is no file x.json",
        "paths are relative to this file",
    ),
    "logo": (
        '[paths]\ncontent = "pages"\n[theme]\nlogo = "logo.png"',
        Span(4, 8, 10),
        "there is no file logo.png in static",
        "did you mean logo.svg?",
    ),
    "logo from the root": (
        '[paths]\ncontent = "pages"\n[theme]\nlogo_dark = "/logo.svg"',
        Span(4, 13, 11),
        "there is no file /logo.svg in static",
        "did you mean logo.svg?",
    ),
    "logo with its folder": (
        '[paths]\ncontent = "pages"\n[theme]\nlogo = "static/logo.svg"',
        Span(4, 8, 17),
        "there is no file static/logo.svg in static",
        "did you mean logo.svg?",
    ),
    "logo that lies elsewhere": (
        '[paths]\ncontent = "pages"\n[theme]\nlogo = "../data/sidebars.json"',
        Span(4, 8, 23),
        "there is no file ../data/sidebars.json in static",
        "put it into static, by whose files it is named",
    ),
    "logo that is a folder": (
        '[paths]\ncontent = "pages"\n[theme]\nlogo = "styles"',
        Span(4, 8, 8),
        "there is no file styles in static",
        "put it into static, by whose files it is named",
    ),
    "logo without a static folder": (
        '[paths]\ncontent = "pages"\nstatic = ""\n[theme]\nlogo = "logo.svg"',
        Span(5, 8, 10),
        "there is no static folder for logo.svg",
        'name a folder: static = "static" under [paths]',
    ),
    "logo that is no picture": (
        '[paths]\ncontent = "pages"\n[theme]\nlogo = "styles/acme.css"',
        Span(4, 8, 17),
        "styles/acme.css is no picture",
        "its name must end in .svg, .png, .webp, .avif, .jpg, .jpeg, .gif",
    ),
    "style sheet that is none": (
        '[paths]\ncontent = "pages"\n[theme]\nstylesheets = ["logo.svg"]',
        Span(4, 15, 12),
        "logo.svg is no style sheet",
        "its name must end in .css",
    ),
    "one of two style sheets": (
        '[paths]\ncontent = "pages"\n[theme]\nstylesheets = ["styles/acme.css", "styles/acne.css"]',
        Span(4, 15, 38),
        "there is no file styles/acne.css in static",
        "did you mean styles/acme.css?",
    ),
    "authors": (
        '[paths]\ncontent = "pages"\n[data]\nauthors = "nowhere/authors.json"',
        Span(4, 11, 22),
        "there is no file nowhere/authors.json",
        "paths are relative to this file",
    ),
}


@pytest.mark.parametrize(("text", "span", "message", "hint"), MISSING.values(), ids=MISSING)
def test_a_path_that_leads_nowhere_is_a_mistake(tmp_path, text, span, message, hint):
    put(tmp_path, {"handbook.toml": text, "pages/index.md": "", "data/sidebars.json": "{}"})
    put(tmp_path / "static", {"logo.svg": "", "styles/acme.css": ""})

    with pytest.raises(BadConfiguration) as caught:
        find_project(tmp_path)

    finding = Diagnostic(Code.BAD_CONFIGURATION, message, "handbook.toml", span, hint, root="site")
    assert caught.value.diagnostics == (finding,)
    assert caught.value.file == tmp_path / "handbook.toml"
    assert caught.value.text == text


@pytest.mark.parametrize(
    ("name", "text", "setting"),
    [
        ("content", "", "content"),
        ("static", "", "static"),
        ("templates", "[site]\n", "templates"),
        ("pictures", '[paths]\nstatic = "pictures"\n', "static"),
        ("authors.json", '[data]\nauthors = "authors.json"\n', "authors"),
    ],
)
def test_a_link_out_of_the_project_is_no_part_of_it(tmp_path, name, text, setting):
    site, away = tmp_path / "site", tmp_path / "site-of-others"
    put(site, {"content/index.md": ""} if name != "content" else {})
    away.mkdir()
    (site / name).parent.mkdir(exist_ok=True)
    (site / name).symlink_to("../site-of-others")
    if text:
        put(site, {"handbook.toml": text})

    with pytest.raises(CannotStart) as caught:
        find_project(site)

    problem = caught.value.diagnostics[0] if isinstance(caught.value, BadConfiguration) else caught.value
    assert problem.message == f"{name} is a link that leads out of the site's folder"
    assert problem.hint.startswith(f'if that is meant, name the place itself: {setting} = "{away}"')


@pytest.mark.parametrize("path", ["../away", "{away}"])
def test_a_setting_may_itself_lead_out_of_the_project(tmp_path, path):
    put(tmp_path, {"away/index.md": ""})
    text = f'[paths]\ncontent = "{path.format(away=tmp_path / "away")}"\n'
    put(tmp_path / "site", {"handbook.toml": text})
    (tmp_path / "site/static").mkdir()
    (tmp_path / "site/templates").symlink_to("static")

    assert find_project(tmp_path / "site").content.resolve() == tmp_path / "away"


def test_a_configuration_that_exists_wholly_is_accepted(tmp_path):
    text = '[navigation]\nsidebars = "s.json"\n[data]\nauthors = "a.json"\nredirects = "r.toml"'
    put(tmp_path, {"handbook.toml": text, "content/a.md": "", "s.json": "", "a.json": "", "r.toml": ""})

    assert find_project(tmp_path).config == Config(
        navigation=NavigationSettings(sidebars="s.json"),
        data=DataSettings(authors="a.json", redirects="r.toml"),
    )


def test_a_broken_configuration_names_its_file(tmp_path):
    put(tmp_path, {"handbook.toml": "[stie]"})

    with pytest.raises(BadConfiguration) as caught:
        find_project(tmp_path)

    assert caught.value.file == tmp_path / "handbook.toml"
    assert caught.value.message == f"{tmp_path / 'handbook.toml'}: there is no setting stie"


def test_a_byte_order_mark_does_no_harm(tmp_path):
    (tmp_path / "content").mkdir()
    (tmp_path / "handbook.toml").write_bytes(b'\xef\xbb\xbf[site]\ntitle = "A"')

    assert find_project(tmp_path).config.site.title == "A"


def test_a_configuration_that_is_not_utf8_is_said(tmp_path):
    (tmp_path / "handbook.toml").write_bytes(b'[site]\ntitle = "\xff"')

    with pytest.raises(BadConfiguration) as caught:
        find_project(tmp_path)

    assert [d.message for d in caught.value.diagnostics] == ["byte 17 is not UTF-8"]


def test_a_configuration_that_cannot_be_opened_is_said(tmp_path):
    with pytest.raises(BadConfiguration) as caught:
        find_project(tmp_path, tmp_path / "none.toml")

    assert [(d.path, d.message) for d in caught.value.diagnostics] == [
        ("none.toml", "this file cannot be read: no such file or directory")
    ]


def test_a_configuration_that_is_no_file_is_said(tmp_path):
    (tmp_path / "handbook.toml").mkdir()

    with pytest.raises(BadConfiguration) as caught:
        find_project(tmp_path)

    assert [d.message for d in caught.value.diagnostics] == ["this file cannot be read: not a regular file"]


def test_a_configuration_is_compared_by_value():
    assert msgspec.structs.replace(Config(), site=SiteSettings()) == Config()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[paths]\nstatic = "content"', "the static folder cannot hold the content"),
        ('[paths]\nstatic = "."', "the static folder cannot hold the content"),
        ('[blog]\npath = "../posts"', "../posts does not lie in the content"),
    ],
)
def test_folders_that_cannot_be_what_they_are_named_for_are_refused(tmp_path, text, message):
    (tmp_path / "content").mkdir()
    (tmp_path / "posts").mkdir()
    (tmp_path / "handbook.toml").write_text(text)

    with pytest.raises(BadConfiguration) as caught:
        find_project(tmp_path)

    assert [finding.message for finding in caught.value.diagnostics] == [message]


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "index.md").write_text("")

    with pytest.raises(CannotStart) as caught:
        find_project(tmp_path / "index.md")

    assert caught.value.hint == f"give the folder it lies in: {tmp_path}"
