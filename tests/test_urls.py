import pytest

from handbook.urls import absolute, href, output_path, same_file


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/", "index.html"),
        ("/leave/", "leave/index.html"),
        ("/404.html", "404.html"),
        ("/images/a b.png", "images/a b.png"),
    ],
)
def test_an_address_is_written_to_one_file(url, path):
    assert output_path(url) == path


@pytest.mark.parametrize(
    ("url", "base_path", "expected"),
    [
        ("/", "", "/"),
        ("/", "/handbook", "/handbook/"),
        ("/leave/", "/handbook", "/handbook/leave/"),
        ("/a b/größe/", "", "/a%20b/gr%C3%B6%C3%9Fe/"),
        ('/q&a/what\'s "up"?/<x>/#1/100%/', "", "/q%26a/what%27s%20%22up%22%3F/%3Cx%3E/%231/100%25/"),
        ("/leave/", "/a%20b/ü", "/a%20b/%C3%BC/leave/"),
        ("/\udcff/", "", "/%ED%B3%BF/"),
    ],
)
def test_an_address_is_ready_for_an_attribute_with_the_base_path(url, base_path, expected):
    assert href(url, base_path) == expected


@pytest.mark.parametrize(
    ("ready", "site_url", "expected"),
    [
        ("/docs/x/", "https://acme.example/docs/", "https://acme.example/docs/x/"),
        ("/x/", "", "/x/"),
        ("https://cdn.example/a.png", "https://acme.example/", "https://cdn.example/a.png"),
    ],
)
def test_a_ready_address_becomes_absolute_where_the_site_has_an_address(ready, site_url, expected):
    assert absolute(ready, site_url) == expected


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Team.png", "team.PNG", True),
        ("caf\u00e9", "CAFE\u0301", True),
        ("stra\u00dfe", "STRASSE", True),
        ("a/b", "a/c", False),
        ("a", "a/", False),
    ],
)
def test_names_are_one_file_that_differ_in_case_or_unicode_form(one, other, is_same):
    assert (same_file(one) == same_file(other)) is is_same
