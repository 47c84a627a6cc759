"""Findings: what is wrong, where it stands, and the way out. Values in, text out."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Literal

from msgspec import Struct

Root = Literal["content", "site"]
"""What a finding's path is relative to: the content folder, or the folder of the configuration."""


class Span(Struct, frozen=True, order=True):
    """A stretch of one line of a file: line and column count from 1, the length is in characters."""

    line: int
    column: int
    length: int = 1


class Severity(StrEnum):
    """How much a finding matters: errors fail a build, warnings fail it with ``--strict``."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    OFF = "off"


class Code(StrEnum):
    """The name of a kind of finding: what is printed in brackets, and what the configuration calls it."""

    # There is no site to build.
    BAD_CONFIGURATION = "bad-configuration"
    # The content cannot become what it says.
    DUPLICATE_ADDRESS = "duplicate-address"
    UNREADABLE_FILE = "unreadable-file"
    LIMIT_EXCEEDED = "limit-exceeded"
    # A reader would notice.
    BROKEN_LINK = "broken-link"
    BROKEN_ANCHOR = "broken-anchor"
    HIDDEN_TARGET = "hidden-target"
    MISSING_ASSET = "missing-asset"
    UNSAFE_LINK = "unsafe-link"
    BLOCKED_BY_POLICY = "blocked-by-policy"
    BAD_ENCODING = "bad-encoding"
    BAD_FRONT_MATTER = "bad-front-matter"
    BAD_FIELD = "bad-field"
    DUPLICATE_KEY = "duplicate-key"
    BAD_DATA = "bad-data"
    UNKNOWN_AUTHOR = "unknown-author"
    DUPLICATE_AUTHOR = "duplicate-author"
    UNKNOWN_SIDEBAR = "unknown-sidebar"
    UNKNOWN_CALLOUT = "unknown-callout"
    UNCLOSED_CONTAINER = "unclosed-container"
    UNCLOSED_ELEMENT = "unclosed-element"
    STRAY_END_TAG = "stray-end-tag"
    UNKNOWN_ELEMENT = "unknown-element"
    SELF_CLOSING_ELEMENT = "self-closing-element"
    DUPLICATE_ID = "duplicate-id"
    DUPLICATE_REDIRECT = "duplicate-redirect"
    REDIRECT_LOOP = "redirect-loop"
    SHADOWED_REDIRECT = "shadowed-redirect"
    BROKEN_REDIRECT = "broken-redirect"
    # Style.
    LINK_FROM_ROOT = "link-from-root"
    NOT_HIGHLIGHTED = "not-highlighted"


SEVERITIES: Mapping[Code, Severity] = {
    **dict.fromkeys(Code, Severity.WARNING),
    Code.BAD_CONFIGURATION: Severity.ERROR,
    Code.DUPLICATE_ADDRESS: Severity.ERROR,
    Code.UNREADABLE_FILE: Severity.ERROR,
    Code.LIMIT_EXCEEDED: Severity.ERROR,
    Code.LINK_FROM_ROOT: Severity.INFO,
    Code.NOT_HIGHLIGHTED: Severity.INFO,
}
"""The severity of each kind, unless the configuration's ``[findings]`` says otherwise."""


class Diagnostic(Struct, frozen=True):
    """One finding: a value like any other, returned and collected, never raised."""

    code: Code
    message: str
    path: str
    span: Span | None = None
    hint: str = ""
    root: Root = "content"


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort findings by file, place and kind, each once: the order in which they are shown everywhere."""
    return tuple(sorted(set(diagnostics), key=_place))


def _place(diagnostic: Diagnostic) -> tuple[str, str, Span, str, str]:
    start = diagnostic.span or Span(0, 0, 0)
    return diagnostic.root, diagnostic.path, start, diagnostic.code, diagnostic.message
