import datetime as dt

import pytest
from linked import NOW, a, document, findings, linked, messages, page_at, urls, written

from handbook.diagnostics import Span
from handbook.link.addresses import url_from, url_of


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("handbook/leave.md", "/handbook/leave/"),
        ("Handbook/About-Us.mdx", "/Handbook/About-Us/"),
        ("leave.markdown", "/leave/"),
        ("handbook/index.md", "/handbook/"),
        ("handbook/README.md", "/handbook/"),
        ("handbook/readme.mdx", "/handbook/"),
        ("handbook/_index.md", "/handbook/"),
        ("index.md", "/"),
        ("01-start/02-x.md", "/01-start/02-x/"),
        ("release/1.10.md", "/release/1.10/"),
        (".md", "/.md/"),
    ],
)
def test_a_file_has_the_address_of_its_path(path, url):
    assert url_of(path) == url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("/leave", "/leave/"),
        ("/leave/", "/leave/"),
        ("leave", "/handbook/leave/"),
        ("../leave", "/leave/"),
        ("/", "/"),
        ("/old.html", "/old.html"),
        ("/old/index.html", "/old/"),
        ("/old.md", "/old/"),
        ("/old/index", "/old/index/"),
        ("/caf%C3%A9/", "/café/"),
        ("/v1.2", "/v1.2/"),
        ("", None),
        ("//evil.example", None),
        ("../../x", None),
        ("/a\\b", None),
        ("/a%00b", None),
        ("/a?b", None),
        ("/a#b", None),
        ("/a/*", None),
        ("/:year/x", None),
        ("/" + "x" * 241, None),
        ("/" + "x/" * 600, None),
        ("/" + "日" * 81, None),
        ("/" + "日/" * 251, None),
        ("/" + "日/" * 249, "/" + "日/" * 249),
    ],
)
def test_an_address_is_made_of_what_a_permalink_names_or_refused(text, url):
    assert url_from(text, "/handbook/") == url


@pytest.mark.parametrize(
    ("path", "permalink", "url"),
    [
        ("handbook/leave.md", "/time-off/", "/time-off/"),
        ("handbook/leave.md", "time-off", "/handbook/time-off/"),
        ("handbook/index.md", "book", "/book/"),
        ("404.md", "/404.html", "/404.html"),
    ],
)
def test_a_permalink_is_the_address(path, permalink, url):
    site = linked(document(path, permalink=written(permalink)))

    assert url in urls(site)
    assert findings(site) == []


def test_a_permalink_that_is_no_address_is_a_finding_and_the_file_decides():
    site = linked(document("leave.md", permalink=written("/a?b", 4)), document("index.md"))

    assert urls(site) == ["/", "/leave/"]
    assert findings(site) == [("bad-field", "leave.md", Span(4, 1, 4))]


@pytest.mark.parametrize(
    ("winner", "loser"),
    [
        ("x.md", "x.mdx"),
        ("x.md", "x/README.md"),
        ("x.md", "x/index.md"),
        ("x/index.mdx", "x/README.md"),
        ("x/index.md", "x/_index.md"),
        ("x/_index.md", "x/README.md"),
        ("X.md", "x.md"),
        ("caf\u00e9.md", "cafe\u0301.mdx"),
        ("a.md", "a.markdown"),
    ],
)
def test_of_two_files_with_one_address_the_same_one_is_always_shown(winner, loser):
    documents = [document(winner), document(loser), document("index.md")]

    sites = [linked(*documents), linked(*documents[::-1])]

    for site in sites:
        assert [page.path for page in site.pages if page.path not in (None, "index.md")] == [winner]
        [finding] = site.diagnostics
        assert (finding.code, finding.path) == ("duplicate-address", loser)
        assert winner in finding.message
        assert loser in finding.message


def test_a_permalink_can_claim_an_address_twice_and_the_finding_stands_at_it():
    site = linked(
        document("index.md"), document("leave.md"), document("zeit.md", permalink=written("/leave/", 2))
    )

    assert page_at(site, "/leave/").path == "leave.md"
    assert findings(site) == [("duplicate-address", "zeit.md", Span(2, 1, 7))]


def test_the_sites_own_files_come_before_pages():
    site = linked(document("index.md"), document("x.md"), static=["x/index.html"])

    assert urls(site) == ["/"]
    assert list(site.assets) == ["x/index.html"]
    assert messages(site) == [
        (
            "x.md and x/index.html have one address, /x/ (case and Unicode form do not count)",
            "rename one of them or give it another permalink; x/index.html is shown",
        )
    ]


def test_what_is_hidden_takes_no_address_from_what_is_shown():
    site = linked(document("index.md"), document("x.md", draft=True), document("x.mdx"))

    assert page_at(site, "/x/").path == "x.mdx"
    assert findings(site) == []


TODAY = NOW.date()
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("front_matter", "asked", "shown"),
    [
        ({}, {}, True),
        ({"draft": True}, {}, False),
        ({"draft": True}, {"drafts": True}, True),
        ({"draft": True}, {"future": True}, False),
        ({"date": TODAY}, {}, True),
        ({"date": TODAY + DAY}, {}, False),
        ({"date": TODAY + DAY}, {"future": True}, True),
        ({"date": TODAY + DAY}, {"drafts": True}, False),
        ({"date": TODAY, "time": dt.time(12, 0)}, {}, True),
        ({"date": TODAY, "time": dt.time(12, 1)}, {}, False),
        ({"date": dt.date.max}, {}, False),
        ({"date": dt.date.min, "time": dt.time(0)}, {}, True),
    ],
)
def test_drafts_and_what_is_dated_in_the_future_are_published_when_asked_for(front_matter, asked, shown):
    site = linked(document("index.md"), document("x.md", **front_matter), **asked)

    assert ("/x/" in urls(site)) == shown


def test_a_hidden_page_leaves_nothing_but_the_findings_of_its_file():
    hidden = document("secret.md", a("nowhere.md"), title="Secret", draft=True, aliases=(written("/old/"),))

    site = linked(document("index.md"), hidden, assets=["secret.png"])

    assert (urls(site), site.redirects, site.assets, site.diagnostics) == (["/"], (), {}, ())


@pytest.mark.parametrize("permalink", ["/.git/", "/.htaccess/", "/team/.hidden/"])
def test_no_page_takes_the_place_of_a_dot_folder(permalink):
    site = linked(document("leave.md", permalink=written(permalink)), document("index.md"))

    assert [page.url for page in site.pages if page.path] == ["/", "/leave/"]
    assert [finding.code for finding in site.diagnostics] == ["bad-field"]
