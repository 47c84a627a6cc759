import pytest

from handbook.names import name_of_handle, title_of_name


@pytest.mark.parametrize(
    ("handle", "name"),
    [
        ("ian-vanagas", "Ian Vanagas"),
        ("jane_d.oe", "Jane D Oe"),
        ("Jane McRae", "Jane McRae"),
        ("élodie", "Élodie"),
        ("", ""),
    ],
)
def test_a_name_is_made_from_a_handle(handle, name):
    assert name_of_handle(handle) == name


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("getting-started", "Getting started"),
        ("02-getting_started", "Getting started"),
        ("10. Benefits", "Benefits"),
        ("1-1s", "1 1s"),
        ("2022-03-review", "2022 03 review"),
        ("2022", "2022"),
        ("02-", "02"),
        ("CEO-diary", "CEO diary"),
        ("--", "Untitled"),
    ],
)
def test_a_title_is_made_from_the_name_of_a_file_or_folder(name, title):
    assert title_of_name(name) == title
