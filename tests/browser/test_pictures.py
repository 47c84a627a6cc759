"""Pictures in the text: their place on the page before they are loaded, and a closer look at them."""

from base64 import b64encode
from io import BytesIO

import pytest
from PIL import Image

from checks.loopback import serving
from checks.sites import finish
from handbook.config import Project
from handbook.picture_sizes import size_of

PAGE = """
# Pictures

Text before.

![A wide picture](wide.png "What it shows")

Between ![a tall picture](tall.png) words.

[![A link](wide.png)](other.md) ![An icon](small.png)

<img src="wide.png" alt="Shown smaller" width="320">

- A list:

  ![](wide.png)

| A table |
|---|
| ![In a table](wide.png) |
"""
SIZES = {"wide.png": (1600, 400), "tall.png": (1000, 3000), "small.png": (60, 60)}


def picture(size, form="PNG", **options):
    content = BytesIO()
    Image.linear_gradient("L").resize(size).save(content, form, **options)
    return content.getvalue()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A site with pictures of several sizes on its home page."""
    folder = tmp_path_factory.mktemp("pictures")
    (folder / "content").mkdir()
    (folder / "content" / "index.md").write_text(PAGE)
    (folder / "content" / "other.md").write_text("# Other\n\nNo picture.\n")
    for name, size in SIZES.items():
        (folder / "content" / name).write_bytes(picture(size))
    with serving(finish(Project(folder=folder), folder / "site").folder) as served:
        yield served


def boxes(page):
    """Return where the pictures stand, and what comes behind them."""
    return page.locator(".prose :is(img, figcaption, p, table)").evaluate_all(
        "all => all.map(element => Object.values(element.getBoundingClientRect().toJSON()))"
    )


def opened(page, name):
    """Open a picture; return the dialog."""
    page.get_by_role("button", name=f"Enlarge: {name}").click()
    page.locator(".picture-dialog img").evaluate("picture => picture.decode()")
    return page.locator(".picture-dialog")


def loaded(page, address):
    """Go to the page, and past every picture, so that all are loaded."""
    page.goto(address)
    for shown in page.locator(".prose img").all():
        shown.scroll_into_view_if_needed()
        shown.evaluate("picture => picture.complete || new Promise(done => picture.onload = done)")
    page.evaluate("scrollTo(0, 0)")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_what_is_shown_smaller_than_it_is_can_be_enlarged_and_nothing_else(address, page_of):
    page = page_of()
    loaded(page, address)

    labels = page.locator(".picture-button").evaluate_all("all => all.map(button => button.ariaLabel)")
    assert labels == [
        "Enlarge: A wide picture",
        "Enlarge: a tall picture",
        "Enlarge: Shown smaller",
        "Enlarge: picture",
        "Enlarge: In a table",
    ]


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_pictures_arrive_and_become_buttons(address, page_of, width):
    without = page_of(width, java_script_enabled=False)
    without.route("**/*.png", lambda _: None)  # they are on their way for ever
    without.goto(address, wait_until="domcontentloaded")
    before = boxes(without)
    page = page_of(width, reduced_motion="reduce")
    loaded(page, address)

    assert boxes(page) == before
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_picture_opens_as_large_as_the_screen_allows_with_its_caption(address, page_of):
    page = page_of()
    loaded(page, address)
    shown = page.get_by_alt_text("A wide picture").bounding_box()
    dialog = opened(page, "A wide picture")
    large = dialog.locator("img").bounding_box()

    assert large["width"] > shown["width"] * 1.15
    assert large["width"] / large["height"] == pytest.approx(4, rel=0.01)
    assert 0 <= large["x"] <= large["x"] + large["width"] <= 1280
    assert dialog.locator("figcaption").inner_text() == "What it shows"
    assert dialog.get_attribute("aria-label") == "A wide picture"


@pytest.mark.parametrize(
    ("width", "name", "size"), [(1280, "a tall picture", (1000, 3000)), (360, "A wide picture", (1600, 400))]
)
def test_what_would_gain_nothing_on_the_screen_has_its_own_size_and_scrolls(
    address, page_of, width, name, size
):
    page = page_of(width)
    loaded(page, address)
    dialog = opened(page, name)
    large = dialog.locator("img").bounding_box()
    reached = dialog.evaluate("dialog => (dialog.scrollTo(9999, 9999), dialog.scrollLeft + dialog.scrollTop)")

    assert (large["width"], large["height"]) == size
    assert large["x"] >= 0
    assert large["y"] >= 0
    assert reached > 500


CLOSINGS = {
    "Escape": lambda page: page.keyboard.press("Escape"),
    "the button": lambda page: page.get_by_role("button", name="Close").click(),
    "a click beside the picture": lambda page: page.mouse.click(5, 700),
    "a click on the picture": lambda page: page.locator(".picture-dialog img").click(),
    "Enter, as the button has the focus": lambda page: page.keyboard.press("Enter"),
}


@pytest.mark.parametrize("close", CLOSINGS.values(), ids=CLOSINGS)
def test_it_closes_and_the_reader_is_where_they_were(address, page_of, close):
    page = page_of(reduced_motion="reduce")  # a page that glides is somewhere else when it is looked at again
    loaded(page, address)
    page.get_by_role("button", name="Enlarge: Shown smaller").focus()
    place = page.evaluate("scrollY")
    page.keyboard.press("Enter")
    page.locator(".picture-dialog").wait_for()
    close(page)

    assert page.locator(".picture-dialog").count() == 0
    assert page.evaluate("document.activeElement.ariaLabel") == "Enlarge: Shown smaller"
    assert page.evaluate("scrollY") == place


def test_the_reader_stays_in_the_dialog_until_it_is_closed(address, page_of):
    page = page_of()
    loaded(page, address)
    opened(page, "A wide picture")
    for _ in range(3):
        page.keyboard.press("Tab")
    is_outside = "!document.activeElement.closest('dialog') && document.activeElement !== document.body"

    assert page.evaluate(is_outside) is False


@pytest.mark.parametrize(("motion", "seconds"), [("reduce", "0s"), ("no-preference", "0.15s")])
def test_it_moves_for_those_alone_who_do_not_mind(address, page_of, motion, seconds):
    page = page_of(reduced_motion=motion)
    loaded(page, address)
    dialog = opened(page, "A wide picture")

    assert dialog.evaluate("dialog => getComputedStyle(dialog).transitionDuration") == seconds


def test_on_paper_the_page_is_as_it_was(address, page_of):
    page = page_of()
    loaded(page, address)
    dialog = opened(page, "A wide picture")
    page.emulate_media(media="print")

    assert dialog.is_hidden()
    assert page.get_by_alt_text("A wide picture").first.is_visible()


def test_the_script_comes_only_with_a_picture(address, page_of):
    page = page_of()
    scripts = []
    page.on("request", lambda request: scripts.append("picture-zoom" in request.url))
    page.goto(f"{address}/other/")
    page.wait_for_load_state("networkidle")
    without = any(scripts)
    page.goto(address)
    page.wait_for_load_state("networkidle")

    assert (without, any(scripts)) == (False, True)


def turned(form, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return picture((90, 40), form, exif=exif)


KINDS = {
    "GIF": picture((90, 40), "GIF"),
    "BMP": picture((90, 40), "BMP"),
    "WebP without loss": picture((90, 40), "WEBP", lossless=True),
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg" width="5cm" viewBox="0 0 9 4"/>',
    **{
        f"{form} {orientation}": turned(form, orientation)
        for form in ("JPEG", "PNG", "WEBP", "AVIF")
        for orientation in (1, 3, 5, 6, 7, 8)
    },
}


def test_the_browser_agrees_about_the_size_of_every_kind_of_picture(page_of):
    page = page_of()
    page.set_content("<p>")
    natural = """async ([type, bytes]) => {
        const picture = new Image();
        picture.src = `data:${type};base64,${bytes}`;
        await picture.decode();
        return [picture.naturalWidth, picture.naturalHeight];
    }"""
    seen = {
        name: page.evaluate(natural, [MEDIA_TYPES.get(name, "image/png"), b64encode(content).decode()])
        for name, content in KINDS.items()
    }

    assert seen == {
        name: [size_of(content).width, size_of(content).height] for name, content in KINDS.items()
    }


MEDIA_TYPES = {"SVG": "image/svg+xml"}
"""Where the first bytes do not tell."""
