import pytest
from rendered import files, inside, site, tree_of

from handbook.model import Redirect, Url
from handbook.render.redirects import stub_path

MOVED = Redirect(Url("/old/"), "/hb/leave/?a=1&b=2#days")
SPLAT = Redirect(Url("/docs/*"), "/hb/handbook/:splat", 301)
REWRITE = Redirect(Url("/api/"), "https://api.example.org/", 200)


def redirects_of(form="html", **fields):
    made = files(site(url="https://example.org/hb/", form=form, **fields))
    return {path: made.get(path) for path in ("old/index.html", "_redirects") if path in made}


def test_a_page_stands_where_an_address_leads_elsewhere():
    html = redirects_of(redirects=(MOVED,))["old/index.html"].decode()

    root = tree_of(html)
    [refresh] = [meta for meta in root.iter("meta") if meta.get("http-equiv") == "refresh"]
    assert refresh.get("content") == "0; url=/hb/leave/?a=1&b=2#days"
    assert [meta.get("content") for meta in root.iter("meta") if meta.get("name") == "robots"] == ["noindex"]
    assert [link.get("href") for link in root.iter("link") if link.get("rel") == "canonical"] == [
        "https://example.org/hb/leave/?a=1&b=2#days"
    ]
    assert inside(html, "main") == (
        '<h1>This page has moved</h1>\n<p><a href="/hb/leave/?a=1&amp;b=2#days">Go to its new address</a></p>'
    )


EXACT = b"/hb/old/ /hb/leave/?a=1&b=2#days 301\n"


@pytest.mark.parametrize(
    ("form", "paths", "rules"),
    [
        ("html", ["old/index.html"], None),
        ("file", ["_redirects"], EXACT),
        ("both", ["old/index.html", "_redirects"], EXACT),
    ],
)
def test_the_configuration_says_in_which_form(form, paths, rules):
    made = redirects_of(form=form, redirects=(MOVED,))

    assert list(made) == paths
    assert made.get("_redirects") == rules


def test_what_only_a_host_can_do_is_always_in_the_file():
    assert redirects_of(rules=(SPLAT, REWRITE))["_redirects"] == (
        b"/hb/docs/* /hb/handbook/:splat 301\n/hb/api/ https://api.example.org/ 200\n"
    )


@pytest.mark.parametrize("own", ["/mine /yours 302", "/mine /yours 302\n"])
def test_the_site_s_own_lines_stand_before_ours(tmp_path, own):
    assets = {"_redirects": tmp_path / "_redirects"}

    made = redirects_of(form="file", redirects=(MOVED,), rules=(SPLAT,), own_redirects=own, assets=assets)

    assert made["_redirects"] == b"/mine /yours 302\n" + EXACT + b"/hb/docs/* /hb/handbook/:splat 301\n"


def test_the_site_s_own_lines_alone_are_copied(tmp_path):
    file = tmp_path / "_redirects"

    assert redirects_of(own_redirects="/mine /yours", assets={"_redirects": file}) == {"_redirects": file}


def test_a_space_does_not_break_a_line():
    rule = Redirect(Url("/old page/"), "/x/")

    assert redirects_of(form="file", redirects=(rule,))["_redirects"] == b"/hb/old%20page/ /x/ 301\n"


def test_an_address_elsewhere_has_no_base_path():
    rule = Redirect(Url("https://old.example/*"), "/hb/:splat")

    assert redirects_of(rules=(rule,))["_redirects"] == b"https://old.example/* /hb/:splat 301\n"


@pytest.mark.parametrize(
    ("origin", "path"),
    [
        ("/old/", "old/index.html"),
        ("/old", "old/index.html"),
        ("/docs/v1.2", "docs/v1.2/index.html"),
        ("/old.html", "old.html"),
        ("/", "index.html"),
    ],
)
def test_a_redirect_is_served_as_a_page(origin, path):
    assert stub_path(Url(origin)) == path
