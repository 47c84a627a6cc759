import ast
import datetime as dt
import random
from pathlib import Path

import pytest
from linked import AT, a, document, img, linked, page_at, urls, written

import handbook.link
from handbook.config import Config, RepositorySettings, SearchSettings, SiteSettings
from handbook.diagnostics import Code, Diagnostic
from handbook.model import ContentsEntry, Crumb, Data, Heading, Page, Redirect, SidebarPlace

FINDING = Diagnostic(Code.BAD_FIELD, "x", "docs/x.md", AT)


def test_a_page_is_complete():
    given = document(
        "docs/pay & more.md",
        a("/"),
        title="Pay",
        title_id="pay",
        show_title=False,
        headings=(Heading(2, "a", "A"), Heading(3, "b", "B")),
        description="About pay",
        excerpt="Not this",
        summary="Nor this",
        no_index=True,
        keywords=("money",),
        width="full",
        extra={"x": [1]},
    )
    site = linked(
        document("index.md"),
        document("docs/index.md", title="Docs"),
        given,
        config=Config(repository=RepositorySettings(edit="https://git.example/edit/{path}?x")),
        changed={"docs/pay & more.md": dt.date(2024, 1, 2)},
        contributors={"docs/pay & more.md": ("Ada", "Grace")},
    )

    assert page_at(site, "/docs/pay & more/") == Page(
        url="/docs/pay & more/",
        template="page.html",
        title="Pay",
        show_title=False,
        title_id="pay",
        description="About pay",
        fragments=("", ""),
        fills=(' href="/"',),
        contents=(ContentsEntry("a", "A", (ContentsEntry("b", "B"),)),),
        sidebar=SidebarPlace("docs", (1,)),
        breadcrumbs=(Crumb("Docs", "/docs/"),),
        previous=page_at(site, "/docs/pay & more/").previous,
        last_updated=dt.date(2024, 1, 2),
        contributors=("Ada", "Grace"),
        edit_url="https://git.example/edit/docs/pay%20%26%20more.md?x",
        no_index=True,
        keywords=("money",),
        width="full",
        part="/docs/",
        extra={"x": [1]},
        path="docs/pay & more.md",
    )


@pytest.mark.parametrize(
    ("fields", "description"),
    [
        ({"description": "D", "excerpt": "E", "summary": "S"}, "D"),
        ({"excerpt": "E", "summary": "S"}, "E"),
        ({"summary": "S"}, "S"),
        ({}, ""),
    ],
)
def test_a_page_is_described_by_the_best_there_is(fields, description):
    assert page_at(linked(document("index.md", **fields)), "/").description == description


def test_a_page_can_hide_its_contents_and_its_date():
    hidden = document(
        "index.md", headings=(Heading(2, "a", "A"),), hide_contents=True, hide_last_updated=True
    )
    known = {"changed": {"index.md": dt.date(2024, 1, 2)}, "contributors": {"index.md": ("Ada",)}}
    page = page_at(linked(hidden, **known), "/")

    assert (page.contents, page.last_updated, page.contributors, page.edit_url) == ((), None, (), None)


def test_a_site_has_a_page_for_addresses_that_lead_nowhere_unless_it_brings_its_own():
    made, static, own = (
        linked(document("index.md")),
        linked(document("index.md"), static=["404.html"]),
        linked(document("index.md"), document("lost.md", permalink=written("/404.html"))),
    )

    assert page_at(made, "/404.html") == Page(
        url="/404.html", template="404.html", title="Page not found", no_index=True
    )
    assert urls(static) == [page.url for page in static.pages] == ["/"]
    assert page_at(own, "/404.html").path == "lost.md"


def test_every_finding_is_in_order_and_there_once():
    data = Data(diagnostics=(FINDING, Diagnostic(Code.BAD_DATA, "y", "data/x.json", AT, root="site")))
    hidden = document("a.md", draft=True, diagnostics=(Diagnostic(Code.BAD_FIELD, "z", "a.md", AT),))
    site = linked(document("docs/x.md", diagnostics=(FINDING,)), hidden, data=data)

    assert [(found.path, found.message) for found in site.diagnostics] == [
        ("a.md", "z"),
        ("docs/x.md", "x"),
        ("data/x.json", "y"),
    ]


def test_the_order_of_the_documents_makes_no_difference():
    documents = [
        document(
            f"{folder}/{name}.md", a("../b/x"), img("../y.png"), aliases=(written("/old/"),), tags=(name, "T")
        )
        for folder in ("a", "b", "blog", "blog/2024")
        for name in ("x", "y", "index")
    ]
    expected = linked(*documents)

    for seed in range(5):
        assert linked(*random.Random(seed).sample(documents, len(documents))) == expected


def test_files_that_cannot_stand_beside_each_other_are_an_error_and_the_first_is_kept():
    site = linked(
        document("index.md", a("x"), a("/tool"), img("pic/index.html"), a("/x/index.html/y.png")),
        document("x.md"),
        document("pic.md"),
        document("a.html/b.md"),
        document("c.md", permalink=written("/a.html"), aliases=(written("/d.html/e/"), written("/d.html"))),
        document("static/x.md"),
        static=["static", "own.txt"],
        assets=["tool", "x/index.html/y.png"],
    )

    assert [found.message for found in site.diagnostics] == [
        "/d.html and /d.html/e/ cannot both be written to d.html; /d.html/e/ is",
        "a.html/b.md and c.md cannot both be written to a.html/b/index.html; c.md is",
        "static/x.md and static cannot both be written to static/x/index.html; static is",
        "x/index.html/y.png and x.md cannot both be written to x/index.html/y.png; x.md is",
    ]
    assert urls(site) == ["/", "/a.html", "/pic/", "/x/"]
    assert [redirect.origin for redirect in site.redirects] == ["/d.html/e/"]
    assert list(site.assets) == ["own.txt", "static", "tool"]


@pytest.mark.parametrize(
    ("asset", "name"),
    [
        ("_headers", "what the host is told of headers"),
        ("_Redirects", "what the host is told of redirects"),
        ("sitemap.xml", "the sitemap"),
        ("robots.txt", "what crawlers are told"),
        ("pagefind/pagefind.js", "the folder of the search"),
        ("assets/style.0123456789.css", "a file of the theme"),
        ("assets/js/copy-code.0123456789.js", "a file of the theme"),
    ],
)
def test_what_is_made_beside_pages_has_its_place_before_files_beside_the_content(asset, name):
    site = linked(document("index.md", a(f"/{asset}")), assets=[asset])

    assert list(site.assets) == []
    assert [(found.code, found.path, found.message.split("; ")[1]) for found in site.diagnostics] == [
        (Code.DUPLICATE_ADDRESS, asset, f"{name} is")
    ]


@pytest.mark.parametrize("url", ["/sitemap.xml/", "/robots.txt/x/", "/assets/style.0123456789.css/"])
def test_no_page_and_no_redirect_takes_the_place_of_what_is_made_beside_pages(url):
    page = linked(document("index.md"), document("x.md", permalink=written(url)))
    redirect = linked(document("index.md"), document("x.md", aliases=(written(url),)))

    assert (urls(page), [found.path for found in page.diagnostics]) == (["/"], ["x.md"])
    assert (redirect.redirects, [found.path for found in redirect.diagnostics]) == ((), [url])


def test_a_site_that_cannot_be_searched_may_have_a_folder_of_the_search_s_name():
    config = Config(search=SearchSettings(enabled=False))

    site = linked(document("index.md"), document("pagefind/x.md"), config=config)

    assert (urls(site), site.diagnostics) == (["/", "/pagefind/", "/pagefind/x/"], ())


def test_the_site_s_static_files_may_have_any_name():
    names = ["_headers", "_redirects", "assets/app.0123456789.js", "pagefind", "robots.txt", "sitemap.xml"]

    site = linked(document("index.md"), static=names)

    assert (list(site.assets), site.diagnostics) == (names, ())


def test_files_of_the_content_may_stand_among_those_of_the_theme():
    names = ["assets/photo.0123456789.png", "assets/style.css"]

    site = linked(document("index.md", *map(img, names)), assets=names)

    assert (list(site.assets), site.diagnostics) == (names, ())


@pytest.mark.parametrize(
    ("one", "other"), [("A.png", "a.png"), ("x/Caf\u00e9.png", "x/cafe\u0301.png"), ("Tool", "tool/b.png")]
)
def test_files_that_are_one_to_some_file_systems_are_an_error_and_the_first_is_kept(one, other):
    site = linked(document("index.md", img(other), a(f"/{one}")), assets=[one, other])
    reason = "" if "/b" in other else " (case and Unicode form do not count)"
    first, second = sorted([one, other])

    assert site.diagnostics == (
        Diagnostic(
            Code.DUPLICATE_ADDRESS,
            f"{second} and {first} cannot both be written to {second}{reason}; {first} is",
            second,
            hint="rename one of them",
        ),
    )
    assert list(site.assets) == [first]


def test_everything_that_is_ready_for_an_attribute_has_the_base_path():
    site = linked(
        document("index.md", a("x"), img("y.png"), og_image=written("y.png")),
        document("x.md", aliases=(written("/old/"),)),
        config=Config(site=SiteSettings(url="https://acme.example/base/")),
        assets=["y.png"],
    )

    assert page_at(site, "/").fills == (
        ' href="/base/x/"',
        ' src="/base/y.png" alt="" loading="lazy" decoding="async"',
    )
    assert page_at(site, "/").og_image == "https://acme.example/base/y.png"
    assert site.redirects == (Redirect("/old/", "/base/x/"),)
    assert (urls(site), list(site.assets)) == (["/", "/x/"], ["y.png"])


def test_the_sites_own_rules_and_headers_are_passed_on():
    site = linked(own_redirects="/a /b\n", own_headers="/*\n  X: 1\n")

    assert (site.own_redirects, site.own_headers) == ("/a /b\n", "/*\n  X: 1\n")


def test_linking_touches_neither_disk_nor_clock():
    for module in Path(handbook.link.__file__).parent.glob("*.py"):
        tree = ast.parse(module.read_text(encoding="utf-8"))
        calls = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}

        assert not calls & {"now", "today", "read_text", "exists", "getcwd", "time"} - {"now", "time"}, (
            module.name
        )
        assert "open" not in names, module.name
