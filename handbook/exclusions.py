"""The ``exclude`` patterns of the configuration -> which names below the content are kept out."""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

BUILT_IN = frozenset({"_*", ".*"})
"""What they name is never a page, whatever the configuration says; but other files there can be linked."""


class Exclusions(Struct, frozen=True):
    """What patterns like those of a .gitignore match; each expression takes a name below the content."""

    anything: re.Pattern[str]
    folders: re.Pattern[str]

    def matches(self, name: str, *, is_folder: bool) -> bool:
        """Say whether a file or folder is kept out. Its folders have been asked for."""
        return bool(self.anything.fullmatch(name) or (is_folder and self.folders.fullmatch(name)))


def exclusions(patterns: Sequence[str]) -> Exclusions:
    """Compile patterns. A closing slash means folders only; any other, a path from the content's root.

    ``*`` and ``?`` stay within a name, ``**`` stands for any folders. Case counts.
    """
    ours = [pattern for pattern in patterns if pattern not in BUILT_IN and pattern.strip("/")]
    return Exclusions(
        anything=_any_of(pattern for pattern in ours if not pattern.endswith("/")),
        folders=_any_of(pattern.rstrip("/") for pattern in ours if pattern.endswith("/")),
    )


WILDCARD = re.compile(
    r"(?P<any>\*+)|(?P<one>\?)|\[(?P<negated>[!^]?)(?P<of>[^\]/]+)\]|(?P<letter>.)", re.DOTALL
)


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(_expression, patterns)) or r"(?!)", re.DOTALL)


def _expression(pattern: str) -> str:
    names = pattern.strip("/").split("/")
    begins = "" if "/" in pattern else r"(?:.*/)?"
    folders = [r"(?:.*/)?" if name == "**" else _name(name) + "/" for name in names[:-1]]
    return begins + "".join(folders) + (".*" if names[-1] == "**" else _name(names[-1]))


def _name(pattern: str) -> str:
    return "".join(map(_letter, WILDCARD.finditer(pattern)))


def _letter(match: re.Match[str]) -> str:
    if match["any"]:
        return "[^/]*"
    if match["one"]:
        return "[^/]"
    if match["of"]:
        ranges = match["of"].replace("\\", r"\\").replace("[", r"\[").replace("^", r"\^")
        return _class(f"[{'^/' if match['negated'] else ''}{ranges}]") or re.escape(match[0])
    return re.escape(match["letter"])


def _class(expression: str) -> str | None:
    try:
        re.compile(expression)
    except re.error:  # a range that runs backwards
        return None
    return expression
