"""This repository's own site in a real browser: on a telephone and on a desk, light and dark."""

import pytest

PAGES = [
    "/",
    "/docs/writing/callouts/",
    "/docs/writing/code/",
    "/docs/writing/tables/",
    "/docs/reference/configuration/",
    "/blog/",
    "/blog/introducing-handbook/",
    "/blog/tags/release/",
    "/404.html",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_page_is_wider_than_the_screen_or_makes_an_error_or_a_foreign_request(
    address, page_of, width, scheme
):
    page = page_of(width, color_scheme=scheme)
    problems = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda request: problems.append(request.url) if address not in request.url else None)
    widths = {}
    for path in PAGES:
        page.goto(address + path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")

    assert widths == dict.fromkeys(PAGES, width)
    assert problems == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_visible_heading_of_the_first_level(address, page_of, path):
    page = page_of()
    page.goto(address + path)

    assert page.locator("h1:visible").count() == 1


def test_the_scheme_follows_the_system(address, page_of):
    brightness = {}
    for scheme in ("light", "dark"):
        page = page_of(color_scheme=scheme)
        page.goto(address)
        shot = page.evaluate(
            """() => {
                const canvas = document.createElement("canvas").getContext("2d");
                canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
                canvas.fillRect(0, 0, 1, 1);
                return canvas.getImageData(0, 0, 1, 1).data[1];
            }"""
        )
        brightness[scheme] = "bright" if shot > 127 else "dark"

    assert brightness == {"light": "bright", "dark": "dark"}


def test_the_first_key_reaches_a_link_past_the_navigation(address, page_of):
    page = page_of()
    page.goto(f"{address}/docs/writing/code/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.tagName") == "MAIN"


def test_the_sidebar_shows_where_one_is(address, page_of):
    page = page_of()
    page.goto(f"{address}/docs/writing/code/")

    assert page.locator(".sidebar [aria-current=page]").inner_text() == "Code"
    assert page.locator(".sidebar details[open]").count() == 1


def test_on_a_telephone_the_sidebar_opens_by_touch_and_by_key_without_scripts(address, page_of):
    page = page_of(390, java_script_enabled=False, reduced_motion="reduce")
    page.goto(f"{address}/docs/writing/code/")
    sidebar = page.locator(".sidebar")
    switch = page.locator(".menu-button")
    seen = [sidebar.is_visible()]
    switch.click()
    seen.append(sidebar.is_visible())
    page.keyboard.press("Escape")
    seen.append(sidebar.is_visible())
    switch.press("Enter")
    seen.append(sidebar.is_visible())

    assert seen == [False, True, False, True]


def test_a_link_on_this_page_leads_to_its_heading(address, page_of):
    page = page_of(reduced_motion="reduce")
    page.goto(f"{address}/docs/writing/callouts/")
    page.locator(".contents a", has_text="Containers").click()

    assert page.url == f"{address}/docs/writing/callouts/#containers"
    assert 0 <= page.locator("#containers").bounding_box()["y"] < 200


def test_the_columns_of_a_table_are_aligned_as_written(address, page_of):
    page = page_of()
    page.goto(f"{address}/docs/writing/tables/")
    cells = page.locator("td.align-left, td.align-center, td.align-right")
    aligned = {
        cell.get_attribute("class"): cell.evaluate("cell => getComputedStyle(cell).textAlign")
        for cell in cells.all()
    }

    assert aligned == {"align-left": "start", "align-center": "center", "align-right": "end"}
