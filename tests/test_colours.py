import pytest

from handbook.colours import is_colour


@pytest.mark.parametrize(
    "text",
    [
        "#0a7",
        "#0A7D4F",
        "teal",
        "RebeccaPurple",
        "rgb(10 125 79)",
        "rgb(10, 125, 79)",
        "rgb(4% 49.5% 31%)",
        "hsl(156 85% 26%)",
        "hsl(156deg, 85%, 26%)",
        "oklch(52% 0.12 158)",
        "oklch(0.52 .12 158.5deg)",
        "oklch( 52%  30%  158 )",
    ],
)
def test_what_css_takes_for_an_opaque_colour_is_one(text):
    assert is_colour(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0a7d4f",
        "#0a7d4f80",
        "#12",
        "#0a7d4f\n",
        " teal",
        "teel",
        "transparent",
        "currentcolor",
        "inherit",
        "var(--x)",
        "url(https://other.example/x)",
        "rgb(10 125 79 / 50%)",
        "rgb(10 50% 79)",
        "rgb(10, 125 79)",
        "rgb(10 125)",
        "hsl(156 85 26)",
        "oklch(52%, 0.12, 158)",
        "oklch(52% 0.12 ١٥٨)",
        "color(display-p3 1 0 0)",
        "#fff}body{display:none",
        "teal; --x: y",
        "teal /*",
    ],
)
def test_nothing_else_is_one(text):
    assert not is_colour(text)
