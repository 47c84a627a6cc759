import datetime as dt

import pytest
from rendered import files as files_of
from rendered import html_of, inside, page, ref, site, text_of, theme, tree_of

from handbook.config import Config, SiteSettings, ThemeSettings
from handbook.model import Branding, ContentsEntry, Crumb, Entry, Pager, Person, Picture, Post, Size, Url

CONTENTS = (ContentsEntry("days", "Days", (ContentsEntry("sick", "Sick days"),)), ContentsEntry("pay", "Pay"))
IAN = Person(name="Ian Vanagas", role="Writer", link_type="GitHub", link_url="https://example.org/ian")


def test_a_page_shows_its_title_and_body():
    html = html_of(page(fragments=("<p>Take ", "five</a> days.</p>"), fills=('<a href="/five/">',)))

    assert inside(html) == (
        '<article class="page">\n'
        '<header class="page-header">\n'
        "<h1>Leave</h1>\n"
        "</header>\n"
        '<div class="prose">\n'
        '<p>Take <a href="/five/">five</a> days.</p>\n'
        "</div>\n"
        '<footer class="page-footer">\n'
        "<div>\n"
        '<a class="top-link" href="#page:top">Back to top</a>\n'
        "</div>\n"
        "</footer>\n"
        "</article>"
    )


def test_breadcrumbs_are_links_where_there_is_a_page():
    html = html_of(page(breadcrumbs=(Crumb("Handbook", Url("/handbook/")), Crumb("People"))))

    assert '<li><a href="/handbook/">Handbook</a></li>\n    <li>People</li>' in html


def test_the_neighbours_stand_below_the_text():
    html = html_of(page(previous=ref("/pay/", "Pay"), next=ref("/sick/", "Sick days")))

    assert inside(html).splitlines()[-4:] == [
        '<nav class="neighbours" aria-label="Previous and next page">',
        '<a rel="prev" href="/pay/"><span>Previous</span> Pay</a>',
        '<a rel="next" href="/sick/"><span>Next</span> Sick days</a>',
        "</nav>",
    ]


def test_the_last_change_and_the_edit_link_stand_at_the_end():
    html = html_of(
        page(
            last_updated=dt.date(2023, 7, 3),
            contributors=("Ann", "Bo", "Cem", "Dee", "Eli", "Fay"),
            edit_url="https://git.example/leave.md",
        )
    )

    assert inside(html, "footer").splitlines() == [
        "<div>",
        '<p>Last updated <time datetime="2023-07-03">Jul 3, 2023</time></p>',
        "<p>By Ann, Bo, Cem, Dee and 2 more</p>",
        "</div>",
        "<div>",
        '<a class="edit-link" href="https://git.example/leave.md">Edit this page</a>',
        '<a class="top-link" href="#page:top">Back to top</a>',
        "</div>",
    ]


def test_on_this_page_is_a_list_of_lists():
    html = html_of(page(contents=CONTENTS))

    assert inside(inside(html, 'nav class="contents"') + "</ul>", "ul") == (
        '<li><a href="#days">Days</a><ul><li><a href="#sick">Sick days</a></li>'
    )
    assert '<li><a href="#pay">Pay</a></li>' in html


def test_a_page_of_full_width_has_no_contents_beside_it():
    html = html_of(page(contents=CONTENTS, width="full"))

    assert '<article class="page" data-width="full">' in html
    assert "On this page" not in html


def test_a_title_that_is_not_shown_stays_for_screen_readers():
    assert '<h1 id="x" class="visually-hidden">Leave</h1>' in html_of(page(show_title=False, title_id="x"))


@pytest.mark.parametrize(
    ("url", "title", "shown"),
    [("/leave/", "Leave", "Leave · Acme"), ("/", "Welcome", "Acme"), ("/acme/", "Acme", "Acme")],
)
def test_the_window_says_the_page_and_the_site(url, title, shown):
    assert inside(html_of(page(url, title=title)), "title") == shown


def test_the_part_of_the_site_that_holds_the_page_is_current():
    header = (ref("/", "Home"), ref("/docs/", "Docs"), ref("/docs/api/", "API"))

    html = html_of(page("/anywhere/", part=Url("/docs/api/")), header=header)

    assert inside(inside(html, 'nav class="site-parts"'), "ul") == (
        '<li><a href="/">Home</a></li>\n'
        '<li><a href="/docs/">Docs</a></li>\n'
        '<li><a href="/docs/api/" aria-current="true">API</a></li>'
    )


def test_every_address_has_the_base_path_and_is_encoded():
    crowded = page(
        "/leave/",
        breadcrumbs=(Crumb("C", Url("/c d/")),),
        next=ref("/für/", "N"),
        post=Post(tags=(ref("/t/", "T"),), categories=(ref("/c/", "C"),)),
        template="post.html",
    )
    html = html_of(crowded, url="https://example.org/hb/", header=(ref("/h/", "H"),))

    links = {element.get("href") for element in tree_of(html).iter("a")}
    assert links == {
        "#page:main",
        "#page:top",
        "/hb/",
        "/hb/h/",
        "/hb/c%20d/",
        "/hb/f%C3%BCr/",
        "/hb/t/",
        "/hb/c/",
    }
    assert {link.get("href").split(".")[0] for link in tree_of(html).iter("link")} == {
        "https://example",
        "/hb/assets/blog",
        "/hb/assets/style",
        "/hb/favicon",
    }


def test_a_page_says_where_it_really_is_only_if_the_site_has_an_address():
    assert '<link rel="canonical" href="https://example.org/hb/leave/">' in html_of(
        page(), url="https://example.org/hb/"
    )
    assert "canonical" not in html_of(page())


def test_no_page_is_the_canonical_place_of_what_was_not_found():
    made = files_of(
        site(page("/404.html", template="404.html", title="Not found"), url="https://example.org")
    )

    assert b"canonical" not in made["404.html"]


def test_metadata_says_what_the_page_says_of_itself():
    html = html_of(page(description="Days off", keywords=("leave", "sick"), og_image="/i.png", no_index=True))

    named = {
        meta.get("name") or meta.get("property"): meta.get("content") for meta in tree_of(html).iter("meta")
    }
    assert {name: named[name] for name in ("description", "keywords", "robots", "og:image", "og:title")} == {
        "description": "Days off",
        "keywords": "leave, sick",
        "robots": "noindex",
        "og:image": "/i.png",
        "og:title": "Leave",
    }


def test_a_post_shows_when_and_by_whom_it_was_written():
    post = Post(
        date=dt.date(2023, 7, 3),
        authors=(IAN, Person(name="Jo", image="/jo.png")),
        categories=(ref("/blog/categories/law/", "Law"),),
        image="/i.png",
        image_size=Size(1600, 900),
        minutes=4,
        draft=True,
    )

    html = html_of(page(template="post.html", post=post))

    assert inside(html, 'header class="post-header"').splitlines() == [
        '<img class="post-image" src="/i.png" alt="" width="1600" height="900" fetchpriority="high">',
        '<div class="post-heading">',
        '<p class="draft">Draft</p>',
        '<ul class="post-categories" aria-label="Categories">',
        '<li><a href="/blog/categories/law/">Law</a></li>',
        "</ul>",
        "<h1>Leave</h1>",
        '<p class="post-origin">',
        '<time datetime="2023-07-03">Jul 3, 2023</time>',
        "<span>Ian Vanagas, Jo</span>",
        "<span>4 min read</span>",
        "</p>",
        "</div>",
    ]
    assert '<span class="author-picture" aria-hidden="true">I</span>' in html
    assert inside(inside(html, 'span class="author"') + "</span>", "a") == "Ian Vanagas"
    assert inside(inside(html, 'ul class="authors"') + "</ul>", "li").endswith(
        '<span class="author">\n'
        '<a href="https://example.org/ian" rel="author noopener" aria-label="Ian Vanagas on GitHub">'
        "Ian Vanagas</a>\n"
        '<span class="author-role">Writer</span>\n'
        "</span>"
    )
    picture = '<img class="author-picture" src="/jo.png" alt="" width="44" height="44" loading="lazy">'
    assert picture in html


@pytest.mark.parametrize("kind", ["standard", "full"])
def test_a_title_lies_over_the_picture_where_the_post_wants_it(kind):
    html = html_of(page(template="post.html", post=Post(image="/i.png", image_type=kind)))

    assert f'<header class="post-header" data-image="{kind}">' in html


def test_a_video_takes_the_picture_s_place():
    post = Post(image="/i.png", image_type="full", video="https://video.example/1")

    html = html_of(page(template="post.html", post=post))

    assert '<header class="post-header">' in html
    assert "/i.png" not in html
    [frame] = tree_of(html).iter("iframe")
    assert (frame.get("src"), frame.get("title"), frame.get("loading")) == (
        "https://video.example/1",
        "Video: Leave",
        "lazy",
    )


def test_a_post_without_anything_is_a_post():
    assert inside(html_of(page(template="post.html", post=Post())), 'header class="post-header"') == (
        '<div class="post-heading">\n<h1>Leave</h1>\n</div>'
    )


def test_the_blog_shows_a_card_for_every_post():
    post = Post(date=dt.date(2023, 7, 3), authors=(IAN, Person(name="Jo")), image="/i.png", minutes=2)
    entry = Entry(url=Url("/blog/law/"), title="Law", description="About law", post=post)

    html = html_of(
        page("/blog/", template="blog.html", entries=(entry, Entry(url=Url("/blog/x/"), title="X")))
    )

    assert inside(html, "ol").splitlines() == [
        "<li>",
        '<article class="card">',
        '<img class="card-image" src="/i.png" alt="" loading="lazy" decoding="async">',
        '<div class="card-text">',
        '<h2><a href="/blog/law/">Law</a></h2>',
        "<p>About law</p>",
        '<p class="card-origin">',
        '<time datetime="2023-07-03">Jul 3, 2023</time>',
        "<span>Ian Vanagas, Jo</span>",
        "<span>2 min read</span>",
        "</p>",
        "</div>",
        "</article>",
        "</li>",
        "<li>",
        '<article class="card">',
        '<div class="card-text">',
        '<h2><a href="/blog/x/">X</a></h2>',
        "</div>",
        "</article>",
        "</li>",
    ]


def test_a_blog_without_posts_says_so():
    html = html_of(page("/blog/", template="blog.html"))

    assert '<p class="no-posts">There are no posts yet.</p>' in html
    assert "<ol" not in html


def test_related_posts_stand_below_a_post():
    entry = Entry(url=Url("/blog/law/"), title="Law", post=Post(date=dt.date(2023, 7, 3)))

    html = html_of(page(template="post.html", post=Post(), related=(entry,)))

    related = inside(html, 'section class="related" aria-labelledby="page:related"').splitlines()
    assert related[:5] == [
        '<h2 id="page:related">Related posts</h2>',
        '<ol class="cards">',
        "<li>",
        '<article class="card">',
        '<div class="card-text">',
    ]
    assert '<h3><a href="/blog/law/">Law</a></h3>' in related


@pytest.mark.parametrize(
    ("pager", "shown"),
    [
        (Pager(number=1, count=1), None),
        (Pager(number=1, count=2, older=Url("/blog/2/")), "Page 1 of 2 Older posts"),
        (
            Pager(number=2, count=3, newer=Url("/blog/"), older=Url("/blog/3/")),
            "Newer posts Page 2 of 3 Older posts",
        ),
    ],
)
def test_a_long_list_has_parts(pager, shown):
    root = tree_of(html_of(page("/blog/", template="blog.html", pager=pager)))

    assert [text_of(nav) for nav in root.iter("nav")] == ([shown] if shown else [])


def test_a_section_lists_what_is_in_it():
    entries = (
        Entry(url=Url("/leave/"), title="Leave", description="Days off"),
        Entry(url=Url("/x/"), title="X"),
    )

    html = html_of(page("/people/", template="section.html", entries=entries))

    assert inside(html, "ul").splitlines() == [
        "<li>",
        '<a href="/leave/">Leave</a>',
        "<p>Days off</p>",
        "</li>",
        "<li>",
        '<a href="/x/">X</a>',
        "</li>",
    ]


def test_what_was_not_found_leads_back_to_the_parts_of_the_site():
    made = files_of(
        site(
            page("/404.html", template="404.html", title="Not found"),
            url="https://example.org/hb",
            header=(ref("/docs/", "Docs"),),
        )
    )

    assert '<li><a href="/hb/docs/">Docs</a></li>' in inside(made["404.html"].decode())


HOSTILE = """"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}"""


def hostile_page(template):
    post = Post(
        authors=(Person(name=HOSTILE, role=HOSTILE, image=HOSTILE, link_url=HOSTILE),),
        image=HOSTILE,
        categories=(ref("/c/" + HOSTILE, HOSTILE),),
        tags=(ref("/t/" + HOSTILE, HOSTILE),),
    )
    return page(
        template=template,
        title=HOSTILE,
        title_id=HOSTILE,
        description=HOSTILE,
        contents=(ContentsEntry(HOSTILE, HOSTILE),),
        breadcrumbs=(Crumb(HOSTILE, Url("/" + HOSTILE)), Crumb(HOSTILE)),
        previous=ref("/" + HOSTILE, HOSTILE),
        next=ref("/" + HOSTILE, HOSTILE),
        edit_url=HOSTILE,
        keywords=(HOSTILE,),
        og_image=HOSTILE,
        width=HOSTILE,
        post=post,
        contributors=(HOSTILE,),
        related=(Entry(url=Url("/r/" + HOSTILE), title=HOSTILE, post=post),),
        entries=(Entry(url=Url("/e/" + HOSTILE), title=HOSTILE, description=HOSTILE, post=post),),
        pager=Pager(number=1, count=2, newer=Url("/" + HOSTILE), older=Url("/" + HOSTILE)),
        extra={"note": HOSTILE},
    )


SCRIPTS = ("scheme", "scheme-switch", "keyboard-shortcuts", "page-contents", "side-drawer")


@pytest.mark.parametrize("template", ["page.html", "post.html", "blog.html", "section.html", "404.html"])
def test_text_never_becomes_code(template):
    own = {
        template: '{% extends "theme/'
        + template
        + '" %}{% block extra_head %}<i>{{ page.extra.note }}</i>{% endblock %}'
    }

    html = html_of(hostile_page(template), theme(own), header=(ref("/" + HOSTILE, HOSTILE),))

    root = tree_of(html)
    elements = list(root.iter())
    scripts = {element.get("src").split(".")[0] for element in elements if element.tag == "script"}
    assert scripts <= {f"/assets/js/{name}" for name in SCRIPTS}
    assert [element.text for element in elements if element.tag in ("script", "style")] == [None] * len(
        root.findall(".//script")
    )
    assert not [name for element in elements for name in element.attrib if name.startswith(("on", "style"))]
    assert [element.get("class") for element in elements if element.get("src") == "x"] == []
    assert text_of(next(tree_of(html).iter("h1"))) == " ".join(HOSTILE.split())
    assert "49" not in inside(html)


@pytest.mark.parametrize("template", ["page.html", "post.html", "blog.html", "section.html", "404.html"])
def test_every_kind_of_page_has_one_title_and_one_main_part(template):
    root = tree_of(html_of(page(template=template, post=Post())))

    assert [text_of(title) for title in root.iter("h1")] == ["Leave"]
    assert [main.get("id") for main in root.iter("main")] == ["page:main"]


def test_a_character_that_cannot_be_written_is_replaced():
    assert inside(html_of(page(title="Half \ud83d")), "h1") == "Half ?"


@pytest.mark.parametrize(
    ("logo", "show_title", "label", "text"),
    [
        (True, True, None, "Acme"),
        (True, False, "Acme", ""),
        (False, False, None, "Acme"),
    ],
)
def test_the_title_can_be_left_to_the_logo(logo, show_title, label, text):
    branding = Branding(logo=Picture("/logo.svg")) if logo else Branding()
    config = Config(site=SiteSettings(title="Acme"), theme=ThemeSettings(show_title=show_title))

    [name] = tree_of(html_of(page(), config=config, branding=branding)).iterfind(".//a[@class='site-name']")

    assert (name.get("aria-label"), text_of(name)) == (label, text)
