"""This repository's own site in a real browser: on a telephone and on a desk, light and dark."""


def test_the_sidebar_shows_where_one_is(address, page_of):
    page = page_of()
    page.goto(f"{address}/docs/writing/code/")

    assert page.locator(".sidebar [aria-current=page]").inner_text() == "Code"
    assert page.locator(".sidebar details[open]").count() == 1


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
