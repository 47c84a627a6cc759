"""Findings -> what the panel of an open page lists, and the marks where they stand in its text."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlencode

import msgspec
from msgspec import Struct, structs

from handbook.config import Config
from handbook.diagnostics import Diagnostic, Root, Severity, Span
from handbook.errors import CannotStart
from handbook.model import Document, Page
from handbook.report import LINE_END, severity_of, visible
from handbook.settings import BadConfiguration

HERE, ELSEWHERE = 500, 200
"""Findings of the page, the worst of them, and of others that are marked and listed; all are counted."""

EXCERPT = 160
"""Characters of the source line that are shown."""

File = tuple[Root, str]
"""A file as findings name it."""

Found = tuple[Severity, Diagnostic]

SEVERITIES = list(Severity)
COUNTED = [severity for severity in Severity if severity is not Severity.OFF]


class Problem(Struct, frozen=True, kw_only=True):
    """A finding as the browser gets it."""

    severity: str
    code: str = ""
    message: str
    hint: str = ""
    file: str = ""
    line: int | None = None
    column: int | None = None
    excerpt: str = ""
    mark: int | None = None
    """The number of the element in the page that is at fault."""
    page: str | None = None
    """Where the page is that was made from the file."""
    open: str | None = None


class Beside(Struct, frozen=True, kw_only=True):
    """What the panel shows of a page besides its findings."""

    document: Document | None = None
    status: str = ""
    """What keeps the page from being published."""
    failure: CannotStart | None = None
    """Why there is no newer build."""
    is_sketch: bool = False
    """The site is still being read, and nothing is known of it yet."""


class Problems:
    """The findings of one build, by file.

    ``text`` is that of a file, ``address`` where its page is; ``token`` lets the links open the editor.
    """

    def __init__(
        self,
        diagnostics: Iterable[Diagnostic],
        config: Config,
        *,
        token: str,
        text: Callable[[File], str] = lambda _: "",
        address: Callable[[File], str | None] = lambda _: None,
    ) -> None:
        seen = ((severity_of(one, config.findings), one) for one in diagnostics)
        self._found = [found for found in seen if found[0] is not Severity.OFF]
        self._by_file: dict[File, list[Found]] = {}
        for found in self._found:
            self._by_file.setdefault((found[1].root, found[1].path), []).append(found)
        self.counts = Counter(severity for severity, _ in self._found)
        self._text = text
        self._lines: dict[File, list[str]] = {}
        self._token = token
        self._address = address

    def of(self, path: str | None) -> Sequence[Found]:
        """Return the findings in a content file."""
        return self._by_file.get(("content", path), ()) if path is not None else ()

    def as_json(self, beside: Beside) -> bytes:
        """Return what the panel shows beside the page of a document, or of none."""
        own = self.of(beside.document.path if beside.document else None)
        worst = sorted(range(len(own)), key=lambda number: SEVERITIES.index(own[number][0]))[:HERE]
        elsewhere = self._first_without(own)
        marks = _marks_of(beside.document)
        return msgspec.json.encode(
            {
                "page": [self._problem(own[number], marks) for number in sorted(worst)],
                "here": len(own),
                "site": {severity.value: self.counts[severity] for severity in COUNTED},
                "elsewhere": [self._problem(found, {}) for found in elsewhere],
                "failure": failure_as_problems(beside.failure, self._token),
                "status": beside.status,
                "isSketch": beside.is_sketch,
            }
        )

    def _first_without(self, own: Sequence[Found]) -> list[Found]:
        """Return the first findings of other files: not more than are shown, however many there are."""
        own_places = {id(found) for found in own}
        few = self._found[: ELSEWHERE + len(own)]
        return [found for found in few if id(found) not in own_places][:ELSEWHERE]

    def _problem(self, found: Found, marks: Mapping[Span, int]) -> Problem:
        severity, one = found
        file = (one.root, one.path)
        return _problem(
            one,
            severity,
            self._token,
            excerpt=_line_of(one, self._lines_of(file)),
            mark=marks.get(one.span) if one.span else None,
            page=self._address(file),
        )

    def _lines_of(self, file: File) -> Sequence[str]:
        if file not in self._lines:
            self._lines[file] = LINE_END.split(self._text(file))
        return self._lines[file]


def failure_as_problems(failure: CannotStart | None, token: str) -> list[Problem]:
    """Return what is in the way of a build: every mistake of a configuration, or an error."""
    if failure is None:
        return []
    if isinstance(failure, BadConfiguration):
        lines = LINE_END.split(failure.text)
        return [
            _problem(one, Severity.ERROR, token, excerpt=_line_of(one, lines)) for one in failure.diagnostics
        ]
    first, _, more = failure.message.partition("\n")
    excerpt = "\n".join(map(visible, more.split("\n")))
    return [Problem(severity="error", message=visible(first), hint=visible(failure.hint), excerpt=excerpt)]


def open_address(token: str, root: Root, path: str, span: Span | None = None) -> str:
    """Return the address that opens the editor: ``root`` and ``path`` are those of a finding."""
    line, column = (span.line, span.column) if span else (1, 1)
    query = urlencode(
        {"token": token, "path": f"{root}:{path}", "line": line, "column": column}, errors="replace"
    )
    return f"/@handbook/open?{query}"


def marked(page: Page, document: Document, found: Sequence[Found]) -> Page:
    """Return a page in which the elements at fault have their hole's number in ``data-mark``."""
    spans = {one.span for _, one in found if one.span}
    if not spans or len(document.holes) != len(page.fills):
        return page
    marks = {number for span, number in _marks_of(document).items() if span in spans}
    fills = tuple(
        f'{fill} data-mark="{number}"' if number in marks else fill for number, fill in enumerate(page.fills)
    )
    return structs.replace(page, fills=fills)


def _marks_of(document: Document | None) -> dict[Span, int]:
    """Return the number of the first hole at each place."""
    holes = document.holes if document else ()
    return {hole.span: number for number, hole in reversed([*enumerate(holes)])}


def _problem(  # noqa: PLR0913 - what is known of a finding, by name
    one: Diagnostic,
    severity: Severity,
    token: str,
    *,
    excerpt: str,
    mark: int | None = None,
    page: str | None = None,
) -> Problem:
    return Problem(
        severity=severity.value,
        code=one.code.value,
        message=visible(one.message),
        hint=visible(one.hint),
        file=visible(one.path),
        line=one.span.line if one.span else None,
        column=one.span.column if one.span else None,
        excerpt=excerpt,
        mark=mark,
        page=page,
        open=open_address(token, one.root, one.path, one.span),
    )


def _line_of(one: Diagnostic, lines: Sequence[str]) -> str:
    line = lines[one.span.line - 1] if one.span and 0 < one.span.line <= len(lines) else ""
    return visible(line.strip()[:EXCERPT])
