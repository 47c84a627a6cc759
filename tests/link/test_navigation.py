import pytest
from linked import document, findings, linked, messages, page_at, urls, written

from handbook.config import Config, SiteSettings
from handbook.diagnostics import Span
from handbook.model import Crumb, Data, Entry, Node, PageRef, Sidebar, SidebarData, SidebarItem, SidebarPlace


def outline(nodes):
    """Return a tree as titles, with the children of each behind it."""
    return [(node.title, outline(node.children)) if node.children else node.title for node in nodes]


def item(name, url=None, *children):
    return SidebarItem(name, None if url is None else written(url, 9), children)


def sidebars(**lists):
    return Data(
        sidebars=tuple(SidebarData(name, tuple(items), "data/sidebars.json") for name, items in lists.items())
    )


# --- sidebars from folders ----------------------------------------------------------------------------------


def test_a_top_folder_is_a_tree_with_the_index_first_then_by_order_number_and_title():
    site = linked(
        document("handbook/b.md", title="Zebra"),
        document("handbook/c.md", title="apple"),
        document("handbook/10-ten.md", title="Ten"),
        document("handbook/2-two.md", title="Two"),
        document("handbook/last.md", title="Last", order=3.0),
        document("handbook/first.md", title="First", order=-1.0, sidebar_title="Start"),
        document("handbook/index.md", title="The handbook", sidebar_title="Handbook"),
        document("handbook/people/index.md", title="People", order=2.0),
        document("handbook/people/pay.md", title="Pay"),
        document("handbook/1-more/x.md", title="X"),
    )

    assert outline(site.sidebars["handbook"].nodes) == [
        "Handbook",
        "Start",
        ("People", ["Pay"]),
        "Last",
        ("More", ["X"]),
        "Two",
        "Ten",
        "apple",
        "Zebra",
    ]
    assert site.sidebars["handbook"].name == "Handbook"


def test_a_folder_leads_to_its_index_the_file_of_its_name_or_a_list_of_what_is_in_it():
    site = linked(
        document("docs/a/index.md", title="A"),
        document("docs/a/x.md", title="AX"),
        document("docs/b.md", title="B"),
        document("docs/b/x.md", title="BX"),
        document("docs/c/x.md", title="CX"),
    )

    assert site.sidebars == {
        "docs": Sidebar(
            "Docs",
            (
                Node("Docs", "/docs/"),
                Node("A", "/docs/a/", (Node("AX", "/docs/a/x/"),)),
                Node("B", "/docs/b/", (Node("BX", "/docs/b/x/"),)),
                Node("C", "/docs/c/", (Node("CX", "/docs/c/x/"),)),
            ),
        )
    }


def test_each_page_knows_its_place_its_neighbours_and_its_ancestors():
    site = linked(
        document("docs/index.md", title="Docs"),
        document("docs/a/index.md", title="A"),
        document("docs/a/x.md", title="AX"),
        document("docs/z.md", title="Z", sidebar_title="Last"),
    )

    def way(url):
        page = page_at(site, url)
        return page.sidebar, page.breadcrumbs, page.previous, page.next

    docs, a, ax = PageRef("/docs/", "Docs"), PageRef("/docs/a/", "A"), PageRef("/docs/a/x/", "AX")
    last = PageRef("/docs/z/", "Last")
    crumbs = (Crumb("Docs", "/docs/"), Crumb("A", "/docs/a/"))
    assert way("/docs/") == (SidebarPlace("docs", (0,)), (), None, a)
    assert way("/docs/a/") == (SidebarPlace("docs", (1,)), crumbs[:1], docs, ax)
    assert way("/docs/a/x/") == (SidebarPlace("docs", (1, 0)), crumbs, a, last)
    assert way("/docs/z/") == (SidebarPlace("docs", (2,)), crumbs[:1], ax, None)
    assert way("/") == (None, (), None, None)


@pytest.mark.parametrize(
    "page",
    [document("guide.md", title="Guide"), document("x/y.md", title="Guide", permalink=written("/Guide/"))],
)
def test_a_page_beside_a_top_folder_at_its_address_is_the_first_of_the_folder_s_tree(page):
    site = linked(page, document("guide/x.md", title="X"))
    url = next(url for url in urls(site) if url.casefold() == "/guide/")

    assert page_at(site, url).sidebar == SidebarPlace("guide", (0,))
    assert page_at(site, url).next == PageRef("/guide/x/", "X")
    assert page_at(site, url).breadcrumbs == ()


def test_hidden_pages_stand_in_no_tree():
    site = linked(
        document("docs/index.md"), document("docs/a.md", draft=True), document("docs/b/c.md", draft=True)
    )

    assert outline(site.sidebars["docs"].nodes) == ["docs/index.md"]


# --- sidebars from data -------------------------------------------------------------------------------------


def test_a_sidebar_of_the_data_is_kept_entry_for_entry():
    data = sidebars(
        handbook=[
            item("Start", "/handbook"),
            item("People", "", item("Pay", "/handbook/pay.md"), item("Heading")),
            item("Both", "/handbook/both/", item("Part", "/handbook/pay#x")),
            item("Old", "/old"),
            item("Wiki", "https://x.example/?a=b c"),
            item("Form", "/form.pdf"),
            item("List", "handbook/team"),
        ]
    )
    site = linked(
        document("handbook/index.md"),
        document("handbook/pay.md", anchors=["x"], sidebar_title="Not this", aliases=(written("/old/"),)),
        document("handbook/both.md"),
        document("handbook/team/x.md"),
        data=data,
        assets=["form.pdf"],
        config=Config(site=SiteSettings(url="https://acme.example/base/")),
    )

    assert site.sidebars["handbook"] == Sidebar(
        "Handbook",
        (
            Node("Start", "/handbook/"),
            Node("People", None, (Node("Pay", "/handbook/pay/"), Node("Heading"))),
            Node("Both", "/handbook/both/", (Node("Part", address="/base/handbook/pay/#x"),)),
            Node("Old", "/handbook/pay/"),
            Node("Wiki", address="https://x.example/?a=b%20c"),
            Node("Form", address="/base/form.pdf"),
            Node("List", "/handbook/team/"),
        ),
    )
    assert (list(site.assets), site.diagnostics) == (["form.pdf"], ())


def test_an_entry_that_leads_nowhere_is_text_and_a_finding_in_the_data():
    data = sidebars(
        handbook=[item("Lost", "/nowhere", item("Home", "/"), item("File", "/x.pdf")), item("Bad", "x:y")]
    )
    site = linked(document("index.md"), data=data)

    assert site.sidebars["handbook"].nodes == (
        Node("Lost", None, (Node("Home", "/"), Node("File"))),
        Node("Bad"),
    )
    assert findings(site) == [
        ("unsafe-link", "data/sidebars.json", Span(9, 1, 3)),
        ("missing-asset", "data/sidebars.json", Span(9, 1, 6)),
        ("broken-link", "data/sidebars.json", Span(9, 1, 8)),
    ]
    assert {found.root for found in site.diagnostics} == {"site"}


def test_entries_that_lead_to_hidden_pages_go_and_groups_of_nothing_else_with_them():
    data = sidebars(
        handbook=[
            item("Secret", "/secret"),
            item("Group", None, item("Secret", "/secret")),
            item("Group", "/secret", item("Home", "/"), item("Secret", "/secret")),
        ]
    )
    site = linked(document("index.md"), document("secret.md", draft=True), data=data)

    assert site.sidebars["handbook"].nodes == (Node("Group", None, (Node("Home", "/"),)),)
    assert site.diagnostics == ()


def test_a_page_has_the_sidebar_that_holds_it_with_the_groups_above_it_and_the_entries_beside_it():
    data = sidebars(
        Main=[
            item("Home", "/"),
            item("Group", None, item("Sub", "/docs/", item("Pay", "/team/pay/"))),
            item("Again", "/team/pay"),
            item("Away", "https://x.example/"),
            item("More", "/team/more"),
        ]
    )
    site = linked(
        document("index.md"),
        document("docs/index.md"),
        document("team/pay.md"),
        document("team/more.md"),
        data=data,
    )
    page = page_at(site, "/team/pay/")

    assert page.sidebar == SidebarPlace("main", (1, 0, 0))
    assert page.breadcrumbs == (Crumb("Group"), Crumb("Sub", "/docs/"))
    assert (page.previous, page.next) == (PageRef("/docs/", "Sub"), PageRef("/team/more/", "More"))


def test_a_page_in_no_sidebar_of_the_data_has_that_of_its_top_folder():
    data = sidebars(Handbook=[item("Home", "/")])
    site = linked(
        document("index.md"),
        document("handbook/x.md", title="X"),
        document("team/y.md", title="Y"),
        data=data,
    )

    assert page_at(site, "/handbook/x/").sidebar == SidebarPlace("handbook", ())
    assert page_at(site, "/handbook/x/").breadcrumbs == (Crumb("Handbook", "/handbook/"),)
    assert page_at(site, "/handbook/x/").next is None
    assert page_at(site, "/team/y/").sidebar == SidebarPlace("team", (1,))
    assert outline(site.sidebars["handbook"].nodes) == ["Home"]
    assert outline(site.sidebars["team"].nodes) == ["Team", "Y"]


# --- the field ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sidebar", "place"),
    [
        (None, SidebarPlace("team", (1,))),
        (False, None),
        (written("Handbook"), SidebarPlace("handbook", ())),
        (written(" DOCS "), SidebarPlace("docs", ())),
        (written("team"), SidebarPlace("team", (1,))),
        (written("Blog"), None),
        (written("news"), None),
    ],
)
def test_the_field_chooses_a_sidebar_by_name_and_the_folder_where_it_is_not_set(sidebar, place):
    site = linked(
        document("team/x.md", sidebar=sidebar),
        document("docs/x.md"),
        document("news/post.md"),
        data=sidebars(handbook=[item("Docs", "/docs/x")]),
        config=Config.__struct_config__ and _with_blog("news"),
    )

    assert page_at(site, "/team/x/").sidebar == place
    assert site.diagnostics == ()


def _with_blog(path):
    from handbook.config import BlogSettings  # noqa: PLC0415

    return Config(blog=BlogSettings(path=path))


def test_an_unknown_sidebar_is_a_finding_and_none():
    site = linked(document("docs/x.md", sidebar=written("Doc", 4)), document("docs/index.md", title="Docs"))

    assert (page_at(site, "/docs/x/").sidebar, page_at(site, "/docs/x/").next) == (None, None)
    assert findings(site) == [("unknown-sidebar", "docs/x.md", Span(4, 1, 3))]
    assert messages(site) == [("no sidebar is called Doc", "there are: Docs")]


def test_without_a_blog_no_sidebar_is_called_so():
    site = linked(document("index.md", sidebar=written("Blog")), config=_with_blog(""))

    assert messages(site) == [
        ("no sidebar is called Blog", "sidebars are made from top-level folders or the sidebars data")
    ]


# --- the site's parts ---------------------------------------------------------------------------------------


def test_the_parts_of_a_site_are_its_top_folders_then_the_blog():
    site = linked(
        document("index.md"),
        document("team/x.md"),
        document("docs/index.md", title="Docs", order=1.0),
        document("blog/post.md"),
    )

    assert site.header == (PageRef("/docs/", "Docs"), PageRef("/team/", "Team"), PageRef("/blog/", "Blog"))


def test_the_parts_of_a_site_with_sidebars_data_are_the_first_pages_of_each():
    data = sidebars(
        docs=[item("Wiki", "https://x.example/"), item("Group", None, item("X", "/docs/x"))],
        empty=[item("Nothing")],
        news=[item("News", "/blog/")],
    )
    site = linked(document("docs/x.md"), document("team/x.md"), document("blog/post.md"), data=data)

    assert site.header == (PageRef("/docs/x/", "Docs"), PageRef("/blog/", "News"))


def test_a_blog_without_posts_is_no_part():
    assert linked(document("docs/x.md"), document("blog/index.md")).header == (PageRef("/docs/", "Docs"),)


def parts_of(site):
    """Return the part that each page belongs to, but for the one for errors, which belongs to none."""
    return {page.url: page.part for page in site.pages if page.template != "404.html"}


def test_a_page_belongs_to_the_part_of_its_sidebar_or_of_the_one_it_would_have():
    site = linked(
        document("index.md"),
        document("about.md"),
        document("guide.md"),
        document("guide/first/x.md"),
        document("docs/plain.md"),
        document("docs/none.md", sidebar=False),
        document("docs/unknown.md", sidebar=written("Nowhere")),
        document("docs/other.md", sidebar=written("Guide")),
        document("docs/news.md", sidebar=written("Blog")),
        document("docs/section/x.md"),
        document("blog/post.md"),
    )

    assert parts_of(site) == {
        "/": None,
        "/about/": None,
        "/guide/": "/guide/",
        "/guide/first/": "/guide/",
        "/guide/first/x/": "/guide/",
        "/docs/": "/docs/",
        "/docs/plain/": "/docs/",
        "/docs/none/": "/docs/",
        "/docs/unknown/": "/docs/",
        "/docs/other/": "/guide/",
        "/docs/news/": "/blog/",
        "/docs/section/": "/docs/",
        "/docs/section/x/": "/docs/",
        "/blog/": "/blog/",
        "/blog/post/": "/blog/",
    }


def test_posts_and_their_lists_belong_to_the_blog_whatever_stands_beside_them():
    site = linked(
        document("blog/index.md", title="News"),
        document("blog/post.md", tags=("law",), sidebar=written("Main")),
        document("blog/about/index.md"),
        document("docs/x.md"),
        data=sidebars(Main=[item("X", "/docs/x"), item("About", "/blog/about")]),
    )

    assert parts_of(site) == {
        "/": None,
        "/blog/": "/blog/",
        "/blog/post/": "/blog/",
        "/blog/tags/law/": "/blog/",
        "/blog/about/": "/docs/x/",
        "/docs/": None,
        "/docs/x/": "/docs/x/",
    }


def test_a_blog_without_posts_is_no_part_that_a_page_could_belong_to():
    assert parts_of(linked(document("blog/index.md"))) == {"/": None, "/blog/": None}


# --- section pages ------------------------------------------------------------------------------------------


def test_a_folder_without_an_index_has_a_page_that_lists_what_is_in_it():
    site = linked(
        document("docs/first-steps/z.md", title="Z", description="About Z"),
        document("docs/first-steps/a.md", title="A", excerpt="About A", summary="Not this"),
        document("docs/first-steps/b/index.md", title="B", summary="About B"),
        document("docs/first-steps/c/x.md"),
    )
    page = page_at(site, "/docs/first-steps/")

    assert (page.template, page.title, page.path) == ("section.html", "First steps", None)
    assert page.breadcrumbs == (Crumb("Docs", "/docs/"),)
    assert page.sidebar == SidebarPlace("docs", (1,))
    assert page.entries == (
        Entry(url="/docs/first-steps/a/", title="A", description="About A"),
        Entry(url="/docs/first-steps/b/", title="B", description="About B"),
        Entry(url="/docs/first-steps/c/", title="C"),
        Entry(url="/docs/first-steps/z/", title="Z", description="About Z"),
    )


def test_a_site_without_an_index_has_a_home_page_that_lists_its_parts():
    site = linked(
        document("docs/x.md"),
        document("about.md", title="About"),
        document("blog/post.md"),
        document("blog/draft.md", draft=True),
        config=Config(site=SiteSettings(title="Acme")),
    )
    home = page_at(site, "/")

    assert (home.template, home.title, home.sidebar, home.breadcrumbs) == ("section.html", "Acme", None, ())
    assert [(entry.url, entry.title) for entry in home.entries] == [
        ("/about/", "About"),
        ("/blog/", "Blog"),
        ("/docs/", "Docs"),
    ]


def test_an_empty_site_has_a_home_page():
    assert urls(linked()) == ["/"]


def test_a_page_of_another_file_at_the_address_of_a_folder_is_its_page():
    site = linked(
        document("index.md"), document("people.md", permalink=written("/Team/")), document("team/x.md")
    )

    assert urls(site) == ["/", "/Team/", "/team/x/"]


def test_a_static_file_at_the_address_of_a_section_takes_its_place():
    site = linked(document("docs/x.md", title="X"), static=["index.html", "docs/index.html"])

    assert urls(site) == ["/docs/x/"]
    assert outline(site.sidebars["docs"].nodes) == ["Docs", "X"]
    assert site.sidebars["docs"].nodes[0].url is None
