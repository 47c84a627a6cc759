"""The preview as a writer has it: a process, real files that are saved, and what an open page does then."""

import json
import re
import sys
import time

import pytest
from on_disk import write_site
from previewed import previewing

PARAGRAPHS = "\n\n".join(
    f"Paragraph {number} of a long page, with [a link](leave.md)." for number in range(60)
)

MAP = '<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="3000"><rect width="9" height="9"/></svg>'

SITE = {
    "handbook.toml": '[site]\ntitle = "Acme"\n\n[theme]\nstylesheets = ["own.css"]\n',
    "static/own.css": "h1 { letter-spacing: 1px }\n",
    "content/index.md": "# Home\n\nWelcome. See [leave](leave.md) and [long](long.md).\n",
    "content/leave.md": "# Leave\n\nTwenty-five days.\n\n## Sick days\n\nStay at home.\n",
    "content/long.md": f"# Long\n\n{PARAGRAPHS}\n",
    "content/map.svg": MAP,
    "content/other.md": "# Other\n\nNothing here.\n",
}


@pytest.fixture(scope="module")
def editor(tmp_path_factory):
    """An editor that writes down what it is asked to open: its command, and the file that it writes."""
    folder = tmp_path_factory.mktemp("editor")
    program, opened = folder / "my-editor", folder / "opened.json"
    program.write_text(
        f"#!{sys.executable}\nimport json, sys\n"
        f"with open({str(opened)!r}, 'a') as file: file.write(json.dumps(sys.argv[1:]) + '\\n')\n"
    )
    program.chmod(0o755)
    return program, opened


@pytest.fixture(scope="module")
def preview(tmp_path_factory, editor):
    """A preview that the tests of this file share: each has pages of its own."""
    program, _ = editor
    # Called like an editor that is told a line and a column.
    code = program.with_name("code")
    code.symlink_to(program)
    with previewing(
        write_site(tmp_path_factory.mktemp("site"), SITE), environment={"VISUAL": str(code), "EDITOR": ""}
    ) as running:
        yield running


@pytest.fixture
def open_page(page_of, preview):
    """Write a page and open it: ``open_page("leave", text)``."""

    def opened(name, text=None, *, width=1280, **options):
        if text is not None:
            preview.write(f"content/{name}.md", text)
            preview.until(lambda reply: reply.status == 200, f"/{name}/")
        page = page_of(width, **options)
        page.set_default_timeout(20_000)
        page.goto(f"{preview.address}/{name}/" if name else f"{preview.address}/")
        ready(page)
        return page

    return opened


def ready(page):
    """Wait until the preview's script has said what is wrong."""
    page.wait_for_selector(".handbook-panel summary:not(:empty)")


def text_of(page, selector):
    return [each.strip() for each in page.locator(selector).all_inner_texts()]


def shows(page, text):
    page.get_by_text(text, exact=False).first.wait_for(state="attached")


def marked(page):
    """Note on the page's own objects that it was never loaded anew."""
    page.evaluate("window.wasLoadedOnce = true")


def was_loaded_once(page):
    return page.evaluate("window.wasLoadedOnce === true")


IS_SEEN = """block => {
    const { top, bottom } = block.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
}"""

# --- block by block -----------------------------------------------------------------------------------------


def test_an_edit_changes_its_block_and_nothing_else(open_page, preview):
    page = open_page("blocks", f"# Blocks\n\n{PARAGRAPHS}\n")
    marked(page)
    page.evaluate("window.kept = [...document.querySelectorAll('.prose > p')]")
    page.evaluate("window.scrollTo(0, 1500)")

    preview.edit("content/blocks.md", "Paragraph 30 of", "Paragraph thirty of")
    shows(page, "Paragraph thirty of")

    assert page.evaluate(
        "[...document.querySelectorAll('.prose > p')].map((block, index) => block === kept[index])"
    ) == [number != 30 for number in range(60)]
    assert page.evaluate("window.scrollY") == 1500
    assert was_loaded_once(page)


def test_blocks_that_only_moved_down_the_file_stay_and_learn_their_lines(open_page, preview):
    page = open_page("down", "# Down\n\none\n\ntwo [x](y.md)\n\n- three\n")
    page.evaluate("window.kept = [...document.querySelectorAll('.prose > *')]")
    page.evaluate(
        "addEventListener('animationstart', e => (window.flashed ??= []).push(e.target.textContent))"
    )

    preview.edit("content/down.md", "one", "zero [z](leave.md)\n\none")
    shows(page, "zero")
    page.wait_for_function("() => window.flashed")

    lines = (
        "[...document.querySelectorAll('.prose [data-line]')].map(e => `${e.localName} ${e.dataset.line}`)"
    )
    assert page.evaluate(
        "[...document.querySelectorAll('.prose > *')].slice(1).map((e, i) => e === kept[i])"
    ) == [
        True,
        True,
        True,
    ]
    assert page.evaluate(lines) == ["p 3", "p 5", "p 7", "li 9"]
    assert page.evaluate("document.querySelector('[data-handbook-problem]').textContent") == "x"
    assert page.evaluate("flashed") == ["zero z"]


def test_what_changed_flashes_once_and_is_scrolled_to_only_where_it_cannot_be_seen(open_page, preview):
    page = open_page("flash", f"# Flash\n\n{PARAGRAPHS}\n")
    page.evaluate(
        "addEventListener('animationstart', ({target}) => (window.flashed ??= []).push(target.textContent))"
    )

    preview.edit("content/flash.md", "Paragraph 1 of", "Paragraph one of")
    shows(page, "Paragraph one of")
    page.wait_for_function("() => window.flashed?.length")
    seen = page.evaluate("window.scrollY")
    preview.edit("content/flash.md", "Paragraph 55 of", "Paragraph fifty-five of")
    shows(page, "Paragraph fifty-five of")
    page.wait_for_function("() => window.flashed.length === 2")
    page.wait_for_function("() => !document.querySelector('.handbook-changed')")

    assert seen == 0
    assert page.evaluate("window.flashed") == [
        "Paragraph one of a long page, with a link.",
        "Paragraph fifty-five of a long page, with a link.",
    ]
    assert page.evaluate(IS_SEEN, page.query_selector_all(".prose > p")[55])


MOVES = {
    "a new heading": ["## One", "one", "## Two", "two", "## Half", "half", "## Three", "three"],
    "a removed block": ["## One", "one", "## Three", "three"],
    "a moved block": ["## Two", "two", "## One", "one", "## Three", "three"],
    "another kind of block": ["## One", "- first\n- second", "## Two", "two", "## Three", "three"],
    "everything": ["All is new."],
}


@pytest.mark.parametrize("blocks", MOVES.values(), ids=MOVES)
def test_blocks_come_go_and_move(open_page, preview, blocks):
    page = open_page("moves", "# Moves\n\n## One\n\none\n\n## Two\n\ntwo\n\n## Three\n\nthree\n")
    marked(page)

    preview.write("content/moves.md", "# Moves\n\n" + "\n\n".join(blocks))
    page.wait_for_function(
        """texts => texts.join() ===
            [...document.querySelectorAll('.prose > *')].map(block => block.innerText.trim()).join()""",
        arg=[re.sub("^(?:##|-) ", "", block, flags=re.MULTILINE) for block in blocks],
    )

    assert text_of(page, "nav.contents a") == [block[3:] for block in blocks if block.startswith("## ")]
    assert was_loaded_once(page)


MAIN = r"""() => {
    const main = document.querySelector('main').cloneNode(true);
    for (const block of main.querySelectorAll('.handbook-changed')) {
        block.classList.remove('handbook-changed');
        if (block.classList.length === 0) block.removeAttribute('class');
    }
    return main.innerHTML.replace(/>\s*</g, '>\n<').trim().split('\n');
}"""


def test_an_updated_page_is_the_page_as_it_would_be_loaded(open_page, preview):
    code, table = "```python\nthree = {}\n```", "| a | b |\n|---|---|\n| 1 | {} |"
    page = open_page("same", f"# Same\n\none\n\n> two\n\n{code.format(3)}\n\n{table.format(2)}\n")

    new = f"## New\n\none\n\n{code.format(4)}\n\n{table.format(3)}\n\n- x\n"
    preview.write("content/same.md", f"---\ntitle: Other\n---\n\n{new}")
    page.wait_for_function("() => document.title.startsWith('Other')")
    ready(page)
    updated = page.evaluate(MAIN)
    page.reload()
    ready(page)

    assert updated == page.evaluate(MAIN)


def test_title_breadcrumbs_contents_and_sidebar_change_with_the_page(open_page, preview):
    preview.write("content/guide/index.md", "# Guide\n\n[a](a.md)\n")
    preview.write("content/guide/b.md", "# Bee\n\nbee\n")
    page = open_page("guide/a", "# Ay\n\n## First\n\nay\n")
    marked(page)

    preview.write("content/guide/index.md", "# Manual\n\n[a](a.md)\n")
    page.wait_for_function("() => document.querySelector('.breadcrumbs')?.innerText.includes('Manual')")
    preview.write("content/guide/a.md", "# Alpha\n\n## First\n\n## Second\n\nay\n")
    page.wait_for_function("() => document.title === 'Alpha · Acme'")
    preview.edit("content/guide/b.md", "# Bee", "# Beta")
    page.wait_for_function("() => document.querySelector('.sidebar').innerText.includes('Beta')")

    assert text_of(page, "h1") == ["Alpha"]
    assert text_of(page, "nav.contents a") == ["First", "Second"]
    assert "Alpha" in page.locator(".sidebar").inner_text()
    assert was_loaded_once(page)


def test_the_section_that_is_read_stays_marked_when_the_contents_change(open_page, preview):
    page = open_page("spied", "# Spied\n\n## First\n\none\n\n## Second\n\ntwo\n")
    current = "nav.contents a[aria-current=location]"
    page.wait_for_selector(current)
    before = text_of(page, current)

    preview.edit("content/spied.md", "## First", "## Foremost")
    shows(page, "Foremost")
    page.wait_for_selector(current)

    assert (before, text_of(page, current)) == (["First"], ["Foremost"])


def test_a_width_that_a_page_no_longer_asks_for_goes(open_page, preview):
    page = open_page("wide", "---\ntitle: Wide\nwidth: full\n---\n\nbefore\n")
    widths = "[...document.querySelectorAll('article')].map(article => article.dataset.width ?? 'as others')"
    before = page.evaluate(widths)
    marked(page)

    preview.write("content/wide.md", "---\ntitle: Wide\n---\n\nafter\n")
    page.wait_for_function("() => document.querySelector('.prose').textContent.includes('after')")

    assert [before, page.evaluate(widths)] == [["full"], ["as others"]]
    assert was_loaded_once(page)


def test_focus_open_details_and_the_selection_stay(open_page, preview):
    text = (
        "# Stay\n\nKeep this selected.\n\n::: details More\nhidden [inner](leave.md)\n:::\n\n"
        "Press [here](leave.md), or [there](long.md), now.\n\nThe end.\n"
    )
    page = open_page("stay", text)
    page.evaluate("""
        document.querySelector('.prose details').open = true;
        getSelection().selectAllChildren(document.querySelector('.prose > p'));
        document.querySelectorAll('.prose > p a')[1].focus();
    """)

    preview.edit("content/stay.md", "The end.", "The very end.")
    shows(page, "The very end.")
    preview.edit("content/stay.md", "hidden", "shown")
    page.wait_for_function("() => document.querySelector('.prose details').textContent.includes('shown')")
    preview.edit("content/stay.md", ", now.", ", later.")
    page.wait_for_function("() => document.querySelector('.prose').textContent.includes(', later.')")

    assert page.evaluate("getSelection().toString()") == "Keep this selected."
    assert page.evaluate("document.querySelector('.prose details').open") is True
    assert page.evaluate("document.activeElement.textContent") == "there"


def test_the_search_stays_open_with_what_was_typed(open_page, preview):
    page = open_page("searching", "# Searching\n\nbefore\n")
    page.keyboard.press("Control+k")
    page.wait_for_selector("dialog.search[open] input, dialog[open] input")
    page.keyboard.type("leav")

    preview.edit("content/searching.md", "before", "after")
    page.wait_for_function("() => document.querySelector('.prose').textContent.includes('after')")

    assert page.evaluate("document.activeElement.value") == "leav"
    assert page.locator("dialog[open]").count() == 1


COUNT_SEARCHES = """
    window.searches = 0;
    for (const name of ['querySelector', 'querySelectorAll']) {
        const original = Document.prototype[name];
        Document.prototype[name] = function (selector) {
            if (selector.startsWith('main [data-')) window.searches += 1;
            return original.call(this, selector);
        };
    }
"""

# --- what is wrong ------------------------------------------------------------------------------------------


def test_a_broken_link_is_marked_with_its_hint_and_leads_to_the_editor(open_page, preview, editor):
    _, opened = editor
    page = open_page(
        "links", "---\ntitle: Links\n---\n\nfirst\n\nSee [that page](leaves.md) and [leave](leave.md).\n"
    )
    mark = page.locator(".handbook-mark")

    assert mark.inner_text().split("\n") == ["Warning no page at leaves.md", "did you mean leave.md?"]
    assert page.locator("[data-handbook-problem=warning]").inner_text() == "that page"
    mark.click()
    wait_for(opened.exists)
    assert [json.loads(line) for line in opened.read_text().splitlines()] == [
        ["--goto", f"{preview.folder}/content/links.md:7:17"]
    ]


def wait_for(is_so):
    ends = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_an_editor_with_an_address_of_its_own_is_opened_by_a_click_on_a_mark(tmp_path, page_of):
    files = {
        "handbook.toml": '[serve]\neditor = "vscode://file/{file}:{line}:{column}"\n',
        "content/two words.md": "# Two words\n\nSee [that page](nowhere.md).\n",
    }
    with previewing(write_site(tmp_path, files)) as other:
        page = page_of()
        page.set_default_timeout(20_000)
        page.goto(f"{other.address}/two words/")
        page.evaluate("""navigation.addEventListener("navigate", (event) => {
            window.wentTo = event.destination.url;
            event.preventDefault();
        })""")
        page.locator(".handbook-mark").click()
        page.wait_for_function("() => window.wentTo")

        folder = str(tmp_path).removeprefix("/")
        assert page.evaluate("wentTo") == f"vscode://file/{folder}/content/two%20words.md:3:17"
        assert page.locator(".handbook-said").count() == 0


@pytest.mark.parametrize("name", ["reading", "GUIDELINES"])  # LINE is what stands for the line
def test_the_editor_opens_the_page_where_one_reads(open_page, preview, editor, name):
    _, opened = editor
    page = open_page(name, f"# Reading\n\n{PARAGRAPHS}\n")
    page.evaluate("document.querySelectorAll('.prose > p')[20].scrollIntoView({behavior: 'instant'})")
    before = len(opened.read_text().splitlines()) if opened.exists() else 0

    page.keyboard.press("e")
    wait_for(lambda: opened.exists() and len(opened.read_text().splitlines()) > before)

    assert json.loads(opened.read_text().splitlines()[-1]) == [
        "--goto",
        f"{preview.folder}/content/{name}.md:{3 + 2 * 20}:1",
    ]


def test_a_picture_can_be_enlarged_when_a_mark_beside_it_is_new(open_page, preview):
    preview.write("content/target.md", "# Target\n\n## Part\n\nText.\n")
    page = open_page("both", "# Both\n\n- See [it](target.md#part).\n\n  ![A map](map.svg)\n")
    page.evaluate("addEventListener('animationstart', () => (window.hasFlashed = true))")
    page.wait_for_selector(".picture-button")

    preview.edit("content/target.md", "Part", "Another part")
    page.wait_for_selector(".prose li .handbook-mark")

    page.wait_for_selector(".picture-button")
    assert page.evaluate("window.hasFlashed") is None


def test_an_unknown_callout_and_a_missing_picture_are_marked_where_they_stand(open_page):
    page = open_page(
        "marks", "# Marks\n\nbefore\n\n::: notte\nWithin the callout.\n:::\n\n![A cat](cat.png)\n\nafter\n"
    )

    blocks = [block.split("\n")[:2] for block in text_of(page, ".prose > p")]
    assert blocks == [
        ["before"],
        ["Within the callout.", "Warning there is no callout notte"],
        ["Warning no file at cat.png", "put the file there, or change the path"],
        ["after"],
    ]


def test_a_placeholder_that_is_in_no_block_is_marked_behind_its_text(open_page):
    page = open_page("placeholder", "# Placeholder\n\nbefore\n\n<your-name>\n\nafter\n")

    prose = page.locator(".prose").inner_text()
    words = ["before", "<your-name>", "Warning <your-name> is no HTML element", "after"]
    places = [prose.find(each) for each in words]
    assert places == sorted(places)
    assert -1 not in places


def test_the_page_is_searched_once_for_all_that_is_wrong(page_of, preview):
    """For each of 9,000 problems it took 7 s, in which the page stood still."""
    searches = []
    for number in (1, 50):
        name = f"wrong-{number}"
        preview.write(f"content/{name}.md", 'Text\n<img src="x.png" onload="x()">\n\n' * number)
        preview.until(lambda reply: reply.status == 200, f"/{name}/")
        page = page_of(1280)
        page.add_init_script(COUNT_SEARCHES)
        page.goto(f"{preview.address}/{name}/")
        ready(page)
        assert page.locator(".handbook-mark").count() == 2 * number
        searches.append(page.evaluate("window.searches"))

    assert searches[0] == searches[1] > 0


@pytest.mark.parametrize("name", ["live", "mark", "panel", "ribbon"])
def test_a_block_with_a_class_of_the_preview_is_text_like_any_other(open_page, preview, name):
    text = f'# Ours\n\n<p class="handbook-{name}">Written.</p>\n\n[Gone](gone.md)\n'
    page = open_page(f"ours-{name}", text)
    shows(page, "Written.")

    preview.write(f"content/ours-{name}.md", text.replace("Written.", "Written anew."))
    shows(page, "Written anew.")
    assert page.locator(".prose button.handbook-mark").count() == 1


def test_what_is_wrong_with_the_front_matter_stands_on_top(open_page):
    page = open_page("matter", "---\ntitle: Matter\ndate: 2020-02-30\n---\n\nText.\n")

    assert text_of(page, "main > .handbook-mark, article > .handbook-mark")[0].startswith("Warning")
    assert page.evaluate(
        "document.querySelector('.handbook-mark').compareDocumentPosition(document.querySelector('h1')) & 4"
    )


def test_the_focus_stays_in_the_panel_when_its_list_changes(open_page, preview):
    page = open_page("listed", "# Listed\n\n[a](no-a.md)\n\n[b](no-b.md)\n")
    page.locator(".handbook-panel summary").click()
    place = page.locator(".handbook-panel li button", has_text="listed.md:5").first
    place.focus()

    preview.edit("content/listed.md", "no-b.md", "no-c.md")
    page.locator(".handbook-panel li", has_text="no-c.md").wait_for()

    assert page.evaluate("document.activeElement.textContent") == "listed.md:5:5"
    page.locator(".handbook-panel summary").click()


def test_keys_go_round_from_problem_to_problem(open_page):
    page = open_page("keys", f"# Keys\n\n[1](one.md)\n\n{PARAGRAPHS}\n\n[2](two.md)\n\n[3](three.md)\n")

    def focused_after(key):
        page.keyboard.press(key)
        return page.evaluate("/no page at (.+?)\\.md/.exec(document.activeElement.textContent)?.[1]")

    assert [focused_after(key) for key in "]]]][[["] == ["one", "two", "three", "one", "three", "two", "one"]
    assert page.evaluate(IS_SEEN, page.evaluate_handle("document.activeElement"))


def test_a_problem_that_is_mended_goes(open_page, preview):
    page = open_page("mended", "# Mended\n\nSee [it](nowhere.md).\n")
    assert page.locator(".handbook-mark").count() == 1

    preview.edit("content/mended.md", "nowhere.md", "leave.md")

    page.wait_for_function(
        "() => document.querySelector('.handbook-panel summary').innerText.startsWith('No problems here')"
    )
    assert page.locator(".handbook-mark").count() == 0


def test_a_draft_has_a_ribbon(open_page, preview):
    page = open_page("draft", "---\ntitle: Draft\ndraft: true\n---\n\nText.\n")
    assert text_of(page, ".handbook-ribbon") == ["Draft. Readers do not see this page yet."]

    preview.edit("content/draft.md", "draft: true", "draft: false")

    page.wait_for_function("() => !document.querySelector('.handbook-ribbon')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_that_the_preview_adds_keeps_people_from_reading(open_page, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = open_page(
        "axe",
        "---\ntitle: Axe\ndate: 2020-02-30\ndraft: true\n---\n\nSee [it](nowhere.md).\n",
        color_scheme=scheme,
    )
    page.locator(".handbook-panel summary").click()

    results = axe.Axe().run(page)

    assert [
        (one["id"], [node["html"] for node in one["nodes"]]) for one in results.response["violations"]
    ] == []


def test_the_panel_fits_a_small_screen(open_page):
    page = open_page("small", "# Small\n\nSee [it](nowhere.md).\n", width=390)
    page.locator(".handbook-panel summary").click()

    box = page.locator(".handbook-panel").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


# --- styles, tabs, search -----------------------------------------------------------------------------------


def test_a_style_sheet_is_swapped_without_loading_the_page_anew(open_page, preview):
    page = open_page("style", f"# Style\n\n{PARAGRAPHS}\n")
    marked(page)
    page.evaluate("scrollTo(0, 900)")

    preview.write("static/own.css", "h1 { letter-spacing: 7px }\n")
    page.wait_for_function("() => getComputedStyle(document.querySelector('h1')).letterSpacing === '7px'")
    preview.write("static/css/callouts.css", "@layer components { h1 { word-spacing: 9px } }\n")
    page.wait_for_function("() => getComputedStyle(document.querySelector('h1')).wordSpacing === '9px'")

    assert page.evaluate("scrollY") == 900
    assert was_loaded_once(page)
    page.wait_for_function("() => document.querySelectorAll('head > link[rel=stylesheet]').length === 3")


CODE = "```python\nprint(1)\n```\n"
PICTURE = "![A map](map.svg)\n"


def spacing(page, selector):
    """Wait for a style of the tests: ``spacing(page, "h1")("7px")``."""
    return lambda value: page.wait_for_function(
        "([selector, value]) => getComputedStyle(document.querySelector(selector)).wordSpacing === value",
        arg=[selector, value],
    )


ELEMENTS = {
    "copy-code/code.css": (CODE, "copy-code button"),
    "picture-zoom/picture-zoom.css": (PICTURE, ".picture-button"),
}


@pytest.mark.parametrize(("sheet", "text", "selector"), [(key, *rest) for key, rest in ELEMENTS.items()])
def test_a_style_sheet_of_an_element_is_swapped_too(open_page, preview, sheet, text, selector):
    page = open_page("elements", f"# Elements\n\n{text}")
    page.wait_for_selector(selector)
    marked(page)

    for value in ("3px", "4px"):
        preview.write(
            f"static/css/{sheet}", f"@layer components {{ {selector} {{ word-spacing: {value} }} }}\n"
        )
        spacing(page, selector)(value)
    (preview.folder / "static/css" / sheet).unlink()
    spacing(page, selector)("0px")

    assert was_loaded_once(page)


def test_the_style_sheet_of_the_search_stays_with_all_swaps_and_is_swapped_itself(open_page, preview):
    page = open_page("leave")
    marked(page)
    page.keyboard.press("Control+k")
    page.wait_for_selector("dialog[open] input")
    bare = "() => getComputedStyle(document.querySelector('.search-box')).display"
    styled = page.evaluate(bare)

    preview.write("static/own.css", "h1 { word-spacing: 2px }\n")
    spacing(page, "h1")("2px")
    page.wait_for_timeout(300)
    kept = page.evaluate(bare)
    own = "@layer components { .search-box { word-spacing: 8px } }\n"
    preview.write("static/css/search-dialog/search-dialog.css", own)
    spacing(page, ".search-box")("8px")
    page.wait_for_function(f"display => ({bare})() !== display", arg=styled)
    (preview.folder / "static/css/search-dialog/search-dialog.css").unlink()
    spacing(page, ".search-box")("0px")

    assert kept == styled == "flex"
    assert page.locator("dialog[open]").count() == 1
    assert was_loaded_once(page)


@pytest.mark.parametrize(("text", "selector"), ELEMENTS.values(), ids=ELEMENTS)
def test_the_first_of_what_needs_a_script_brings_it_and_its_style(open_page, preview, text, selector):
    errors = []
    page = open_page("first-one", "# First one\n\nNothing yet.\n\nThe end.\n")
    page.on("pageerror", lambda error: errors.append(str(error)))
    marked(page)
    sheets = "() => document.querySelectorAll('head > link[rel=stylesheet]').length"
    before = page.evaluate(sheets)

    preview.edit("content/first-one.md", "Nothing yet.\n", text)
    page.wait_for_selector(selector)
    page.wait_for_function(f"before => ({sheets})() === before + 1", arg=before)
    preview.edit("content/first-one.md", "The end.\n", f"More:\n\n{text}")
    page.wait_for_function("selector => document.querySelectorAll(selector).length === 2", arg=selector)
    preview.write("content/first-one.md", "# First one\n\nNothing again.\n")
    shows(page, "Nothing again.")
    page.wait_for_function(f"before => ({sheets})() === before", arg=before)
    preview.write("content/first-one.md", f"# First one\n\nOnce more.\n\n{text}")
    page.wait_for_selector(selector)

    assert was_loaded_once(page)
    assert errors == []


def test_tabs_share_one_connection(page_of, preview):
    preview.write("content/tabs.md", "# Tabs\n\nbefore\n")
    preview.shows("/tabs/", "before")
    first = page_of()
    streams = []
    first.context.on(
        "request", lambda request: streams.append(request.url) if "/events" in request.url else None
    )
    second = first.context.new_page()
    for page in (first, second):
        page.goto(f"{preview.address}/tabs/")
        ready(page)

    preview.edit("content/tabs.md", "before", "after")

    for page in (first, second):
        page.wait_for_function("() => document.querySelector('.prose').textContent.includes('after')")
    assert len(streams) <= 1


def searching(page, words):
    page.keyboard.press("Control+k")
    page.wait_for_selector("dialog[open] input")
    page.keyboard.type(words)
    return page.locator("dialog[open]")


def test_a_word_that_was_just_written_is_found_by_the_search_that_stands_open(open_page, preview):
    preview.write("content/words.md", "# Words\n\nThe biscuit is old.\n")
    page = open_page("leave")
    page.get_by_text("No problems here").wait_for()
    dialog = searching(page, "quokkaberry biscuit")
    dialog.get_by_text("Nothing found").or_(dialog.get_by_text("1 page")).wait_for()
    marked(page)

    preview.write("content/words.md", "# Words\n\nThe quokkaberry is a new biscuit.\n")
    dialog.locator("mark", has_text="quokkaberry").wait_for()

    assert page.input_value("dialog[open] input") == "quokkaberry biscuit"
    assert page.evaluate("document.activeElement.localName") == "input"
    assert was_loaded_once(page)


def test_what_is_chosen_in_the_search_stays_chosen_with_a_new_index(open_page, preview):
    for name in ("first", "second"):
        preview.write(f"content/{name}.md", f"# The {name}\n\nAbout wombatfruit.\n")
    preview.shows("/second/", "wombatfruit")
    page = open_page("leave")
    dialog = searching(page, "wombatfruit")
    dialog.get_by_text("2 pages").wait_for()
    page.keyboard.press("ArrowDown")
    chosen = dialog.locator("[aria-selected=true]").get_attribute("href")

    preview.write("content/third.md", "# The third\n\nAlso about wombatfruit.\n")
    dialog.get_by_text("3 pages").wait_for()

    assert dialog.locator("[aria-selected=true]").get_attribute("href") == chosen


def test_a_search_before_the_first_index_is_there_is_answered_when_it_is(tmp_path, page_of):
    with previewing(write_site(tmp_path, SITE)) as fresh:
        page = page_of()
        page.goto(f"{fresh.address}/")
        page.set_default_timeout(20_000)
        dialog = searching(page, "twenty-five")

        dialog.get_by_text("could not be loaded").wait_for()
        dialog.locator("mark").first.wait_for()
