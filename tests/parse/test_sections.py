import time

import pytest

from handbook.config import ParseOptions
from handbook.model import Heading, Section, Source
from handbook.parse.document import parse
from handbook.parse.sections import sections_of


def sections(text):
    return parse(Source("page.md", text), ParseOptions()).sections


def text_of(html):
    """Return the text of a body without headings."""
    (section,) = sections_of(html, ()) or (Section("", 0, "", ""),)
    return section.text


def test_a_page_is_cut_where_its_headings_begin():
    text = "# Leave\n\nTake it.\n\n## How much\n\n25 days.\n\n### In *parts*?\n\nYes.\n\n## Who\n"

    assert sections(text) == (
        Section("", 0, "", "Take it."),
        Section("how-much", 2, "How much", "25 days."),
        Section("in-parts", 3, "In parts?", "Yes."),
        Section("who", 2, "Who", ""),
    )


def test_a_page_that_begins_with_a_section_has_nothing_before_it():
    assert sections("# Leave\n\n## Who\n\nAll.\n") == (Section("who", 2, "Who", "All."),)


def test_a_page_without_text_has_no_sections():
    assert sections("# Leave\n") == ()


def test_headings_inside_other_blocks_begin_sections_too():
    assert sections("> ## Quoted\n>\n> Words.\n\n- ## Listed\n\n  More.\n") == (
        Section("quoted", 2, "Quoted", "Words."),
        Section("listed", 2, "Listed", "More."),
    )


def test_a_section_is_found_by_its_own_id():
    assert sections('<div id="x">raw</div>\n\n## A & "b" {#a&"b"}\n\nText.\n') == (
        Section("", 0, "", "raw"),
        Section('a&"b"', 2, 'A & "b"', "Text."),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Read [*all* of it](a.md), ![a picture](b.png) and <https://c.example>.",
            "Read all of it, and c.example.",
        ),
        ("> [!WARNING]\n> Mind the gap.", "Warning Mind the gap."),
        ("A word[^1].\n\n[^1]: And a note.", "A word. And a note. ↩\ufe0e"),
        ('```python\nif a < b:  # why?\n    go("x")\n```', 'if a < b: # why? go("x")'),
        ("| a | b |\n|---|---|\n| *c* | `d` |", "a b c d"),
        ("<details><summary>More</summary>\n\nInside.\n\n</details>", "More Inside."),
        ("<table><tr><td>one</td><td>two</td></tr></table>", "one two"),
        ("Line  \nbreak<br>here, one\u00a0day &copy; 2 &lt; 3", "Line break here, one\u00a0day © 2 < 3"),
        ("Un<b>bro</b>ken <EM>w</EM>ord<wbr>s", "Unbroken words"),
    ],
)
def test_what_a_reader_sees_is_text(text, expected):
    assert [section.text.replace("https://", "") for section in sections(text)] == [expected]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("a<!-- <h2>no</h2> > -->b", "ab"),
        ("a<!doctype html>b<?php echo 1 ?>c", "abc"),
        ("<p>a</p><script>if (a<b) c()</script><p>d</p>", "a d"),
        ("<STYle>p > a {}</stYLE><p>d</p>", "d"),
        ("<template>x<template>y</template>z</template>d", "d"),
        ("<iframe src=\0>no frames</iframe>d", "d"),
        ("<!-- <script> -->a<script>b</script>", "a"),
        ("<p title=\"a > b\" data-x='c > d'>e</p>", "e"),
        ('<p it"s>a</p><p>b"</p>', 'a b"'),
        ("<a\0>link</a><img\0>", "link"),
        ("<a href=\0>link</a>s", "links"),
        ("&amp;lt; &quot;&lt;b&gt;&#39;", "&lt; \"<b>'"),
        ("1 < 2 <3", "1 < 2 <3"),
        ("<textarea>kept</textarea>", "kept"),
    ],
)
def test_markup_is_no_text(html, expected):
    assert text_of(html) == expected


def test_a_section_in_a_template_has_no_text_and_harms_no_other():
    text = "Before.\n\n<template>\n\n## Hidden\n\n</template>\n\n## Seen\n\nAfter.\n"

    assert sections(text)[-1] == Section("seen", 2, "Seen", "After.")


def test_a_heading_that_is_not_in_the_body_is_left_out():
    assert sections_of("<pre>## A\n</pre>", (Heading(2, "a", "A"),)) == (Section("", 0, "", "## A"),)


@pytest.mark.parametrize(
    "piece",
    ['<a ="', "<a ='", "<a ", "<!--", "<script>", "<template>", "=\"'", '<sup class="footnote-mark">'],
)
def test_no_html_takes_longer_than_its_length_explains(piece):
    started = time.process_time()
    sections_of(f"<p>{piece * 20_000}</p>", ())

    assert time.process_time() - started < 2
