"""The search in a real browser: what it finds, where it leads, its keys, and what it loads."""

from pathlib import Path

import pytest
from on_disk import write_site

from checks import sites
from checks.loopback import serving
from handbook.settings import find_project

PAGES = {
    "handbook/index.md": "# Handbook\n\nHow we work, and on whom one calls.\n",
    "handbook/leave.md": (
        "# Leave\n\nEverybody takes time away from work.\n\n## How much\n\nAt least 25 days.\n\n"
        "## Sabbaticals\n\nAfter five years you may go on a *voyage* of three months; tell your lead.\n\n"
        "### Coming back\n\nBring <b>photographs</b> & `<tales>`.\n\n" + "Much more.\n\n" * 60
    ),
    "handbook/people/pay.md": "---\ntitle: Pay\n---\n\nPaid on the 25th, leave or no leave.\n",
    "handbook/no.md": "---\nnoindex: true\n---\n\n# Unlisted\n\nA whisper about sabbaticals.\n",
    "blog/voyage.md": "---\ntitle: A long voyage\ndate: 2023-07-03\n---\n\nWe went on a sabbatical.\n",
    **{f"handbook/many/page-{number}.md": f"# Ration {number}\n\nBiscuit.\n" for number in range(30)},
}
SETTINGS = '[site]\ntitle = "Acme"\nurl = "https://acme.example/hand/book/"\nlanguage = "en"\n'
DIALOG = "dialog.search"
INPUT = f"{DIALOG} input"
ACTIVE = f"{DIALOG} [aria-selected=true]"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A handbook and a blog under a base path: the address of its home page, without the closing slash."""
    folder = tmp_path_factory.mktemp("searched")
    write_site(folder, {"handbook.toml": SETTINGS})
    write_site(folder / "content", PAGES)
    finished = sites.finish(find_project(folder), folder / "site")
    with serving(finished.folder, finished.base) as served:
        yield served


@pytest.fixture
def opened(site, page_of):
    """Open a page of the site; give the page, whose ``problems`` are errors and foreign requests."""
    problems = []

    def open_page(path="/handbook/", width=1280, **options):
        page = page_of(width, reduced_motion="reduce", **options)
        page.on(
            "console", lambda said: problems.append(said.text) if said.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "request", lambda request: None if request.url.startswith(site) else problems.append(request.url)
        )
        page.goto(site + path)
        return page

    yield open_page
    assert problems == []


def search(page, words):
    """Open the search by its key, type, and wait for the answer."""
    if not page.locator(f"{DIALOG}[open]").count():
        page.keyboard.press("/")
    page.fill(INPUT, words)
    page.wait_for_function(
        "words => document.querySelector('search-dialog').shown === words.trim()"
        " && !document.querySelector('dialog.search [role=status]').textContent.startsWith('Searching')",
        arg=words,
    )


def said(page):
    return page.locator(f"{DIALOG} [role=status]").inner_text()


def found(page):
    """Return the titles of what is found: pages, and below each its sections."""
    groups = page.locator(f"{DIALOG} [role=group]:has([role=option])").all()
    return {
        titles[0]: titles[1:]
        for group in groups
        if (titles := [title.strip() for title in group.locator(".search-title").all_inner_texts()])
    }


def counts(page):
    return page.locator(".search-parts button").all_inner_texts()


# --- what it finds ------------------------------------------------------------------------------------------


def test_a_heading_leads_to_its_section(site, opened):
    page = opened()
    search(page, "coming back")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/handbook/leave/#coming-back")

    assert page.locator("#coming-back").is_visible()
    assert page.evaluate("document.querySelector('#coming-back').getBoundingClientRect().top") < 400


def test_a_word_of_the_text_leads_to_the_section_it_stands_in(site, opened):
    page = opened()
    search(page, "photographs")

    assert found(page) == {"Leave": ["Coming back"]}
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/handbook/leave/#coming-back")


def test_a_title_leads_to_the_page(site, opened):
    page = opened()
    search(page, "pay")
    page.keyboard.press("Enter")

    page.wait_for_url(f"{site}/handbook/people/pay/")


def test_words_are_marked_where_they_were_found(opened):
    page = opened()
    search(page, "voyage")

    assert page.locator(f"{DIALOG} mark").all_inner_texts() == ["voyage", "voyage"]
    section = page.locator(".search-section")
    assert section.locator(".search-title").inner_text() == "Sabbaticals"
    assert "go on a voyage of three months" in section.locator(".search-excerpt").inner_text()


def test_text_that_looks_like_markup_is_text(opened):
    page = opened()
    search(page, "tales")

    assert "Bring photographs & <tales>." in page.locator(".search-section .search-excerpt").inner_text()


def test_a_result_says_where_it_stands_and_when_it_was_written(opened):
    page = opened()
    search(page, "a long voyage")

    assert page.locator(".search-place").all_inner_texts()[0] == "Blog · Jul 3, 2023"


def test_what_is_not_listed_is_not_found(opened):
    page = opened()
    search(page, "whisper")

    assert found(page) == {}


def test_more_follows_when_one_comes_to_the_end(opened):
    page = opened()
    search(page, "biscuit")
    first = len(found(page))
    for _ in range(first):
        page.keyboard.press("ArrowDown")
    page.wait_for_function(
        "count => document.querySelectorAll('dialog.search [role=option]').length > count", arg=first
    )

    assert (said(page), first < 30) == ("30 pages", True)


# --- parts --------------------------------------------------------------------------------------------------


def test_a_part_of_the_site_can_be_searched_alone(opened):
    page = opened()
    search(page, "voyage")
    everywhere, in_parts = found(page), counts(page)
    page.click(".search-parts button:has-text('Blog')")
    page.wait_for_function(
        "document.querySelectorAll('dialog.search [role=group] > .search-page').length === 1"
    )

    assert everywhere.keys() == {"A long voyage", "Leave"}
    assert in_parts == ["All2", "Blog1", "Handbook1"]
    assert found(page) == {"A long voyage": []}
    assert counts(page) == in_parts
    pressed = page.locator(".search-parts button[aria-pressed=true]")
    assert pressed.all_inner_texts() == ["Blog1"]


def test_from_an_empty_part_a_way_leads_everywhere(opened):
    page = opened()
    search(page, "photographs")
    page.click(".search-parts button:has-text('Blog')")
    page.click("text=Search everywhere")
    page.wait_for_selector(".search-page")

    assert found(page) == {"Leave": ["Coming back"]}
    assert page.evaluate("document.activeElement.matches('dialog.search input')")


# --- keys ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["/", "Control+k", "Meta+k"])
def test_a_key_opens_it_and_escape_gives_the_focus_back(opened, key):
    page = opened()
    page.focus(".site-name")
    page.keyboard.press(key)
    page.wait_for_selector(INPUT)
    page.keyboard.type("pay")
    typed = page.input_value(INPUT)
    page.keyboard.press("Escape")

    assert typed == "pay"
    assert not page.locator(DIALOG).is_visible()
    assert page.evaluate("document.activeElement.className") == "site-name"


def test_a_slash_that_is_typed_is_a_slash(opened):
    page = opened()
    page.evaluate("document.querySelector('main').append(document.createElement('textarea'))")
    page.focus("main textarea")
    page.keyboard.type("and/or")

    assert page.input_value("main textarea") == "and/or"
    assert page.locator(f"{DIALOG}[open]").count() == 0


def test_single_keys_that_are_turned_off_do_nothing(opened):
    page = opened()
    page.evaluate("document.documentElement.dataset.shortcuts = 'off'")
    page.keyboard.press("/")
    page.wait_for_timeout(100)
    by_slash = page.locator(f"{DIALOG}[open]").count()
    page.keyboard.press("Control+k")
    page.wait_for_selector(INPUT)

    assert by_slash == 0


def test_arrows_go_round_through_pages_and_sections(opened):
    page = opened()
    search(page, "sabbatical")
    options = page.locator(f"{DIALOG} [role=option]")
    seen = []
    for _ in range(options.count() + 1):
        seen.append(page.locator(ACTIVE).get_attribute("id"))
        assert page.get_attribute(INPUT, "aria-activedescendant") == seen[-1]
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")

    assert len(set(seen)) == options.count() == 3
    assert seen[0] == seen[-1] == page.locator(ACTIVE).get_attribute("id")
    assert page.evaluate("document.activeElement.matches('dialog.search input')")


def test_enter_waits_for_what_was_typed_last(site, opened):
    page = opened()
    search(page, "pay")
    page.fill(INPUT, "photographs")
    page.keyboard.press("Enter")

    page.wait_for_url(f"{site}/handbook/leave/#coming-back")


def test_with_control_enter_opens_a_new_tab(site, opened):
    page = opened()
    search(page, "photographs")
    with page.context.expect_page() as new:
        page.keyboard.press("Control+Enter")

    assert new.value.url == f"{site}/handbook/leave/#coming-back"
    assert page.locator(f"{DIALOG}[open]").count() == 1


def test_the_focus_stays_inside(opened):
    page = opened()
    search(page, "voyage")
    seen = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.closest('dialog.search, body').localName"))

    # A browser's own buttons are the one thing besides: there it is the body that has the focus.
    assert "dialog" in seen
    assert page.evaluate("!document.activeElement.closest('main, header.site-header')")


def test_a_result_on_the_same_page_closes_the_search(opened):
    page = opened("/handbook/leave/")
    search(page, "photographs")
    page.click(".search-section")

    assert not page.locator(DIALOG).is_visible()
    assert page.url.endswith("/handbook/leave/#coming-back")


@pytest.mark.parametrize("where", [".search-close", None])
def test_it_closes_by_its_button_and_by_a_touch_beside_it(opened, where):
    page = opened()
    search(page, "pay")
    page.click(where) if where else page.mouse.click(5, 5)

    assert not page.locator(DIALOG).is_visible()


# --- what it says -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["xyzzy", "whenceforth", "2525252525"])
def test_where_nothing_is_found_it_says_so(opened, words):
    page = opened()
    search(page, words)

    assert said(page) == f"Nothing found for “{words}”. Check the spelling, or try other words."
    assert page.get_attribute(INPUT, "aria-expanded") == "false"
    assert found(page) == {}


def test_a_search_that_cannot_be_loaded_can_be_tried_again(site, page_of):
    page = page_of()
    page.goto(f"{site}/handbook/")
    page.route("**/pagefind/*.pf_meta", lambda route: route.abort())
    page.keyboard.press("/")
    page.wait_for_selector("text=The search could not be loaded.")
    page.unroute("**/pagefind/*.pf_meta")
    page.fill(INPUT, "photographs")
    page.click("text=Try again")
    page.wait_for_selector(".search-section")

    assert found(page) == {"Leave": ["Coming back"]}


def test_an_answer_that_comes_late_is_dropped(opened):
    page = opened()
    search(page, "pay")
    page.evaluate(
        """async () => {
            const dialog = document.querySelector("search-dialog");
            dialog.input.value = "voyage";
            const late = dialog.search();
            dialog.input.value = "photographs";
            await Promise.all([dialog.search(), late]);
        }"""
    )

    assert found(page) == {"Leave": ["Coming back"]}


# --- recent searches ----------------------------------------------------------------------------------------


def recent(page):
    return page.locator(f"{DIALOG} button[role=option]").all_inner_texts()


def test_searches_that_led_somewhere_are_remembered_newest_first(site, opened):
    page = opened()
    for words in ("leave", "pay", "voyage", "photographs", "biscuit", "pay", "sabbaticals"):
        search(page, words)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.goto(f"{site}/handbook/")
    search(page, "xyzzy")
    page.fill(INPUT, "")
    page.wait_for_selector("text=Recent searches")

    assert recent(page) == ["sabbaticals", "pay", "biscuit", "photographs", "voyage"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".search-section")
    assert page.input_value(INPUT) == "sabbaticals"


def test_recent_searches_can_be_forgotten(opened):
    page = opened()
    page.evaluate("localStorage.setItem('handbook:searches', JSON.stringify(['pay']))")
    page.keyboard.press("/")
    page.click("text=Clear")
    page.wait_for_selector("text=as you type")

    assert recent(page) == []
    assert page.evaluate("localStorage.getItem('handbook:searches')") == "[]"


@pytest.mark.parametrize("kept", ['"no list"', "{", "[1, null]"])
def test_what_was_remembered_may_be_anything(opened, kept):
    page = opened()
    page.evaluate("kept => localStorage.setItem('handbook:searches', kept)", kept)
    search(page, "photographs")

    assert found(page) == {"Leave": ["Coming back"]}


def test_without_storage_it_searches_all_the_same(site, opened):
    page = opened()
    page.evaluate(
        "() => { Storage.prototype.getItem = Storage.prototype.setItem = () => { throw Error('none'); }; }"
    )
    search(page, "photographs")
    page.keyboard.press("Enter")

    page.wait_for_url(f"{site}/handbook/leave/#coming-back")


# --- what it loads ------------------------------------------------------------------------------------------


def test_nothing_is_loaded_before_it_is_opened(site, opened):
    page = opened()
    page.wait_for_load_state("networkidle")
    requests = []
    page.on("request", lambda request: requests.append(request.url.removeprefix(site)))
    before = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    page.hover(".search-button")
    page.evaluate("document.querySelector('site-search').load().then(() => {})")
    hovered = [*requests]
    search(page, "photographs")

    assert [url for url in before if "pagefind" in url or "search-dialog" in url] == []
    assert {Path(url).name.partition(".")[0] for url in hovered} == {"search-dialog"}
    assert {url.split("/")[1] for url in requests[len(hovered) :]} == {"pagefind"}


def test_without_scripts_there_is_no_button(site, page_of):
    page = page_of(java_script_enabled=False)
    page.goto(f"{site}/handbook/")

    assert not page.locator(".search-button").is_visible()


# --- for everyone -------------------------------------------------------------------------------------------

STATES = {"nothing typed": "", "results": "voyage", "nothing found": "xyzzy"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("words", STATES.values(), ids=STATES)
def test_axe_finds_nothing_in_it(opened, words, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = opened(width=width, color_scheme=scheme)
    page.evaluate("localStorage.setItem('handbook:searches', JSON.stringify(['pay', 'leave']))")
    search(page, words)
    response = axe.run(page, options={"resultTypes": ["violations"]}).response

    assert len(response["passes"]) > 10
    assert [(violation["id"], violation["nodes"][0]["target"]) for violation in response["violations"]] == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_fits_the_screen(opened, width):
    page = opened(width=width, is_mobile=width < 640)
    search(page, "voyage")
    box = page.locator(DIALOG).bounding_box()

    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["width"] == min(640, width)
    assert page.evaluate("document.querySelector('dialog.search').scrollWidth") <= box["width"]
