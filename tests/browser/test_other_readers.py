"""The theme for those who print, who want no motion, who read from right to left, who run no scripts."""

import re

import pytest
from playwright.sync_api import expect

PAGE = "/handbook/everything/"


@pytest.fixture
def opened(page_of, showcase):
    """Opens a page of the showcase."""

    def open_page(path=PAGE, width=1280, **options):
        page = page_of(width, **options)
        page.goto(showcase + path)
        return page

    return open_page


def shown(page, *selectors):
    """Return which of the selectors show anything."""
    return [
        selector
        for selector in selectors
        if any(found.is_visible() for found in page.locator(selector).all())
    ]


# --- on paper -----------------------------------------------------------------------------------------------

FOR_THE_HAND = (
    ".site-parts",
    ".site-tools",
    ".announcement",
    ".skip-link",
    ".sidebar",
    ".contents",
    ".menu-button",
    ".breadcrumbs",
    ".neighbours",
    ".edit-link",
    ".top-link",
    ".heading-link",
    "copy-code button",
    "[data-opens]",
)


@pytest.mark.parametrize("width", [390, 1280])
def test_paper_has_the_text_and_nothing_for_the_hand(opened, width):
    page = opened(width=width)
    page.emulate_media(media="print")

    assert shown(page, *FOR_THE_HAND, "h1", ".prose", ".site-name") == [
        ".breadcrumbs",
        "h1",
        ".prose",
        ".site-name",
    ]


def test_paper_says_where_links_to_other_sites_lead(opened):
    page = opened()
    page.emulate_media(media="print")
    link = page.locator(".prose a[href='https://boats.example/plans']")

    content = link.evaluate("link => getComputedStyle(link, '::after').content")

    assert re.sub(r'" "', "", content) == '" (https://boats.example/plans)"'


def test_paper_shows_what_is_folded(opened):
    page = opened()
    folded = page.get_by_text("a bar of chocolate")
    expect(folded).to_be_hidden()
    page.emulate_media(media="print")

    expect(folded).to_be_visible()


def test_paper_is_light_and_its_code_wraps(opened):
    page = opened(color_scheme="dark")
    page.click("scheme-switch button")
    page.click("scheme-switch button")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 900})

    hidden = page.evaluate(
        "[...document.querySelectorAll('pre')].map((code) => code.scrollWidth - code.clientWidth)"
    )

    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    assert max(hidden) <= 0


# --- without motion -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "scrolls", "slides"), [("no-preference", "smooth", True), ("reduce", "auto", False)]
)
def test_nothing_moves_for_those_who_want_no_motion(opened, wish, scrolls, slides):
    page = opened(width=390, reduced_motion=wish)
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((element) => {
            const look = getComputedStyle(element);
            const times = `${look.transitionDuration}, ${look.animationDuration}`.split(",");
            return times.some((time) => parseFloat(time) > 0);
        }).map((element) => element.localName)"""
    )

    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == scrolls
    assert ("side-drawer" in moving) == slides
    assert slides or moving == []


# --- from right to left -------------------------------------------------------------------------------------


def test_a_mirrored_page_has_its_sidebar_on_the_right_and_its_contents_on_the_left(page_of, mirrored):
    page = page_of(1280)
    page.goto(mirrored + PAGE)
    left = {name: page.locator(name).bounding_box()["x"] for name in (".contents", "main", ".sidebar")}

    assert page.locator("html").get_attribute("dir") == "rtl"
    assert sorted(left, key=left.get) == [".contents", "main", ".sidebar"]
    assert page.locator("scheme-switch").bounding_box()["x"] < 200


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_mirrored_drawer_comes_from_the_right(page_of, mirrored, motion):
    page = page_of(390, reduced_motion=motion)
    page.goto(mirrored + PAGE)
    page.click(".menu-button")
    page.wait_for_timeout(400)
    box = page.locator(".beside").bounding_box()

    assert box["x"] + box["width"] == 390
    assert box["x"] > 30


def test_a_mirrored_branch_points_to_the_left_and_when_it_is_open_down(page_of, mirrored):
    page = page_of(1280)
    page.goto(mirrored + PAGE)
    switch = page.locator(".sidebar details:not([open]) > summary").first.element_handle()
    look = """(summary) => {
        const { borderLeftWidth, rotate } = getComputedStyle(summary, "::after");
        return [borderLeftWidth, rotate];
    }"""
    closed = switch.evaluate(look)
    switch.click()

    assert [closed, switch.evaluate(look)] == [["2px", "45deg"], ["2px", "-45deg"]]


def test_code_stays_from_left_to_right_on_a_mirrored_page(page_of, mirrored):
    page = page_of(1280)
    page.goto(mirrored + PAGE)
    directions = page.evaluate(
        "[...new Set([...document.querySelectorAll('pre')].map((code) => getComputedStyle(code).direction))]"
    )

    assert directions == ["ltr"]


# --- without scripts ----------------------------------------------------------------------------------------


@pytest.fixture
def scriptless(opened):
    """Opens a page that runs no scripts."""
    return lambda width=1280: opened(width=width, java_script_enabled=False, reduced_motion="reduce")


def test_without_scripts_nothing_dead_is_shown(scriptless):
    page = scriptless()

    assert shown(page, ".for-scripts", "button", "dialog") == []


def test_without_scripts_the_sidebar_the_contents_and_the_text_are_there(scriptless):
    page = scriptless()

    assert shown(page, ".sidebar a", ".contents a", ".callout", "table", "pre", ".footnotes") == [
        ".sidebar a",
        ".contents a",
        ".callout",
        "table",
        "pre",
        ".footnotes",
    ]


def test_without_scripts_the_drawer_opens_and_closes(scriptless):
    page = scriptless(390)
    seen = []
    for press in (
        lambda: page.click(".menu-button"),
        lambda: page.click(".drawer-head button"),
        lambda: page.press(".menu-button", "Enter"),
        lambda: page.keyboard.press("Escape"),
    ):
        press()
        seen.append(page.locator(".sidebar").is_visible())

    assert seen == [True, False, True, False]


def test_without_scripts_the_contents_open_and_lead(scriptless):
    page = scriptless(390)
    page.click(".disclosure > summary")
    page.locator(".contents").get_by_text("Footnotes").click()

    assert page.url.endswith("#footnotes")
    expect(page.locator("#footnotes")).to_be_in_viewport()


def test_without_scripts_callouts_and_branches_unfold(scriptless):
    page = scriptless()
    page.click("summary:has-text('What is in the red box')")
    page.locator(".sidebar summary").first.click()

    expect(page.get_by_text("a bar of chocolate")).to_be_visible()
    expect(page.locator(".sidebar").get_by_text("Your first week")).to_be_visible()
