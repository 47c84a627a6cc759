"""The sidebar of a large site in a real browser: 1,000 pages in sections, and 260 in groups without pages."""

import json

import pytest

from checks.loopback import serving
from checks.sites import finish
from handbook.settings import find_project

HERE = "/handbook/part-2/section-3/page-4/"
IN_A_GROUP = "/guide/page-130/"
LONG_NAME = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrente"


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A site below a base path: its address, without the closing slash."""
    folder = tmp_path_factory.mktemp("large")
    content = folder / "content"
    for number in range(1000):
        part, section, page = number // 200, number // 10 % 20, number % 10
        write(content / f"handbook/part-{part}/section-{section}/page-{page}.md", f"Page {number}")
    for number in range(260):
        write(content / f"guide/page-{number}.md", f"Guide {number}")
    write(content / "few/a/b/c/d/e/f/deep.md", LONG_NAME)
    write(content / "few/g/h.md", "H")
    groups = [
        {
            "name": f"Group {group}",
            "children": [
                {"name": f"Guide {number}", "url": f"/guide/page-{number}/"}
                for number in range(group * 52, group * 52 + 52)
            ],
        }
        for group in range(5)
    ]
    (folder / "sidebars.json").write_text(json.dumps({"guide": groups}), encoding="utf-8")
    settings = '[site]\nurl = "https://acme.example/hb/"\n[navigation]\nsidebars = "sidebars.json"\n'
    (folder / "handbook.toml").write_text(settings, encoding="utf-8")
    finished = finish(find_project(folder), folder / "site")
    assert finished.diagnostics == ()
    with serving(finished.folder, finished.base) as address:
        yield address


def write(path, title):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntitle: {title}\n---\n\n" + "Some words, and some more.\n\n" * 40, encoding="utf-8")


@pytest.fixture
def opened(large, page_of):
    """Open a page of the site; the browser's page says what went wrong with it, and how often it was loaded."""

    def open_page(path, width=1280, **options):
        page = page_of(width, **options)
        page.problems, page.loads, page.files = [], [], []
        page.on(
            "console", lambda message: page.problems.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("load", lambda: page.loads.append(page.url))
        page.on(
            "request", lambda request: page.files.append(request.url) if "/sidebars/" in request.url else None
        )
        page.goto(large + path)
        return page

    return open_page


def entry(page, name):
    """Return the list item of an entry."""
    link = page.locator(f".sidebar a, .sidebar summary").get_by_text(name, exact=True)
    return page.locator(".sidebar li").filter(has=link).last


def switch(page, name):
    return page.locator(".sidebar summary").and_(page.get_by_label(f"Pages in {name}", exact=True))


def names_in(page, name):
    """Return what is shown directly in a group."""
    return (
        page.locator(".sidebar details")
        .filter(has=switch(page, name))
        .last.locator("> ul > li > a")
        .all_inner_texts()
    )


# --- closed branches ----------------------------------------------------------------------------------------


def test_a_closed_branch_opens_without_a_page_load_and_shows_what_is_in_it(opened):
    page = opened(HERE)
    switch(page, "Part 1").click()
    page.get_by_text("Section 7", exact=True).first.wait_for()
    inside = names_in(page, "Part 1")
    switch(page, "Section 7").first.click()
    page.get_by_text("Page 270", exact=True).wait_for()

    assert sorted(inside) == sorted(f"Section {number}" for number in range(20))
    assert names_in(page, "Section 7") == [f"Page {number}" for number in range(270, 280)]
    assert (len(page.loads), page.problems) == (1, [])
    assert page.locator(".sidebar [aria-current=page]").all_inner_texts() == ["Page 434"]


def test_a_closed_branch_opens_by_key_and_the_focus_stays_on_its_switch(opened):
    page = opened(HERE)
    page.locator(".sidebar a").get_by_text("Part 1", exact=True).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Section 7", exact=True).first.wait_for()
    focused = page.evaluate("document.activeElement.ariaLabel")
    page.keyboard.press("Tab")

    assert focused == "Pages in Part 1"
    assert page.evaluate("document.activeElement.textContent") == "Section 0"
    assert len(page.loads) == 1


def test_a_closed_group_without_a_page_becomes_a_switch_of_its_name(opened):
    page = opened(IN_A_GROUP)
    page.locator(".sidebar summary").get_by_text("Group 4", exact=True).click()
    page.get_by_text("Guide 259", exact=True).wait_for()

    assert (len(page.loads), page.problems) == (1, [])
    assert page.locator(".sidebar details[open]").count() == 2


@pytest.mark.parametrize(
    ("path", "name", "leads_to"),
    [(HERE, "Part 1", "/handbook/part-1/"), (IN_A_GROUP, "Group 4", "/guide/page-208/")],
)
def test_without_scripts_a_closed_branch_is_a_link_to_its_section_or_to_the_first_page_in_it(
    opened, large, path, name, leads_to
):
    page = opened(path, java_script_enabled=False)
    page.locator(".sidebar a").get_by_text(name, exact=True).click()

    assert page.url == large + leads_to
    assert page.locator(".sidebar [aria-current=page]").is_visible()
    assert page.locator(".sidebar details[open] a").count() > 5


def test_where_the_file_cannot_be_had_the_link_is_followed(opened, large):
    page = opened(HERE)
    page.route("**/sidebars/*", lambda route: route.abort())
    switch(page, "Part 1").click()
    page.wait_for_url(f"{large}/handbook/part-1/")

    assert names_in(page, "Part 1")[0] == "Section 0"


def test_the_file_is_fetched_once_and_only_when_the_sidebar_is_entered(opened):
    page = opened(HERE)
    before = list(page.files)
    page.hover(".sidebar a >> nth=3")
    page.wait_for_timeout(100)
    entered = len(page.files)
    for name in ("Part 0", "Part 1"):
        switch(page, name).click()

    assert (before, entered, len(page.files)) == ([], 1, 1)


# --- from page to page --------------------------------------------------------------------------------------


def top_of(page, name):
    return page.locator(".sidebar a").get_by_text(name, exact=True).bounding_box()["y"]


def test_the_entry_of_the_page_is_in_sight_and_the_page_itself_has_not_moved(opened):
    page = opened("/handbook/part-4/section-9/page-9/")

    assert 100 < page.locator(".sidebar [aria-current=page]").bounding_box()["y"] < 700
    assert page.evaluate("scrollY") == 0


def test_what_was_opened_stays_open_and_what_was_followed_stays_where_it_was(opened):
    page = opened(HERE)
    switch(page, "Part 1").click()
    switch(page, "Section 7").first.click()
    link = page.locator(".sidebar a").get_by_text("Page 275", exact=True)
    link.scroll_into_view_if_needed()
    before = top_of(page, "Page 275")
    link.click()
    page.wait_for_url("**/page-5/")

    assert top_of(page, "Page 275") == pytest.approx(before, abs=1)
    assert page.locator(".sidebar [aria-current=page]").all_inner_texts() == ["Page 275"]
    assert names_in(page, "Part 2")[0] == "Section 0"
    assert (page.files[1:], page.problems) == ([], [])


def test_the_sidebar_stays_where_it_is_when_a_link_in_the_text_is_followed(opened):
    page = opened(HERE)
    page.locator("side-drawer").evaluate("drawer => drawer.scrollBy(0, 60)")
    before = top_of(page, "Page 435")
    page.locator("a[rel=next]").click()
    page.wait_for_url("**/page-5/")

    assert top_of(page, "Page 435") == pytest.approx(before, abs=1)


def test_a_small_tree_is_remembered_too(opened):
    page = opened("/few/g/h/")
    switch(page, "A").click()
    page.locator("a[rel=prev]").click()
    page.wait_for_url("**/few/g/")

    assert switch(page, "A").locator("..").get_attribute("open") == ""


def test_nothing_is_painted_before_it_is_in_its_place(opened):
    page = opened(HERE)
    page.context.add_init_script(
        "new PerformanceObserver((list) => { window.shifts = list.getEntries().length; })"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    switch(page, "Part 0").click()
    page.get_by_text("Section 7", exact=True).first.wait_for()
    page.reload()
    page.wait_for_timeout(200)

    assert switch(page, "Part 0").locator("..").get_attribute("open") == ""
    assert page.evaluate("window.shifts ?? 0") == 0


def test_without_storage_each_page_begins_anew(opened):
    page = opened(HERE)
    page.context.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('no storage'); } });"
    )
    page.reload()
    switch(page, "Part 1").click()
    page.get_by_text("Section 7", exact=True).first.wait_for()
    page.reload()

    assert switch(page, "Part 1").locator("..").get_attribute("open") is None
    assert page.problems == []


# --- small screens ------------------------------------------------------------------------------------------


def test_a_long_name_deep_in_a_tree_can_be_read_on_a_small_telephone(opened):
    page = opened("/few/a/b/c/d/e/f/deep/", 320)
    page.get_by_role("button", name="Menu").click()
    name = page.locator(".sidebar").get_by_text(LONG_NAME)

    assert name.bounding_box()["width"] > 130
    assert page.locator("side-drawer").evaluate("drawer => drawer.scrollWidth <= drawer.clientWidth")


def test_in_a_drawer_the_entry_of_the_page_is_in_sight_when_it_opens(opened):
    page = opened("/handbook/part-4/section-9/page-9/", 390)
    page.get_by_role("button", name="Menu").click()

    assert page.locator(".sidebar [aria-current=page]").bounding_box()["y"] < 750
