"""axe-core finds nothing on any kind of page: on a telephone and on a desk, light and dark, all opened.

No rule is switched off. https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md
"""

import pytest

from checks.sites import OWN_PAGES, SHOWCASE_PAGES

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES_FOR_COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that can tell one scheme from the other: nothing but colours differs between them."""

PAGES = [
    *(("address", OWN_PAGES[name]) for name in ("home", "handbook", "reference", "blog")),
    *(("showcase", path) for name, path in SHOWCASE_PAGES.items() if name != "redirect"),
]


@pytest.fixture
def violations():
    """What axe-core finds on a page as it stands: the rule and the places."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def violations_of(page, rules=RULES):
        found = axe.run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response
        assert len(found["passes"]) > (10 if rules is RULES else 0), "axe-core has looked at nothing"
        return [
            f"{violation['id']}: {node['target'][0]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return violations_of


@pytest.fixture
def open_page(page_of, request):
    """Opens a page of a site with nothing moving on it."""

    def opened(site, path, width, scheme="light", **options):
        page = page_of(width, color_scheme=scheme, reduced_motion="reduce", **options)
        page.goto(request.getfixturevalue(site) + path)
        return page

    return opened


@pytest.mark.parametrize(("site", "path"), PAGES)
def test_axe_finds_nothing(open_page, violations, site, path):
    found = {}
    page = open_page(site, path, 1280)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme, rules in (("light", RULES), ("dark", RULES_FOR_COLOURS)):
            page.emulate_media(color_scheme=scheme)
            found[width, scheme] = violations(page, rules)

    assert found == {key: [] for key in found}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_drawer(open_page, violations, scheme):
    page = open_page("showcase", "/handbook/everything/", 390, scheme)
    page.click(".menu-button")

    assert page.locator(".beside:popover-open").count() == 1
    assert violations(page) == []


@pytest.mark.parametrize("width", [390, 1024])
def test_axe_finds_nothing_in_the_contents_on_a_small_screen(open_page, violations, width):
    page = open_page("showcase", "/handbook/everything/", width)
    page.click(".disclosure > summary")

    assert page.locator(".contents").is_visible()
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_in_the_list_of_shortcuts(open_page, violations, width, scheme):
    page = open_page("showcase", "/handbook/everything/", width, scheme)
    page.keyboard.press("?")

    assert page.locator("dialog[open].shortcuts").count() == 1
    assert violations(page) == []


def test_axe_finds_nothing_where_everything_is_unfolded(open_page, violations):
    page = open_page("showcase", "/handbook/everything/", 1280)
    page.evaluate("for (const folded of document.querySelectorAll('main details')) folded.open = true")

    assert violations(page) == []


def test_axe_finds_nothing_on_a_mirrored_page(open_page, violations):
    assert violations(open_page("mirrored", "/handbook/everything/", 1280)) == []


def test_axe_finds_nothing_without_scripts_of_the_page(page_of, violations, showcase):
    page = page_of(390)
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"{showcase}/handbook/everything/")

    assert violations(page) == []
