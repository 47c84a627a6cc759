"""Findings -> what the panel of an open page lists, and the marks where they stand in its text."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

import msgspec
from msgspec import Struct, structs

from handbook.config import Config
from handbook.diagnostics import Diagnostic, Root, Severity, Span
from handbook.model import Document, Page
from handbook.report import LINE_END, severity_of

ELSEWHERE = 200
"""Findings of other pages that the panel lists; all are counted."""

EXCERPT = 160
"""Characters of the source line that are shown."""


class Place(Struct, frozen=True):
    """What opens the editor: a file, and where in it."""

    file: Path
    line: int
    column: int


class Problem(Struct, frozen=True, kw_only=True):
    """A finding as the browser gets it."""

    severity: str
    code: str
    message: str
    hint: str
    file: str
    line: int | None
    column: int | None
    excerpt: str
    mark: int | None
    """The number of the element in the page that is at fault."""
    open: str | None


class Problems:
    """The findings of one build, by file."""

    def __init__(
        self,
        diagnostics: Iterable[Diagnostic],
        texts: Mapping[tuple[Root, str], str],
        config: Config,
    ) -> None:
        chosen = config.findings
        seen = ((severity_of(one, chosen), one) for one in diagnostics)
        self._found = [(severity, one) for severity, one in seen if severity is not Severity.OFF]
        self._texts = texts
        self.counts = Counter(severity for severity, _ in self._found)

    def of(self, path: str | None) -> list[tuple[Severity, Diagnostic]]:
        """Return the findings in a content file."""
        return [
            (severity, one) for severity, one in self._found if one.root == "content" and one.path == path
        ]

    def as_json(self, document: Document | None, status: str, token: str) -> bytes:
        """Return what the panel shows beside the page of a document."""
        path = document.path if document else None
        own = self.of(path)
        others = [found for found in self._found if found[1].path != path or found[1].root != "content"]
        return msgspec.json.encode(
            {
                "page": [self._problem(*found, document, token) for found in own],
                "site": {
                    severity.value: self.counts[severity]
                    for severity in Severity
                    if severity is not Severity.OFF
                },
                "elsewhere": [self._problem(*found, None, token) for found in others[:ELSEWHERE]],
                "status": status,
            }
        )

    def _problem(
        self, severity: Severity, found: Diagnostic, document: Document | None, token: str
    ) -> Problem:
        span = found.span
        return Problem(
            severity=severity.value,
            code=found.code.value,
            message=found.message,
            hint=found.hint,
            file=found.path,
            line=span.line if span else None,
            column=span.column if span else None,
            excerpt=self._excerpt(found),
            mark=_mark(document, span) if document and span else None,
            open=open_address(token, found.root, found.path, span),
        )

    def _excerpt(self, found: Diagnostic) -> str:
        lines = LINE_END.split(self._texts.get((found.root, found.path), ""))
        line = lines[found.span.line - 1] if found.span and found.span.line <= len(lines) else ""
        return line.strip()[:EXCERPT]


def open_address(token: str, root: Root, path: str, span: Span | None = None) -> str:
    """Return the address that opens the editor: ``root`` and ``path`` are those of a finding."""
    line, column = (span.line, span.column) if span else (1, 1)
    query = urlencode(
        {"token": token, "path": f"{root}:{path}", "line": line, "column": column}, errors="replace"
    )
    return f"/@handbook/open?{query}"


def marked(page: Page, document: Document, found: Sequence[Diagnostic]) -> Page:
    """Return a page in which the elements that findings stand at have their hole's number in ``data-mark``."""
    spans = {one.span for one in found if one.span}
    if not spans:
        return page
    fills = tuple(
        f'{fill} data-mark="{number}"' if hole.span in spans else fill
        for number, (hole, fill) in enumerate(zip(document.holes, page.fills, strict=True))
    )
    return structs.replace(page, fills=fills)


def _mark(document: Document, span: Span) -> int | None:
    return next((number for number, hole in enumerate(document.holes) if hole.span == span), None)
