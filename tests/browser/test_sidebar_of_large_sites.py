"""The sidebar of a large site in a real browser: 800 pages in sections, 208 in groups without pages."""

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
    for number in range(800):
        part, section, page = number // 160, number // 8 % 20, number % 8
        write(content / f"handbook/part-{part}/section-{section}/page-{page}.md", f"Page {number}")
    for number in range(208):
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
        for group in range(4)
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
    path.write_text(f"---\ntitle: {title}\n---\n\n" + "Words.\n\n" * 40, encoding="utf-8")


@pytest.fixture
def opened(large, page_of):
    """Open a page of the site; it notes what goes wrong, what is loaded, and the requests for branches."""

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


def switch(page, name):
    return page.locator(".sidebar summary").and_(page.get_by_label(f"Pages in {name}", exact=True)).first


def is_open(page, name):
    return switch(page, name).locator("..").get_attribute("open") is not None


def names_in(page, name):
    """Return what is shown directly in a group."""
    return switch(page, name).locator("xpath=../ul/li/a").all_inner_texts()


def open_branch(page, name):
    switch(page, name).click()
    switch(page, name).locator("xpath=../ul").wait_for()


def follow(page, link):
    """Follow a link, and wait until its page has been painted."""
    with page.expect_navigation():
        link.click()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def link_to(page, name):
    return page.locator(".sidebar a").get_by_text(name, exact=True)


# --- closed branches ----------------------------------------------------------------------------------------


def test_a_closed_branch_opens_without_a_page_load_and_shows_what_is_in_it(opened):
    page = opened(HERE)
    open_branch(page, "Part 1")
    inside = names_in(page, "Part 1")
    open_branch(page, "Section 7")

    assert sorted(inside) == sorted(f"Section {number}" for number in range(20))
    assert names_in(page, "Section 7") == [f"Page {number}" for number in range(216, 224)]
    assert (len(page.loads), page.problems) == (1, [])
    assert page.locator(".sidebar [aria-current=page]").all_inner_texts() == ["Page 348"]


def test_a_closed_branch_opens_by_key_and_the_focus_stays_on_its_switch(opened):
    page = opened(HERE)
    link_to(page, "Part 1").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    switch(page, "Part 1").locator("xpath=../ul").wait_for()
    focused = page.evaluate("document.activeElement.ariaLabel")
    page.keyboard.press("Tab")

    assert focused == "Pages in Part 1"
    assert page.evaluate("document.activeElement.textContent") == "Section 0"
    assert len(page.loads) == 1


def test_a_closed_group_without_a_page_becomes_a_switch_of_its_name(opened):
    page = opened(IN_A_GROUP)
    page.locator(".sidebar summary").get_by_text("Group 3", exact=True).click()
    page.get_by_text("Guide 207", exact=True).wait_for()

    assert (len(page.loads), page.problems) == (1, [])
    assert page.locator(".sidebar details[open]").count() == 2


@pytest.mark.parametrize(
    ("path", "name", "leads_to"),
    [(HERE, "Part 1", "/handbook/part-1/"), (IN_A_GROUP, "Group 3", "/guide/page-156/")],
)
def test_without_scripts_a_closed_branch_is_a_link_to_its_section_or_to_the_first_page_in_it(
    opened, large, path, name, leads_to
):
    page = opened(path, java_script_enabled=False)
    with page.expect_navigation():
        link_to(page, name).click()

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
    with page.expect_request("**/sidebars/*"):
        page.hover(".sidebar a >> nth=3")
    entered = len(page.files)
    for name in ("Part 0", "Part 1"):
        switch(page, name).click()

    assert (before, entered, len(page.files)) == ([], 1, 1)


# --- from page to page --------------------------------------------------------------------------------------


def top_of(page, name):
    return link_to(page, name).bounding_box()["y"]


def test_the_entry_of_the_page_is_in_sight_and_the_page_itself_has_not_moved(opened):
    page = opened(HERE)

    assert 300 < page.locator(".sidebar [aria-current=page]").bounding_box()["y"] < 500
    assert page.evaluate("scrollY") == 0


def test_what_was_opened_stays_open_and_what_was_followed_stays_where_it_was(opened):
    page = opened(HERE)
    open_branch(page, "Part 1")
    open_branch(page, "Section 7")
    link = link_to(page, "Page 221")
    link.scroll_into_view_if_needed()
    before = top_of(page, "Page 221")
    follow(page, link)

    assert top_of(page, "Page 221") == pytest.approx(before, abs=1)
    assert page.locator(".sidebar [aria-current=page]").all_inner_texts() == ["Page 221"]
    assert names_in(page, "Part 2")[0] == "Section 0"
    assert (page.files[1:], page.problems) == ([], [])


def test_the_sidebar_stays_where_it_is_when_a_link_in_the_text_is_followed(opened):
    page = opened(HERE)
    page.locator("side-drawer").evaluate("drawer => drawer.scrollBy(0, 200)")
    before = top_of(page, "Page 349")
    follow(page, page.locator("a[rel=next]"))

    assert top_of(page, "Page 349") == pytest.approx(before, abs=1)


def test_a_small_tree_is_remembered_too(opened):
    page = opened("/few/g/h/")
    switch(page, "A").click()
    follow(page, page.locator("a[rel=prev]"))

    assert is_open(page, "A")


def test_nothing_is_painted_before_it_is_in_its_place(opened, large):
    page = opened(HERE)
    held = []

    def hold(route):
        held.append(route)

    page.route("**/navigation-tree.*", hold)
    page.goto(f"{large}{IN_A_GROUP}", wait_until="commit")
    page.wait_for_selector("main", state="attached")
    page.wait_for_timeout(500)
    painted = page.evaluate("performance.getEntriesByName('first-paint').length")
    held[0].continue_()
    later = page.evaluate(
        """() => new Promise((done) => {
            const observer = new PerformanceObserver((list) => done(list.getEntries().length));
            observer.observe({ type: "paint", buffered: true });
        })"""
    )

    assert (painted, later > 0) == (0, True)


def test_without_storage_each_page_begins_anew(opened):
    page = opened(HERE)
    page.context.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('no storage'); } });"
    )
    page.reload()
    open_branch(page, "Part 1")
    page.reload()

    assert not is_open(page, "Part 1")
    assert page.problems == []


# --- small screens ------------------------------------------------------------------------------------------


def test_a_long_name_deep_in_a_tree_can_be_read_on_a_small_telephone(opened):
    page = opened("/few/a/b/c/d/e/f/deep/", 320)
    page.get_by_role("button", name="Menu").click()
    name = page.locator(".sidebar").get_by_text(LONG_NAME)

    assert name.bounding_box()["width"] > 130
    assert page.locator("side-drawer").evaluate("drawer => drawer.scrollWidth <= drawer.clientWidth")


def test_in_a_drawer_the_entry_of_the_page_is_in_sight_when_it_opens(opened):
    page = opened("/handbook/part-4/section-9/page-7/", 390)
    page.get_by_role("button", name="Menu").click()

    assert page.locator(".sidebar [aria-current=page]").bounding_box()["y"] < 750
