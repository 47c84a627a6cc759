"""What the policy of every page stops in raw HTML is a finding at its place; the rest is none."""

import pytest
from written import body_of, parsed

from handbook.diagnostics import Code, Diagnostic, Span

SCRIPT = (
    "a script inside a page does not run, only one that is a file of the site",
    'put it into a file of static/ and write <script src="/file.js"></script>',
)
STYLE = (
    "<style> inside a page is not applied, only style sheets that are files of the site",
    "put it into a file of static/ and name that under stylesheets of [theme]",
)
STYLE_SHEET = (
    "a style sheet of another site is not loaded",
    "put the file into static/ and name it under stylesheets of [theme]",
)
PLUG_IN = "show a picture with ![…](…), a page with <iframe>, or link to the file"
CLICK = (
    "onclick=… does not run: no script inside a page does",
    "add a listener for “click” in a script of static/, and load that by <script src=…></script>",
)

BLOCKED = {
    "<script>a()</script>": [SCRIPT],
    '<script type="module">a()</script>': [SCRIPT],
    "<script type='Text/JavaScript'>a()</script>": [SCRIPT],
    "<style>a { b: c }</style>": [STYLE],
    "<svg><style>a { b: c }</style></svg>": [STYLE],
    '<link rel="preload StyleSheet" href="https://a.example/b.css">': [STYLE_SHEET],
    '<object data="a.swf"></object>': [("<object> is not shown: pages load no plug-ins", PLUG_IN)],
    '<embed src="a.swf">': [("<embed> is not shown: pages load no plug-ins", PLUG_IN)],
    '<b onClick="a()">b</b>': [CLICK],
    '<my-box a="b" onclick=a()>b</my-box>': [CLICK],
}


@pytest.mark.parametrize(("html", "expected"), BLOCKED.items())
def test_what_the_policy_stops_is_a_finding_with_a_way_out(html, expected):
    tag = html[html.rindex("<style") if "svg" in html else 0 :].partition(">")[0] + ">"
    column = html.index(tag) + 1

    assert [each for each in parsed(html).diagnostics if each.code == Code.BLOCKED_BY_POLICY] == [
        Diagnostic(Code.BLOCKED_BY_POLICY, message, "page.md", Span(1, column, len(tag)), hint)
        for message, hint in expected
    ]


@pytest.mark.parametrize(
    "html",
    [
        '<script src="/a.js"></script>',
        '<script type="application/ld+json">{}</script>',
        '<script type="text/template"><b></script>',
        '<link rel="stylesheet" href="/a.css">',
        '<link rel="me" href="https://a.example">',
        '<b style="color: red">b</b>',
        '<my-box once="a" only=b on="c" onclick>d</my-box>',
        '<template><style></style><b onclick="a()"></b></template>',
        "`<script>a()</script>`",
    ],
)
def test_what_the_policy_lets_in_is_no_finding(html):
    assert parsed(html).diagnostics == ()


def test_an_order_about_the_page_is_shown_as_text():
    document = parsed('a <meta HTTP-EQUIV="refresh" content="0;/b">')

    message = "<meta> gives orders about the whole page, which its content must not; it is shown as text"
    hint = "remove it; where it leads elsewhere, write redirect_to in the front matter"
    assert body_of(document) == (
        "<p>a &lt;meta HTTP-EQUIV=&quot;refresh&quot; content=&quot;0;/b&quot;&gt;</p>\n"
    )
    assert document.diagnostics == (
        Diagnostic(Code.BLOCKED_BY_POLICY, message, "page.md", Span(1, 3, 42), hint),
    )


def test_an_address_of_raw_html_knows_its_element():
    document = parsed(
        '<iframe src="/a"></iframe> <A HREF="/b"><IMG SRC="/c"></A> <svg><image href="/d"/></svg>'
    )

    assert [(hole.element, hole.attribute) for hole in document.holes] == [
        ("iframe", "src"),
        ("a", "href"),
        ("img", "src"),
        ("image", "href"),
    ]
