"""CommonMark's examples and GFM's, from the source distribution of markdown-it-py."""

import json
import re

from written import as_written

from handbook.config import ParseOptions
from handbook.parse.code import code
from handbook.parse.document import SYNTAXES, markdown_for
from handbook.parse.headings import headings
from handbook.parse.links import links
from handbook.parse.notes import Notes
from handbook.parse.strikethrough import strikethrough
from handbook.parse.tables import tables
from handbook.parse.tasks import tasks

EXCEPTIONS = {
    "an element that is never closed is closed where its paragraph, list, quote or page ends": {
        *(21, 31, 148, 155, 173, 174, 175, 184, 187, 344, 476, 477, 491, 494, 524, 536, 630, 631, 642, 643),
    },
    "an end tag that closes nothing is left out": {151, 165, 623},
    "a tag that never ends is shown as text: a browser would take what follows for its attributes": {
        156,
        157,
        158,
    },
    "a tag without attributes that is no HTML and is never closed is shown as text": {150, 201, 613},
    "what closes itself is written as an empty pair: HTML ignores the slash": {614, 615, 616, 617},
    "the title of a picture that stands alone is its caption": {
        *(572, 573, 576, 577, 584, 585, 586, 588, 589, 591),
    },
    "a table ends where Markdown begins between its cells: a browser would put it before the table": {191},
    "a lone < of raw HTML is escaped, too": {629},
    "a bare http or https address becomes a link": {608, 611},
}
"""Examples that become something else with our syntaxes, by the reason why."""

WRITTEN_OTHERWISE = (headings, code)
"""Syntaxes that recognise what CommonMark does, and write all of it in a form of their own."""


def html_of(text: str, *syntaxes) -> str:
    markdown = markdown_for(ParseOptions(), syntaxes)
    notes = Notes("page.md", text.split("\n"))
    html = markdown.render(text, {"notes": notes})
    return comparable(as_written(html.split("\0"), notes.holes))


def comparable(html: str) -> str:
    """Write what a browser reads alike in one way: the examples are XHTML, and break lines elsewhere."""
    return re.sub(r"\s*/>", ">", html).replace("<blockquote>\n</blockquote>", "<blockquote></blockquote>")


def commonmark(folder):
    return json.loads((folder / "test_cmark_spec" / "commonmark.json").read_text(encoding="utf-8"))


def gfm(folder, name):
    text = (folder / "test_port" / "fixtures" / name).read_text(encoding="utf-8")
    return re.findall(r"^\.\n(.*?)^\.\n(.*?)^\.$", text, re.DOTALL | re.MULTILINE)


def test_all_examples_of_commonmark_hold_without_our_syntaxes(markdown_it_tests):
    examples = commonmark(markdown_it_tests)

    assert len(examples) == 652
    assert {e["example"]: html_of(e["markdown"], links) for e in examples} == {
        e["example"]: comparable(e["html"]) for e in examples
    }


def test_examples_that_differ_with_our_syntaxes_have_a_reason(markdown_it_tests):
    syntaxes = [syntax for syntax in SYNTAXES if syntax not in WRITTEN_OTHERWISE]
    different = {
        example["example"]
        for example in commonmark(markdown_it_tests)
        if html_of(example["markdown"], *syntaxes) != comparable(example["html"])
    }

    assert different == set().union(*EXCEPTIONS.values())


def test_gfm_tables_hold(markdown_it_tests):
    examples = gfm(markdown_it_tests, "tables.md")

    assert len(examples) > 20
    assert [unframed(html_of(text, links, tables)) for text, _ in examples] == [html for _, html in examples]


def unframed(html: str) -> str:
    bare = re.sub(r'<div class="table-scroll"[^>]*>\n|(?<=</table>\n)</div>\n', "", html)
    return re.sub(r'class="align-(\w+)"', r'style="text-align:\1"', bare)


def test_gfm_strikethrough_holds(markdown_it_tests):
    examples = gfm(markdown_it_tests, "strikethrough.md")

    assert len(examples) > 8
    assert [html_of(text, links, strikethrough) for text, _ in examples] == [html for _, html in examples]


def test_gfm_tasks_hold(markdown_it_tests):
    examples = gfm(markdown_it_tests, "tasklists.md")

    assert len(examples) > 10
    assert [unlabelled(html_of(text, links, tasks)) for text, _ in examples] == [html for _, html in examples]


def unlabelled(html: str) -> str:
    html = re.sub(r'<input type="checkbox" disabled( checked)?>', _their_box, html)
    return re.sub(r"</?label>", "", html).replace('class="task"', 'class="task-list-item"')


def _their_box(match: re.Match[str]) -> str:
    checked = ' checked=""' if match.group(1) else ""
    return f'<input class="task-list-item-checkbox" disabled="" type="checkbox"{checked}>'
