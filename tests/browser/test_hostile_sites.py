"""What nobody means to write, in a real browser: words without an end, names of JavaScript, odd memories."""

import json

import pytest
from on_disk import write_site

from checks.loopback import serving
from checks.sites import finish
from handbook.settings import find_project

WORD = "Donaudampfschifffahrt" * 10
SETTINGS = f"""
[site]
title = "{WORD}"
description = "{WORD}"
[data]
authors = "authors.json"
[theme]
announcement = "{WORD}"
header = [{{ title = "{WORD}", url = "/" }}]
footer = [{{ title = "{WORD}", url = "/" }}]
"""
POST = f"""---
title: {WORD}
date: 2026-01-01
author: {WORD}
category: {WORD}
tags: [{WORD}]
description: {WORD}
---

## {WORD}

{WORD}
"""
DEEP = "deep/" + "level/" * 60
PAGES = {
    "blog/post.md": POST,
    "blog/second.md": POST,
    "handbook/people/page.md": f"---\ntitle: {WORD}\n---\n\n## {WORD}\n\n| {WORD} | b |\n|--|--|\n| c |\n",
    "handbook/people/index.md": "# People\n\nA zebra.\n",
    DEEP + "index.md": "# A deep page\n",
    "handbook/raw.md": '---\ntitle: Raw\norder: 1\n---\n\n<a rel="next" href="https://next.example/">Next</a>\n',
    "constructor/index.md": "---\ntitle: constructor\n---\n\nAnother zebra.\n",
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The address of the site, without the closing slash."""
    folder = tmp_path_factory.mktemp("hostile")
    authors = json.dumps([{"handle": WORD, "name": WORD, "role": WORD}])
    write_site(folder, {"handbook.toml": SETTINGS, "authors.json": authors})
    write_site(folder / "content", PAGES)
    finished = finish(find_project(folder), folder / "site")
    assert finished.diagnostics == ()
    with serving(finished.folder, finished.base) as address:
        yield address


@pytest.fixture
def opened(hostile, page_of):
    """Open a page of the site; what goes wrong on it stands in its ``problems``."""

    def open_page(path, width=1280):
        page = page_of(width)
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.goto(hostile + path)
        return page

    return open_page


BEYOND_THE_EDGE = """() => [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
    .filter((element) => !element.closest(".site-parts, .table-scroll"))
    .map((element) => `${element.localName} ${element.className}`)"""
"""What scrolls by itself may be wider."""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", ["/", "/blog/", "/blog/post/", "/handbook/people/page/"])
def test_a_word_without_an_end_stays_on_the_page_wherever_it_stands(opened, path, width):
    page = opened(path, width)

    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(BEYOND_THE_EDGE) == []


def test_a_part_may_be_called_like_what_every_object_of_javascript_has(opened):
    page = opened("/handbook/people/")
    page.keyboard.press("/")
    page.locator("dialog.search[open] .search-parts button").nth(1).wait_for()

    assert page.locator(".search-parts button").all_inner_texts() == [
        "All",
        "Blog",
        "Deep",
        "Handbook",
        "constructor",
    ]


@pytest.mark.parametrize("kept", ["purple", "constructor", "__proto__", "null", "{"])
def test_what_was_remembered_of_colours_and_keys_may_be_anything(opened, kept):
    page = opened("/handbook/people/")
    page.evaluate(
        "kept => ['scheme', 'shortcuts'].forEach((name) => localStorage.setItem(`handbook:${name}`, kept))",
        kept,
    )
    page.reload()

    assert page.locator("scheme-switch button").get_attribute("aria-label") == "Colours: as the system"
    assert page.evaluate("({ ...document.documentElement.dataset })") == {}


@pytest.mark.parametrize(
    "kept", ["null", "{}", "[]", '{"open": 1}', '{"open": [1]}', '{"open": [["a\\"]", "<b>"]], "tops": null}']
)
def test_what_was_remembered_of_the_sidebar_may_be_anything(opened, kept):
    page = opened("/handbook/people/")
    page.evaluate(
        """kept => {
            const tree = document.querySelector("navigation-tree");
            tree.remember = () => {};
            sessionStorage.setItem(tree.key, kept);
        }""",
        kept,
    )
    page.reload()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    assert page.problems == []


def test_a_name_in_the_depth_of_a_tree_can_be_read_on_a_small_telephone(opened):
    page = opened(f"/{DEEP}", width=320)
    page.click(".menu-button")
    entry = page.locator("side-drawer:popover-open [aria-current=page]")

    assert entry.bounding_box()["width"] > 100
    assert page.locator("side-drawer").evaluate("drawer => drawer.scrollWidth - drawer.clientWidth") == 0


def test_the_key_for_the_next_page_follows_no_link_of_the_text(opened, hostile):
    page = opened("/handbook/raw/")
    page.keyboard.press("n")

    page.wait_for_url(f"{hostile}/handbook/people/")
