"""What is called by a file, a folder or a handle -> what readers see."""

import re

INDEX_NAMES = {"index": 0, "_index": 1, "readme": 2}
"""Names of files that stand for their folder, in any case, and which wins where a folder has several."""


def name_of_handle(handle: str) -> str:
    """Return a person's name made from a handle: ``ian-vanagas`` is Ian Vanagas."""
    return " ".join(_with_capital(word) for word in re.split(r"[-_.\s]+", handle) if word)


def title_of_name(name: str) -> str:
    """Return a title made from the name of a file or folder: ``02-getting_started`` is Getting started.

    A number before the name only orders it and is left out, unless there is nothing else.
    """
    words = re.sub(r"[-_\s]+", " ", NUMBER_PREFIX.sub("", name) or name).strip()
    return _with_capital(words) or "Untitled"


NUMBER_PREFIX = re.compile(r"^([0-9]{1,3})[-_. ]+(?=[^\W\d_])")
"""A number that orders a file or folder among its siblings: ``01-start``, but not ``1-1s`` or ``2022-03``."""


def _with_capital(words: str) -> str:
    return words[:1].upper() + words[1:]
