"""How the block is told from the body, what happens to one that cannot be read, and the limits."""

import datetime as dt
import re
import time
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handbook.config import Limits
from handbook.diagnostics import Code, Diagnostic, Span
from handbook.model import FrontMatter, Source, Written
from handbook.parse import yaml_nodes
from handbook.parse.fields import FIELD_OF_KEY
from handbook.parse.front_matter import Head, read_front_matter

YAML_HINT = "put a value in quotes if it holds “: ” or begins with one of @ ` & * ! % { ["


def read(text, limits=None):
    return read_front_matter(Source("page.md", text), limits or Limits())


def finding(code, message, span, hint):
    return Diagnostic(code, message, "page.md", span, hint)


A = FrontMatter(title="A")

BLOCKS = {
    "plain": ("---\ntitle: A\n---\nBody\n", Head(A, "Body\n", 4)),
    "closed with white space behind": ("---\ntitle: A\n--- \t\nBody", Head(A, "Body", 4)),
    "a body that begins with a code block": ("---\ntitle: A\n---\n    code\n", Head(A, "    code\n", 4)),
    "blank lines before the body": ("---\ntitle: A\n---\n\n\nBody  \n\n", Head(A, "\n\nBody  \n\n", 4)),
    "a byte-order mark": ("\ufeff---\ntitle: A\n---\nBody", Head(A, "Body", 4)),
    "CRLF": ("---\r\ntitle: A\r\n---\r\nBody\r\n", Head(A, "Body\r\n", 4)),
    "rules in the body": ("---\ntitle: A\n---\na\n---\nb\n---\n", Head(A, "a\n---\nb\n---\n", 4)),
    "nothing but the block": ("---\ntitle: A\n---", Head(A, "", 3)),
    "only remarks": ("---\n# nothing yet\n---\nBody", Head(FrontMatter(), "Body", 4)),
    "an empty block": ("---\n---\nBody", Head(FrontMatter(), "Body", 3)),
    "an indented rule inside": (
        "---\ntitle: |\n  A\n  ---\n---\nB",
        Head(FrontMatter(title="A\n---"), "B", 6),
    ),
    "TOML": ('+++\ntitle = "A"\n+++\nBody', Head(A, "Body", 4)),
    "empty TOML": ("+++\n+++\nBody", Head(FrontMatter(), "Body", 3)),
    "JSON": ('{\n  "title": "A"\n}\nBody', Head(A, "Body", 4)),
    "empty JSON": ("{\n}\nBody", Head(FrontMatter(), "Body", 3)),
    "JSON behind a byte-order mark": ('\ufeff{\n"title": "A"\n}\nBody', Head(A, "Body", 4)),
}


@pytest.mark.parametrize(("text", "head"), BLOCKS.values(), ids=BLOCKS)
def test_a_block_is_taken_from_the_top_and_the_body_stays_as_it_is(text, head):
    assert read(text) == head


BODIES = {
    "no block": "Title\n=====\n",
    "nothing": "",
    "a rule": "---\n\nText\n",
    "only a rule": "---",
    "text between two rules": "---\nSome text\n---\nmore\n",
    "a list between two rules": "---\n- one\n- two\n---\nmore\n",
    "broken YAML between two rules that does not begin with a key": "---\n*so* it is: said\n---\nmore\n",
    "four dashes": "----\nA sum: 1\n----\n",
    "a rule that is not the first line": "\n---\nsum: 1\n---\n",
    "an indented rule": " ---\nsum: 1\n---\n",
    "a block quote": "> ---\n",
    "braces": "{{ page }}\n",
    "closing brace": "}\ntext\n}\n",
}


@pytest.mark.parametrize("text", BODIES.values(), ids=BODIES)
def test_without_a_block_nothing_is_lost(text):
    assert read(text) == Head(FrontMatter(), text)


def test_a_byte_order_mark_is_no_part_of_the_body():
    assert read("\ufeff# Title\n") == Head(FrontMatter(), "# Title\n")


UNCLOSED = "the front matter is never closed, so it is shown as text and nothing in it counts"


@pytest.mark.parametrize(
    ("text", "length", "closing"),
    [("---\ntitle: A\nBody", 3, "---"), ('+++\ntitle = "A"\n', 3, "+++"), ('{\n  "title": "A"\n', 1, "}")],
)
def test_a_block_that_is_never_closed_is_text_and_a_finding(text, length, closing):
    hint = f"close it with a line that holds only {closing}"
    unclosed = finding(Code.BAD_FRONT_MATTER, UNCLOSED, Span(1, 1, length), hint)

    assert read(text) == Head(FrontMatter(), text, diagnostics=(unclosed,))


BROKEN = {
    "a second colon": (
        "title: Foo: bar\nsidebar: Docs",
        FrontMatter(title="Foo: bar", sidebar=Written("Docs", Span(3, 10, 4))),
        "mapping values are not allowed in this context",
        Span(2, 11),
    ),
    "an at sign": (
        "draft: true\ntitle: @x",
        FrontMatter(title="@x", draft=True),
        "found character that cannot start any token",
        Span(3, 8),
    ),
    "text behind quotes": (
        'title: "Foo" bar\n',
        FrontMatter(title='"Foo" bar'),
        "did not find expected key",
        Span(2, 14),
    ),
    "quotes inside quotes": (
        'title: "a "b" c"\n',
        FrontMatter(title='a "b" c'),
        "did not find expected key",
        Span(2, 12),
    ),
    "braces": (
        "title: {{ page.title }}",
        FrontMatter(title="{{ page.title }}"),
        "a key must be a word",
        Span(2, 9, 1),
    ),
    "a real alias": (
        "a: &x 1\ntitle: *x",
        FrontMatter(title="*x", extra={"a": "&x 1"}),
        "an anchor: what begins with & needs quotes",
        Span(2, 4),
    ),
    "an alias to nothing": (
        "title: *x",
        FrontMatter(title="*x"),
        "an alias: what begins with * needs quotes",
        Span(2, 8),
    ),
    "a tag": (
        "title: !important\n",
        FrontMatter(title="!important"),
        "a tag: what begins with ! needs quotes",
        Span(2, 8),
    ),
    "a tag on a list": (
        "a: !!set [b]\ntags: [c]",
        FrontMatter(tags=("c",), extra={"a": "!!set [b]"}),
        "a tag: what begins with ! needs quotes",
        Span(2, 4),
    ),
    "a second document": (
        "title: A\n--- b\n",
        FrontMatter(title="A"),
        "a second document",
        Span(3, 1),
    ),
    "a tab": (
        "tags:\n\t- a\ntitle: A",
        FrontMatter(title="A"),
        "found character that cannot start any token",
        Span(3, 1),
    ),
    "a control character": (
        "title: A\x07B",
        FrontMatter(title="A\x07B"),
        "a character that YAML does not allow",
        Span(2, 9),
    ),
}


@pytest.mark.parametrize(("block", "front_matter", "reason", "span"), BROKEN.values(), ids=BROKEN)
def test_broken_yaml_is_read_entry_by_entry_with_one_finding_where_it_breaks(
    block, front_matter, reason, span
):
    head = read(f"---\n{block}\n---\nBody")

    message = f"the front matter cannot be read as YAML: {reason}"
    assert head.front_matter == front_matter
    assert head.body == "Body"
    assert head.diagnostics == (finding(Code.BAD_FRONT_MATTER, message, span, YAML_HINT),)


def test_entries_beside_a_broken_one_keep_their_lists_and_places():
    head = read('---\ntitle: Foo: bar\n"author": [tim]\ntags:\n - a\n - b\ndraft: "true"\nempty:\n---\n')

    assert head.front_matter == FrontMatter(
        title="Foo: bar",
        authors=(Written("tim", Span(3, 12, 3)),),
        tags=("a", "b"),
        draft=True,
        extra={"empty": None},
    )


def test_a_broken_value_without_anything_on_its_line_is_nothing():
    assert read("---\ntitle:\n  @x\nname: Tim\n---\n").front_matter == FrontMatter(title="Tim")


MENDED = "the text holds a character that no page can hold; � stands in its place"
MENDED_HINT = "remove it: it is NUL, or half of a surrogate pair"


@pytest.mark.parametrize(
    ("text", "extra", "span"),
    [
        ('---\na: ["x\\0y"]\n---\n', {"a": ["x\ufffdy"]}, Span(2, 6, 4)),
        ('---\n"\\0": x\n---\n', {"\ufffd": "x"}, Span(2, 2, 2)),
        ('{\n"a": "\\ud800"\n}\n', {"a": "\ufffd"}, Span(2, 7, 6)),
        ('{\n"a": {"b": "\\u0000"}\n}\n', {"a": {"b": "\ufffd"}}, Span(2, 13, 6)),
        ('+++\na = "\\u0000"\n+++\n', {"a": "\ufffd"}, Span(2, 5, 8)),
    ],
)
def test_what_no_page_can_hold_is_replaced_with_a_finding(text, extra, span):
    head = read(text)

    assert head.front_matter == FrontMatter(extra=extra)
    assert head.diagnostics == (finding(Code.BAD_FIELD, MENDED, span, MENDED_HINT),)


def test_a_raw_nul_is_replaced_too():
    head = read("---\ntitle: A\0B\n---\n")

    assert head.front_matter == FrontMatter(title="A\ufffdB")
    assert [(each.code, each.span) for each in head.diagnostics] == [
        (Code.BAD_FRONT_MATTER, Span(2, 9)),
        (Code.BAD_FIELD, Span(2, 8, 3)),
    ]


def test_both_halves_of_an_escaped_pair_are_one_character():
    assert read('{\n"title": "\\ud83d\\ude00 \\/"\n}\n').front_matter == FrontMatter(title="😀 /")


TOML = {
    'title = "A"\ntags = ["x", "y"]': FrontMatter(title="A", tags=("x", "y")),
    "date = 2023-07-03": FrontMatter(date=dt.date(2023, 7, 3)),
    "date = 2023-07-03T09:30:00Z": FrontMatter(date=dt.date(2023, 7, 3), time=dt.time(9, 30)),
    "title = 1.10": FrontMatter(title="1.10"),
    "draft = true": FrontMatter(draft=True),
    "order = 1_0": FrontMatter(order=10.0),
    'sidebar = "Docs"': FrontMatter(sidebar=Written("Docs", Span(2, 12, 4))),
    'author = [\n  "tim",\n  "eli",\n]': FrontMatter(
        authors=(Written("tim", Span(3, 4, 3)), Written("eli", Span(4, 4, 3)))
    ),
    'author = [["tim"], "eli"]': FrontMatter(
        authors=(Written("tim", Span(2, 13, 3)), Written("eli", Span(2, 21, 3)))
    ),
    'sidebar.label = "Short"': FrontMatter(sidebar_title="Short"),
    "[sidebar]\norder = 2": FrontMatter(order=2.0),
    'slug = "\\u00e9"': FrontMatter(permalink=Written("é", Span(2, 8, 8))),
    "a = 1979-05-27\nb = 07:32:00\nc = 1.5\nd = 2": FrontMatter(
        extra={"a": "1979-05-27", "b": "07:32:00", "c": 1.5, "d": 2}
    ),
    "[[a]]\nb = 1\n[[a]]\nb = {c = []}": FrontMatter(extra={"a": [{"b": 1}, {"b": {"c": []}}]}),
    "a = [{b = 1}, {b = 2}]": FrontMatter(extra={"a": [{"b": 1}, {"b": 2}]}),
}


@pytest.mark.parametrize(("block", "front_matter"), TOML.items())
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_toml_has_the_same_types_and_places(block, front_matter, ending):
    text = f"+++\n{block}\n+++\nBody".replace("\n", ending)

    assert read(text) == Head(front_matter, "Body", text.count("\n") + 1)


TOO_LARGE_NUMBERS = {
    "a = 0x" + "f" * 5000: "0x" + "f" * 5000,
    "a = 18446744073709551616": "0x10000000000000000",
    "a = -inf": "-.inf",
    "a = nan": ".nan",
}


@pytest.mark.parametrize(("block", "text"), TOO_LARGE_NUMBERS.items(), ids=range(4))
def test_a_number_of_toml_that_the_cache_cannot_hold_stays_a_text(block, text):
    head = read(f"+++\n{block}\n+++\n")

    assert head.front_matter == FrontMatter(extra={"a": text})
    assert [(each.code, each.span.line, each.span.column) for each in head.diagnostics] == [
        (Code.BAD_FIELD, 2, 5)
    ]


def test_json_has_the_same_types_and_places():
    text = '{\n\t"title": 1.10,\n\t"author": ["tim"], "draft": true,\n\t"n": {"a": [null, -1, 1e2]}\n}\nBody'

    assert read(text) == Head(
        FrontMatter(
            title="1.10",
            authors=(Written("tim", Span(3, 14, 3)),),
            draft=True,
            extra={"n": {"a": [None, -1, 100.0]}},
        ),
        "Body",
        6,
    )


BROKEN_OTHERS = {
    "TOML": (
        '+++\ntitle = "Foo" bar\ndraft = true\n[params]\ntitle = "no"\n+++\n',
        FrontMatter(title='"Foo" bar', draft=True),
        ("TOML", "expected newline or end of document after a statement", Span(2, 15), 'write key = "value"'),
    ),
    "TOML that ends too early": (
        "+++\ntags = [\n+++\n",
        FrontMatter(tags=("[",)),
        ("TOML", "invalid value", Span(3, 1), 'write key = "value"'),
    ),
    "TOML with a number of too many digits": (
        f"+++\na = {'1' * 5000}\n+++\n",
        FrontMatter(extra={"a": "1" * 5000}),
        ("TOML", "a number that is too large", Span(2, 1), 'write key = "value"'),
    ),
    "JSON": (
        '{\n  "title": "A"\n  "draft": true,\n  "order": 3\n}\n',
        FrontMatter(title="A", draft=True, order=3.0),
        (
            "JSON",
            "expecting ',' delimiter",
            Span(3, 3),
            'write "key": "value", with a comma after all but the last',
        ),
    ),
}


@pytest.mark.parametrize(("text", "front_matter", "expected"), BROKEN_OTHERS.values(), ids=BROKEN_OTHERS)
def test_broken_toml_and_json_are_read_entry_by_entry_too(text, front_matter, expected):
    head = read(text)

    name, reason, span, hint = expected
    message = f"the front matter cannot be read as {name}: {reason}"
    assert head.front_matter == front_matter
    assert head.body == ""
    assert [each.code for each in head.diagnostics] == [Code.BAD_FRONT_MATTER]
    assert head.diagnostics == (finding(Code.BAD_FRONT_MATTER, message, span, hint),)


def test_a_day_that_is_impossible_in_toml_is_still_told_from_the_broken_block():
    head = read("+++\ndate = 2020-02-30\n+++\n")

    assert [(each.code, each.span) for each in head.diagnostics] == [
        (Code.BAD_FRONT_MATTER, Span(2, 8)),
        (Code.BAD_FIELD, Span(2, 8, 10)),
    ]


def test_broken_toml_without_an_entry_is_shown_as_text_with_a_finding():
    head = read("+++\n= 1\n+++\nBody")

    assert (head.front_matter, head.body, head.first_line) == (FrontMatter(), "+++\n= 1\n+++\nBody", 1)
    assert [(each.code, each.span) for each in head.diagnostics] == [(Code.BAD_FRONT_MATTER, Span(2, 1))]


MOVE = "move what is long into the body, or into a data file"
FLAT = "\n".join(f"a{number}: x" for number in range(600))

LARGE = {
    "a large block": ("---\n", f"title: A\nb: {'x' * 65_536}", "---", "is larger than 65,536 bytes", (2, 1)),
    "large in bytes": ("---\n", f"title: A\nb: {'é' * 33_000}", "---", "is larger than 65,536 bytes", (2, 1)),
    "deep in flow": ("---\n", f"title: A\nb: {'[' * 30_000}", "---", "is nested deeper than 16", (3, 19)),
    "deep in blocks": (
        "---\n",
        f"title: A\nb:\n  {'- ' * 30_000}",
        "---",
        "is nested deeper than 16",
        (4, 33),
    ),
    "many values": ("---\n", f"title: A\n{FLAT}", "---", "holds more than 1,000 values", (501, 7)),
    "deep TOML": (
        "+++\n",
        f'title = "A"\nb = {"[" * 17}{"]" * 17}',
        "+++",
        "is nested deeper than 16",
        (3, 5),
    ),
    "endless TOML": ("+++\n", f'title = "A"\nb = {"[" * 30_000}', "+++", "is nested deeper than 16", (2, 1)),
    "dotted TOML": ("+++\n", f'title = "A"\n{"b." * 16_000}b = 1', "+++", "is nested deeper than 16", (3, 1)),
    "deep JSON": (
        "{\n",
        f'"title": "A",\n"b": {"[" * 17}{"]" * 17}',
        "}",
        "is nested deeper than 16",
        (3, 21),
    ),
    "endless JSON": ("{\n", f'"title": "A",\n"b": {"[" * 30_000}', "}", "is nested deeper than 16", (1, 1)),
}


@pytest.mark.parametrize(("opening", "block", "closing", "reason", "place"), LARGE.values(), ids=LARGE)
def test_beyond_a_limit_reading_stops_early_with_an_error_and_keeps_the_title(
    opening, block, closing, reason, place
):
    begin = time.perf_counter()
    head = read(f"{opening}{block}\n{closing}\nBody")
    seconds = time.perf_counter() - begin

    assert (head.front_matter.title, head.body) == ("A", "Body")
    assert [
        (each.code, each.message, (each.span.line, each.span.column), each.hint) for each in head.diagnostics
    ] == [(Code.LIMIT_EXCEEDED, f"the front matter {reason}", place, MOVE)]
    assert seconds < 1


def test_beyond_the_limit_of_values_the_first_ones_are_kept():
    head = read(f"---\n{FLAT}\n---\n", Limits(front_matter_nodes=7))

    assert head.front_matter == FrontMatter(extra={"a0": "x", "a1": "x", "a2": "x"})


def test_at_the_limits_nothing_is_wrong():
    depth = "a: " + "[" * 15 + "]" * 15
    flat = "\n".join(f"a{number}: x" for number in range(499))
    weight = "a: " + "x" * (65_536 - 4)

    assert [read(f"---\n{block}\n---\n").diagnostics for block in (depth, flat, weight)] == [(), (), ()]


def test_without_libyaml_the_same_is_read(monkeypatch):
    texts = [f"---\n{block}\n---\n" for block in ("title: 'A'\ntags: [a, 'b']", "a: |\n  x", 'a: "\\ud83d"')]
    fast = [read(text) for text in texts[:2]]
    monkeypatch.setattr(yaml_nodes, "LOADER", yaml_nodes.yaml.SafeLoader)

    assert [read(text) for text in texts[:2]] == fast
    assert read(texts[2]).front_matter == FrontMatter(extra={"a": "\ufffd"})


def test_a_number_that_yaml_itself_cannot_convert_is_a_finding(monkeypatch):
    monkeypatch.setattr(yaml_nodes, "LOADER", yaml_nodes.yaml.SafeLoader)

    head = read('---\ntitle: A\nsidebar: "\\UFFFFFFFF"\n---\n')

    message = "the front matter cannot be read as YAML: a character or number that is too large"
    assert head.front_matter == FrontMatter(title="A", sidebar=Written("\\UFFFFFFFF", Span(3, 11, 10)))
    assert head.diagnostics == (finding(Code.BAD_FRONT_MATTER, message, Span(2, 1), YAML_HINT),)


KEYS = st.sampled_from([*sorted(FIELD_OF_KEY), "extra", "Title", "a b", "- a", "'q", '"q"', "? x", "{"])
TROUBLE = (
    '[ ] {a:b} [a,[b]] { &a *a !t | > ~ @ \' " 2020-02-30 1e999 "\\ud800" "\\0" "\\UFFFFFFFF" \'\'\' """ ='
).split()
VALUES = st.one_of(
    st.text(max_size=20), st.sampled_from([*TROUBLE, "[" * 99, "\n  a: b", "\n - a", "9" * 99])
)
LINES = st.one_of(
    st.builds("{}{}{}".format, KEYS, st.sampled_from([": ", " = ", ":", '": ']), VALUES),
    st.text(st.characters(), max_size=20),
    st.sampled_from(["---", "+++", "{", "}", "--- ", "[a]", "[[a]]", "", "..."]),
)
TEXTS = st.one_of(
    st.text(st.characters()),
    st.builds(
        lambda fence, lines, ending, body: ending.join([fence[0], *lines, fence[1], body]),
        st.sampled_from([("---", "---"), ("+++", "+++"), ("{", "}"), ("\ufeff---", "---")]),
        st.lists(LINES, max_size=6),
        st.sampled_from(["\n", "\r\n"]),
        st.text(st.characters()),
    ),
)


@given(TEXTS)
@example("---\ntitle: \ud800\n---\n")
@example("---\n---")
@example("{\n}")
@example("+++\n+++\n")
def test_whatever_the_text_nothing_is_raised_and_nothing_is_lost(text):
    head = read(text)

    whole = text.removeprefix("\ufeff")
    block = whole[: len(whole) - len(head.body)]
    assert block + head.body == whole
    assert head.first_line == block.count("\n") + 1
    lines = text.count("\n") + 1
    assert all(1 <= each.span.line <= lines and each.span.column >= 1 for each in head.diagnostics)


def test_the_corpus_is_read_with_one_finding_the_impossible_day(corpus):
    paths = sorted(path for path in (corpus / "contents").rglob("*") if path.suffix in {".md", ".mdx"})
    heads = {
        path.relative_to(corpus / "contents").as_posix(): read_front_matter(
            Source(path.name, path.read_bytes().decode()), Limits()
        )
        for path in paths
    }

    fields = Counter(key for head in heads.values() for key, value in _filled(head.front_matter))
    assert len(heads) == 506
    assert sum(head.first_line == 1 for head in heads.values()) == 58
    assert (fields["title"], fields["featured_image"], fields["sidebar_title"]) == (447, 133, 41)
    assert [each for head in heads.values() for each in head.diagnostics] == [
        Diagnostic(
            Code.BAD_FIELD,
            "date is no day: February 2020 has 29 days",
            "after-the-hn-launch.md",
            Span(2, 7, 10),
            "write a day from 1 to 29",
        )
    ]


def _filled(front_matter):
    return [(key, value) for key in front_matter.__struct_fields__ if (value := getattr(front_matter, key))]


def test_the_third_seed_says_what_its_author_wrote(seeds):
    text = (seeds / "002_81e48e357645ff1d.txt").read_bytes().decode()

    head = read(text)

    assert head == Head(
        FrontMatter(
            title="Why we test in production (and you should too)",
            date=dt.date(2023, 7, 3),
            authors=(Written("ian-vanagas", Span(4, 11, 11)),),
            root_page="/blog",
            sidebar=Written("Blog", Span(7, 10, 4)),
            hide_contents=True,
            featured_image=Written(
                "../images/blog/open-source-testing-tools/testinghog.png", Span(9, 16, 55)
            ),
            featured_image_type="full",
            categories=("Engineering",),
            tags=("Guides", "Explainers"),
        ),
        re.split(r"^--- *\n", text, maxsplit=2, flags=re.MULTILINE)[2],
        16,
    )


@pytest.mark.parametrize("line", ["x: " + " " * 60_000 + "y", "k" * 60_000, "'" * 60_000, " #" * 30_000])
@pytest.mark.parametrize(("fence", "broken"), [("---", "title: A: B"), ("+++", "title = A: B")])
def test_a_long_line_in_a_broken_block_costs_no_time(fence, broken, line):
    begin = time.perf_counter()
    head = read(f"{fence}\n{broken}\n{line}\n{fence}\nBody")
    seconds = time.perf_counter() - begin

    assert (head.front_matter.title, head.body) == ("A: B", "Body")
    assert seconds < 1


def test_lists_and_mappings_count_by_what_they_hold_when_entries_are_read_one_by_one():
    block = "title: A: B\ntags: [a, b]\nextra: {c: d}\nwidth: x"
    head = read(f"---\n{block}\n---\n", Limits(front_matter_nodes=11))

    assert head.front_matter == FrontMatter(title="A: B", tags=("a", "b"), extra={"extra": {"c": "d"}})


@pytest.mark.parametrize(
    ("start", "line", "column"),
    [("\n", 2, 1), (" ", 1, 2), ("<!-- for editors -->\n", 2, 1), ("-", 1, 1), ("\n\n \n", 4, 1)],
)
def test_a_block_that_does_not_begin_the_file_is_a_finding_and_a_draft_in_it_stays_one(start, line, column):
    head = read_front_matter(Source("a.md", f"{start}---\ntitle: x\ndraft: true\n---\n\ntext"), Limits())
    first, _ = head.diagnostics

    assert (first.code, first.span.line, first.span.column) == (Code.BAD_FRONT_MATTER, line, column)
    assert (head.front_matter, head.first_line) == (FrontMatter(draft=True), 1)


@pytest.mark.parametrize(
    "text", ["\n---\n\ntext: x", "\n---\nnote that: x", "a\n---\ntitle: x", "\n---\nNote: x"]
)
def test_a_rule_above_text_is_no_misplaced_block(text):
    assert read_front_matter(Source("a.md", text), Limits()) == Head(FrontMatter(), text)


def test_a_draft_whose_block_is_never_closed_stays_one():
    head = read_front_matter(Source("a.md", "---\ntitle: x\ndraft: true\n\ntext"), Limits())

    assert head.front_matter == FrontMatter(draft=True)


HIDDEN_DRAFTS = {
    "indented below a broken title": ("---\ntitle: @x\n  draft: true\n---\n", Span(3, 3, 5)),
    "indented below a title": ("---\ntitle: A\n draft: true\n---\n", Span(3, 2, 5)),
    "in braces": ("---\n{draft: true, title: @x}\n---\n", Span(2, 2, 5)),
    "in braces, last": ("---\n{title: @x, 'draft': yes}\n---\n", Span(2, 14, 5)),
    "without a space": ("---\ntitle: A\ndraft:true\n---\n", Span(3, 1, 5)),
    "alone without a space": ("---\ndraft:true\n---\n", Span(2, 1, 5)),
    "with an equals sign": ("---\ndraft = true\n---\n", Span(2, 1, 5)),
    "with a wide colon": ("---\ndraft：true\n---\n", Span(2, 1, 5)),
    "behind a tab": ("---\ntitle: A\n\tdraft: true\n---\n", Span(3, 2, 5)),
    "with a broken value below": ("---\ndraft:\n  @x\n---\n", Span(2, 1, 5)),
    "below other text": ("---\n*A*\ntitle: @x\ndraft: true\n---\n", Span(4, 1, 5)),
    "beyond the depth": (f"---\na: {'[' * 20}\n  draft: true\n---\n", Span(3, 3, 5)),
    "beyond the values": (f"---\n{FLAT}\ndraft: true\n---\n", Span(602, 1, 5)),
    "beyond the size": (f"---\na: {'x' * 65_536}\ndraft: true\n---\n", Span(3, 1, 5)),
    "below a header of broken TOML": ("+++\na = @\n[params]\ndraft = true\n+++\n", Span(4, 1, 5)),
    "in JSON of a few lines": ('{ "title": "A",\n  "draft": true }\nBody', Span(2, 4, 5)),
    "in JSON of one line": ('{"draft": true, "title": "A"}\nBody', Span(1, 3, 5)),
    "in JSON of one line, last": ('{"a": 1, "draft": true}\nBody', Span(1, 11, 5)),
    "in JSON below an empty line": ('\n{\n"draft": true\n}\nBody', Span(3, 2, 5)),
    "in TOML below an empty line": ("\n+++\n'draft' = true\n+++\nBody", Span(3, 2, 5)),
    "never closed, below a field of another program": ("---\nlayout: x\ndraft: true\n\nText", Span(3, 1, 5)),
    "between dashes": ("—-\ntitle: A\ndraft: true\n—-\n", Span(3, 1, 5)),
    "behind the format's name": ("---yaml\nlayout: x\ndraft: true\n---\n", Span(3, 1, 5)),
}


@pytest.mark.parametrize(("text", "span"), HIDDEN_DRAFTS.values(), ids=HIDDEN_DRAFTS)
def test_where_front_matter_cannot_be_read_a_draft_in_it_stays_one(text, span):
    head = read(text)

    message = "draft stands in a front matter that cannot be read, so the page is taken for one"
    hint = "mend it, or take draft out of it"
    assert head.front_matter.draft
    assert head.diagnostics[-1] == finding(Code.BAD_FRONT_MATTER, message, span, hint)


READ_DRAFTS = {
    "a quoted key of TOML": "+++\n'draft' = true\n+++\n",
    "a quoted key of broken TOML": '+++\na = @\n"draft" = true\n+++\n',
    "a quoted key of broken YAML": "---\ntitle: @x\n'draft': yes\n---\n",
    "equal keys of JSON": '{\n"draft": false, "draft": true\n}\n',
    "equal keys of broken YAML": "---\ntitle: @x\ndraft: no\nDraft: yes\n---\n",
}


@pytest.mark.parametrize("text", READ_DRAFTS.values(), ids=READ_DRAFTS)
def test_a_draft_that_can_be_read_is_one_without_a_word_about_it(text):
    head = read(text)

    assert head.front_matter.draft
    assert [each.message for each in head.diagnostics if "draft stands" in each.message] == []


NO_DRAFTS = {
    "it says false": "---\ntitle: @x\n  draft: false\n---\n",
    "it says no, in quotes": "---\ntitle: @x\n  draft: 'No' # yet\n---\n",
    "it says false below": "---\ntitle: @x\ndraft:\n  false\n---\n",
    "it says nothing": "---\ntitle: @x\ndraft:\nsidebar: A\n---\n",
    "a remark": "---\ntitle: @x\n# draft: true\n---\n",
    "another word": "---\ntitle: @x\nredraft: true\ndraft-of: x\n---\n",
    "text with a comma": "---\ntitle: @x\nexcerpt: a, draft: b\n---\n",
    "text between two rules": "---\nOur draft: it is done\n---\n",
    "text behind a rule": "---\n\nText\n\ndraft: true\n",
    "a block that can be read": "---\nparams:\n  draft: true\ndescription: |\n  draft: true\n---\n",
    "an example in the body": "---\ntitle: @x\n---\n\n    draft: true\n",
}


@pytest.mark.parametrize("text", NO_DRAFTS.values(), ids=NO_DRAFTS)
def test_no_other_page_is_taken_for_a_draft(text):
    assert not read(text).front_matter.draft


def test_looking_for_a_draft_costs_no_time():
    texts = [
        "---\na: {" + line * 200_000 + "\n---\n" for line in (", draft: no", " ", "{", "draft:\n", "\n \n")
    ]
    begin = time.perf_counter()
    heads = [read(text) for text in texts]
    seconds = time.perf_counter() - begin

    assert len(heads) == len(texts)
    assert seconds < 5
