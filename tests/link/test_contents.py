import pytest

from handbook.link.contents import contents_of
from handbook.model import ContentsEntry, Heading


def tree(entries):
    return [entry.id if not entry.children else (entry.id, tree(entry.children)) for entry in entries]


def headings(*levels):
    """Return headings of these levels, called a, b, c."""
    return [Heading(level, id_, id_.upper()) for level, id_ in zip(levels, "abcdefg", strict=False)]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([], []),
        ([2, 3, 3, 2], [("a", ["b", "c"]), "d"]),
        ([4, 5, 3], [("a", ["b"]), "c"]),
        ([2, 5, 3, 4], [("a", ["b", ("c", ["d"])])]),
        ([1, 2, 1, 1], [("a", ["b"]), "c", "d"]),
        ([6, 5, 4], ["a", "b", "c"]),
        ([1, 2, 3, 4, 5, 6], [("a", [("b", [("c", [("d", [("e", ["f"])])])])])]),
    ],
)
def test_headings_are_nested_whatever_level_they_begin_on(levels, expected):
    assert tree(contents_of(headings(*levels))) == expected


def test_a_heading_without_text_is_left_out_and_its_children_stay():
    assert contents_of([Heading(2, "a", "A"), Heading(2, "b", " "), Heading(3, "c", "C")]) == (
        ContentsEntry("a", "A", (ContentsEntry("c", "C"),)),
    )
