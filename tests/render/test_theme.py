import re
from pathlib import Path

import pytest
from rendered import files, page, site, theme, tree_of

from handbook.render.styles import lean


def icons_of(html):
    return [link.get("href") for link in tree_of(html).iter("link") if link.get("rel") == "icon"]


def stylesheet(made):
    [path] = [path for path in made if path.startswith("assets/style.")]
    return made[path].decode()


def test_assets_are_named_by_their_content():
    before = files(site(), theme(static={"images/logo.svg": b"<svg/>"}))
    after = files(site(), theme(static={"images/logo.svg": b"<svg />"}))

    assert sorted(before.keys() - after.keys()) == ["assets/images/logo.8660e717b6.svg"]
    assert sorted(after.keys() - before.keys()) == ["assets/images/logo.e66a29ceff.svg"]


def test_pages_ask_for_assets_by_name():
    own = theme({"page.html": "{{ asset('images/logo.svg') }}"}, {"images/logo.svg": b"<svg/>"})

    made = files(site(page(), url="https://example.org/hb/"), own)

    assert made["leave/index.html"] == b"/hb/assets/images/logo.8660e717b6.svg"


def test_the_stylesheet_is_all_styles_in_their_order():
    first = ("layers", "reset", "tokens", "base", "layout", "breadcrumbs")
    own = {f"css/{name}.css": f".{name}{{}}".encode() for name in (*first, "zebra", "a-first")}

    positions = [
        stylesheet(files(site(), theme(static=own))).index(f".{name}{{")
        for name in ("layers", "reset", "tokens", "base", "layout", "a-first", "breadcrumbs", "zebra")
    ]

    assert positions == sorted(positions)


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("url(../fonts/text.woff2)", 'url("fonts/text.844b8aede1.woff2")'),
        ("url( '../fonts/text.woff2' )", 'url("fonts/text.844b8aede1.woff2")'),
        ("url(../fonts/other.woff2)", "url(../fonts/other.woff2)"),
        ("url(data:image/png;base64,AAAA)", "url(data:image/png;base64,AAAA)"),
        ("url(https://example.org/x)", "url(https://example.org/x)"),
    ],
)
def test_addresses_in_styles_lead_to_where_assets_are(written, published):
    own = theme(static={"css/own.css": b".own{src:" + written.encode() + b"}", "fonts/text.woff2": b"font"})

    assert f".own{{src:{published}}}" in stylesheet(files(site(), own))


def test_the_style_sheets_of_a_folder_are_one_of_its_name():
    own = theme(
        {"page.html": "{{ asset('maps.css') }}"},
        {
            "css/maps/b.css": b"b { src: url(../../pin.png) }",
            "css/maps/a.css": b"/* A */ a { }",
            "pin.png": b"",
        },
    )

    made = files(site(page()), own)

    path = made["leave/index.html"].decode().removeprefix("/")
    assert made[path] == b'a{}b{src:url("pin.7d64c5272e.png")}'


def test_scripts_are_published_without_comments():
    own = theme(
        {"page.html": "{{ asset('js/a.js') }}"}, {"js/a.js": b"// Why.\nconst a = `x  y`;\n/*! Licence */"}
    )

    made = files(site(page()), own)

    assert made[made["leave/index.html"].decode()[1:]] == b"const a=`x  y`;/*! Licence */"


def test_the_theme_s_icons_stand_at_the_root():
    made = files(site(page(), url="https://example.org/hb/"))

    assert icons_of(made["leave/index.html"].decode()) == ["/hb/favicon.ico", "/hb/favicon.svg"]
    assert {"favicon.ico", "favicon.svg"} < made.keys()


def test_a_site_with_an_icon_has_only_its_own():
    made = files(site(page(), assets={"favicon.png": Path("own.png")}))

    assert icons_of(made["leave/index.html"].decode()) == ["/favicon.png"]
    assert [path for path in made if path.startswith("favicon")] == ["favicon.png"]


def test_a_picture_deeper_down_is_no_icon():
    made = files(site(page(), assets={"images/favicon.png": Path("own.png")}))

    assert icons_of(made["leave/index.html"].decode()) == ["/favicon.ico", "/favicon.svg"]


def test_everything_a_page_asks_for_is_there():
    made = files(site(page()))

    html = made["leave/index.html"].decode()
    asked = {link.get("href").removeprefix("/") for link in tree_of(html).iter("link")}
    assert asked <= made.keys()
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)


def scripts_of(html):
    return [script.get("src") for script in tree_of(html).iter("script") if script.get("type") == "module"]


@pytest.mark.parametrize(
    ("body", "scripts"),
    [
        ("<team-map></team-map>", ["/hb/assets/js/team-map.3a962ceedc.js"]),
        ('<site-clock zone="UTC"></site-clock>', ["/hb/js/site-clock.js"]),
        ("<p>Write &lt;team-map&gt;.</p>", []),
        ("<p>Nothing.</p>", []),
    ],
)
def test_a_page_loads_the_scripts_of_the_elements_on_it(body, scripts):
    own = theme(
        {"page.html": "<head>{{ scripts }}</head>{{ body }}"}, {"js/team-map.js": b"class TeamMap {}"}
    )
    assets = {"js/site-clock.js": Path("site-clock.js")}

    made = files(site(page(fragments=(body,)), url="https://example.org/hb/", assets=assets), own)

    assert scripts_of(made["leave/index.html"].decode()) == scripts


def test_a_script_without_a_hyphen_is_no_element():
    own = theme(
        {"page.html": "<head>{{ scripts }}</head>{{ body }}"}, {"js/b.js": b"", "js/lib/team-map.js": b""}
    )

    made = files(site(page(fragments=("<b>Bold</b><team-map>",))), own)

    assert scripts_of(made["leave/index.html"].decode()) == []


@pytest.mark.parametrize(
    ("written", "published"),
    [
        (b".a :is(p, .b > i) {\n  margin : 0 ;\n}\n", b".a :is(p,.b>i){margin :0}"),
        (b"a { margin: 0.5rem -0.25em 10.5px; --a0.5: 0 }", b"a{margin:.5rem -.25em 10.5px;--a0.5:0}"),
        (b"a { content: '0.5 > 0' }", b"a{content:'0.5 > 0'}"),
        (b"a::before { content: \" ; } \" /* why */ '; '; }", b"a::before{content:\" ; } \"   '; '}"),
        (b"a { width: calc(1px + 2px) } /*! Licence */", b"a{width:calc(1px + 2px)}/*! Licence */"),
        (b'a { content: "\\"/*" } b { }', b'a{content:"\\"/*"}b{}'),
        (b"@media (width >= 1rem) and (hover) { a { } }", b"@media (width>= 1rem) and (hover){a{}}"),
    ],
)
def test_only_what_means_nothing_leaves_a_style_sheet(written, published):
    assert lean(written) == published


def test_the_style_sheet_of_an_element_comes_with_its_script():
    own = theme(
        {"page.html": "<head>{{ scripts }}</head>{{ body }}"},
        {"js/team-map.js": b"", "css/team-map/map.css": b"team-map { color: inherit }"},
    )
    bodies = {"/with/": "<team-map></team-map>", "/without/": "<p>Nothing.</p>"}

    made = files(site(*(page(url, fragments=(body,)) for url, body in bodies.items())), own)

    sheet = next(path for path in made if path.startswith("assets/team-map."))
    assert made[sheet] == b"team-map{color:inherit}"
    assert f'<link rel="stylesheet" href="/{sheet}">' in made["with/index.html"].decode()
    assert "team-map" not in made["without/index.html"].decode()
