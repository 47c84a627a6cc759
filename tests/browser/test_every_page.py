"""What holds on every kind of page: it fits, nothing goes wrong, nobody else is asked, keys reach all."""

import pytest

from checks.sites import OWN_PAGES, SHOWCASE_PAGES

MIRRORED_PAGES = {
    name: SHOWCASE_PAGES[name]
    for name in ("home", "everything", "nested", "blog", "post", "post-without-picture", "not-found")
}
SITES = {"address": OWN_PAGES, "showcase": SHOWCASE_PAGES, "mirrored": MIRRORED_PAGES}
WIDTHS = (320, 768, 1280)
FILM = "https://www.youtube-nocookie.com/"

LISTEN = """
    window.problems = [];
    const note = (...words) => problems.push(words.join(" "));
    addEventListener("securitypolicyviolation", (event) => note(event.violatedDirective, event.blockedURI));
    addEventListener("unhandledrejection", (event) => note("rejected:", event.reason));
"""


@pytest.mark.parametrize("site", SITES)
def test_every_page_fits_and_nothing_goes_wrong_and_nobody_else_is_asked(page_of, request, site):
    address = request.getfixturevalue(site)
    page = page_of()
    problems = []
    page.on("console", lambda message: problems.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "request",
        lambda sent: None if sent.url.startswith((address, FILM, "data:")) else problems.append(sent.url),
    )
    page.on("response", lambda answer: problems.append(answer.url) if answer.status >= 400 else None)
    page.add_init_script(LISTEN)
    found = {}
    for path in SITES[site].values():
        page.goto(address + path)
        if path == SHOWCASE_PAGES["redirect"]:
            page.wait_for_url(f"{address}/handbook/tools/tides/")
        page.evaluate("for (const folded of document.querySelectorAll('main details')) folded.open = true")
        widths = []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            widths.append(page.evaluate("[document.documentElement.scrollWidth, document.body.scrollWidth]"))
        page.evaluate(
            "scrollTo(0, document.documentElement.scrollHeight)"
        )  # what is loaded when it comes near
        page.wait_for_load_state("networkidle")
        headings = page.locator("h1:visible").count()
        found[path] = (widths, headings, problems + page.evaluate("problems"))
        problems.clear()

    assert found == dict.fromkeys(found, ([[width, width] for width in WIDTHS], 1, []))


FOCUSED = """() => {
    const element = document.activeElement;
    const look = getComputedStyle(element);
    const box = element.getClientRects()[0];
    const top = box && document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const isBar = top?.matches("header, .page-bar");
    element.dataset.reached = "";
    return {
        name: element.outerHTML.slice(0, 120),
        isPage: element === document.body,
        isOutlined: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2,
        isSeen: Boolean(top) && (element.contains(top) || (top.contains(element) && !isBar)),
    };
}"""

NOT_REACHED = """() => {
    const all = [...document.querySelectorAll("a[href], button, input:enabled, summary, [tabindex='0']")];
    const isShown = (element) => element.checkVisibility({ visibilityProperty: true });
    return all.filter((element) => isShown(element) && !("reached" in element.dataset))
        .map((element) => element.outerHTML.slice(0, 120));
}"""


@pytest.mark.parametrize(
    ("path", "width"),
    [
        ("/", 390),
        ("/handbook/everything/", 390),
        ("/handbook/everything/", 1280),
        ("/handbook/tools/", 1280),
        ("/blog/", 390),
        ("/blog/", 1280),
        ("/blog/white-sails/", 1280),
        ("/404.html", 390),
    ],
)
def test_the_keyboard_reaches_everything_and_one_sees_where_it_is(page_of, showcase, path, width):
    page = page_of(width, reduced_motion="reduce")
    page.goto(showcase + path)
    stops = []
    for _ in range(400):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUSED))
        if stops[-1]["isPage"]:
            break

    assert stops.pop()["isPage"]
    assert [stop["name"] for stop in stops if not stop["isOutlined"]] == []
    assert [stop["name"] for stop in stops if not stop["isSeen"]] == []
    assert page.evaluate(NOT_REACHED) == []
