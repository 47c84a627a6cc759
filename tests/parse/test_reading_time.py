import pytest
from written import parsed

TEXTS = {
    "nothing": ("", 0),
    "a picture": ("![alt](a.png)", 0),
    "a title": ("# Title", 0),
    "a word": ("word", 1),
    "a heading": ("## Heading", 1),
    "a minute": ("word " * 300, 1),
    "two minutes": ("word " * 400, 2),
    "an hour": ("word\n\n" * (220 * 60), 60),
    "markup": ("[*w*](x.md)<br>\n" * 440, 2),
    "a list, a table and code": (
        "- a\n" * 220 + "\n| a |\n|---|\n" + "| a |\n" * 220 + "\n```\n" + "a\n" * 220,
        3,
    ),
    "Chinese": ("员工手册。" * 200, 2),
    "Japanese": ("ひらがなカタカナ漢字" * 150, 3),
    "Korean, which has spaces": ("안내서 " * 440, 2),
    "Chinese and English": ("员工 handbook " * 500, 4),
}


@pytest.mark.parametrize(("text", "minutes"), TEXTS.values(), ids=TEXTS)
def test_how_long_reading_takes(text, minutes):
    assert parsed(text).minutes == minutes
