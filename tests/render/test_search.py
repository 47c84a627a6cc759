import datetime as dt

import msgspec
import pytest
from rendered import files, page, ref, site, theme

from handbook.config import SearchSettings
from handbook.model import ContentPath, Crumb, Post, Section, Url
from handbook.render.search import document_of, findable_pages

HEADER = (ref("/", "Home"), ref("/handbook/", "Handbook"), ref("/blog/", "News & views"))


def written(url="/leave/", **fields):
    """Return a page that a file stands behind."""
    return page(url, path=ContentPath("page.md"), **fields)


def not_searchable(a_site):
    return msgspec.structs.replace(
        a_site, config=msgspec.structs.replace(a_site.config, search=SearchSettings(enabled=False))
    )


def documents(a_site):
    return [document_of(page) for page in findable_pages(a_site)]


def html_of(a_page, **fields):
    """Return the one document of a site with this page."""
    (document,) = documents(site(a_page, **fields))
    return document.content.decode()


def addresses(*pages):
    """Return the addresses of the documents of a site."""
    contents = (document.content.decode() for document in documents(site(*pages)))
    return [content.split('<a id="')[1].split('"')[0] for content in contents]


def test_a_document_holds_the_title_and_each_section_under_its_heading():
    sections = (
        Section("", 0, "", "Take it."),
        Section("how-much", 2, "How much", "25 days."),
        Section("who", 3, "Who", ""),
    )

    assert html_of(written(title="Leave", sections=sections)) == (
        '<!doctype html><html lang="en"><meta charset="utf-8"><body><a id="/leave/"></a><h1>Leave</h1>'
        '<p>Take it.</p><h2 id="how-much">How much</h2><p>25 days.</p><h3 id="who">Who</h3></body></html>\n'
    )


def test_nothing_in_a_text_is_markup():
    sections = (Section('a"><b', 2, "<h2>", "</p><script>&amp;"),)

    text = html_of(written(title="</h1>", sections=sections)).partition("<h1>")[2]

    assert text == (
        '&lt;/h1&gt;</h1><h2 id="a&#34;&gt;&lt;b">&lt;h2&gt;</h2>'
        "<p>&lt;/p&gt;&lt;script&gt;&amp;amp;</p></body></html>\n"
    )


def test_a_result_brings_its_address_its_place_and_its_date_without_being_found_by_them():
    post = written(
        "/blog/größe/",
        template="post.html",
        breadcrumbs=(Crumb("Our blog", Url("/blog/")), Crumb("2023")),
        post=Post(date=dt.date(2023, 7, 3)),
    )

    assert (
        '<body><a id="/hand/blog/gr%C3%B6%C3%9Fe/"></a><nav id="Our%20blog%20%E2%80%BA%202023"></nav>'
        '<time id="Jul%203%2C%202023"></time><h1>'
    ) in html_of(post, url="https://acme.example/hand/")


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("/blog/", '<meta data-pagefind-filter="part[content]" content="News &amp; views">'),
        ("/other/", ""),
        (None, ""),
    ],
)
def test_a_page_is_filtered_by_the_part_of_the_site_it_belongs_to(part, expected):
    found = html_of(written(part=part and Url(part)), header=HEADER)

    assert found.partition('"utf-8">')[2].partition("<body>")[0] == expected


def test_only_pages_with_a_text_of_their_own_are_found():
    pages = [
        written("/a/"),
        written("/b/", template="post.html"),
        written("/no-index/", no_index=True),
        written("/blog/", template="blog.html"),
        page("/section/", template="section.html"),
        page("/404.html", template="404.html", no_index=True),
    ]

    assert addresses(*pages) == ["/a/", "/b/"]


def test_names_of_documents_are_digests():
    names = [document.path for document in documents(site(written("/a/"), written("/../\ud800*/")))]

    assert [len(name) for name in names] == [25, 25]
    assert {character for name in names for character in name.removesuffix(".html")} <= set(
        "0123456789abcdef"
    )
    assert len(set(names)) == 2


def test_what_no_encoding_has_is_replaced():
    found = html_of(written(part=Url("/a/"), breadcrumbs=(Crumb("\ud800"),)), header=(ref("/a/", "\udfff"),))

    assert ('content="?"' in found, 'nav id="%3F"' in found) == (True, True)


def test_a_site_that_is_not_to_be_searched_has_no_documents():
    assert documents(not_searchable(site(written()))) == []


# --- what pages know of it ----------------------------------------------------------------------------------


def search_element(html):
    return html.partition("<site-search ")[2].partition(">")[0]


def test_pages_know_where_the_index_and_the_dialog_are():
    made = files(site(written(), url="https://acme.example/hand/"))
    (dialog,) = (path for path in made if path.startswith("assets/js/search-dialog."))
    (style,) = (path for path in made if path.startswith("assets/search-dialog."))

    element = search_element(made["leave/index.html"].decode())

    assert element == (
        f'data-index="/hand/pagefind/" data-dialog="/hand/{dialog}" data-style="/hand/{style}"'
    )


@pytest.mark.parametrize("a_site", [not_searchable(site(written())), site(written(no_index=True))])
def test_where_nothing_can_be_found_there_is_no_search(a_site):
    html = files(a_site, theme())["leave/index.html"].decode()

    assert "site-search" not in html
