"""What the examples cannot show: places of links and findings, and what hostile input costs."""

import sys
from html import unescape

import pytest
from written import parsed

from handbook.diagnostics import Code, Diagnostic, Span

FRONT_MATTER = "---\ntitle: Page\n---\n"


@pytest.mark.parametrize(
    ("text", "places"),
    {
        "docsify": ("!> [one](a)\n[two](b)", [(1, 10), (2, 7)]),
        "docsify, a lone mark": ("?>\n[one](a)", [(2, 7)]),
        "docsify, in a list": ("- x\n  - !>[one](a)", [(2, 13)]),
        "alert": ("> [!NOTE]\n> [one](a)\n>\n> [two](b)", [(2, 9), (4, 9)]),
        "alert, a body behind the mark": ("> [!NOTE] [one](a).\n> [two](b)", [(1, 17), (2, 9)]),
        "alert, a title": ("> [!NOTE] [one](a)\n>\n> [two](b)", [(1, 17), (3, 9)]),
        "alert, lazy lines": ("> [!NOTE]\n[one](a)", [(2, 7)]),
        "alert, folded, in a list": ("- x\n\n  > [!NOTE]- [one](a)\n  > Y", [(3, 20)]),
        "pseudo": ("> **Note:** [one](a)\n> [two](b)", [(1, 19), (2, 9)]),
        "pseudo, on the next line": ("> Note:\n> [one](a)", [(2, 9)]),
        "container": ("::: note [one](a)\n[two](b)\n\n[three](c)\n:::", [(1, 16), (2, 7), (4, 9)]),
        "container, a title in brackets": (":::note[see [one](a)]\nx\n:::", [(1, 19)]),
        "container, unknown": ("::: nonsense [one](a)\n[two](b)\n:::", [(1, 20), (2, 7)]),
        "container, in a quote": ("> x\n>\n> ::: note\n> [one](a)\n> :::", [(4, 9)]),
        "admonition": ('!!! note "[one](a)"\n    [two](b)\n\n    [three](c)', [(1, 17), (2, 11), (4, 13)]),
        "admonition, nested": ("!!! note\n    !!! tip\n        [one](a)", [(3, 15)]),
    }.values(),
)
def test_links_in_callouts_are_found_at_their_place(text, places):
    found = [(hole.span.line, hole.span.column) for hole in parsed(text).holes]

    assert found == places


def test_an_unknown_container_is_reported_at_its_name_with_the_nearest_one():
    document = parsed(FRONT_MATTER + "one\n\n> - ::: Wraning Title\n>   two\n>   :::\n")

    assert document.diagnostics == (
        Diagnostic(
            Code.UNKNOWN_CALLOUT,
            "there is no callout Wraning",
            "page.md",
            Span(6, 9, 7),
            "did you mean warning?",
        ),
    )


def test_an_older_type_as_a_container_is_reported_with_what_it_is_now():
    (finding,) = parsed("::: {.callout-success}\none\n:::\n").diagnostics

    assert finding == Diagnostic(
        Code.UNKNOWN_CALLOUT, "there is no callout success", "page.md", Span(1, 15, 7), "did you mean tip?"
    )


def test_an_unknown_container_that_is_near_to_none_is_reported_with_all():
    (finding,) = parsed("::: columns\none\n:::\n").diagnostics

    assert finding.hint == "use one of note, info, tip, important, warning, caution, danger, details"


def test_an_unclosed_container_is_reported_at_its_opening_line():
    document = parsed(FRONT_MATTER + "one\r\n\r\n- :::: note Title \r\n  two\r\n")

    assert document.diagnostics == (
        Diagnostic(
            Code.UNCLOSED_CONTAINER,
            "this container is never closed",
            "page.md",
            Span(6, 3, 15),
            "write :::: on a line of its own where it ends",
        ),
    )


def test_an_id_that_two_containers_want_is_reported_at_the_second():
    document = parsed(":::tip{#here}\none\n:::\n\n:::tip{.wide #here}\ntwo\n:::\n")

    assert document.diagnostics == (
        Diagnostic(
            Code.DUPLICATE_ID,
            "the id here stands on this page already",
            "page.md",
            Span(5, 14, 5),
            "give one of them another name",
        ),
    )


def test_a_containers_id_can_be_linked_to():
    assert "here" in parsed(":::tip{#here}\none\n:::\n").anchors


def test_a_label_is_no_part_of_the_summary():
    assert parsed("!> one\n\n> [!NOTE]\n> two\n\n!!! tip\n    three\n").summary == "one two three"


HOSTILE = {
    "containers, nested and unclosed": lambda n: "::: note\n" * n,
    "containers, nested by more colons": lambda n: "".join(f"{':' * (99 - k % 90)} note\n" for k in range(n)),
    "containers, nested and closed": lambda n: "".join(
        f"{':' * (99 - k % 90)} note\n" if k % 180 < 90 else f"{':' * (10 + k % 90)}\n" for k in range(n)
    ),
    "containers, unknown and unclosed": lambda n: "::: x\n" * n,
    "containers, unclosed in list items": lambda n: "- ::: note\n" * n,
    "containers, unclosed in a fence": lambda n: "::: note\n```\n" * n,
    "containers, closed and unclosed": lambda n: "::: note\n:::\n" * n,
    "containers, with open brackets": lambda n: "::: note" + "[[" * n,
    "containers, with open attributes": lambda n: "::: note{" + "a='\" " * n + "}",
    "colons": lambda n: ":::\n" * n,
    "one line of colons": lambda n: ":" * n,
    "admonitions in a row": lambda n: "!!! note\n" * n,
    "admonitions, nested": lambda n: "".join(f"{' ' * 4 * min(k, 90)}!!! note\n" for k in range(n)),
    "admonitions without a body": lambda n: "!!! wow\n\n" * n,
    "admonitions with an unclosed title": lambda n: '!!! note "' + '" ' * n + "x",
    "admonitions with many words": lambda n: "!!! note" + " a" * n + "!",
    "admonitions and empty lines": lambda n: "!!! wow\n" * n + "\n" * n,
    "alerts, nested": lambda n: "".join("> " * min(k, 60) + "[!NOTE]\n>\n" for k in range(n)),
    "alerts in a row": lambda n: "> [!NOTE] Title\n\n" * n,
    "alerts, lazy": lambda n: "> [!NOTE]\n" + "one\n" * n,
    "a word without its end": lambda n: "> [!" + "a" * n,
    "pseudo callouts": lambda n: "> **Note:**\n>\n" * n,
    "docsify": lambda n: "!>\n" * n + "\n" + "?> x\n\n" * n,
}


def calls(text):
    """Count the calls of functions that a text costs: unlike time, the same at every run."""
    count = 0

    def tick(*_):
        nonlocal count
        count += 1

    sys.setprofile(tick)
    try:
        parsed(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("pattern", HOSTILE.values(), ids=HOSTILE)
def test_hostile_input_costs_in_proportion_to_its_length(pattern):
    parsed("warm")

    assert calls(pattern(600)) <= 2.6 * calls(pattern(300))


def test_containers_nested_too_deeply_are_text():
    html = "".join(parsed("::: note\n" * 10_000 + "last").fragments)

    assert (html.count("<aside"), unescape(html).count("::: note"), "last" in html) == (99, 9_901, True)
