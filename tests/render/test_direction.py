import pytest
from rendered import files, page, site, tree_of

from handbook.config import Config, SiteSettings
from handbook.model import Redirect, Url
from handbook.render.direction import direction_of


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("AR", "rtl"),
        ("ar-EG", "rtl"),
        ("ar-Latn-EG", "ltr"),
        ("he", "rtl"),
        ("fa_IR", "rtl"),
        ("pa", "ltr"),
        ("pa-Arab", "rtl"),
        ("uz-Arab-AF", "rtl"),
        ("zh-yue-Hant", "ltr"),
        ("", "ltr"),
        ("arn", "ltr"),
    ],
)
def test_a_language_has_a_direction_and_its_script_wins(language, direction):
    assert direction_of(language) == direction


def test_every_page_says_the_direction_of_its_language():
    config = Config(site=SiteSettings(language="he"))
    made = files(site(page(), config=config, redirects=(Redirect(Url("/old/"), "/leave/"),)))

    assert [tree_of(made[path]).get("dir") for path in ("leave/index.html", "old/index.html")] == [
        "rtl",
        "rtl",
    ]
