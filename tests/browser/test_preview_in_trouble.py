"""What an open page of the preview shows when the site or the server is in trouble, and how it recovers."""

import re

import pytest
from on_disk import write_site
from previewed import previewing

PAGES = {
    "handbook.toml": '[site]\ntitle = "Acme"\n',
    "content/index.md": "# Home\n\nWelcome.\n",
    "content/leave.md": "# Leave\n\nTwenty-five days.\n",
}
EXTENDED = '{% extends "theme/page.html" %}\n{% block body %}\n{{ BODY }}\n{% endblock %}\n'
WORKING, BROKEN = EXTENDED.replace("BODY", "body"), EXTENDED.replace("BODY", "page.nothing_of_the_kind")


@pytest.fixture
def site(tmp_path):
    return write_site(tmp_path, PAGES)


@pytest.fixture
def preview(site):
    with previewing(site) as running:
        yield running


@pytest.fixture
def open_page(page_of):
    def opened(address):
        page = page_of()
        page.set_default_timeout(20_000)
        page.goto(address)
        page.wait_for_selector(".handbook-panel summary:not(:empty)")
        return page

    return opened


def has_text(page, selector, text):
    page.wait_for_function(
        "([selector, text]) => document.querySelector(selector)?.textContent.includes(text)",
        arg=[selector, text],
    )


def test_a_page_that_cannot_be_rendered_says_why_and_recovers_by_itself(preview, open_page):
    preview.write("templates/page.html", WORKING)
    page = open_page(f"{preview.address}/leave/")

    preview.write("templates/page.html", BROKEN)
    has_text(page, "h1", "Leave cannot be shown")
    error = page.locator(".handbook-error")
    assert "template page.html:3: 'handbook.model.Page object' has no attribute" in error.inner_text()
    assert ">   3 | {{ page.nothing_of_the_kind }}" in error.locator("pre").inner_text()
    has_text(page, ".handbook-panel > summary", "This page cannot be shown")

    page.locator("a.handbook-good").click()
    has_text(page, ".prose", "Twenty-five days.")
    assert (
        page.locator(".handbook-ribbon").inner_text() == "This is the last version of the page that worked."
    )

    preview.write("templates/page.html", WORKING)
    page.wait_for_url(f"{preview.address}/leave/")
    has_text(page, ".prose", "Twenty-five days.")
    assert page.locator(".handbook-error, .handbook-ribbon").count() == 0


def test_the_site_around_a_page_that_cannot_be_rendered_can_be_used(preview, open_page):
    preview.write("content/blog/news.md", "---\ntitle: News\ndate: 2020-01-01\n---\n\nAll is well.\n")
    preview.write(
        "templates/post.html", '{% extends "theme/post.html" %}\n{% block body %}{{ oh }}{% endblock %}'
    )
    preview.until(lambda reply: reply.status == 500, "/blog/news/")

    page = open_page(f"{preview.address}/blog/news/")
    assert page.locator(".handbook-error").count() == 1
    page.locator(".site-header a", has_text="Acme").click()

    has_text(page, ".prose", "Welcome.")


def test_an_error_page_comes_back_when_it_is_mended(preview, open_page):
    preview.write("templates/page.html", BROKEN)
    preview.until(lambda reply: reply.status == 500, "/leave/")
    page = open_page(f"{preview.address}/leave/")

    preview.write("templates/page.html", WORKING)

    has_text(page, ".prose", "Twenty-five days.")


def test_a_broken_configuration_keeps_the_site_and_stands_in_the_panel(preview, open_page):
    page = open_page(f"{preview.address}/leave/")
    page.evaluate("window.wasLoadedOnce = true")

    preview.write("handbook.toml", '[site]\ntitel = "Acme"\n')
    has_text(page, ".handbook-panel summary", "The site cannot be built")

    assert page.locator(".handbook-panel li").first.evaluate(
        "item => [...item.children].map(e => e.textContent)"
    ) == [
        "[site] has no setting titel",
        'titel = "Acme"',
        "did you mean title?",
        "handbook.toml:2:1",
    ]
    assert page.evaluate("window.wasLoadedOnce")
    assert page.locator(".prose").inner_text() == "Twenty-five days."
    preview.write("handbook.toml", '[site]\ntitle = "Acme"\n')
    has_text(page, ".handbook-panel summary", "No problems here")


def test_a_preview_that_begins_with_a_broken_configuration_recovers(site, open_page):
    (site / "handbook.toml").write_text("[site\n")
    with previewing(site) as preview:
        page = open_page(f"{preview.address}/leave/")
        assert page.locator("h1").inner_text() == "This site cannot be shown"
        assert "this is not TOML" in page.locator(".handbook-error").inner_text()

        preview.write("handbook.toml", PAGES["handbook.toml"])

        has_text(page, ".prose", "Twenty-five days.")


def test_a_preview_that_begins_with_a_broken_template_recovers(site, open_page):
    (site / "templates").mkdir()
    (site / "templates" / "base.html").write_text("{% if %}")
    with previewing(site) as preview:
        page = open_page(f"{preview.address}/leave/")
        assert "template base.html:1" in page.locator(".handbook-error").inner_text()

        (site / "templates" / "base.html").unlink()

        has_text(page, ".prose", "Twenty-five days.")


@pytest.mark.parametrize(
    ("name", "text", "selector", "shown"),
    [
        ("handbook.toml", '[site]\ntitle = "Beta"\n', ".site-name", "Beta"),
        ("handbook.toml", '[theme]\nannouncement = "Hello, all"\n', ".announcement", "Hello, all"),
        ("templates/title.html", "<h1>By the template</h1>", "h1", "By the template"),
        ("content/leave.md", "# Leave\n\nThirty days.\n", ".prose", "Thirty days."),
    ],
)
def test_an_open_page_follows_every_file(  # noqa: PLR0913, PLR0917 - fixtures, and a row of the table
    preview, open_page, name, text, selector, shown
):
    page = open_page(f"{preview.address}/leave/")

    preview.write(name, text)

    has_text(page, selector, shown)


def test_a_tab_outlives_a_restart(site, open_page):
    with previewing(site) as first:
        page = open_page(f"{first.address}/leave/")
        first.stop()
        page.wait_for_selector(".handbook-panel[data-lost]")
        (site / "content" / "leave.md").write_text("# Leave\n\nThirty days.\n")

        with previewing(site, port=first.port):
            has_text(page, ".prose", "Thirty days.")
            page.wait_for_selector(".handbook-panel:not([data-lost])")


def fail_once(page, address):
    """Let what the page asks for next at an address fail."""
    page.route(address, lambda route: route.abort(), times=1)


def test_what_could_not_be_fetched_is_caught_up_with(preview, open_page):
    page = open_page(f"{preview.address}/leave/")
    fail_once(page, f"{preview.address}/leave/")
    preview.write("content/leave.md", "# Leave\n\nThirty days.\n")
    page.wait_for_selector(".handbook-panel[data-lost]")

    preview.write("handbook.toml", "[site\n")

    has_text(page, ".prose", "Thirty days.")
    page.wait_for_selector(".handbook-panel:not([data-lost])")


def test_a_style_that_was_missed_comes_with_the_next_text(preview, open_page):
    preview.write("handbook.toml", '[theme]\nstylesheets = ["own.css"]\n')
    preview.write("static/own.css", "h1 { word-spacing: 1px }\n")
    preview.shows("/leave/", "own.css")
    page = open_page(f"{preview.address}/leave/")
    page.route(f"{preview.address}/leave/", lambda route: route.abort())
    preview.write("static/own.css", "h1 { word-spacing: 7px }\n")
    page.wait_for_selector(".handbook-panel[data-lost]")
    page.wait_for_timeout(500)  # it may be told again of a file that was written just now
    page.unroute(f"{preview.address}/leave/")

    preview.write("content/leave.md", "# Leave\n\nThirty days.\n")

    has_text(page, ".prose", "Thirty days.")
    page.wait_for_function("() => getComputedStyle(document.querySelector('h1')).wordSpacing === '7px'")


def test_an_editor_that_cannot_be_asked_for_is_said_to_be_out_of_reach(preview, open_page):
    page = open_page(f"{preview.address}/leave/")
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    fail_once(page, re.compile("/@handbook/open"))

    page.keyboard.press("e")

    page.wait_for_selector(".handbook-panel[data-lost]")
    assert errors == []


def test_a_page_that_comes_and_goes_is_followed(preview, open_page):
    page = open_page(f"{preview.address}/new/")
    assert page.locator("h1").inner_text() != "New"

    preview.write("content/new.md", "# New\n\nText.\n")
    has_text(page, "h1", "New")
    (preview.folder / "content" / "new.md").unlink()

    page.wait_for_function("() => !document.querySelector('h1').textContent.includes('New')")
