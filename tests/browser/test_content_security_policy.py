"""The policy in a real browser: what it forbids is not done.

That the pages themselves keep to it is held by test_every_page.py.
"""

import pytest

from checks import sites
from checks.loopback import serving
from handbook.build import build
from handbook.cache import Cache
from handbook.settings import find_project
from handbook.write import write

HOSTILE = """\
# Calm

<script>document.title = "a script"</script>
<p id="click" onclick="document.title = 'a handler'">Click</p>
<img src="missing.png" onerror="document.title = 'an error'">
<style>h1 { position: fixed }</style>
<iframe srcdoc="<script>parent.document.title = 'a frame'</script>"></iframe>
<iframe src="https://evil.example/"></iframe>
<object data="https://evil.example/"></object>
<form action="https://evil.example/"><button>Send</button></form>
<div style="opacity: 0.5">Half</div>
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A site whose content does what the policy forbids, with an accent of its own: its address."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "content").mkdir()
    (folder / "content/calm.md").write_text(HOSTILE)
    (folder / "handbook.toml").write_text('[theme]\naccent = "#f00"\n')
    project = find_project(folder)
    built = build(project, now=sites.NOW, cache=Cache(), workers=1)
    write([built.outputs], folder / "site", project=project)
    with serving(folder / "site") as address:
        yield address


def violations_on(page, address):
    """Return what the browser said it refused."""
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(address, wait_until="load")
    return [text for text in said if "Content Security Policy" in text]


def test_what_content_must_not_do_is_not_done(page_of, hostile):
    page = page_of()
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    refused = violations_on(page, f"{hostile}/calm/")
    page.click("#click")
    page.click("form button", no_wait_after=True)
    page.wait_for_timeout(200)

    assert page.evaluate("document.title") == "Calm · Handbook"
    assert page.url == f"{hostile}/calm/"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).position") != "fixed"
    assert [url for url in asked if "evil" in url] == []
    assert len(refused) >= 5


def test_a_style_attribute_stands(page_of, hostile):
    page = page_of()
    page.goto(f"{hostile}/calm/")

    assert page.evaluate("getComputedStyle(document.querySelector('[style]')).opacity") == "0.5"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_links_take_their_hue_from_the_accent(page_of, hostile, scheme):
    page = page_of(color_scheme=scheme)
    page.goto(f"{hostile}/calm/")

    hue = page.evaluate("""() => {
      const probe = document.body.appendChild(document.createElement("p"));
      probe.style.color = "var(--accent)";
      return Number(getComputedStyle(probe).color.match(/[\\d.]+/g)[2]);
    }""")
    assert hue == pytest.approx(29.2, abs=1)  # that of #f00 in oklch
