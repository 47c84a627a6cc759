import pytest
from written import body_of, parsed

from handbook.config import Limits
from handbook.diagnostics import Code, Diagnostic, Span
from handbook.model import Heading, Image, Link, RawAddress


def findings(document):
    return [(d.code, d.span.line, d.span.column, d.span.length) for d in document.diagnostics]


@pytest.mark.parametrize(
    ("text", "title", "title_id", "body"),
    [
        ("# Sick leave\n\ntext", "Sick leave", "sick-leave", "<p>text</p>\n"),
        ("---\ntitle: Leave\n---\n# Leave\n\ntext", "Leave", "leave", "<p>text</p>\n"),
        ("---\ntitle: Leave\n---\ntext", "Leave", None, "<p>text</p>\n"),
        ("text", "Sick leave", None, "<p>text</p>\n"),
        ("# \n\ntext", "Sick leave", None, None),
        ("", "Sick leave", None, ""),
        ("Leave\n=====\n", "Leave", "leave", ""),
        ("# The *best* `x`", "The best x", "the-best-x", ""),
    ],
)
def test_the_title_comes_from_front_matter_then_the_opening_heading_then_the_file(
    text, title, title_id, body
):
    document = parsed(text, "handbook/sick-leave.md")

    assert (document.title, document.title_id) == (title, title_id)
    assert body is None or body_of(document) == body


def test_another_opening_heading_stays_below_the_given_title():
    document = parsed("---\ntitle: Leave\n---\n# Holidays\n# More")

    assert document.title == "Leave"
    assert document.headings == (Heading(2, "holidays", "Holidays"), Heading(2, "more", "More"))


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("handbook/sick-leave.md", "Sick leave"),
        ("handbook/time_off/index.md", "Time off"),
        ("handbook/time-off/README.md", "Time off"),
        ("index.md", "Index"),
        ("-.md", "Untitled"),
    ],
)
def test_a_page_without_any_title_is_called_as_its_file(path, title):
    assert parsed("text", path).title == title


POSITIONS = {
    "a link": ("see\n  [a](b.md) and\n[c](d.md)", [Link("b.md", Span(2, 7, 4)), Link("d.md", Span(3, 5, 4))]),
    "the same text before its address": ("[b.md](b.md)", [Link("b.md", Span(1, 8, 4))]),
    "a picture": ('- ![x](y.png "t") z', [Image("y.png", Span(1, 8, 5), "x", "t")]),
    "a definition": ("[a][r]\n\ntext\n\n[r]: /x 'y'", [Link("/x", Span(5, 6, 2), "y")]),
    "behind front matter": ("---\ntitle: x\n---\n\n[a](b)", [Link("b", Span(5, 5, 1))]),
    "in a table": ("| a |\n|---|\n| [x](y) |", [Link("y", Span(3, 7, 1))]),
    "in a quote in a list": ("- a\n  > [x](y)", [Link("y", Span(2, 9, 1))]),
    "escaped: the block's first line": ("a\\_b [x](c\\_d)", [Link("c_d", Span(1, 1, 14))]),
    "an autolink": ("at <https://a.example>", [Link("https://a.example", Span(1, 5, 17))]),
    "a bare address": ("at https://a.example.", [Link("https://a.example", Span(1, 4, 17))]),
    "a mail address": ("<a@b.example>", [Link("mailto:a@b.example", Span(1, 2, 11))]),
    "raw HTML": ('<p\n  class="x"><a href="b.md">', [RawAddress("b.md", Span(2, 22, 4), "href", "a")]),
    "raw HTML in a line": (
        "x <img src=y.png>",
        [RawAddress("y.png", Span(1, 12, 5), "src", "img", 0)],
    ),
    "a footnote": ("a[^1]\n\n[^1]: [x](y)", [Link("y", Span(3, 11, 1))]),
    "an inline footnote": ("a^[see [x](y)]", [Link("y", Span(1, 12, 1))]),
    "tabs and wide characters count one": ("\t\n日本 [x](y)", [Link("y", Span(2, 8, 1))]),
}


@pytest.mark.parametrize(("text", "holes"), POSITIONS.values(), ids=POSITIONS)
def test_every_hole_knows_where_its_address_is_written(text, holes):
    assert list(parsed(text).holes) == holes


@pytest.mark.parametrize(
    ("tag", "width"),
    [
        ("<img src=y.png>", 0),
        ('<IMG alt="" SRC=y.png />', 0),
        ("<img src=y.png width=320>", 320),
        ('<img width="320px" src="y.png">', 320),
        ("<img src=y.png width=50%>", None),
        ("<img src=y.png width=0>", None),
        ("<img src=y.png width=320 height=200>", None),
        ("<img src=y.png height=200>", None),
        ('<img src=y.png style="float: left">', None),
        ("<img src=y.png class=logo>", None),
        ("<iframe src=y.png></iframe>", None),
    ],
)
def test_a_picture_in_raw_html_says_whether_its_height_is_open(tag, width):
    [hole] = parsed(tag).holes

    assert (hole.target, hole.shown_width) == ("y.png", width)


def test_holes_stand_in_the_order_of_the_output():
    document = parsed(
        '[a](1) <a href="2">b</a> ![c [d](x)](3)\n\n<img src="4">\n\ne[^n]\n\n[^n]: [f](6)\n\n[g](5)'
    )

    assert [hole.target for hole in document.holes] == ["1", "2", "3", "4", "5", "6"]
    assert len(document.fragments) == 7


def test_the_summary_is_the_first_words_without_headings_pictures_and_code():
    text = "# T\n\n## Not this\n\n![no](x.png) One **two** `three`\n\n```\nno\n```\n\n<div>no</div>\n\nfour."

    assert parsed(text).summary == "One two three four."


def test_a_long_summary_ends_with_a_whole_word():
    assert parsed("word, " * 60).summary == " ".join(["word,"] * 25) + " word…"


def test_every_id_of_the_page_is_an_anchor():
    document = parsed('## A\n\n<a name="b"></a><i id="c">x</i>[^1]\n\n[^1]: n')

    assert document.anchors == {"a", "b", "c", "note:1", "mark:1"}


def test_what_is_nested_too_deeply_is_a_finding():
    document = parsed("> " * 40 + "x", limits=Limits(nesting=20))

    assert findings(document) == [(Code.LIMIT_EXCEEDED, 1, 1, 1)]


def test_code_beyond_the_limit_is_shown_plain():
    document = parsed("a\n\n```python\nx = 1\n```", limits=Limits(highlighted=5))

    assert "<code>x = 1</code>" in body_of(document)
    assert findings(document) == [(Code.NOT_HIGHLIGHTED, 3, 1, 1)]


def test_a_body_that_explodes_is_shown_as_text():
    text = "[a]: <" + "x" * 20_000 + ">\n\n" + "[a] " * 20_000
    long = "[^1]" * 20_000 + "\n\n[^1]: x"

    assert findings(parsed(text)) == []
    assert findings(parsed(long)) == [(Code.LIMIT_EXCEEDED, 1, 1, 1)]
    assert body_of(parsed(long)).startswith("<pre>[^1][^1]")


def test_escaped_html_is_text():
    document = parsed('<b>x</b>\n\n<div onclick="y">\n', html="escape")

    assert body_of(document) == "<p>&lt;b&gt;x&lt;/b&gt;</p>\n<p>&lt;div onclick=&quot;y&quot;&gt;</p>\n"


def test_findings_say_what_is_wrong_where_and_the_way_out():
    assert parsed("text\n\n</div>", "a.md").diagnostics == (
        Diagnostic(
            Code.STRAY_END_TAG,
            "</div> closes nothing here; it is left out",
            "a.md",
            Span(3, 1, 6),
            "remove it, or open <div> before it",
        ),
    )


@pytest.mark.parametrize("text", ["```c\n" + "\n" * 40_000 + "```", "```js\n" + '"\\' * 30_000 + "\n```"])
def test_code_whose_lexer_takes_too_long_is_shown_plain(text):
    assert findings(parsed(text)) == [(Code.NOT_HIGHLIGHTED, 1, 1, 1)]
