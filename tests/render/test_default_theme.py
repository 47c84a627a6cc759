"""What the style sheets of the default theme keep to. How they look, a browser shows."""

import math
import re

import pytest
from rendered import STATIC

STYLES = {
    name.removeprefix("css/"): text.decode() for name, text in STATIC.items() if name.startswith("css/")
}
TOKENS = "".join(text for name, text in STYLES.items() if name.endswith("tokens.css"))
EXCEPT_TOKENS = {name: text for name, text in STYLES.items() if not name.endswith("tokens.css")}
TOKEN = re.compile(
    r"(--[a-z-]+):\s*light-dark\(\s*oklch\(([^()]*(?:\([^()]*\)[^()]*)*)\),\s*oklch\((.*?)\)\s*\);"
)
OWN = re.compile(r"([\d.]+)% ([\d.]+) ([\d.]+)(?: / [\d.]+)?")
OF_THE_BRAND = re.compile(r"from var\(--brand\) ([\d.]+)% min\(c, ([\d.]+)\) h")
BRAND = (0.19, 268)
"""The chroma and hue of the accent that a site has which asks for none."""


SURFACES = ("--surface", "--surface-sunken", "--surface-raised")
KINDS = ("--blue", "--green", "--violet", "--amber", "--orange", "--red")
TEXTS = {
    **dict.fromkeys(("--text", "--text-strong", "--text-muted", "--accent", "--accent-strong"), SURFACES),
    **dict.fromkeys(KINDS, SURFACES),
}
CODE = ("keyword", "name", "type", "string", "number", "comment", "wrong")
CODE_SURFACES = ("--code-surface", "--surface-sunken", "--code-marked", "--code-inserted", "--code-deleted")
PAIRS = [
    *((text, surface) for text, surfaces in TEXTS.items() for surface in surfaces),
    *((f"--code-{kind}", surface) for kind in CODE for surface in CODE_SURFACES),
    *((text, surface) for text in ("--text", "--text-muted") for surface in CODE_SURFACES),
    *((text, f"{kind}-surface") for kind in KINDS for text in (kind, "--text", "--text-strong", "--accent")),
    ("--accent", "--accent-surface"),
    ("--accent-strong", "--accent-surface"),
    ("--text", "--marker"),
    ("--text-strong", "--marker"),
    ("--text", "--selection"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "surface"), PAIRS)
def test_text_can_be_read_on_every_surface(scheme, text, surface):
    tokens = tokens_of(scheme)

    assert contrast(tokens[text], tokens[surface]) >= 4.5


@pytest.mark.parametrize("text", EXCEPT_TOKENS.values(), ids=EXCEPT_TOKENS)
def test_colours_stand_among_the_tokens_only(text):
    assert re.findall(r"oklch\(|rgba?\(|hsla?\(|#[0-9a-fA-F]{3,8}\b", text) == []


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES)
def test_layers_decide_and_directions_are_logical(text):
    outside = re.sub(
        r"/\*.*?\*/|^@layer [^{;]*\{\n.*?^\}$|^@layer [^{;]*;$", "", text, flags=re.DOTALL | re.MULTILINE
    )

    assert outside.strip() == ""
    assert re.findall(r"!important|@import|url\((?!\"data:image/svg)", text) == []
    assert (
        re.findall(r"(?:margin|padding|border)-(?:left|right|top|bottom)|\b(?:left|right|top):", text) == []
    )


def test_every_token_is_defined_and_used():
    everything = "\n".join(STYLES.values())

    assert set(re.findall(r"var\((--[a-z0-9-]+)", everything)) == set(
        re.findall(r"(--[a-z0-9-]+):", everything)
    )


def tokens_of(scheme):
    """Return the colours of a scheme in oklab."""
    written = TOKEN.findall(TOKENS)
    return {name: colour_of(light if scheme == "light" else dark) for name, light, dark in written}


def colour_of(written):
    if own := OWN.fullmatch(written):
        lightness, chroma, hue = (float(number) for number in own.groups())
        return oklab(lightness / 100, chroma, hue)
    lightness, most = (float(number) for number in OF_THE_BRAND.fullmatch(written).groups())
    return oklab(lightness / 100, min(BRAND[0], most), BRAND[1])


def oklab(lightness, chroma, hue):
    return lightness, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))


def contrast(one, other):
    """Return the ratio of WCAG 2.2: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour):
    """Return the relative luminance of an oklab colour: https://bottosson.github.io/posts/oklab/."""
    lightness, a, b = colour
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(max(part, 0.0), 1.0) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
