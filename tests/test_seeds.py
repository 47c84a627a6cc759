"""The three documents the project comes from, in an otherwise empty site."""

import datetime as dt
import shutil

import html5lib
import pytest

from handbook.build import build
from handbook.cache import Cache
from handbook.diagnostics import SEVERITIES, Severity
from handbook.settings import find_project

NOW = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)

PLACES = {
    "000_eabf8dc6b5688d48.txt": "handbook/engineering/development-process.md",
    "001_982404164edaff93.txt": "handbook/engineering/conventions/backend-coding.md",
    "002_81e48e357645ff1d.txt": "blog/testing-in-production.md",
}

IDS = {
    "/handbook/engineering/development-process/": [
        "1-how-to-decide-what-to-build",
        "2-sizing-a-task",
        "3-writing-code",
        "4-creating-a-pr",
        "5-code-review",
        "6-qa",
        "7-merging",
        "how-to-test",
        "backend",
        "frontend",
        "how-to-qa",
        "how-to-release-a-new-version",
    ],
    "/handbook/engineering/conventions/backend-coding/": [
        "logging",
        "levels",
        "format",
        "security",
        "testing",
        "fast-developer-unit-tests",
        "integration-tests",
        "to-ee-or-not-to-ee",
    ],
    "/blog/testing-in-production/": [
        "what-is-testing-in-production",
        "types-of-production-testing",
        "when-should-you-not-test-in-production",
        "why-do-we-test-in-production",
        "production-is-the-real-world",
        "dogfooding-and-collaboration",
        "no-need-to-maintain-a-staging-environment",
        "how-we-test-in-production",
        "deployment",
        "release",
        "further-reading",
    ],
}


@pytest.fixture(scope="module")
def site(seeds, tmp_path_factory):
    folder = tmp_path_factory.mktemp("seeds")
    for name, place in PLACES.items():
        path = folder / "content" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(seeds / name, path)
    return build(find_project(folder), now=NOW, cache=Cache(), workers=1)


@pytest.fixture(scope="module")
def pages(site):
    files = {output.path: output.content for output in site.outputs}
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    return {url: parser.parse(files[f"{url[1:]}index.html"]) for url in IDS}


@pytest.mark.parametrize("url", IDS)
def test_a_page_has_one_visible_title_and_the_ids_of_github(pages, url):
    [main] = pages[url].iter("main")
    ids = [h.get("id") for h in main.iter() if h.tag in ("h2", "h3", "h4", "h5", "h6") and h.get("id")]

    assert len(list(pages[url].iter("h1"))) == 1
    assert ids == IDS[url]


def test_the_marked_paragraph_is_an_important_callout_with_its_link(pages):
    [callout] = pages["/handbook/engineering/development-process/"].iter("aside")
    [label, text] = callout.iter("p")

    assert (callout.get("class"), callout.get("data-kind")) == ("callout", "important")
    assert label.text == "Important"
    assert [link.get("href") for link in text.iter("a")] == ["https://docs.posthog.com/#/contributing"]


def test_a_body_that_begins_at_h4_has_a_sensible_table_of_contents(site):
    page = next(page for page in site.site.pages if page.url.endswith("/backend-coding/"))

    def tree(entries):
        return [(entry.id, tree(entry.children)) for entry in entries]

    assert tree(page.contents) == [
        ("logging", [("levels", []), ("format", []), ("security", [])]),
        ("testing", [("fast-developer-unit-tests", []), ("integration-tests", [])]),
        ("to-ee-or-not-to-ee", []),
    ]


def test_the_post_has_its_date_author_category_and_tags(site):
    page = next(page for page in site.site.pages if page.url == "/blog/testing-in-production/")

    assert page.post.date == dt.date(2023, 7, 3)
    assert [author.name for author in page.post.authors] == ["Ian Vanagas"]
    assert [category.title for category in page.post.categories] == ["Engineering"]
    assert [tag.title for tag in page.post.tags] == ["Guides", "Explainers"]


def test_everything_that_leads_nowhere_is_a_warning_at_its_place(site):
    blog, process = PLACES["002_81e48e357645ff1d.txt"], PLACES["000_eabf8dc6b5688d48.txt"]
    found = [(d.path, d.span.line, d.span.column, d.code) for d in site.diagnostics]

    assert found == [
        (blog, 4, 11, "unknown-author"),
        (blog, 9, 16, "missing-asset"),
        (blog, 37, 28, "broken-link"),
        (blog, 75, 60, "broken-link"),
        (blog, 99, 48, "broken-link"),
        (blog, 101, 215, "broken-link"),
        (blog, 115, 57, "broken-link"),
        (blog, 116, 62, "broken-link"),
        (blog, 117, 52, "broken-link"),
        (process, 18, 13, "broken-link"),
        (process, 56, 17, "broken-link"),
        (process, 85, 13, "broken-link"),
        (process, 89, 23, "broken-link"),
    ]
    assert {SEVERITIES[d.code] for d in site.diagnostics} == {Severity.WARNING}
