"""A site's colour in the style sheet, and that what the theme makes of it can be read, whatever its hue."""

import itertools
import re

import pytest
from rendered import STATIC, files, site, theme
from test_default_theme import OF_THE_BRAND, TOKEN, contrast, oklab, tokens_of

from handbook.config import Config, ThemeSettings

DERIVED = {
    name: tuple(OF_THE_BRAND.fullmatch(written) for written in schemes)
    for name, *schemes in TOKEN.findall(STATIC["css/tokens.css"].decode())
    if "--brand" in schemes[0]
}
SURFACES = ("--surface", "--surface-sunken", "--surface-raised", "--code-surface")
TINTS = ("--accent-surface",)
BRANDS = tuple(itertools.product((0.04, 0.12, 0.3), range(0, 360, 5)))
"""Chroma and hue: pale, usual and beyond what a screen can show, all around the circle."""


def colours_of(scheme, brand):
    """Return the colours of a scheme in oklab, for a site with such a brand."""
    chroma, hue = brand
    made = {}
    for name, schemes in DERIVED.items():
        lightness, most = map(float, schemes[scheme == "dark"].groups())
        made[name] = oklab(lightness / 100, min(chroma, most), hue)
    return tokens_of(scheme) | made


def stylesheet(colour=""):
    made = files(site(config=Config(theme=ThemeSettings(accent=colour))), theme())
    [path] = [path for path in made if path.startswith("assets/style.")]
    return path, made[path].decode()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("text", ["--accent", "--accent-strong"])
def test_the_accent_can_be_read_whatever_its_hue(scheme, text):
    unreadable = [
        (brand, surface)
        for brand in BRANDS
        for colours in [colours_of(scheme, brand)]
        for surface in (*SURFACES, *TINTS)
        if contrast(colours[text], colours[surface]) < 4.5
    ]

    assert unreadable == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tint", ["--accent-surface", "--selection"])
def test_text_can_be_read_on_a_tint_of_any_hue(scheme, tint):
    unreadable = [
        brand
        for brand in BRANDS
        for colours in [colours_of(scheme, brand)]
        for text in ("--text", "--text-strong")
        if contrast(colours[text], colours[tint]) < 4.5
    ]

    assert unreadable == []


def test_the_accent_is_the_last_word_of_the_layer_that_holds_the_tokens():
    style = stylesheet("oklch(52% 0.12 158)")[1]
    brands = re.findall(r"@layer tokens\{:root\{--brand:([^;}]*);?\}\}", style)

    assert brands == ["oklch(52% .12 158)"]
    assert style.rindex("--brand:") == style.rindex("--brand:oklch(52% .12 158)")


def test_a_site_without_an_accent_has_the_theme_s():
    assert "oklch(52% .12 158)" not in stylesheet()[1]
    assert stylesheet()[0] == stylesheet("")[0] != stylesheet("teal")[0]
