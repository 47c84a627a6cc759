import pytest
from linked import AT, a, document, findings, img, linked, messages, page_at, raw, written

NO_PAGE = "create the page, or change the link to one that exists"
NO_FILE = "put the file there, or change the path"
BASES = {"": "", "https://acme.example/": "", "https://acme.example/hand book/": "/hand%20book"}


def fills(*holes, path="handbook/people/pay.md", around=(), **site):
    """Return what fills the holes of one page of a small handbook, and the findings about them."""
    shown = linked(
        document(path, *holes, anchors=["here"]),
        document("index.md"),
        document("handbook/leave.md", anchors=["notice", "sick-days"]),
        document("handbook/people/README.md"),
        document("handbook/people/plan 2024.md"),
        document("handbook/people/draft.md", draft=True),
        *around,
        assets=["handbook/people/form.pdf", "images/team.png", ".gitbook/assets/x.png", "unused.png"],
        static=["logo.svg", "tool/index.html"],
        **site,
    )
    [page] = [page for page in shown.pages if page.path == path]
    return page.fills, [(found.code.value, found.message, found.hint) for found in shown.diagnostics]


def attribute(target, **site):
    """Return the address that a link's target becomes, and the kinds of findings."""
    [fill], found = fills(a(target), **site)
    return fill.removeprefix(' href="').removesuffix('"'), [code for code, _, _ in found]


@pytest.mark.parametrize("site_url", BASES)
@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("../leave.md", "/handbook/leave/"),
        ("../leave.mdx", "/handbook/leave/"),
        ("../leave", "/handbook/leave/"),
        ("../leave/", "/handbook/leave/"),
        ("../leave.html", "/handbook/leave/"),
        ("../leave/index.md", "/handbook/leave/"),
        ("../leave.md?a=b c#notice", "/handbook/leave/?a=b%20c#notice"),
        ("plan 2024.md", "/handbook/people/plan%202024/"),
        ("plan%202024.md", "/handbook/people/plan%202024/"),
        ("plan\u200b 2024.md", "/handbook/people/plan%202024/"),
        ("plan%E2%80%8B%202024", "/handbook/people/plan%202024/"),
        ("./", "/handbook/people/"),
        (".", "/handbook/people/"),
        ("README.md", "/handbook/people/"),
        ("index.md", "/handbook/people/"),
        ("../people", "/handbook/people/"),
        ("..", "/handbook/"),
        ("/handbook/leave", "/handbook/leave/"),
        ("/handbook//leave.md", "/handbook/leave/"),
        ("/handbook/people/index.html", "/handbook/people/"),
        ("/", "/"),
        ("/index", "/"),
        ("../pay", "/handbook/people/pay/"),
        ("../../leave", "/handbook/leave/"),
        ("form.pdf", "/handbook/people/form.pdf"),
        ("/images/team.png", "/images/team.png"),
        ("/logo.svg", "/logo.svg"),
        ("/tool/", "/tool/"),
        ("/tool/index.html", "/tool/"),
        ("../../.gitbook/assets/x.png", "/assets/gitbook/assets/x.png"),
    ],
)
def test_a_link_leads_where_its_writer_meant_under_any_base_path(target, address, site_url):
    assert attribute(target, url=site_url) == (BASES[site_url] + address, [])


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("#here", "#here"),
        ("#top", "#top"),
        ("#:~:text=pay", "#:~:text=pay"),
        ("#here:~:text=pay", "#here:~:text=pay"),
        ("?print#here", "?print#here"),
        ("#%68ere", "#%68ere"),
    ],
)
def test_a_link_on_the_same_page_stays_on_it(target, address):
    assert attribute(target, url="https://acme.example/base/") == (address, [])


@pytest.mark.parametrize(
    ("hole", "fill"),
    [(a(""), ""), (a("#"), ""), (a("#", "T"), ""), (raw(""), '"#"'), (raw("#"), '"#"')],
)
def test_what_names_nothing_leads_nowhere(hole, fill):
    assert fills(hole) == ((fill,), [])


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("https://acme.example/base/handbook/leave/#notice", "/base/handbook/leave/#notice"),
        ("http://ACME.example/base/handbook/leave.md", "/base/handbook/leave/"),
        ("https://acme.example/base", "/base/"),
        ("https://acme.example/base?q", "/base/?q"),
    ],
)
def test_an_absolute_address_of_the_site_itself_is_a_link_inside_it(target, address):
    assert attribute(target, url="https://acme.example/base/") == (address, [])


@pytest.mark.parametrize(
    "target",
    [
        "https://acme.example/",
        "https://acme.example/basement/",
        "https://acme.example.evil/base/",
        "http://[::1",
    ],
)
def test_what_lies_beside_the_site_is_another_site(target):
    [fill], found = fills(a(target), url="https://acme.example/base/")

    assert (fill.endswith(' rel="noopener"'), found) == (True, [])


def test_an_absolute_address_of_the_site_itself_is_checked():
    [fill], found = fills(a("https://acme.example/nowhere/"), url="https://acme.example/")

    assert fill == ' href="https://acme.example/nowhere/"'
    assert found == [("broken-link", "no page at /nowhere/", NO_PAGE)]


@pytest.mark.parametrize(
    ("hole", "fill"),
    [
        (a("../leave.md"), ' href="/handbook/leave/"'),
        (
            a("../leave.md", 'A "b" <c> & d'),
            ' href="/handbook/leave/" title="A &quot;b&quot; &lt;c&gt; &amp; d"',
        ),
        (
            a("https://x.example/?a=1&b=ü", "T"),
            ' href="https://x.example/?a=1&amp;b=%C3%BC" title="T" rel="noopener"',
        ),
        (a("mailto:jane@x.example"), ' href="mailto:jane@x.example"'),
        (img("/images/team.png"), ' src="/images/team.png" alt="" loading="lazy" decoding="async"'),
        (
            img("/images/team.png", '"Us" & <us>'),
            ' src="/images/team.png" alt="&quot;Us&quot; &amp; &lt;us&gt;" loading="lazy" decoding="async"',
        ),
        (
            img("https://x.example/a.png", "x"),
            ' src="https://x.example/a.png" alt="x" loading="lazy" decoding="async"',
        ),
        (raw("../leave.md#notice"), '"/handbook/leave/#notice"'),
        (raw('https://x.example/?a=1&b="ü"'), '"https://x.example/?a=1&amp;b=&quot;ü&quot;"'),
        (raw("form.pdf", "src"), '"/handbook/people/form.pdf"'),
        (raw("/images/team.png", "poster"), '"/images/team.png"'),
        (
            raw("/images/team.png 1x, https://x.example/a.png 2x", "srcset"),
            '"/images/team.png 1x, https://x.example/a.png 2x"',
        ),
        (raw("", "srcset"), '""'),
    ],
)
def test_a_hole_is_filled_with_attributes_in_a_fixed_order(hole, fill):
    assert fills(hole) == ((fill,), [])


@pytest.mark.parametrize(
    ("hole", "fill"),
    [
        (
            img("/images/team.png?v", "", "T"),
            ' src="/images/team.png?v" alt="" title="T" width="6" height="4" loading="lazy" decoding="async"',
        ),
        (img("/logo.svg"), ' src="/logo.svg" alt="" width="90" height="32" loading="lazy" decoding="async"'),
        (raw("/images/team.png", "src", "img", 0), '"/images/team.png" width="6" height="4"'),
        (raw("/images/team.png", "src", "img", 300), '"/images/team.png" height="200"'),
        (raw("/logo.svg", "src", "img", 1), '"/logo.svg" height="1"'),
        (raw("/images/team.png", "src"), '"/images/team.png"'),
        (raw("/tool/", "src", "img", 0), '"/tool/"'),
        (a("/images/team.png"), ' href="/images/team.png"'),
    ],
)
def test_a_picture_of_the_site_has_its_size(hole, fill):
    sizes = {"content/images/team.png": (6, 4), "static/logo.svg": (90, 32)}

    assert fills(hole, sizes=sizes) == ((fill,), [])


def test_of_two_pictures_with_one_address_the_static_one_gives_the_size():
    sizes = {"content/x.png": (1, 2), "static/x.png": (3, 4)}
    site = linked(document("index.md", img("x.png")), assets=["x.png"], static=["x.png"], sizes=sizes)

    [fill] = page_at(site, "/").fills
    assert fill == ' src="/x.png" alt="" width="3" height="4" loading="lazy" decoding="async"'


@pytest.mark.parametrize(
    ("hole", "fill", "finding"),
    [
        (
            a("../leav.md"),
            ' href="../leav.md"',
            ("broken-link", "no page at ../leav.md", "did you mean ../leave.md?"),
        ),
        (
            a("../people/leave.md"),
            ' href="../people/leave.md"',
            ("broken-link", "no page at ../people/leave.md", "did you mean ../leave.md?"),
        ),
        (
            a("/leave"),
            ' href="/leave"',
            ("broken-link", "no page at /leave", "did you mean /handbook/leave/?"),
        ),
        (
            a("/laeve.md"),
            ' href="/laeve.md"',
            ("broken-link", "no page at /laeve.md", "did you mean /handbook/leave.md?"),
        ),
        (a("/a b/ü?q#f"), ' href="/a%20b/%C3%BC?q#f"', ("broken-link", "no page at /a b/ü", NO_PAGE)),
        (a("/release/1.10"), ' href="/release/1.10"', ("broken-link", "no page at /release/1.10", NO_PAGE)),
        (a("../../../../x"), ' href="../../../../x"', ("broken-link", "no page at ../../../../x", NO_PAGE)),
        (
            a("www.x.example/a"),
            ' href="www.x.example/a"',
            ("broken-link", "no page at www.x.example/a", "write https://www.x.example/a for another site"),
        ),
        (
            a("jane@x.example"),
            ' href="jane@x.example"',
            (
                "missing-asset",
                "no file at jane@x.example",
                "write mailto:jane@x.example for an e-mail address",
            ),
        ),
        (
            a("from.pdf"),
            ' href="from.pdf"',
            ("missing-asset", "no file at from.pdf", "did you mean form.pdf?"),
        ),
        (
            img("/images/teams.png"),
            ' src="/images/teams.png" alt="" loading="lazy" decoding="async"',
            ("missing-asset", "no file at /images/teams.png", "did you mean /images/team.png?"),
        ),
        (
            img("photo", "Us"),
            ' src="photo" alt="Us" loading="lazy" decoding="async"',
            ("missing-asset", "no file at photo", NO_FILE),
        ),
        (img(" "), ' alt="" loading="lazy" decoding="async"', ("missing-asset", "no file is named here", "")),
        (raw("/nowhere"), '"/nowhere"', ("broken-link", "no page at /nowhere", NO_PAGE)),
        (raw("/embed/", "src"), '"/embed/"', ("missing-asset", "no file at /embed/", NO_FILE)),
        (
            raw("/a.png 2x", "srcset"),
            '"/a.png 2x"',
            ("missing-asset", "no file at /a.png", NO_FILE),
        ),
        (
            a("../leave.md#sick-day"),
            ' href="/handbook/leave/#sick-day"',
            ("broken-anchor", "nothing on /handbook/leave/ has the id sick-day", "did you mean #sick-days?"),
        ),
        (
            a("#zzz"),
            ' href="#zzz"',
            (
                "broken-anchor",
                "nothing on /handbook/people/pay/ has the id zzz",
                "remove what follows the #, or link to a heading's id",
            ),
        ),
        (
            a("handbook/leave.md"),
            ' href="/handbook/leave/"',
            (
                "link-from-root",
                "handbook/leave.md leads nowhere from this page, only from the root of the site",
                "write /handbook/leave/",
            ),
        ),
        (
            img("../../../../images/team.png"),
            ' src="/images/team.png" alt="" loading="lazy" decoding="async"',
            (
                "link-from-root",
                "../../../../images/team.png leads nowhere from this page, only from the root of the site",
                "write /images/team.png",
            ),
        ),
        (
            a("handbook/leave.md#zzz"),
            ' href="/handbook/leave/#zzz"',
            (
                "broken-anchor",
                "nothing on /handbook/leave/ has the id zzz",
                "remove what follows the #, or link to a heading's id",
            ),
        ),
        (
            a("draft.md", "T"),
            "",
            (
                "hidden-target",
                "handbook/people/draft.md is not published: it is a draft or dated in the future",
                "publish it, or remove the link",
            ),
        ),
    ],
)
def test_what_leads_nowhere_is_a_finding_with_a_way_out_and_kept_as_written(hole, fill, finding):
    assert fills(hole) == ((fill,), [finding])


@pytest.mark.parametrize(
    ("hole", "fill"),
    [
        (a("javascript:alert(1)", "T"), ""),
        (a("//x.example/"), ""),
        (a("java\u200bscript:alert(1)"), ""),
        (img("data:image/svg+xml,x", "x"), ' alt="x" loading="lazy" decoding="async"'),
        (raw("javascript:alert(1)"), '"#"'),
        (raw("//x.example/a.js", "src"), '""'),
        (raw("blob:x 1x, /logo.svg 2x", "srcset"), '"/logo.svg 2x"'),
    ],
)
def test_an_unsafe_address_is_a_finding_and_no_link(hole, fill):
    filled, [(code, _, hint)] = fills(hole)

    assert (filled, code) == ((fill,), "unsafe-link")
    assert hint == "write https://, http://, mailto: or tel:, or the path of a page or file of this site"


@pytest.mark.parametrize(
    ("hole", "fill"),
    [(a("/handbook/people/draft"), ""), (raw("draft.md"), '"#"')],
)
def test_a_link_to_a_hidden_page_is_a_finding_however_it_is_written(hole, fill):
    filled, [(code, _, _)] = fills(hole)

    assert (filled, code) == ((fill,), "hidden-target")


def test_a_finding_stands_where_the_address_is_written():
    site = linked(document("index.md", a("nowhere")))

    assert findings(site) == [("broken-link", "index.md", AT)]


@pytest.mark.parametrize("target", ["b.md", "b", "/two/", "/one/b", "b.md#title"])
def test_a_page_with_a_permalink_is_found_by_its_file_and_by_its_address(target):
    page = document("one/b.md", permalink=written("/two/"), title_id="title")

    site = linked(document("one/index.md", a(target)), page)

    assert page_at(site, "/one/").fills == (
        f' href="/two/{target[4:]}"' if "#" in target else ' href="/two/"',
    )
    assert messages(site) == []


def test_only_files_that_published_pages_show_are_published():
    site = linked(
        document("index.md", img("a.png"), raw("b.png 2x", "srcset"), a(".hidden/c.pdf")),
        document("draft.md", img("d.png"), draft=True),
        assets=["a.png", "b.png", ".hidden/c.pdf", "d.png", "e.png"],
    )

    assert sorted(site.assets) == ["a.png", "assets/hidden/c.pdf", "b.png"]


def test_a_page_of_a_list_or_a_section_can_be_linked_to():
    site = linked(
        document("index.md", a("/blog/"), a("/blog/categories/news/"), a("people/#x")),
        document("people/pay.md"),
        document("blog/post.md", categories=("News",)),
    )

    assert page_at(site, "/").fills == (
        ' href="/blog/"',
        ' href="/blog/categories/news/"',
        ' href="/people/#x"',
    )
    assert messages(site) == []


def test_a_name_is_found_in_either_unicode_form():
    site = linked(
        document("index.md", a("cafe\u0301.md"), img("u\u0308.png")),
        document("caf\u00e9.md"),
        assets=["\u00fc.png"],
    )

    assert page_at(site, "/").fills[0] == ' href="/caf%C3%A9/"'
    assert (list(site.assets), messages(site)) == (["\u00fc.png"], [])


def test_hints_are_for_the_first_of_very_many_mistakes():
    pages = [document(f"leave-{number}.md", anchors=[f"day-{number}"]) for number in range(50)]
    holes = [a(f"/{number}/leave-7") for number in range(3000)]
    anchors = [a(f"leave-7.md#day-7-{number:03}") for number in range(200)]
    site = linked(document("index.md", *holes, *anchors, a("/" + "x" * 600 + "/leave-7")), *pages)

    assert sum(found.hint == "did you mean /leave-7/?" for found in site.diagnostics) == 2000
    assert sum(found.hint == "did you mean #day-7?" for found in site.diagnostics) == 100


def test_thousands_of_broken_links_are_resolved_in_time():
    holes = [a(f"/nowhere-{number % 500}/{number}") for number in range(20_000)]

    site = linked(document("index.md", *holes), *(document(f"page-{number}.md") for number in range(500)))

    assert len({found.message for found in site.diagnostics}) == 20_000
