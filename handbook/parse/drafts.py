"""Front matter that cannot be read as such -> where it says that the page is a draft, if it does."""

import re

from handbook.parse.conversions import TRUTHS
from handbook.parse.nodes import Scalar
from handbook.parse.plain import visible

DRAFT = re.compile(
    r"(?P<before>^|[{,])(?:[^\S\n]|[\u200b-\u200d\u2060\ufeff])*"
    r"[\"']?(?P<key>drafts?)[\"']?[ \t]*[:=：](?P<value>[^\n#,}]*)",
    re.IGNORECASE | re.MULTILINE,
)
"""Begins a line, or follows in braces; also with the wide colon of Chinese keyboards."""

BELOW = re.compile(r"\n[ \t]+([^\n#,}]*)")
"""A value that stands on a line of its own, indented."""


def draft_in(text: str) -> Scalar | None:
    """Return the key that says draft, unless what it says is false, or nothing."""
    brace = text.find("{")
    for match in DRAFT.finditer(text):
        if match["before"] == "," and not 0 <= brace < match.start():
            continue
        below = BELOW.match(text, match.end())
        value = _word(match["value"]) or (_word(below[1]) if below else "")
        if value and TRUTHS.get(value) is not False:
            return Scalar(match["key"], *match.span("key"))
    return None


def _word(value: str) -> str:
    return visible(visible(value).strip("\"'")).lower()
