"""Authors, sidebars and redirects from data files: all their forms, and findings for every bad shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.diagnostics import Code, Diagnostic, Span
from handbook.model import Author, Data, RedirectRule, SidebarData, SidebarItem, Source, Written
from handbook.parse.data import read_data


def source(path, text):
    return Source(path, text, "site")


def finding(code, message, path, span, hint=""):
    return Diagnostic(code, message, path, span, hint, "site")


def authors(path, text):
    return read_data(source(path, text), (), None)


def sidebars(*files):
    return read_data(None, [source(path, text) for path, text in files], None)


def redirects(path, text):
    return read_data(None, (), source(path, text))


def test_without_data_files_there_is_no_data():
    assert read_data(None, (), None) == Data()


TIM = Author(
    handle="tim",
    name="Tim G",
    role="CEO",
    image=Written("i/tim.png", Span(5, 13, 9)),
    link_type="github",
    link_url=Written("https://github.com/tim", Span(6, 16, 22)),
)

AUTHORS = {
    "a.json": """[
{ "handle": "tim",
  "name": "Tim G",
  "role": "CEO",
  "image": "i/tim.png",
  "link_url": "https://github.com/tim", "link_type": "GitHub", "more": [1] },
{ "handle": "eli-ng" }
]""",
    "b.json": """{
"tim": { "handle": "other",
  "name": "Tim G",
  "role": "CEO",
  "image": "i/tim.png",
  "link_url": "https://github.com/tim", "link_type": "GitHub" },
"eli-ng": {}
}""",
    "c.yaml": """- handle: tim
  Name: Tim G
  role: CEO
  # a remark
  image:    i/tim.png
  link_url:    https://github.com/tim
  link_type: github
- handle: eli-ng
  name:
  role: ''
""",
    "d.yml": """\ufefftim:
  name: Tim G
  role: CEO
  link_type: github
  image:    i/tim.png
  link_url:    https://github.com/tim
eli-ng:
""",
    "e.toml": """[tim]
name = "Tim G"
role = "CEO"
link_type = "github"
image   =  "i/tim.png"
link_url   =  "https://github.com/tim"
[eli-ng]
""",
}


@pytest.mark.parametrize(("path", "text"), AUTHORS.items(), ids=AUTHORS)
def test_authors_are_a_list_or_a_mapping_by_handle(path, text):
    eli = Author(handle="eli-ng", name="Eli Ng")

    assert authors(path, text) == Data(authors=(TIM, eli), authors_path=path)


def test_of_two_authors_with_one_handle_the_first_counts():
    data = authors("a.yaml", "- handle: tim\n  role: A\n- handle: 'tim'\n  role: B\n")

    message = "there are two authors with the handle tim; the first one counts"
    hint = "give one of them another handle"
    assert data == Data(
        authors=(Author(handle="tim", name="Tim", role="A"),),
        authors_path="a.yaml",
        diagnostics=(finding(Code.DUPLICATE_AUTHOR, message, "a.yaml", Span(3, 12, 3), hint),),
    )


def test_a_handle_that_is_a_key_twice_is_a_finding_too():
    data = authors("a.json", '{\n"tim": {"role": "A"},\n"tim": {"role": "B"}\n}')

    assert data.authors == (Author(handle="tim", name="Tim", role="A"),)
    assert [(each.code, each.span) for each in data.diagnostics] == [
        (Code.DUPLICATE_KEY, Span(3, 2, 3)),
        (Code.DUPLICATE_AUTHOR, Span(3, 2, 3)),
    ]


LIST = "write a list of authors, or a mapping from each handle to its author"
HANDLE = "give each author a handle, which pages name"

BAD_AUTHORS = {
    "- name: Tim\n- handle: eli": ("the author has no handle", Span(1, 3, 9), HANDLE),
    "- handle: ''\n- handle: eli": ("the author has no handle", Span(1, 3, 10), HANDLE),
    "- tim\n- handle: eli": ("the author is a text, where a mapping is meant", Span(1, 3, 3), LIST),
    "- [tim]\n- handle: eli": ("the author is a list, where a mapping is meant", Span(1, 3, 5), LIST),
    "eli:\n'':": ("the author has no handle", Span(2, 4, 1), HANDLE),
    "- handle: eli\n  role: [a]": ("role is a list, where a text is meant", Span(2, 9, 3), ""),
    "tim: x\neli:": ("the author is a text, where a mapping is meant", Span(1, 6, 1), LIST),
}


@pytest.mark.parametrize(("text", "expected"), BAD_AUTHORS.items())
def test_a_bad_author_is_a_finding_and_the_others_stay(text, expected):
    message, span, hint = expected

    assert authors("a.yaml", text) == Data(
        authors=(Author(handle="eli", name="Eli"),),
        authors_path="a.yaml",
        diagnostics=(finding(Code.BAD_DATA, message, "a.yaml", span, hint),),
    )


def test_authors_that_are_a_mere_word_are_a_finding():
    data = authors("a.yaml", "nobody")

    assert data.authors == ()
    assert [(each.code, each.span) for each in data.diagnostics] == [(Code.BAD_DATA, Span(1, 1, 6))]


HANDBOOK = """{
  "Handbook": [
    { "name": "Start", "url": "/handbook" },
    { "name": "People", "url": "", "children": [
      { "name": "Leave", "url": "/leave", "icon": "sun" },
      { "name": "A heading", "children": null }
    ]},
    { "name": "Both", "url": "/both", "children": [{ "name": "In" }] }
  ],
  "docs": []
}"""


def test_sidebars_are_a_mapping_from_names_to_lists():
    assert sidebars(("s.json", HANDBOOK)) == Data(
        sidebars=(
            SidebarData(
                "Handbook",
                (
                    SidebarItem("Start", Written("/handbook", Span(3, 32, 9))),
                    SidebarItem(
                        "People",
                        None,
                        (SidebarItem("Leave", Written("/leave", Span(5, 34, 6))), SidebarItem("A heading")),
                    ),
                    SidebarItem("Both", Written("/both", Span(8, 31, 5)), (SidebarItem("In"),)),
                ),
                "s.json",
            ),
            SidebarData("docs", (), "s.json"),
        )
    )


def test_a_file_that_holds_a_bare_list_is_a_sidebar_of_its_name():
    data = sidebars(
        ("data/docs.yaml", "- name: A\n  url: /a\n"),
        ("data/team.toml", ""),
        ("data/more.yml", "blog:\n"),
        ("data/none.yml", "# nothing yet"),
    )

    item = SidebarItem("A", Written("/a", Span(2, 8, 2)))
    assert data.sidebars == (
        SidebarData("docs", (item,), "data/docs.yaml"),
        SidebarData("blog", (), "data/more.yml"),
    )
    assert data.diagnostics == ()


def test_sidebars_in_toml_have_places():
    text = (
        '[[docs]]\nname = "A"\nurl = "/a"\n[[docs]]\nname = "B"\n[[docs.children]]\nname = "C"\nurl = "/c"\n'
    )

    assert sidebars(("s.toml", text)).sidebars == (
        SidebarData(
            "docs",
            (
                SidebarItem("A", Written("/a", Span(3, 8, 2))),
                SidebarItem("B", None, (SidebarItem("C", Written("/c", Span(8, 8, 2))),)),
            ),
            "s.toml",
        ),
    )


def test_of_two_sidebars_with_one_name_the_first_counts():
    data = sidebars(("a.yaml", "docs: [{name: A}]\nDocs: [{name: B}]"), ("docs.yaml", "- name: C"))

    hint = "give one of them another name"
    message = "there are two sidebars docs; the one in a.yaml that comes first counts"
    assert data == Data(
        sidebars=(SidebarData("docs", (SidebarItem("A"),), "a.yaml"),),
        diagnostics=(
            finding(Code.BAD_DATA, message, "a.yaml", Span(2, 1, 4), hint),
            finding(Code.BAD_DATA, message, "docs.yaml", Span(1, 1, 1), hint),
        ),
    )


ITEM = 'write an entry as a mapping with "name", and with "url" or "children"'

BAD_ITEMS = {
    "- A\n- name: B": ("the entry is a text, where a mapping is meant", Span(1, 3, 1), ITEM),
    "- url: /a\n- name: B": ("the entry has no name", Span(1, 3, 7), ITEM),
    "- name: B\n  url: [/a]": ("url is a list, where a text is meant", Span(2, 8, 4), ""),
    "- name: B\n  children: C": ("children is a text, where a list of entries is meant", Span(2, 13, 1), ""),
    "- name: B\n  children: [C]": ("the entry is a text, where a mapping is meant", Span(2, 14, 1), ITEM),
}


@pytest.mark.parametrize(("text", "expected"), BAD_ITEMS.items())
def test_a_bad_entry_is_a_finding_and_the_others_stay(text, expected):
    message, span, hint = expected

    assert sidebars(("docs.yaml", text)) == Data(
        sidebars=(SidebarData("docs", (SidebarItem("B"),), "docs.yaml"),),
        diagnostics=(finding(Code.BAD_DATA, message, "docs.yaml", span, hint),),
    )


def test_where_no_sidebar_can_be_read_the_folders_make_them():
    data = sidebars(("s.yaml", "docs: x"))

    message = "the sidebar docs is a text, where a list of entries is meant"
    assert data == Data(diagnostics=(finding(Code.BAD_DATA, message, "s.yaml", Span(1, 7, 1)),))


NETLIFY = """[build]
  command = "from = no"

[[redirects]]
  from = "/a/*"
  to = "/b/:splat"
  status = 200

[[headers]]
  for = "/*"

[[redirects]]
to="/d" # from = "/x"
from  = '/c'
force = true
"""

RULES = (
    RedirectRule(Written("/a/*", Span(5, 11, 4)), Written("/b/:splat", Span(6, 9, 9)), 200),
    RedirectRule(Written("/c", Span(14, 10, 2)), Written("/d", Span(13, 5, 2)), 301),
)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_redirects_are_netlifys(ending):
    data = redirects("netlify.toml", NETLIFY.replace("\n", ending))

    assert data == Data(redirects=RULES, redirects_path="netlify.toml")


OTHER_REDIRECTS = {
    "r.json": '[{"from": "/a", "to": "/b", "status": 302}]',
    "r.yaml": "- from: /a\n  to: /b\n  status: 302",
    "s.yaml": "redirects:\n- {from: /a, to: /b, status: '302'}",
}


@pytest.mark.parametrize(("path", "text"), OTHER_REDIRECTS.items())
def test_redirects_may_be_a_list(path, text):
    [rule] = redirects(path, text).redirects

    assert (rule.origin.text, rule.target.text, rule.status) == ("/a", "/b", 302)


def test_equal_redirects_are_all_given_in_their_order():
    text = "[[redirects]]\nfrom = '/a'\nto = '/b'\n[[redirects]]\nfrom = '/a'\nto = '/a'\n"

    assert redirects("r.toml", text).redirects == (
        RedirectRule(Written("/a", Span(2, 9, 2)), Written("/b", Span(3, 7, 2))),
        RedirectRule(Written("/a", Span(5, 9, 2)), Written("/a", Span(6, 7, 2))),
    )


RULE = 'write [[redirects]], and below it from = "/old/" and to = "/new/"'
GOOD = "[[redirects]]\nfrom = '/a'\nto = '/b'\n"

BAD_RULES = {
    "[[redirects]]\nto = '/x'": ("the rule does not say from where it leads", Span(4, 3, 9), RULE),
    "[[redirects]]\nfrom = '/x'": ("the rule does not say to where it leads", Span(4, 3, 9), RULE),
    "[[redirects]]\nfrom = '/x'\nto = ''": ("the rule does not say to where it leads", Span(4, 3, 9), RULE),
}


@pytest.mark.parametrize(("text", "expected"), BAD_RULES.items())
def test_a_bad_rule_is_a_finding_and_the_others_stay(text, expected):
    message, span, hint = expected

    assert redirects("r.toml", GOOD + text) == Data(
        redirects=(RedirectRule(Written("/a", Span(2, 9, 2)), Written("/b", Span(3, 7, 2))),),
        redirects_path="r.toml",
        diagnostics=(finding(Code.BAD_DATA, message, "r.toml", span, hint),),
    )


@pytest.mark.parametrize("status", ["999", "true", "20", "'301!'", "²00", "3.5"])
def test_a_bad_status_is_a_finding_and_301(status):
    data = redirects("r.yaml", f"- from: /a\n  to: /b\n  status: {status}")

    assert [rule.status for rule in data.redirects] == [301]
    assert [(each.code, each.message, each.span.line) for each in data.diagnostics] == [
        (Code.BAD_DATA, "status is no status of an answer; 301 is used", 3)
    ]


BAD_REDIRECTS = {
    "r.toml": (
        "[redirects]\nfrom = '/a'",
        "redirects is a mapping, where a list of rules is meant",
        Span(1, 2, 9),
    ),
    "r.yaml": ("/a: /b", "redirects is a mapping, where a list of rules is meant", Span(1, 1, 6)),
    "r.json": ('["/a"]', "the rule is a text, where a mapping is meant", Span(1, 3, 2)),
}


@pytest.mark.parametrize(("path", "expected"), BAD_REDIRECTS.items())
def test_redirects_of_another_shape_are_a_finding(path, expected):
    text, message, span = expected

    assert redirects(path, text) == Data(
        redirects_path=path, diagnostics=(finding(Code.BAD_DATA, message, path, span, RULE),)
    )


@pytest.mark.parametrize(("path", "text"), [("r.toml", ""), ("r.yaml", "redirects:"), ("r.yaml", "# later")])
def test_no_redirects_are_no_finding(path, text):
    assert redirects(path, text) == Data(redirects_path=path)


UNREADABLE = {
    "a.json": (
        Code.BAD_DATA,
        '[\n{"handle": "x",}\n]',
        "the data cannot be read: expecting property name enclosed in double quotes",
        Span(2, 16),
    ),
    "b.json": (Code.BAD_DATA, "", "the data cannot be read: expecting value", Span(1, 1)),
    "a.yaml": (
        Code.BAD_DATA,
        "- handle: a: b",
        "the data cannot be read: mapping values are not allowed in this context",
        Span(1, 12),
    ),
    "b.yaml": (
        Code.BAD_DATA,
        "a: &b\n  c: *b\n",
        "the data cannot be read: an anchor: what begins with & needs quotes",
        Span(1, 4),
    ),
    "a.toml": (
        Code.BAD_DATA,
        "[[a]\n",
        "the data cannot be read: expected ']]' at the end of an array declaration",
        Span(1, 4),
    ),
    "c.json": (Code.LIMIT_EXCEEDED, "[" * 100_000, "the data is nested deeper than 64", Span(1, 1)),
    "d.json": (Code.LIMIT_EXCEEDED, "[" * 65 + "]" * 65, "the data is nested deeper than 64", Span(1, 65)),
    "c.yaml": (Code.LIMIT_EXCEEDED, "[" * 100_000, "the data is nested deeper than 64", Span(1, 65)),
    "b.toml": (Code.LIMIT_EXCEEDED, "a = " + "[" * 99_999, "the data is nested deeper than 64", Span(1, 1)),
}


@pytest.mark.parametrize(("path", "expected"), UNREADABLE.items(), ids=UNREADABLE)
def test_what_cannot_be_read_is_a_finding_at_its_place(path, expected):
    code, text, message, span = expected

    assert authors(path, text) == Data(authors_path=path, diagnostics=(finding(code, message, path, span),))


def test_a_file_of_an_unknown_kind_is_a_finding():
    hint = "data is read from files whose names end in .json, .yaml, .yml, .toml"

    assert authors("a.xml", "<a/>") == Data(
        authors_path="a.xml",
        diagnostics=(finding(Code.BAD_DATA, "the data is in no known format", "a.xml", Span(1, 1), hint),),
    )


def test_what_no_page_can_hold_is_replaced_with_a_finding():
    data = authors("a.json", '[{"handle": "a\\ud800"}]')

    message = "the text holds a character that no page can hold; � stands in its place"
    hint = "remove it: it is NUL, or half of a surrogate pair"
    assert data == Data(
        authors=(Author(handle="a\ufffd", name="A\ufffd"),),
        authors_path="a.json",
        diagnostics=(finding(Code.BAD_DATA, message, "a.json", Span(1, 14, 7), hint),),
    )


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["handle", "name", "url", "children", "redirects", "from", "to", "status", "image"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)
SUFFIXES = st.sampled_from([".json", ".yaml", ".toml"])


@given(
    st.text(st.characters()) | VALUES.map(repr) | VALUES.map(lambda value: f"[[a]]\nb = {value!r}"), SUFFIXES
)
def test_whatever_the_data_nothing_is_raised(text, suffix):
    data = read_data(source(f"a{suffix}", text), [source(f"b{suffix}", text)], source(f"c{suffix}", text))

    lines = text.count("\n") + 1
    assert all(1 <= each.span.line <= lines and each.span.column >= 1 for each in data.diagnostics)


def test_the_corpus_has_its_authors_sidebars_and_redirects(corpus):
    folder = corpus / "data"
    files = [
        source(name, (folder / name).read_text())
        for name in ("authors.json", "sidebars.json", "netlify.toml")
    ]

    data = read_data(files[0], [files[1]], files[2])

    origins = [rule.origin.text for rule in data.redirects]
    assert data.diagnostics == ()
    assert len(data.authors) == 20
    assert {sidebar.name: _count(sidebar.items) for sidebar in data.sidebars} == {
        "handbook": 107,
        "docs": 141,
        "product": 8,
    }
    assert len(origins) == 235
    assert len(origins) - len(set(origins)) == 6
    assert [origin for origin in origins if "*" in origin] == [
        *("/plugins/*", "/next-steps/*", "/careers/*", "/docs/tutorials/*")
    ]
    assert [rule.status for rule in data.redirects].count(200) == 2
    lines = files[2].text.split("\n")
    assert all(
        lines[written.span.line - 1][written.span.column - 1 :].startswith(written.text)
        for rule in data.redirects
        for written in (rule.origin, rule.target)
    )


def _count(items):
    return sum(1 + _count(item.children) for item in items)
