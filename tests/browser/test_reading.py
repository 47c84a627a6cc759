"""What the theme does for somebody who reads: colours, drawer, contents, copying, keys."""

import re

import pytest
from playwright.sync_api import expect

PAGE = "/handbook/everything/"
LONG = "/handbook/tall/"
CODE = """def high_water(day: date, port: str = "Svendborg") -> list[time]:
    \"\"\"Return when the water is high, to five minutes.\"\"\"
    table = TABLES[port]"""


@pytest.fixture
def opened(page_of, showcase):
    """Opens a page of the showcase on which nothing moves."""

    def open_page(path=PAGE, width=1280, **options):
        page = page_of(width, **{"reduced_motion": "reduce", **options})
        page.goto(showcase + path)
        return page

    return open_page


def scheme_of(page):
    """Return what is chosen, and what the page looks like."""
    chosen = page.evaluate("document.documentElement.dataset.scheme ?? 'system'")
    is_dark = page.evaluate(
        """() => {
            const canvas = document.createElement("canvas").getContext("2d");
            canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
            canvas.fillRect(0, 0, 1, 1);
            return canvas.getImageData(0, 0, 1, 1).data[1] < 128;
        }"""
    )
    return chosen, "dark" if is_dark else "light"


# --- colours ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_switch_goes_through_the_schemes_and_says_where_it_is(opened, system):
    page = opened(color_scheme=system)
    switch = page.locator("scheme-switch button")
    seen = []
    for _ in range(4):
        seen.append((*scheme_of(page), switch.get_attribute("aria-label")))
        switch.click()

    assert seen == [
        ("system", system, "Colours: as the system"),
        ("light", "light", "Colours: light"),
        ("dark", "dark", "Colours: dark"),
        ("system", system, "Colours: as the system"),
    ]


def test_the_scheme_is_remembered_over_a_reload_and_on_other_pages(opened, showcase):
    page = opened(color_scheme="dark")
    page.click("scheme-switch button")
    seen = [scheme_of(page)]
    page.reload()
    seen.append(scheme_of(page))
    page.goto(f"{showcase}/blog/")
    seen.append(scheme_of(page))

    assert seen == [("light", "light")] * 3
    assert page.locator("scheme-switch button").get_attribute("aria-label") == "Colours: light"


def test_the_scheme_is_there_before_the_page_has_a_body_to_paint(opened):
    page = opened(color_scheme="light")
    page.evaluate("localStorage.setItem('handbook:scheme', 'dark')")
    page.add_init_script(
        """new MutationObserver((_, observer) => {
            if (!document.body) return;
            window.schemeBeforePaint = document.documentElement.dataset.scheme;
            observer.disconnect();
        }).observe(document, { childList: true, subtree: true });"""
    )
    page.reload()

    assert page.evaluate("window.schemeBeforePaint") == "dark"


# --- drawer -------------------------------------------------------------------------------------------------


@pytest.fixture
def drawer(opened):
    """A page on a telephone with its drawer open."""
    page = opened(width=390)
    page.click(".menu-button")
    page.wait_for_function("document.activeElement.closest('side-drawer')")
    return page


BEHIND = ("header", "main", ".page-bar", "footer")


def state_of_drawer(page):
    """Return whether it is open, whether all else can be reached, and what has the focus."""
    return (
        page.locator(".beside:popover-open").count() == 1,
        [page.evaluate(f"!document.querySelector('{name}').closest('[inert]')") for name in BEHIND],
        page.evaluate("document.activeElement.className || document.activeElement.textContent"),
    )


def test_the_drawer_opens_at_the_page_itself_and_puts_all_else_out_of_reach(drawer):
    assert state_of_drawer(drawer) == (True, [False] * 4, "Everything")
    assert drawer.locator(".beside").bounding_box()["x"] == 0


def test_the_keyboard_stays_in_the_drawer(drawer):
    visited = []
    for _ in range(40):
        drawer.keyboard.press("Tab")
        visited.append(drawer.evaluate("document.activeElement.closest('side-drawer, body').localName"))
    reached = drawer.evaluate("!!document.activeElement.closest('[inert]')")

    # From the last entry the focus goes to the browser itself, which is the body here, and comes back.
    assert (set(visited) <= {"side-drawer", "body"}, visited.count("side-drawer") > 30, reached) == (
        True,
        True,
        False,
    )


@pytest.mark.parametrize(
    "close",
    [
        lambda page: page.keyboard.press("Escape"),
        lambda page: page.click(".drawer-head button"),
        lambda page: page.mouse.click(380, 400),
    ],
    ids=["Escape", "button", "touch beside it"],
)
def test_the_drawer_closes_and_gives_the_focus_back(drawer, close):
    close(drawer)

    assert state_of_drawer(drawer) == (False, [True] * 4, "menu-button")


def test_a_drawer_that_stands_open_when_the_screen_grows_wide_becomes_the_sidebar(drawer):
    drawer.set_viewport_size({"width": 1280, "height": 800})
    drawer.wait_for_function("!document.querySelector('main').inert")

    assert state_of_drawer(drawer)[:2] == (False, [True] * 4)
    assert drawer.locator(".beside").get_attribute("role") is None
    assert drawer.locator(".sidebar").is_visible()


def test_on_a_desk_the_sidebar_just_stands_there(opened):
    page = opened(width=1280)

    assert page.locator(".sidebar").is_visible()
    assert not page.locator(".menu-button").is_visible()
    assert not page.locator(".drawer-head").is_visible()


# --- on this page -------------------------------------------------------------------------------------------


def marked(page):
    return page.locator(".contents [aria-current]").all_inner_texts()


def test_the_contents_mark_what_is_being_read(opened):
    page = opened(LONG)
    seen = [marked(page)]
    for heading in ("empty-the-lockers", "take-out-the-batteries", "dry-the-sails"):
        page.evaluate("id => document.getElementById(id).scrollIntoView()", heading)
        page.wait_for_timeout(100)
        seen.append(marked(page))
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.wait_for_timeout(100)
    seen.append(marked(page))

    assert seen == [
        [],
        ["Empty the lockers"],
        ["Take out the batteries"],
        ["Dry the sails"],
        ["When it rains"],
    ]
    assert page.locator(".contents a").last.get_attribute("aria-current") == "location"


@pytest.mark.parametrize("name", ["50%", "a%41", "Ärger"])
def test_the_contents_mark_a_section_whatever_its_id_is(page_of, showcase, name):
    page = page_of(1280, reduced_motion="reduce")
    renamed = re.compile(r'(?<=["#])empty-the-lockers(?=")')
    page.route(
        showcase + LONG,
        lambda route: route.fulfill(body=renamed.sub(name, route.fetch().text()), content_type="text/html"),
    )
    page.goto(showcase + LONG)
    page.evaluate("id => document.getElementById(id).scrollIntoView()", name)

    expect(page.locator(".contents [aria-current]")).to_have_attribute("href", f"#{name}")


def test_on_a_telephone_the_contents_open_lead_and_close(opened):
    page = opened(LONG, width=390)
    contents = page.locator(".contents")
    seen = [contents.is_visible()]
    page.click(".disclosure > summary")
    seen.append(contents.is_visible())
    contents.get_by_text("Dry the sails").click()
    seen.append(contents.is_visible())

    assert seen == [False, True, False]
    assert page.url.endswith("#dry-the-sails")
    bar = page.locator(".page-bar").bounding_box()
    heading = page.locator("#dry-the-sails").bounding_box()
    assert bar["y"] + bar["height"] <= heading["y"] < 200


@pytest.mark.parametrize(
    "close",
    [lambda page: page.keyboard.press("Escape"), lambda page: page.mouse.click(10, 600)],
    ids=["Escape", "touch beside it"],
)
def test_on_a_telephone_the_contents_close(opened, close):
    page = opened(LONG, width=390)
    page.click(".disclosure > summary")
    close(page)

    assert not page.locator(".contents").is_visible()


# --- copying ------------------------------------------------------------------------------------------------


@pytest.fixture
def copying(opened):
    """A page that may read what it has copied."""
    page = opened()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return page


def copied(page):
    return page.evaluate("navigator.clipboard.readText()")


def test_numbered_code_is_copied_without_its_numbers_and_says_so(copying):
    code = copying.locator(".code", has=copying.locator(".code-title"))
    button = code.locator("copy-code button")
    before = button.get_attribute("aria-label")
    button.click()
    expect(button).to_have_attribute("data-state", "copied")
    during = button.get_attribute("aria-label"), code.locator("[role=status]").inner_text()
    expect(button).not_to_have_attribute("data-state", "copied")

    assert copied(copying).startswith(CODE)
    assert (before, during, button.get_attribute("aria-label")) == ("Copy", ("Copied", "Copied"), "Copy")


ABOVE_ITS_CODE = """figure => {
    const label = getComputedStyle(figure, "::before");
    const lines = document.createRange();
    lines.selectNodeContents(figure.querySelector("code"));
    const first = lines.getClientRects()[0].top - figure.getBoundingClientRect().top;
    return parseFloat(label.top) + parseFloat(label.height) <= first;
}"""


@pytest.mark.parametrize("width", [768, 1280])
def test_the_name_of_a_language_covers_no_line_however_long(opened, width):
    page = opened(width=width)
    figures = page.locator(".code[data-language]:not([data-language=text]):not(:has(.code-title))").all()

    assert [figure.evaluate(ABOVE_ITS_CODE) for figure in figures] == [True] * len(figures) != []


def test_a_diff_is_copied_as_it_is_afterwards(copying):
    button = copying.locator(".code:has(.deleted) copy-code button")
    button.click()
    expect(button).to_have_attribute("data-state", "copied")

    assert copied(copying) == (
        "export function varnish(coats) {\n  return coats * 24 + 12; // the last one dries slowly\n}"
    )


def test_code_is_selected_where_it_cannot_be_copied(opened):
    page = opened()
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject())")
    page.locator(".code:has(.code-title) copy-code button").click()
    expect(page.locator("copy-code [data-state=selected]")).to_have_count(1)

    assert page.evaluate("getSelection().toString()").startswith(CODE)


def test_a_heading_s_link_copies_its_address_and_leads_there(copying, showcase):
    link = copying.locator("#tables .heading-link")
    link.click()
    expect(link).to_have_attribute("data-state", "copied")

    assert copied(copying) == copying.url == f"{showcase}{PAGE}#tables"
    expect(copying.locator("copy-heading")).not_to_be_empty()
    expect(copying.locator("copy-heading")).to_be_empty()


def test_the_heading_that_was_copied_last_is_the_one_that_says_so(copying):
    states = []
    for name in ("tables", "code", "tables"):
        copying.locator(f"#{name} .heading-link").click()
        expect(copying.locator(f"#{name} .heading-link")).to_have_attribute("data-state", "copied")
        states.append(copying.locator(".heading-link[data-state]").count())

    assert states == [1, 1, 1]


# --- keys ---------------------------------------------------------------------------------------------------


def test_a_question_mark_lists_the_shortcuts_and_escape_gives_the_focus_back(opened):
    page = opened()
    page.focus(".site-name")
    page.keyboard.press("?")
    dialog = page.locator("dialog.shortcuts")
    seen = [dialog.is_visible(), page.evaluate("!!document.activeElement.closest('dialog')")]
    page.keyboard.press("Escape")
    seen += [dialog.is_visible(), page.evaluate("document.activeElement.className")]

    assert seen == [True, True, False, "site-name"]


def test_the_list_of_shortcuts_closes_by_a_touch_beside_it(opened):
    page = opened()
    page.click("[data-opens=shortcuts]")
    page.mouse.click(5, 5)

    assert not page.locator("dialog.shortcuts").is_visible()


def test_n_and_p_lead_to_the_next_and_the_previous_page(opened, showcase):
    page = opened("/handbook/people/benefits/days-off/")
    visited = []
    for key in "npp":
        with page.expect_navigation():
            page.keyboard.press(key)
        visited.append(page.url.removeprefix(showcase))

    assert visited == [
        "/handbook/people/benefits/boat/",
        "/handbook/people/benefits/days-off/",
        "/handbook/people/benefits/",
    ]


def test_c_changes_the_colours_and_keys_with_others_do_not(opened):
    page = opened()
    page.keyboard.press("Control+c")
    seen = [scheme_of(page)[0]]
    page.keyboard.press("c")
    seen.append(scheme_of(page)[0])

    assert seen == ["system", "light"]


def test_no_key_does_anything_while_somebody_types(opened):
    page = opened()
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    page.locator("main > input").fill("")
    page.locator("main > input").press_sequentially("nc?p")

    assert page.url.endswith(PAGE)
    assert page.locator("main > input").input_value() == "nc?p"
    assert scheme_of(page)[0] == "system"
    assert not page.locator("dialog.shortcuts").is_visible()


def test_single_keys_can_be_turned_off_and_stay_so(opened, showcase):
    page = opened()
    page.click("[data-opens=shortcuts]")
    page.uncheck("dialog.shortcuts input")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.goto(f"{showcase}/blog/")
    page.keyboard.press("c")
    page.keyboard.press("?")
    off = scheme_of(page)[0], page.locator("dialog.shortcuts").is_visible()
    page.click("[data-opens=shortcuts]")
    page.check("dialog.shortcuts input")
    page.keyboard.press("Escape")
    page.keyboard.press("c")

    assert (off, scheme_of(page)[0]) == (("system", False), "light")


def test_a_link_leads_back_to_the_top(opened):
    page = opened(LONG)
    page.locator(".top-link").click()
    page.wait_for_function("scrollY === 0")

    assert page.url.endswith("#page:top")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_first_key_leads_past_all_that_stands_before_the_text(opened, width):
    page = opened(width=width)
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.localName") == "main"
    assert re.search(r"#page:main$", page.url)


def test_the_first_column_of_a_wide_table_stays_in_sight(opened):
    page = opened("/handbook/full-width/", width=390)
    table = page.locator(".table-scroll")
    boat = table.locator("tbody tr").first.locator("td").first
    before = boat.bounding_box()["x"]
    table.evaluate("table => { table.scrollLeft = table.scrollWidth }")

    assert table.evaluate("table => table.scrollLeft") > 500
    assert boat.bounding_box()["x"] == before
