import datetime as dt

import pytest
from linked import a, document, findings, linked, messages, page_at, urls, written

from handbook.config import BlogSettings, Config, PathSettings, SiteSettings
from handbook.diagnostics import Span
from handbook.link.blog import slug_of
from handbook.model import Author, Crumb, Data, Entry, Pager, PageRef, Person, Post, Size

MAY = dt.date(2024, 5, 1)


def day(number):
    return dt.date(2024, 4, number)


def titles(page):
    return [entry.title for entry in page.entries]


def small(page_size, path="blog"):
    return Config(blog=BlogSettings(path=path, page_size=page_size))


# --- posts and their order ----------------------------------------------------------------------------------


def test_posts_are_listed_newest_first_and_those_without_a_date_last_by_path():
    site = linked(
        document("blog/b.md", title="undated b"),
        document("blog/a.md", title="undated a"),
        document("blog/old.md", title="old", date=day(1)),
        document("blog/2024/new.md", title="new", date=day(9)),
        document("blog/noon.md", title="noon", date=day(5), time=dt.time(12)),
        document("blog/dawn.md", title="dawn", date=day(5), time=dt.time(6)),
        document("blog/day.md", title="day", date=day(5)),
        document("blog/day-2.md", title="day 2", date=day(5)),
        document("blog/draft.md", title="draft", date=day(2), draft=True),
        document("blog/future.md", title="future", date=dt.date(2024, 6, 1)),
    )

    assert titles(page_at(site, "/blog/")) == [
        "new",
        "noon",
        "dawn",
        "day 2",
        "day",
        "old",
        "undated a",
        "undated b",
    ]
    assert titles(page_at(site, "/blog/2024/")) == ["new"]


def test_a_section_of_the_blog_lists_its_pages_before_its_posts():
    site = linked(
        document("blog/2024/a.md", title="a", date=day(1)),
        document("blog/2024/b.md", title="b", date=day(2)),
        document("blog/2024/z/index.md", title="z"),
    )

    assert titles(page_at(site, "/blog/2024/")) == ["z", "b", "a"]


def test_the_neighbours_of_a_post_are_the_older_and_the_newer_one():
    site = linked(
        *(document(f"blog/{number}.md", title=f"Day {number}", date=day(number)) for number in (1, 2, 3))
    )
    page = page_at(site, "/blog/2/")

    assert (page.previous, page.next) == (PageRef("/blog/1/", "Day 1"), PageRef("/blog/3/", "Day 3"))
    assert (page_at(site, "/blog/1/").previous, page_at(site, "/blog/3/").next) == (None, None)


@pytest.mark.parametrize(
    ("path", "front_matter", "is_post"),
    [
        ("blog/x.md", {}, True),
        ("blog/2024/x.md", {}, True),
        ("blog/x/index.md", {}, False),
        ("blog/x/index.md", {"date": MAY}, True),
        ("blog/x/index.md", {"root_page": "/Blog "}, True),
        ("blog/x/index.md", {"root_page": "/news"}, False),
        ("blog/index.md", {"date": MAY, "root_page": "/blog"}, False),
        ("news/x.md", {"root_page": "/blog"}, False),
        ("blogs/x.md", {}, False),
    ],
)
def test_what_lies_below_the_blogs_folder_and_is_no_index_is_a_post(path, front_matter, is_post):
    site = linked(document("index.md"), document("blog/first.md"), document(path, **front_matter))
    [page] = [page for page in site.pages if page.path == path]

    assert (page.post is not None) == is_post
    assert (page.template == "post.html") == is_post


def test_a_post_says_how_long_it_takes_to_read():
    assert page_at(linked(document("blog/x.md", minutes=7)), "/blog/x/").post == Post(minutes=7)


def test_a_post_has_the_blog_above_it_and_no_sidebar():
    page = page_at(linked(document("blog/2024/x.md")), "/blog/2024/x/")

    assert (page.sidebar, page.breadcrumbs) == (None, (Crumb("Blog", "/blog/"), Crumb("2024", "/blog/2024/")))


def test_the_blog_may_lie_anywhere_or_nowhere():
    documents = [
        document("index.md"),
        document("hand/news/x.md", title="X"),
        document("hand/y.md", title="Y"),
    ]

    inside, nowhere = (
        linked(*documents, config=small(9, "/hand/news/")),
        linked(*documents, config=small(9, "")),
    )

    assert (page_at(inside, "/hand/news/").template, titles(page_at(inside, "/hand/news/"))) == (
        "blog.html",
        ["X"],
    )
    assert [node.title for node in inside.sidebars["hand"].nodes] == ["Hand", "Y"]
    assert page_at(inside, "/hand/news/x/").sidebar is None
    assert page_at(nowhere, "/hand/news/").template == "section.html"
    assert page_at(nowhere, "/hand/news/x/").post is None


# --- the lists ----------------------------------------------------------------------------------------------


def test_the_list_is_cut_into_pages():
    site = linked(
        document("index.md"),
        *(document(f"blog/{n}.md", title=str(n), date=day(n)) for n in range(1, 6)),
        config=small(2),
    )
    first, second, third = (page_at(site, url) for url in ("/blog/", "/blog/page/2/", "/blog/page/3/"))

    assert [titles(page) for page in (first, second, third)] == [["5", "4"], ["3", "2"], ["1"]]
    assert [page.title for page in (first, second, third)] == ["Blog", "Blog, page 2", "Blog, page 3"]
    assert first.pager == Pager(number=1, count=3, older="/blog/page/2/")
    assert second.pager == Pager(number=2, count=3, newer="/blog/", older="/blog/page/3/")
    assert third.pager == Pager(number=3, count=3, newer="/blog/page/2/")
    assert (first.breadcrumbs, second.breadcrumbs) == ((), (Crumb("Blog", "/blog/"),))


def test_a_short_list_needs_no_pager():
    site = linked(document("blog/x.md"), config=small(0))

    assert (page_at(site, "/blog/").pager, urls(site)) == (None, ["/", "/blog/", "/blog/x/"])


def test_the_index_gives_the_list_its_title_and_introduction():
    index = document("blog/index.md", a("/blog/x/"), title="News", description="What happens")
    site = linked(document("index.md"), index, document("blog/x.md"), document("blog/y.md"), config=small(1))
    first, second = page_at(site, "/blog/"), page_at(site, "/blog/page/2/")

    assert (first.template, first.title, first.description) == ("blog.html", "News", "What happens")
    assert (first.fills, titles(first), first.path) == ((' href="/blog/x/"',), ["blog/x.md"], "blog/index.md")
    assert (second.title, second.fills, titles(second)) == ("News, page 2", (), ["blog/y.md"])
    assert site.header == (PageRef("/blog/", "News"),)


def test_the_file_beside_the_folder_is_its_index_too_and_an_index_may_stand_alone():
    beside = linked(document("index.md"), document("blog.md", title="News"), document("blog/x.md"))
    alone = linked(document("index.md"), document("blog/index.md", title="News"))

    assert titles(page_at(beside, "/blog/")) == ["blog/x.md"]
    assert (page_at(alone, "/blog/").template, page_at(alone, "/blog/").entries) == ("blog.html", ())


def test_without_posts_there_is_no_blog():
    assert urls(linked(document("index.md"), document("blog/x.md", draft=True))) == ["/"]


def test_each_category_and_tag_has_a_page_and_what_differs_in_spelling_shares_it():
    site = linked(
        document("index.md", categories=("Ignored",)),
        document("blog/1.md", title="1", date=day(1), categories=("Open Source",), tags=("C", "R&D")),
        document("blog/2.md", title="2", date=day(2), categories=("Open source", "open-source")),
        document("blog/3.md", title="3", date=day(3), categories=("Open source",), tags=("r and d", " ")),
    )
    category, tag = page_at(site, "/blog/categories/open-source/"), page_at(site, "/blog/tags/r-and-d/")

    assert [url for url in urls(site) if "/categories/" in url or "/tags/" in url] == [
        "/blog/categories/open-source/",
        "/blog/tags/c/",
        "/blog/tags/r-and-d/",
    ]
    assert (category.template, category.title, titles(category)) == (
        "blog.html",
        "Open source",
        ["3", "2", "1"],
    )
    assert (tag.title, titles(tag), tag.breadcrumbs) == ("R&D", ["3", "1"], (Crumb("Blog", "/blog/"),))
    assert page_at(site, "/blog/2/").post.categories == (
        PageRef("/blog/categories/open-source/", "Open source"),
    )
    assert page_at(site, "/blog/1/").post.tags == (
        PageRef("/blog/tags/c/", "C"),
        PageRef("/blog/tags/r-and-d/", "R&D"),
    )


def test_the_list_of_a_category_is_cut_into_pages():
    posts = [document(f"blog/{number}.md", categories=("News",)) for number in range(3)]
    site = linked(document("index.md"), *posts, config=small(2))

    assert page_at(site, "/blog/categories/news/page/2/").pager == Pager(
        number=2, count=2, newer="/blog/categories/news/"
    )


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Open Source", "open-source"),
        ("R&D", "r-and-d"),
        ("  a -- b/c.d  ", "a-b-c-d"),
        ("Größe", "größe"),
        ("Cafe\u0301", "café"),
        ("हिन्दी भाषा", "हिन्दी-भाषा"),
        ("🚀", "u1f680"),
        ("?!", "u3f-u21"),
        (" ", ""),
        ("x" * 200, "x" * 60),
    ],
)
def test_a_slug_keeps_letters_their_marks_and_digits(name, slug):
    assert slug_of(name) == slug


def test_a_page_at_the_address_of_a_list_is_an_error_and_wins():
    site = linked(document("index.md"), document("blog/tags/x.md", title="Mine", tags=("X",)))

    assert page_at(site, "/blog/tags/x/").title == "Mine"
    assert [(found.code, found.path) for found in site.diagnostics] == [
        ("duplicate-address", "blog/tags/x.md")
    ]


def test_a_static_file_takes_the_place_of_a_list():
    site = linked(document("index.md"), document("blog/x.md"), static=["blog/index.html"])

    assert (urls(site), site.diagnostics) == (["/", "/blog/x/"], ())


# --- authors, pictures, videos ------------------------------------------------------------------------------


def by(*handles, data=None, **options):
    """Return the authors of a post, what is published beside it, and the findings."""
    post = document("blog/x.md", authors=tuple(written(handle, 5) for handle in handles))
    site = linked(document("index.md"), post, data=data, **options)
    return page_at(site, "/blog/x/").post.authors, list(site.assets), messages(site)


def authors(*known):
    return Data(authors=known, authors_path="content/_data/authors.json")


def test_authors_are_joined_by_handle():
    ian = Author(
        handle="ian-vanagas",
        name="Ian",
        role="Writer",
        image=written("people/ian.png"),
        link_type="github",
        link_url=written("https://x.example/ü"),
    )
    known = authors(ian, Author(handle="jane", name="Jane", image=written("people/jane.png")))

    people, assets, found = by(
        " Ian-Vanagas",
        data=known,
        assets=["_data/people/ian.png", "_data/people/jane.png"],
        config=Config(site=SiteSettings(url="https://acme.example/base/")),
    )

    assert people == (
        Person(
            name="Ian",
            role="Writer",
            image="/base/_data/people/ian.png",
            link_type="GitHub",
            link_url="https://x.example/%C3%BC",
        ),
    )
    assert (assets, found) == (["_data/people/ian.png"], [])


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (Data(), "name the authors' file in the configuration: [data]"),
        (authors(Author(handle="jane", name="Jane")), "add it to content/_data/authors.json"),
        (authors(Author(handle="ian-vanaga", name="Ian")), "did you mean ian-vanaga?"),
    ],
)
def test_an_author_whom_the_data_does_not_know_is_named_by_the_handle(data, hint):
    people, _, found = by("ian-vanagas", data=data)

    assert people == (Person(name="Ian Vanagas"),)
    assert found == [("no author has the handle ian-vanagas", hint)]


def test_an_unknown_author_is_a_finding_at_the_handle_on_any_page():
    site = linked(document("index.md", authors=(written("jane", 5),)))

    assert findings(site) == [("unknown-author", "index.md", Span(5, 1, 4))]


@pytest.mark.parametrize(
    ("image", "shown"),
    [
        ("../team/jane.png", "/team/jane.png"),
        ("/jane.png", "/jane.png"),
        ("../../static/jane.svg", "/jane.svg"),
        ("https://x.example/jane.png", "https://x.example/jane.png"),
        (" ", None),
    ],
)
def test_the_picture_of_an_author_is_found_from_the_data_file(image, shown):
    data = authors(Author(handle="jane", name="Jane", image=written(image)))

    people, _, found = by("jane", data=data, assets=["team/jane.png", "jane.png"], static=["jane.svg"])

    assert (people, found) == ((Person(name="Jane", image=shown),), [])


def test_the_picture_of_an_author_in_a_bare_folder_is_found():
    data = Data(
        authors=(Author(handle="jane", name="Jane", image=written("jane.png")),), authors_path="authors.json"
    )

    people, _, _ = by("jane", data=data, assets=["jane.png"], config=Config(paths=PathSettings(content=".")))

    assert people == (Person(name="Jane", image="/jane.png"),)


def test_a_picture_or_a_link_of_an_author_that_leads_nowhere_is_a_finding_in_the_data():
    jane = Author(
        handle="jane", name="Jane", image=written("../../../x.png", 3), link_url=written("javascript:x", 4)
    )
    ian = Author(handle="ian", name="Ian", image=written("x.png", 9), link_url=written("/nowhere", 8))
    site = linked(document("blog/x.md", authors=(written("jane"), written("ian"))), data=authors(jane, ian))

    assert page_at(site, "/blog/x/").post.authors == (Person(name="Jane"), Person(name="Ian"))
    assert findings(site) == [
        ("missing-asset", "content/_data/authors.json", Span(3, 1, 14)),
        ("unsafe-link", "content/_data/authors.json", Span(4, 1, 12)),
        ("broken-link", "content/_data/authors.json", Span(8, 1, 8)),
        ("missing-asset", "content/_data/authors.json", Span(9, 1, 5)),
    ]


@pytest.mark.parametrize(
    ("link", "hint"),
    [
        ("github.com/jane", "write https://github.com/jane for another site"),
        ("jane.example", "write https://jane.example for another site"),
        ("/handbook/jane", "create the page, or change the link to one that exists"),
        ("janes-page", "create the page, or change the link to one that exists"),
    ],
)
def test_an_author_who_left_out_https_is_told(link, hint):
    data = authors(Author(handle="jane", name="Jane", link_url=written(link)))

    _, _, [(_, found)] = by("jane", data=data)

    assert found == hint


SIZES_ON_PAGE = {"/base/blog/a%20b.png": Size(1200, 630), "/base/logo.svg": Size(90, 32)}


@pytest.mark.parametrize(
    ("named", "image", "og_image"),
    [
        ({"featured_image": "a b.png"}, "/base/blog/a%20b.png", "https://acme.example/base/blog/a%20b.png"),
        ({"featured_image": "/logo.svg"}, "/base/logo.svg", "https://acme.example/base/logo.svg"),
        ({"featured_image": "https://x.example/a.png"}, "https://x.example/a.png", "https://x.example/a.png"),
        ({"og_image": "/logo.svg"}, None, "https://acme.example/base/logo.svg"),
        (
            {"featured_image": "a b.png", "og_image": "/logo.svg"},
            "/base/blog/a%20b.png",
            "https://acme.example/base/logo.svg",
        ),
        ({}, None, None),
    ],
)
def test_the_pictures_of_a_post_are_found_from_its_file(named, image, og_image):
    fields = {name: written(target) for name, target in named.items()}
    site = linked(
        document("blog/x.md", **fields, featured_image_type="full"),
        url="https://acme.example/base/",
        assets=["blog/a b.png"],
        static=["logo.svg"],
        sizes={"content/blog/a b.png": (1200, 630), "static/logo.svg": (90, 32)},
    )
    page = page_at(site, "/blog/x/")

    post = Post(image=image, image_size=SIZES_ON_PAGE.get(image), image_type="full")
    assert (page.post, page.og_image) == (post, og_image)
    assert ("blog/a b.png" in site.assets) == ("featured_image" in named and image == "/base/blog/a%20b.png")
    assert site.diagnostics == ()


@pytest.mark.parametrize("field", ["featured_image", "featured_video", "og_image"])
@pytest.mark.parametrize(("target", "code"), [("x.png", "missing-asset"), ("javascript:x", "unsafe-link")])
def test_a_picture_that_is_missing_is_a_finding_at_the_field_and_not_shown(field, target, code):
    site = linked(document("blog/x.md", **{field: written(target, 6)}))
    page = page_at(site, "/blog/x/")

    assert (page.post, page.og_image) == (Post(), None)
    assert findings(site) == [(code, "blog/x.md", Span(6, 1, len(target)))]


@pytest.mark.parametrize(
    ("video", "shown"),
    [
        ("https://www.youtube.com/embed/x?start=1", "https://www.youtube-nocookie.com/embed/x?start=1"),
        ("http://youtube.com/embed/x", "https://www.youtube-nocookie.com/embed/x"),
        ("https://player.vimeo.com/video/1", "https://player.vimeo.com/video/1"),
    ],
)
def test_a_video_of_youtube_is_shown_by_its_host_without_cookies(video, shown):
    site = linked(document("blog/x.md", featured_video=written(video)))

    assert page_at(site, "/blog/x/").post == Post(video=shown)


def test_a_card_shows_what_the_post_says():
    post = document(
        "blog/x.md",
        title="X",
        excerpt="Short",
        date=MAY,
        draft=True,
        authors=(written("jane"),),
        categories=("News",),
    )
    site = linked(post, data=authors(Author(handle="jane", name="Jane")), drafts=True)

    expected = Post(
        date=MAY,
        authors=(Person(name="Jane"),),
        categories=(PageRef("/blog/categories/news/", "News"),),
        draft=True,
    )
    assert page_at(site, "/blog/").entries == (
        Entry(url="/blog/x/", title="X", description="Short", post=expected),
    )
