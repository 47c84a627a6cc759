"""The headings of a body -> "on this page": each heading above those that follow it on lower levels."""

from collections.abc import Sequence

from handbook.model import ContentsEntry, Heading


def contents_of(headings: Sequence[Heading]) -> tuple[ContentsEntry, ...]:
    """Nest headings, whatever level the body begins on and however it jumps; those without text go."""
    return _nested([heading for heading in headings if heading.text.strip()])


def _nested(headings: Sequence[Heading]) -> tuple[ContentsEntry, ...]:
    entries = []
    start = 0
    while start < len(headings):
        end = _end_of(headings, start)
        heading = headings[start]
        entries.append(ContentsEntry(heading.id, heading.text, _nested(headings[start + 1 : end])))
        start = end
    return tuple(entries)


def _end_of(headings: Sequence[Heading], start: int) -> int:
    """Return the place of the next heading that is on the same level or above."""
    level = headings[start].level
    return next((i for i in range(start + 1, len(headings)) if headings[i].level <= level), len(headings))
