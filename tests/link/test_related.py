import datetime as dt

import pytest
from linked import document, linked, page_at

from handbook.link import related
from handbook.model import Entry, Post


def post(name, day, **fields):
    return document(f"blog/{name}.md", title=name, date=dt.date(2024, 1, day), **fields)


def related_to(name, *posts):
    return [entry.title for entry in page_at(linked(document("index.md"), *posts), f"/blog/{name}/").related]


def test_the_post_with_most_in_common_comes_first():
    posts = [
        post("me", 9, tags=("a", "b"), categories=("News", "Team")),
        post("a category", 8, categories=("news",)),
        post("two categories", 7, categories=("News", "Team")),
        post("a tag and a category", 6, tags=("A",), categories=("news",)),
        post("two tags", 5, tags=("b", "a", "c")),
        post("nothing", 4, tags=("News",), categories=("a",)),
    ]

    assert related_to("me", *posts) == ["two tags", "a tag and a category", "two categories"]
    assert related_to("nothing", *posts) == []


def test_of_posts_with_as_much_in_common_the_newest_come_first_and_those_without_a_date_last():
    undated = [document(f"blog/{name}.md", title=name, tags=("a",)) for name in ("z", "y")]
    posts = [post("old", 1, tags=("a",)), post("me", 2, tags=("a",)), post("new", 3, tags=("a",))]

    assert related_to("me", *undated, *posts) == ["new", "old", "y"]


def test_a_related_post_is_shown_as_on_a_card():
    other = post("other", 2, tags=("a",), description="About it", minutes=4)
    site = linked(document("index.md"), post("me", 1, tags=("a",)), other)
    [entry] = page_at(site, "/blog/me/").related

    shown = page_at(site, "/blog/other/").post
    assert entry == Entry(url="/blog/other/", title="other", description="About it", post=shown)
    assert isinstance(shown, Post)


@pytest.mark.parametrize("fields", [{}, {"tags": (" ",)}, {"categories": ("",)}])
def test_posts_without_a_subject_have_nothing_in_common(fields):
    assert related_to("me", post("me", 1, **fields), post("other", 2, **fields)) == []


def test_what_is_not_published_is_not_related():
    posts = [post("me", 1, tags=("a",)), post("draft", 2, tags=("a",), draft=True)]

    assert related_to("me", *posts, document("handbook/page.md", tags=("a",))) == []


def test_no_more_posts_of_a_subject_are_looked_at_than_the_newest(monkeypatch):
    monkeypatch.setattr(related, "NEWEST", 2)
    posts = [
        post("me", 1, tags=("a",), categories=("News",)),
        *(post(f"tag {day}", day, tags=("a",)) for day in (2, 3, 4)),
        *(post(f"category {day}", day, categories=("News",)) for day in (5, 6, 7)),
    ]

    assert related_to("me", *posts) == ["tag 4", "tag 3", "category 7"]
