import pytest
from linked import a, document, findings, img, linked, messages, page_at, urls, written

from handbook.config import Config, SiteSettings
from handbook.diagnostics import Code
from handbook.model import Data, Redirect, RedirectRule

BASE = Config(site=SiteSettings(url="https://acme.example/base/"))


def rules(*lines):
    """Return the data of rules, one a line: from, to and perhaps the status."""
    return Data(
        redirects=tuple(
            RedirectRule(written(origin, line), written(target, line), *status)
            for line, (origin, target, *status) in enumerate(lines, 1)
        ),
        redirects_path="data/redirects.toml",
    )


def redirected(*lines, around=(), **options):
    """Return what becomes of rules in a small site, and the findings about them."""
    site = linked(
        document("index.md"),
        document("new.md", anchors=["x"]),
        document("team/pay.md"),
        document("secret.md", draft=True),
        *around,
        data=rules(*lines),
        assets=["form.pdf", "unused.pdf"],
        static=["logo.svg"],
        **options,
    )
    found = [(finding.code.value, finding.path, finding.span.line) for finding in site.diagnostics]
    return site.redirects, found


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("/new", "/base/new/"),
        ("new.md", "/base/new/"),
        ("/new/?q#x", "/base/new/?q#x"),
        ("/team", "/base/team/"),
        ("/form.pdf", "/base/form.pdf"),
        ("/logo.svg", "/base/logo.svg"),
        ("https://x.example/a b", "https://x.example/a%20b"),
    ],
)
def test_a_redirect_leads_where_its_target_is(target, address):
    assert redirected(("/old", target), config=BASE) == ((Redirect("/old/", address, 301),), [])


def test_a_redirect_to_a_file_publishes_it():
    site = linked(document("index.md"), data=rules(("/old", "/form.pdf")), assets=["form.pdf", "unused.pdf"])

    assert list(site.assets) == ["form.pdf"]


def test_chains_end_at_their_final_target_and_keep_what_is_behind_the_hash():
    redirects, found = redirected(("/a", "/b#x", 302), ("/b", "/c?q"), ("/c", "/new"))

    assert [(redirect.origin, redirect.target, redirect.status) for redirect in redirects] == [
        ("/a/", "/new/?q#x", 302),
        ("/b/", "/new/?q", 301),
        ("/c/", "/new/", 301),
    ]
    assert found == []


def test_a_chain_may_be_as_long_as_the_data():
    lines = [(f"/{number}", f"/{number + 1}") for number in range(5000)]

    redirects, found = redirected(*lines, ("/5000", "/new"))

    assert ({redirect.target for redirect in redirects}, len(redirects), found) == ({"/new/"}, 5001, [])


def test_every_rule_of_a_chain_to_nowhere_is_a_finding():
    _, found = redirected(
        ("/a", "/b"), ("/b", "/nowhere"), ("/c", "/d"), ("/d", "/secret"), ("/e", "/f"), ("/f", "x:y")
    )

    assert [code for code, _, _ in found] == ["broken-redirect"] * 2 + ["hidden-target"] * 2 + [
        "unsafe-link"
    ] * 2


def test_the_first_rule_for_an_address_counts():
    redirects, found = redirected(("/old", "/new"), ("/old/", "/"))

    assert redirects == (Redirect("/old/", "/new/"),)
    assert found == [("duplicate-redirect", "data/redirects.toml", 2)]


def test_data_comes_before_front_matter_and_front_matter_in_order_of_the_files():
    pages = [document(f"{name}.md", aliases=(written("/old/", 7),)) for name in ("b", "a")]
    site = linked(document("index.md"), *pages)
    with_data = linked(document("index.md"), *pages, data=rules(("/old", "/")))

    assert site.redirects == (Redirect("/old/", "/a/"),)
    assert messages(site) == [
        (
            "/old/ is redirected twice; the first rule, to /a/, is used",
            "remove this rule or the one at a.md:7",
        )
    ]
    assert with_data.redirects == (Redirect("/old/", "/"),)
    assert [found.path for found in with_data.diagnostics] == ["a.md", "b.md"]


def test_a_circle_is_one_finding_at_its_first_rule_and_is_not_published():
    redirects, found = redirected(("/in", "/a"), ("/a", "/b"), ("/b", "/a"), ("/self", "/self/"))

    assert redirects == ()
    assert found == [
        ("broken-redirect", "data/redirects.toml", 1),
        ("redirect-loop", "data/redirects.toml", 2),
        ("redirect-loop", "data/redirects.toml", 4),
    ]


def test_a_circle_that_passes_a_page_ends_there_and_is_reported_for_hosts_that_follow_rules_first():
    redirects, found = redirected(("/new", "/old"), ("/old", "/new"))

    assert redirects == (Redirect("/old/", "/new/"),)
    assert found == [
        ("redirect-loop", "data/redirects.toml", 1),
        ("shadowed-redirect", "data/redirects.toml", 1),
    ]


@pytest.mark.parametrize("origin", ["/new", "/new.md", "/", "/logo.svg", "/blog", "/blog/tags/x/"])
def test_a_page_or_a_file_at_the_address_comes_before_a_redirect(origin):
    post = document("blog/post.md", tags=("x",))

    assert redirected((origin, "/team/pay"), around=[post]) == (
        (),
        [("shadowed-redirect", "data/redirects.toml", 1)],
    )


def test_a_redirect_comes_before_a_section_page():
    site = linked(
        document("index.md", a("/team/")), document("team/pay.md"), data=rules(("/team", "/team/pay"))
    )

    assert urls(site) == ["/", "/team/pay/"]
    assert page_at(site, "/").fills == (' href="/team/pay/"',)
    assert (site.redirects, site.diagnostics) == ((Redirect("/team/", "/team/pay/"),), ())
    assert page_at(site, "/team/pay/").breadcrumbs[0].url is None


@pytest.mark.parametrize("origin", ["/new/index", "/new/readme", "/old.html", "/v1.2/x.pdf"])
def test_an_address_that_only_looks_like_a_pages_can_be_redirected(origin):
    redirects, found = redirected((origin, "/team/pay"))

    assert ([redirect.target for redirect in redirects], found) == (["/team/pay/"], [])


def test_a_redirect_whose_name_is_a_pages_but_for_case_is_left_to_the_host():
    site = linked(document("Team.md"), data=rules(("/team", "/Team"), ("/old", "/Team"), ("/OLD", "/Team")))

    assert site.redirects == (Redirect("/old/", "/Team/"),)
    assert site.rules == (Redirect("/team/", "/Team/"), Redirect("/OLD/", "/Team/"))


@pytest.mark.parametrize("target", ["/nowhere", "/nowhere#x", "/new/x"])
def test_a_redirect_that_leads_nowhere_is_a_finding_and_kept(target):
    redirects, found = redirected(("/old", target), config=BASE)

    assert redirects == (Redirect("/old/", f"/base{target}"),)
    assert found == [("broken-redirect", "data/redirects.toml", 1)]


@pytest.mark.parametrize(
    ("target", "code"),
    [("javascript:alert(1)", "unsafe-link"), ("//x.example/", "unsafe-link"), ("/secret", "hidden-target")],
)
def test_a_redirect_that_must_not_be_followed_is_left_out(target, code):
    assert redirected(("/old", target)) == ((), [(code, "data/redirects.toml", 1)])


@pytest.mark.parametrize("origin", ["/a?b", "/a#b", "/a\\b", "../x", "//x.example/", ""])
def test_a_source_that_is_no_address_is_a_finding(origin):
    assert redirected((origin, "/new")) == ((), [("bad-data", "data/redirects.toml", 1)])


def test_rules_for_the_host_are_kept_as_written():
    lines = [
        ("/wiki/*", "/handbook/:splat", 301),
        ("/app/:id", "/app?id=:id", 302),
        ("/spa", "/new", 200),
        ("/gone", "/404.html", 404),
        ("https://old.example/x", "https://new.example/", 301),
    ]
    site = linked(document("index.md"), document("new.md"), data=rules(*lines), config=BASE)

    assert site.rules == (
        Redirect("/wiki/*", "/base/handbook/:splat", 301),
        Redirect("/app/:id", "/base/app?id=:id", 302),
        Redirect("/spa", "/base/new", 200),
        Redirect("/gone", "/base/404.html", 404),
        Redirect("https://old.example/x", "https://new.example/", 301),
    )
    assert (site.redirects, site.diagnostics) == ((), ())


@pytest.mark.parametrize(
    ("target", "leads"),
    [
        ("/wiki/a/b", True),
        ("/wiki/", False),
        ("/wiki", False),
        ("/wikipedia", False),
        ("/app/7", True),
        ("/app/7/", True),
        ("/app/7/8", False),
        ("/gone", False),
    ],
)
def test_links_that_the_host_redirects_lead_somewhere(target, leads):
    data = rules(("/wiki/*", "/:splat"), ("/app/:id", "/x/:id"), ("/gone", "/404.html", 404))
    site = linked(document("index.md", a(target), a(target[1:])), data=data, config=BASE)

    assert page_at(site, "/").fills[0] == f' href="{"/base" * leads}{target}"'
    assert [found.code for found in site.diagnostics] == ([] if leads else ["broken-link"] * 2)


def test_a_relative_link_that_the_host_redirects_leads_somewhere_from_its_pages_address():
    site = linked(document("team/pay.md", a("../wiki/x")), data=rules(("/team/wiki/*", "/:splat")))

    assert page_at(site, "/team/pay/").fills == (' href="/team/wiki/x"',)


def test_a_redirect_for_the_host_does_not_stand_for_a_picture():
    post = document("blog/a.md", img("/wiki/x.png"), featured_image=written("/wiki/y.png"))
    site = linked(post, data=rules(("/wiki/*", "/:splat")))

    assert [(found.code, found.message) for found in site.diagnostics] == [
        (Code.MISSING_ASSET, "no file at /wiki/y.png, only a redirect that the host follows"),
        (Code.MISSING_ASSET, "no file at /wiki/x.png, only a redirect that the host follows"),
    ]
    assert page_at(site, "/blog/a/").post.image is None


def test_a_redirect_to_what_the_host_redirects_leads_somewhere():
    redirects, found = redirected(("/old", "/wiki/x"), ("/wiki/*", "/new"))

    assert ([redirect.target for redirect in redirects], found) == (["/wiki/x"], [])


@pytest.mark.parametrize(
    ("target", "fill"),
    [
        ("/old", "/new/"),
        ("/old.md#x", "/new/#x"),
        ("/old/?q", "/new/?q"),
        ("/part", "/new/#x"),
        ("/away", "https://x.example/"),
        ("/lost", "/nowhere"),
    ],
)
def test_a_link_to_a_redirect_is_written_as_its_final_target(target, fill):
    data = rules(
        ("/old", "/new"), ("/part", "/new#x"), ("/away", "https://x.example/"), ("/lost", "/nowhere")
    )
    site = linked(document("index.md", a(target)), document("new.md", anchors=["x"]), data=data)

    assert page_at(site, "/").fills == (f' href="{fill}"',)
    assert [found.path for found in site.diagnostics] == ["data/redirects.toml"]


def test_a_link_into_a_circle_is_broken_and_the_anchor_of_a_final_target_is_checked():
    data = rules(("/a", "/b"), ("/b", "/a"), ("/old", "/new"))
    site = linked(document("index.md", a("/a"), a("/old#x")), document("new.md"), data=data)

    assert [found.code for found in site.diagnostics] == ["broken-anchor", "broken-link", "redirect-loop"]


def test_former_addresses_lead_to_the_page_from_its_folder_or_from_the_root():
    page = document("team/pay.md", aliases=(written("/salary/"), written("money"), written("/wage/*")))
    site = linked(document("index.md", a("/team/money")), page, config=BASE)

    assert site.redirects == (
        Redirect("/salary/", "/base/team/pay/"),
        Redirect("/team/money/", "/base/team/pay/"),
    )
    assert site.rules == (Redirect("/wage/*", "/base/team/pay/"),)
    assert page_at(site, "/").fills == (' href="/base/team/pay/"',)


def test_a_former_address_that_is_none_is_a_finding_in_the_page():
    site = linked(document("index.md", aliases=(written("/a?b", 4),)))

    assert findings(site) == [("bad-field", "index.md", written("/a?b", 4).span)]


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("../new.md", "/new/"),
        ("/new", "/new/"),
        ("other", "/team/other/"),
        ("https://x.example/", "https://x.example/"),
    ],
)
def test_a_page_that_only_leads_elsewhere_is_a_redirect_and_no_page(target, address):
    site = linked(
        document("index.md", a("team/moved.md"), a("/team/moved/")),
        document("new.md"),
        document("team/other.md"),
        document("team/moved.md", redirect_to=written(target), title="Gone"),
    )

    assert site.redirects == (Redirect("/team/moved/", address),)
    assert page_at(site, "/").fills == (f' href="{address}"',) * 2
    assert ("/team/moved/" in urls(site), site.diagnostics) == (False, ())


def test_a_page_that_leads_nowhere_is_a_finding_at_the_field():
    site = linked(document("index.md"), document("moved.md", redirect_to=written("/nowhere", 3)))

    assert findings(site) == [("broken-redirect", "moved.md", written("/nowhere", 3).span)]


def test_hidden_pages_make_no_redirects_and_links_to_their_former_addresses_say_why():
    site = linked(
        document("index.md", a("/old"), a("/x?")),
        document("x.md", draft=True, aliases=(written("/old/"), written("?"))),
        document("moved.md", draft=True, redirect_to=written("/")),
    )

    assert (site.redirects, urls(site)) == ((), ["/"])
    assert page_at(site, "/").fills == ("", "")
    assert [found.code for found in site.diagnostics] == ["hidden-target"]


def test_the_former_address_of_a_hidden_page_does_not_cover_a_page():
    site = linked(
        document("index.md", a("/new/"), a("/team/")),
        document("new.md"),
        document("team/pay.md"),
        document("x.md", draft=True, aliases=(written("/new/"), written("/team/"))),
    )

    assert page_at(site, "/").fills == (' href="/new/"', ' href="/team/"')


def test_a_rule_for_the_host_that_names_a_hidden_page_is_left_out():
    site = linked(
        document("index.md"), document("secret.md", draft=True), data=rules(("/x", "/secret/", 200))
    )

    assert (site.rules, [found.code for found in site.diagnostics]) == ((), ["hidden-target"])


@pytest.mark.parametrize("target", ["javascript:alert(1)", "//evil.example/", "/\\evil.example", "data:x"])
def test_a_rule_for_the_host_leads_to_where_a_link_may_only(target):
    site = linked(document("index.md", a("/x/y")), data=rules(("/x/*", target)))

    assert site.rules == ()
    assert [found.code for found in site.diagnostics] == ["broken-link", "unsafe-link"]


@pytest.mark.parametrize("origin", ["javascript:*", "mailto:*"])
def test_a_rule_for_the_host_leads_away_from_an_address(origin):
    site = linked(document("index.md"), data=rules((origin, "/")))

    assert (site.rules, site.redirects, [found.code for found in site.diagnostics]) == ((), (), ["bad-data"])


@pytest.mark.parametrize(
    ("origin", "target", "rule"),
    [
        ("old/*", "new/:splat", Redirect("/old/*", "/base/new/:splat")),
        ("/old/*\n/ /evil 200", "/new\r\n/* /evil", Redirect("/old/*/ /evil 200", "/base/new/*%20/evil")),
        ("https://old.example/*", "/:splat", Redirect("https://old.example/*", "/base/:splat")),
    ],
)
def test_a_rule_for_the_host_is_one_line_from_the_root(origin, target, rule):
    assert linked(document("index.md"), data=rules((origin, target)), config=BASE).rules == (rule,)


def test_a_pattern_of_a_page_is_relative_to_its_folder():
    page = document("team/pay.md", aliases=(written("wage/*"),))
    site = linked(document("index.md", a("/team/wage/2020")), page)

    assert site.rules == (Redirect("/team/wage/*", "/team/pay/"),)
    assert site.diagnostics == ()


def test_an_index_that_is_hidden_does_not_hide_the_list_of_its_folder():
    data = rules(("/old", "/team/"))
    site = linked(
        document("index.md", a("/team/"), a("team/index.md")),
        document("team/index.md", draft=True),
        document("team/pay.md"),
        data=data,
    )

    assert page_at(site, "/").fills == (' href="/team/"', "")
    assert site.redirects == (Redirect("/old/", "/team/"),)
