"""Whatever stands in a body, a browser builds the page around it as if nothing did: html5lib is the judge."""

import html5lib
import pytest
from html5lib.constants import namespaces
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from written import body_of, parsed

from handbook.diagnostics import Code, Diagnostic, Span

PAGE = """<!doctype html>
<html lang="en"><head><title>Leave</title></head><body>
<header><nav><ul><li><a href="/">Acme</a></li></ul></nav></header>
<div class="layout"><main><article><header><h1>Leave</h1></header>
<div class="prose">{body}</div>
<footer><p>Last updated</p></footer></article><nav><a href="/next/">Next</a></nav></main></div>
<footer><form><button>Search</button></form></footer></body></html>
"""

LATER = "figcaption hgroup keygen main search source summary template track".split()
"""What the HTML Living Standard calls special and html5lib, which is older, does not."""

NAMES = (
    "a b nobr font span div p li ul dl dd dt main dialog summary figcaption address section details pre "
    "center table caption colgroup col tbody thead tr td th h1 h2 h3 form button label option optgroup "
    "select svg math path g title desc foreignObject mi mtext annotation-xml style script textarea xmp "
    "iframe noembed noframes noscript plaintext template object marquee ruby rt body html head frameset "
    "my-box br img hr input"
).split()

ODD = (
    *(
        "<!--",
        "-->",
        "--!>",
        "<!-->",
        "<!x",
        "<?x ?>",
        "<![CDATA[",
        "]]>",
        "<![CDATA[ > ]]>",
        "&lt;",
        "=",
        '"',
        "'",
    ),
    *(
        "<",
        "</",
        "</ ",
        "</>",
        "/>",
        "<div/",
        '<div a="',
        "<div a='<'>",
        '<div title="</div>">',
        '</div a=">">',
    ),
    *(
        "<script><!--<script>",
        "<!--</script>",
        '<? > <b a="?>',
        "<b<div>",
        "<svg/>",
        '<a href="x">',
        "<di\u212av>",
    ),
    *("</ſcript>", "</div\u00a0>", "<th/>", '<font color="red">', '<input type="hidden">', "</br>", "</p>"),
)

MARKDOWN = (
    *(
        "\n",
        "\n\n",
        "\n\n- ",
        "\n\n> ",
        "\n\n# ",
        "\n\n## ",
        "\n\n    ",
        "\n```\n",
        "\n\n1. x\n\n   ",
        "\n- [ ] ",
    ),
    *(
        "\n\n| a | b |\n|---|---|\n| ",
        " | ",
        "*",
        "**",
        "`",
        "[x](y)",
        "[",
        "](z)",
        "![p](q)",
        "text",
        "[^1]",
    ),
    *(
        "\n\n[^1]: ",
        "^[",
        "https://a.example ",
        "\n\n!> ",
        "\n\n::: note\n",
        "\n:::\n",
        "\n\n!!! tip\n    ",
        "\\",
    ),
)

NAME = st.sampled_from(NAMES) | st.sampled_from(NAMES).map(str.upper)
TAG = st.builds(str.format, st.sampled_from(["<{}>", "<{}>", "</{}>", "</{}>", "<{}/>", '<{} a="1">']), NAME)
BODIES = st.lists(TAG | TAG | st.sampled_from(ODD) | st.sampled_from(MARKDOWN), max_size=24).map("".join)


def around(body: str, *, scripting: bool) -> object:
    """Return the tree of a page, without what is in its body."""
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(PAGE.format(body=body), scripting=scripting)
    return _without_prose(tree)


def _without_prose(element) -> object:
    if element.get("class") == "prose":
        return "prose", element.tail
    children = [_without_prose(child) for child in element]
    return element.tag, element.attrib, element.text, children, element.tail


@pytest.fixture(scope="module", autouse=True)
def _as_of_today():
    special = html5lib.html5parser.specialElements | {(namespaces["html"], name) for name in LATER}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(html5lib.html5parser, "specialElements", special)
        yield


EMPTY = {scripting: around("", scripting=scripting) for scripting in (True, False)}


@pytest.mark.parametrize("body", ["</div>", "<div>", "<script>", "<!--", "<table>", "<b>", "<a></p>"])
def test_the_judge_sees_what_breaks_out(body):
    assert around(body, scripting=True) != EMPTY[True]


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BODIES)
@example("<script><!--<script></script>")
@example("<svg><p></svg><div>")
@example("<svg><style><!--</style></svg>")
@example("<svg></div></svg>")
@example("<table><div><table></table></div></table>")
@example("<table>\n\n| a |\n|---|\n| b |\n\n</table>")
@example("<ul><li><div><li></li></div></li></ul>")
@example("- <div><li></li></div>")
@example("<h4><div><h2><h3></h3></h2></div></h4>")
@example("<h4><div><h2>\n\n## x\n\n</h2></div></h4>")
@example("<button><div><button></button></div></button>")
@example("<ul><li><div><form><li><form></form></li></form></div></li></ul>")
@example("<a><main><a></a></main></a>")
@example("<a><h2><main>\n\n[x](y)\n\n</main></h2></a>")
@example("<a><table><select></a><svg><main><i></select>")
@example("<li><div><applet><li>")
@example("<ul><li><div><section><ruby><li><rt></rt></li></ruby></section></div></li></ul>")
@example("<div><noscript></div></noscript>")
@example("<select><script><div></script></select>")
@example("<table><tr><td><div></table></div>")
@example("<div>\n<</b>div></div>")
@example('</b a="><div>">')
@example("</ <div>")
@example("<di\u212av>")
def test_nothing_in_a_body_breaks_out_of_it(body):
    shown = body_of(parsed(body))

    assert {scripting: around(shown, scripting=scripting) for scripting in EMPTY} == EMPTY


@pytest.mark.parametrize(
    ("body", "code", "message", "hint"),
    [
        (
            "<iframe>\n\n</iframe>",
            Code.UNCLOSED_ELEMENT,
            "<iframe> is not closed in the same part of the page; it is shown as text",
            "write </iframe> behind it, with no empty line and no Markdown before that",
        ),
        (
            "<Svg><p></svg>",
            Code.UNCLOSED_ELEMENT,
            "<Svg> is not closed in the same part of the page, or holds what ends it; it is shown as text",
            "write it without empty lines and elements of HTML inside, or as a file that ![…](…) shows",
        ),
        (
            "<tr>",
            Code.UNKNOWN_ELEMENT,
            "<tr> has no place outside of a table; it is shown as text",
            "open <table> before it, in the same part of the page",
        ),
        (
            "<body>",
            Code.UNKNOWN_ELEMENT,
            "<body> has no place inside a page; it is shown as text",
            "write `<body>` if it is meant as text",
        ),
    ],
)
def test_a_tag_that_is_shown_as_text_is_a_finding_with_a_way_out(body, code, message, hint):
    span = Span(1, 1, len(body.partition(">")[0]) + 1)

    assert parsed(body).diagnostics == (Diagnostic(code, message, "page.md", span, hint),)
