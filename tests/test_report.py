import pytest

from handbook.diagnostics import SEVERITIES, Code, Diagnostic, Severity, Span
from handbook.report import (
    coloured,
    counted,
    counts_by_code,
    plain,
    severity_of,
    show,
    summary_of_findings,
    visible,
)


def shown(text, span, *, hint="", message="no page at leaves.md", **how):
    diagnostic = Diagnostic(Code.BROKEN_LINK, message, "pay.md", span, hint)
    texts = {("content", "pay.md"): text}
    return list(show([diagnostic], how.pop("chosen", {}), texts, lambda root, path: f"{root}/{path}", **how))


def test_a_finding_shows_its_place_its_line_and_the_way_out():
    text = "# Pay\n\nSee the [leave](leaves.md) page.\n"

    assert shown(text, Span(3, 17, 9), hint="did you mean leave.md?") == [
        "content/pay.md:3:17: warning[broken-link] no page at leaves.md",
        "    See the [leave](leaves.md) page.",
        "                    ^^^^^^^^^",
        "    hint: did you mean leave.md?",
    ]


def test_a_finding_without_a_place_names_its_file():
    assert shown("text", None) == ["content/pay.md: warning[broken-link] no page at leaves.md"]


def test_a_finding_in_a_file_that_was_not_read_shows_no_line():
    diagnostic = Diagnostic(Code.UNREADABLE_FILE, "not readable", "a.md", Span(1, 1))

    assert list(show([diagnostic], {}, {}, lambda _root, path: path)) == [
        "a.md:1:1: error[unreadable-file] not readable"
    ]


def test_a_finding_beyond_the_end_of_its_file_shows_no_line():
    assert shown("one line", Span(9, 1)) == ["content/pay.md:9:1: warning[broken-link] no page at leaves.md"]


CARETS = {
    "at the start": ("abc", Span(1, 1, 1), "    abc", "    ^"),
    "at the end of the line": ("abc", Span(1, 4, 1), "    abc", "       ^"),
    "beyond the end of the line": ("abc", Span(1, 90, 5), "    abc", "       ^"),
    "longer than the line": ("abc", Span(1, 2, 50), "    abc", "     ^^"),
    "of no length": ("abc", Span(1, 2, 0), "    abc", "     ^"),
    "on an empty line": ("", Span(1, 1, 1), "", "    ^"),
    "after a tab": ("\ta [x](y)", Span(1, 8, 1), "        a [x](y)", "              ^"),
    "after a tab in the middle": ("ab\tc", Span(1, 4, 1), "    ab  c", "        ^"),
    "on a tab": ("a\tb", Span(1, 2, 1), "    a   b", "     ^^^"),
    "after wide characters": ("日本 [x](y)", Span(1, 8, 1), "    日本 [x](y)", "             ^"),
    "on wide characters": ("a日本b", Span(1, 2, 2), "    a日本b", "     ^^^^"),
    "after a combining mark": ("e\u0301x", Span(1, 3, 1), "    e\u0301x", "     ^"),
    "on nothing but a mark": ("e\u0301x", Span(1, 2, 1), "    e\u0301x", "     ^"),
    "after a zero-width joiner": ("a\u200db", Span(1, 3, 1), "    a\u200db", "     ^"),
    "after a byte-order mark": ("\ufeffab", Span(1, 3, 1), "    \ufeffab", "     ^"),
    "in a line that ends in CR LF": ("abc\r\nnext", Span(1, 3, 5), "    abc", "      ^"),
    "in a line with a form feed": ("a\x0cb\u2028c", Span(1, 5, 1), "    a␌b\u2028c", "        ^"),
}


@pytest.mark.parametrize(("text", "span", "line", "carets"), CARETS.values(), ids=CARETS)
def test_carets_stand_under_the_span(text, span, line, carets):
    assert shown(text, span)[1:] == [line, carets]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_counts_them(end):
    assert shown(f"a\x0b\x85b{end}c", Span(2, 1))[1] == "    c"


LONG = "".join(f"{number:<10}" for number in range(0, 300, 10)).rstrip()


LONG_LINES = {
    "around the span": (151, "…", "…", 48),
    "only at its end where the span is near the start": (1, "", "…", 0),
    "only at its start where the span is near the end": (291, "…", "", 97),
}


@pytest.mark.parametrize(("column", "opening", "closing", "before"), LONG_LINES.values(), ids=LONG_LINES)
def test_a_long_line_is_cut(column, opening, closing, before):
    line, carets = shown(LONG, Span(1, column, 3))[1:]

    first = column - 1 - before
    assert line == "    " + opening + (LONG[first : first + 100] + closing).rstrip()
    assert carets == "    " + " " * (len(opening) + before) + "^^^"


def test_a_span_longer_than_the_window_is_shown_as_far_as_it_fits():
    line, carets = shown(LONG, Span(1, 21, 200))[1:]

    assert line == "    …" + LONG[20:120].ljust(100) + "…"
    assert carets == "     " + "^" * 100


def test_a_window_of_wide_characters_is_no_wider():
    line, carets = shown("日" * 200, Span(1, 100, 2))[1:]

    assert line == "    …" + "日" * 50 + "…"
    assert carets == "     " + " " * 48 + "^^^^"


def test_content_cannot_command_the_terminal():
    hostile = "a \x1b[2J\x07 \x9b31m \u202eevil\u2066 \x7f"
    line = shown(hostile, Span(1, 1), message=hostile + "\n", hint=hostile)

    assert line[0] == (
        "content/pay.md:1:1: warning[broken-link] a ␛[2J␇ \N{REPLACEMENT CHARACTER}31m "
        "\N{REPLACEMENT CHARACTER}evil\N{REPLACEMENT CHARACTER} \N{REPLACEMENT CHARACTER}␊"
    )
    assert all(one.isprintable() for one in line)


def test_a_name_that_is_not_utf8_can_be_printed():
    assert visible("caf\udce9.md").encode() == "caf\N{REPLACEMENT CHARACTER}.md".encode()


def test_colours_mark_the_place_the_severity_and_the_carets():
    assert shown("abc", Span(1, 1, 2), hint="this", paint=coloured) == [
        "\x1b[1mcontent/pay.md:1:1\x1b[0m: \x1b[33mwarning[broken-link]\x1b[0m no page at leaves.md",
        "    abc",
        "    \x1b[33m^^\x1b[0m",
        "    \x1b[1mhint:\x1b[0m this",
    ]


def test_the_configuration_decides_how_much_a_finding_matters():
    assert shown("abc", None, chosen={Code.BROKEN_LINK: Severity.ERROR}) == [
        "content/pay.md: error[broken-link] no page at leaves.md"
    ]


@pytest.mark.parametrize("code", Code)
def test_each_kind_has_a_severity_unless_configured(code):
    finding = Diagnostic(code, "", "")

    assert severity_of(finding, {}) == SEVERITIES[code]
    assert severity_of(finding, {code: Severity.OFF}) == Severity.OFF


def test_each_file_shows_its_own_lines():
    texts = {("content", "a.md"): "in a", ("content", "b.md"): "in b", ("site", "a.md"): "in the data"}
    findings = [
        Diagnostic(Code.BAD_DATA, "m", "a.md", Span(1, 1), root="content"),
        Diagnostic(Code.BAD_DATA, "m", "a.md", Span(1, 4), root="content"),
        Diagnostic(Code.BAD_DATA, "m", "b.md", Span(1, 1), root="content"),
        Diagnostic(Code.BAD_DATA, "m", "a.md", Span(1, 1), root="site"),
    ]

    lines = list(show(findings, {}, texts, lambda _root, path: path))

    assert lines[1::3] == ["    in a", "    in a", "    in b", "    in the data"]


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, "no findings"),
        ({Severity.ERROR: 0, Severity.WARNING: 1}, "1 warning"),
        ({Severity.INFO: 2, Severity.WARNING: 12, Severity.ERROR: 3}, "3 errors, 12 warnings, 2 notes"),
        ({Severity.WARNING: 1200}, "1,200 warnings"),
        ({Severity.OFF: 3}, "no findings"),
    ],
)
def test_findings_are_counted_by_severity(counts, words):
    assert summary_of_findings(counts) == words


def test_kinds_are_counted_the_most_frequent_first():
    codes = [Code.BAD_DATA, Code.BROKEN_LINK, Code.BROKEN_LINK, Code.DUPLICATE_ADDRESS]

    assert list(counts_by_code([Diagnostic(code, "", "") for code in codes], {}, plain)) == [
        "     2 warning[broken-link]",
        "     1 warning[bad-data]",
        "     1 error[duplicate-address]",
    ]


def test_one_page_is_no_pages():
    assert [counted(number, "page") for number in (0, 1, 2)] == ["0 pages", "1 page", "2 pages"]
