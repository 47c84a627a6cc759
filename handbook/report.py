"""Findings, and the texts they point into -> the lines that a terminal shows."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from handbook.diagnostics import SEVERITIES, Code, Diagnostic, Root, Severity, Span

INDENT = "    "
TAB = 4
LINE_END = re.compile(r"\r\n?|\n")
"""Only these end a line in an editor and in Markdown; str.splitlines knows eight more."""

WINDOW = 100
"""Columns of a source line that are shown; handbooks write a paragraph in a line."""

COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
"""ANSI's numbers for red, yellow and cyan."""

Paint = Callable[[str, str], str]
"""A text and an ANSI style -> the text in that style, or as it was."""


def severity_of(diagnostic: Diagnostic, chosen: Mapping[Code, Severity]) -> Severity:
    """Return how much a finding matters on this site."""
    return chosen.get(diagnostic.code, SEVERITIES[diagnostic.code])


def plain(text: str, _style: str) -> str:
    """Return the text as it is: for files, pipes and NO_COLOR."""
    return text


def coloured(text: str, style: str) -> str:
    """Return the text in an ANSI style."""
    return f"\x1b[{style}m{text}\x1b[0m"


def show(
    diagnostics: Sequence[Diagnostic],
    chosen: Mapping[Code, Severity],
    texts: Mapping[tuple[Root, str], str],
    name: Callable[[Root, str], str],
    paint: Paint = plain,
) -> Iterator[str]:
    """Show findings one by one: place, severity, kind and message; the source line with a caret; the hint.

    ``name`` makes of a path what the reader can open from where they are.
    """
    shown: tuple[Root, str] | None = None
    lines: list[str] = []
    for diagnostic in diagnostics:
        file = (diagnostic.root, diagnostic.path)
        if file != shown:
            shown, lines = file, LINE_END.split(texts[file]) if file in texts else []
        severity = severity_of(diagnostic, chosen)
        yield _first_line(diagnostic, severity, name(*file), paint)
        if diagnostic.span and 0 < diagnostic.span.line <= len(lines):
            yield from _excerpt(lines[diagnostic.span.line - 1], diagnostic.span, COLOURS[severity], paint)
        if diagnostic.hint:
            yield f"{INDENT}{paint('hint:', '1')} {visible(diagnostic.hint)}"


def _first_line(diagnostic: Diagnostic, severity: Severity, name: str, paint: Paint) -> str:
    span = diagnostic.span
    place = f"{visible(name)}:{span.line}:{span.column}" if span else visible(name)
    kind = paint(f"{severity}[{diagnostic.code}]", COLOURS[severity])
    return f"{paint(place, '1')}: {kind} {visible(diagnostic.message)}"


# --- the source line ----------------------------------------------------------------------------------------


def _excerpt(line: str, span: Span, colour: str, paint: Paint) -> tuple[str, str]:
    """Return a source line, cut to the window around the span, and carets that stand under the span."""
    start = min(span.column - 1, len(line))
    # A line may hold a thousand findings: each looks at no more of it than can be shown.
    cut = max(start - 2 * WINDOW, 0)
    is_cut_behind = len(line) > start + 2 * WINDOW
    line, start = line[cut : start + 2 * WINDOW], start - cut
    end = min(start + max(span.length, 1), max(len(line), start + 1))
    cells = _cells(line)
    first, last = _window(cells, start, end)
    before, within = sum(map(_width, cells[first:start])), sum(map(_width, cells[start : min(end, last)]))
    opening, closing = "…" * (first > 0 or cut > 0), "…" * (last < len(cells) or is_cut_behind)
    source = f"{INDENT}{opening}{''.join(cells[first:last])}{closing}"
    carets = " " * (len(opening) + before) + paint("^" * max(within, 1), colour)
    return source.rstrip(), INDENT + carets


def _cells(line: str) -> list[str]:
    """Return what is shown for each character: for a tab the blanks up to the next stop."""
    cells, column = [], 0
    for character in line:
        cell = " " * (TAB - column % TAB) if character == "\t" else visible(character)
        cells.append(cell)
        column += _width(cell)
    return cells


def _window(cells: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """Choose the part of a line to show: the span, as far as it fits, and what stands around it."""
    if sum(map(_width, cells)) <= WINDOW:
        return 0, len(cells)
    left = (WINDOW - min(sum(map(_width, cells[start:end])), WINDOW)) // 2
    first = start
    while first > 0 and left >= _width(cells[first - 1]):
        first -= 1
        left -= _width(cells[first])
    last, right = first, WINDOW
    while last < len(cells) and right >= _width(cells[last]):
        right -= _width(cells[last])
        last += 1
    while last == len(cells) and first > 0 and right >= _width(cells[first - 1]):
        first -= 1
        right -= _width(cells[first])
    return first, last


def _width(cell: str) -> int:
    """Return how many columns a terminal gives a text (Unicode's East Asian Width; marks stand on others)."""
    if cell.isascii():
        return len(cell)
    return sum(
        0
        if unicodedata.category(one) in {"Mn", "Me", "Cf"}
        else 1 + (unicodedata.east_asian_width(one) in "WF")
        for one in cell
    )


def visible(text: str) -> str:
    """Return a text whose control characters are pictures of themselves.

    Content must not move the cursor, colour the terminal or turn the direction of what stands beside it.
    """
    return text if text.isprintable() else "".join(map(_picture, text))


def _picture(character: str) -> str:
    if character < " ":
        return chr(0x2400 + ord(character))
    if (
        unicodedata.category(character) in {"Cc", "Cs"}
        or unicodedata.bidirectional(character) in BIDI_CONTROLS
    ):
        return "\N{REPLACEMENT CHARACTER}"
    return character


BIDI_CONTROLS = frozenset({"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"})


# --- the sum ------------------------------------------------------------------------------------------------

WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def summary_of_findings(severities: Mapping[Severity, int]) -> str:
    """Return how many findings there are: ``3 errors, 12 warnings``."""
    counts = [
        counted(severities[severity], word) for severity, word in WORDS.items() if severities.get(severity)
    ]
    return ", ".join(counts) or "no findings"


def counts_by_code(
    diagnostics: Sequence[Diagnostic], chosen: Mapping[Code, Severity], paint: Paint
) -> Iterator[str]:
    """Return a line for each kind of finding, the most frequent first, for lists too long to be read."""
    for code, count in sorted(
        Counter(one.code for one in diagnostics).items(), key=lambda item: (-item[1], item[0])
    ):
        severity = chosen.get(code, SEVERITIES[code])
        yield f"{count:6} {paint(f'{severity}[{code}]', COLOURS[severity])}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 page``, ``506 pages``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
