"""Every field of front matter, with all its keys, in YAML; and what it says of values it cannot use."""

import datetime as dt

import msgspec
import pytest

from handbook.config import Limits
from handbook.diagnostics import Code, Diagnostic, Span
from handbook.model import FrontMatter, Source, Written
from handbook.parse.front_matter import read_front_matter


def read(block):
    return read_front_matter(Source("page.md", f"---\n{block}\n---\n"), Limits())


def written(text, line, column):
    return Written(text, Span(line, column, len(text)))


def finding(code, message, span, hint=""):
    return Diagnostic(code, message, "page.md", span, hint)


TEXTS = {
    "title: Leave": {"title": "Leave"},
    "name: Tim": {"title": "Tim"},
    "TITLE: Leave": {"title": "Leave"},
    'title: "Why \\"we\\" test"': {"title": 'Why "we" test'},
    "title: 'It''s'": {"title": "It's"},
    "title: 1.10": {"title": "1.10"},
    "title: no": {"title": "no"},
    "title: 12:30": {"title": "12:30"},
    "title: 2020-02-30": {"title": "2020-02-30"},
    "title: true": {"title": "true"},
    "title: Größe 🎉": {"title": "Größe 🎉"},
    "title: Foo # a remark": {"title": "Foo"},
    "title: >\n  Two\n  lines": {"title": "Two lines"},
    "title:": {},
    "title: ~": {},
    "title: null": {},
    'title: ""': {},
    "sidebarTitle: Short": {"sidebar_title": "Short"},
    "sidebartitle: Short": {"sidebar_title": "Short"},
    "rootPage: /blog": {"root_page": "/blog"},
    "rootpage: /blog": {"root_page": "/blog"},
    "excerpt: In short": {"excerpt": "In short"},
    "description: In a sentence": {"description": "In a sentence"},
    "Description: In a sentence": {"description": "In a sentence"},
    "width: lg": {"width": "lg"},
    "width: 640": {"width": "640"},
}

FLAGS = {
    "showTitle: false": {"show_title": False},
    "showtitle: False": {"show_title": False},
    "showTitle: true": {},
    "showTitle:": {},
    "hideAnchor: true": {"hide_contents": True},
    'hideAnchor: "true"': {"hide_contents": True},
    "draft: yes": {"draft": True},
    "draft: on": {"draft": True},
    "draft: 1": {"draft": True},
    "draft: no": {},
    "noindex: TRUE": {"no_index": True},
    "noIndex: y": {"no_index": True},
    "hideLastUpdated: true": {"hide_last_updated": True},
}

SIDEBARS = {
    "sidebar: Handbook": {"sidebar": written("Handbook", 2, 10)},
    "sidebar: 'Handbook'": {"sidebar": written("Handbook", 2, 11)},
    "sidebar: null": {"sidebar": False},
    "sidebar:": {"sidebar": False},
    "sidebar: false": {"sidebar": False},
    'sidebar: ""': {"sidebar": False},
    "sidebar: no": {"sidebar": written("no", 2, 10)},
    'sidebar: "false"': {"sidebar": written("false", 2, 11)},
    "sidebar: true": {},
    "sidebar:\n  label: Short\n  order: 3": {"sidebar_title": "Short", "order": 3.0},
    "sidebar: {label: Short, badge: New}": {"sidebar_title": "Short", "extra": {"sidebar.badge": "New"}},
    "order: 3": {"order": 3.0},
    "weight: -1.5": {"order": -1.5},
    'sidebar_position: "2"': {"order": 2.0},
}

DATES = {
    "date: 2023-07-03": {"date": dt.date(2023, 7, 3)},
    'date: "2023-07-03"': {"date": dt.date(2023, 7, 3)},
    "date: 2020-1-1": {"date": dt.date(2020, 1, 1)},
    "date: 2024-02-29": {"date": dt.date(2024, 2, 29)},
    "date: 2023-07-03 09:30": {"date": dt.date(2023, 7, 3), "time": dt.time(9, 30)},
    "date: 2023-07-03T23:59:58": {"date": dt.date(2023, 7, 3), "time": dt.time(23, 59, 58)},
    "date: 2023-07-03T23:30:00.25+05:30": {"date": dt.date(2023, 7, 3), "time": dt.time(23, 30, 0, 250_000)},
    "date: 2023-07-03 23:30:00 -0800": {"date": dt.date(2023, 7, 3), "time": dt.time(23, 30)},
    "date: 2023-07-03T01:00:00Z": {"date": dt.date(2023, 7, 3), "time": dt.time(1)},
    "date:": {},
    'date: ""': {},
}

LISTS = {
    'author: ["ian-vanagas"]': {"authors": (written("ian-vanagas", 2, 11),)},
    "author: ian-vanagas": {"authors": (written("ian-vanagas", 2, 9),)},
    "authors:\n  - tim\n  - [eli, [zoe]]": {
        "authors": (written("tim", 3, 5), written("eli", 4, 6), written("zoe", 4, 12))
    },
    "author: tim\nauthors: [eli]": {"authors": (written("tim", 2, 9), written("eli", 3, 11))},
    "author: [tim, ~, '']": {"authors": (written("tim", 2, 10),)},
    "author: []": {},
    "category: Engineering": {"categories": ("Engineering",)},
    "categories: [CEO diaries, Inside, CEO diaries]": {"categories": ("CEO diaries", "Inside")},
    "category: A\ncategories: [B, A]": {"categories": ("A", "B")},
    "tags:\n - Guides\n - Explainers": {"tags": ("Guides", "Explainers")},
    "topics: [feature flags]": {"tags": ("feature flags",)},
    "tags: [no, 1.10, 2020-01-01]": {"tags": ("no", "1.10", "2020-01-01")},
    "keywords: leave, holiday,": {"keywords": ("leave", "holiday")},
    "keywords: [leave, holiday]": {"keywords": ("leave", "holiday")},
}

ADDRESSES = {
    "featuredImage: ../a.png": {"featured_image": written("../a.png", 2, 16)},
    "featuredVideo: https://v.example/1": {"featured_video": written("https://v.example/1", 2, 16)},
    "ogImage: 'a b.png'": {"og_image": written("a b.png", 2, 11)},
    "featuredImageType: full": {"featured_image_type": "full"},
    "featuredImageType: Full": {"featured_image_type": "full"},
    "featuredImageType: standard": {},
    "featuredImageType: wide": {},
    "aliases: /old": {"aliases": (written("/old", 2, 10),)},
    "redirect_from: [/old, /older]": {"aliases": (written("/old", 2, 17), written("/older", 2, 23))},
    "redirect_to: https://x.example": {"redirect_to": written("https://x.example", 2, 14)},
    "redirect_to: [/new]": {"redirect_to": written("/new", 2, 15)},
    "permalink: /x/": {"permalink": written("/x/", 2, 12)},
    "slug: x": {"permalink": written("x", 2, 7)},
    "url: /x": {"permalink": written("/x", 2, 6)},
}

EXTRA = {
    "jobTitle: CTO": {"jobTitle": "CTO"},
    "a: {b: [1, {c: ~}]}": {"a": {"b": [1, {"c": None}]}},
    "b: 2\na: 1": {"b": 2, "a": 1},
    "Key: 1\nkey: 2": {"Key": 1, "key": 2},
    "a: no": {"a": "no"},
    "a: true": {"a": True},
    "a: False": {"a": False},
    'a: "true"': {"a": "true"},
    "a: 42": {"a": 42},
    "a: -0x1F": {"a": -31},
    "a: 0o17": {"a": 15},
    "a: 007": {"a": "007"},
    "a: 1.5": {"a": 1.5},
    "a: .5e1": {"a": 5.0},
    "a: 12:30": {"a": "12:30"},
    "a: 10.0.0.1": {"a": "10.0.0.1"},
    "a: 2020-02-03": {"a": "2020-02-03"},
    "a: 9223372036854775807": {"a": 2**63 - 1},
    "a: -9223372036854775808": {"a": -(2**63)},
    "1: x\n~: y": {"1": "x", "~": "y"},
}


@pytest.mark.parametrize(
    ("block", "fields"),
    [*(TEXTS | FLAGS | SIDEBARS | DATES | LISTS | ADDRESSES).items()],
)
def test_a_field_has_the_type_that_it_wants(block, fields):
    head = read(block)

    assert (head.front_matter, head.diagnostics) == (FrontMatter(**fields), ())


@pytest.mark.parametrize(("block", "extra"), EXTRA.items())
def test_an_unknown_field_is_kept_as_it_is(block, extra):
    head = read(block)

    assert (head.front_matter, head.diagnostics) == (FrontMatter(extra=extra), ())
    assert list(head.front_matter.extra) == list(extra)
    assert [*map(type, head.front_matter.extra.values())] == [*map(type, extra.values())]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9223372036854775808", "9223372036854775808"),
        ("1" * 5000, "1" * 5000),
        ("1e999", "1e999"),
        ("-.inf", "-.inf"),
        (".nan", ".nan"),
    ],
)
def test_a_number_that_the_cache_cannot_hold_stays_a_text(text, value):
    head = read(f"a:\n  - {text}")

    message = "a is a number that is too large, and stays a text"
    hint = "put it in quotes if it is meant as text"
    assert head.front_matter == FrontMatter(extra={"a": [value]})
    assert head.diagnostics == (finding(Code.BAD_FIELD, message, Span(3, 5, len(text)), hint),)


def test_extra_survives_the_cache():
    front_matter = read("a: {b: [1, -0.5, ~, yes, 2020-02-03], c: 18446744073709551616}").front_matter

    assert msgspec.msgpack.decode(msgspec.msgpack.encode(front_matter), type=FrontMatter) == front_matter


DAY = "write year-month-day, as in 2023-07-03"
QUOTES = "put it in quotes if it is meant as text"

UNUSABLE = {
    "date: 2020-02-30": ("date is no day: February 2020 has 29 days", 7, 10, "write a day from 1 to 29"),
    "date: 2021-02-00": ("date is no day: February 2021 has 28 days", 7, 10, "write a day from 1 to 28"),
    "date: 2022-21-02": ("date is no day: there is no month 21", 7, 10, "did you mean 2022-02-21?"),
    "date: 2022-30-02": ("date is no day: there is no month 30", 7, 10, DAY),
    "date: 2022-00-02": ("date is no day: there is no month 0", 7, 10, DAY),
    "date: 0000-01-02": ("date is no day: there was no year 0", 7, 10, DAY),
    "date:  'Jul 3, 2023'": ("date is no day: “Jul 3, 2023”", 9, 11, DAY),
    "date: 2023-07-031": ("date is no day: “2023-07-031”", 7, 11, DAY),
    "date: [2023-07-03]": ("date is a list, where a day is meant", 7, 12, DAY),
    "title: [a]": ("title is a list, where a text is meant", 8, 3, QUOTES),
    "description: {a: b}": ("description is a mapping, where a text is meant", 14, 6, QUOTES),
    "sidebar: [a]": ("sidebar is a list, where a text is meant", 10, 3, QUOTES),
    "showTitle: maybe": ("showTitle is “maybe”, where true or false is meant", 12, 5, "write true or false"),
    "noindex: [true]": ("noindex is a list, where true or false is meant", 10, 6, "write true or false"),
    "order: first": ("order is “first”, where a number is meant", 8, 5, "write a number, as in 3"),
    "order: .inf": ("order is “.inf”, where a number is meant", 8, 4, "write a number, as in 3"),
    "order: 1e999": ("order is “1e999”, where a number is meant", 8, 5, "write a number, as in 3"),
    "weight: {a: b}": ("weight is a mapping, where a number is meant", 9, 6, "write a number, as in 3"),
    f"order: {'x' * 50}": (
        f"order is “{'x' * 39}…”, where a number is meant",
        8,
        50,
        "write a number, as in 3",
    ),
    "author: {name: Tim}": ("author is a mapping, where a text is meant", 9, 11, QUOTES),
    "permalink: {a: b}": ("permalink is a mapping, where a text is meant", 12, 6, QUOTES),
}


@pytest.mark.parametrize(("block", "expected"), UNUSABLE.items())
def test_a_field_that_cannot_be_used_keeps_its_default_and_is_a_finding_at_its_place(block, expected):
    head = read(block)

    message, column, length, hint = expected
    assert head.front_matter == FrontMatter()
    assert head.diagnostics == (finding(Code.BAD_FIELD, message, Span(2, column, length), hint),)


@pytest.mark.parametrize(
    "written", ["2999-01-01 10:00 PM", "2999-01-01 25:00", "2999-01-01ish", "2999-1-1, 9h"]
)
def test_a_day_counts_even_where_the_time_behind_it_cannot_be_read(written):
    head = read(f"date: {written}")

    message = f"date is no time: “{written}”; the day counts, from its beginning"
    hint = "write hours:minutes, as in 09:30 or 22:00"
    assert head.front_matter == FrontMatter(date=dt.date(2999, 1, 1))
    assert head.diagnostics == (finding(Code.BAD_FIELD, message, Span(2, 7, len(written)), hint),)


@pytest.mark.parametrize(
    "block",
    [
        "draft: false\ndraft: true",
        "draft: true\nDraft: false",
        "draft:\ndraft: true",
        "draft: no\ndraft: ture",
        "draft: no\nDRAFT: off\ndraft: yes",
    ],
)
def test_of_several_drafts_one_that_says_so_is_enough(block):
    head = read(block)

    assert head.front_matter == FrontMatter(draft=True)
    assert {each.message for each in head.diagnostics if each.code == Code.DUPLICATE_KEY} <= {
        f"{key} is given twice; if one of them says so, it is a draft" for key in ("draft", "Draft", "DRAFT")
    }
    assert Code.DUPLICATE_KEY in {each.code for each in head.diagnostics}


@pytest.mark.parametrize(
    "block", ["draft: false\ndraft: no", "draft:\ndraft: false", "draft:", "draft: null"]
)
def test_what_says_no_or_nothing_is_no_draft(block):
    assert read(block).front_matter == FrontMatter()


@pytest.mark.parametrize("block", ["\u200bdraft: true", "draft\ufeff: true", "\u00a0Draft\u00a0: true"])
def test_what_cannot_be_seen_around_a_key_is_no_part_of_it(block):
    assert read(f"title: A\n{block}").front_matter == FrontMatter(title="A", draft=True)


@pytest.mark.parametrize("value", ["ture", "[yes]", "{}"])
def test_a_draft_never_leaks_by_a_slip(value):
    head = read(f"draft: {value}")

    assert head.front_matter == FrontMatter(draft=True)
    assert [(each.code, each.span.line) for each in head.diagnostics] == [(Code.BAD_FIELD, 2)]


def test_what_is_usable_in_a_list_is_used():
    head = read("tags: [a, {b: c}, d]")

    assert head.front_matter == FrontMatter(tags=("a", "d"))
    assert head.diagnostics == (
        finding(Code.BAD_FIELD, "tags is a mapping, where a text is meant", Span(2, 11, 6), QUOTES),
    )


def test_of_several_addresses_only_the_first_counts():
    head = read("permalink: [/a, /b]")

    assert head.front_matter == FrontMatter(permalink=written("/a", 2, 13))
    assert head.diagnostics == (
        finding(Code.BAD_FIELD, "permalink is one too many: only the first counts", Span(2, 17, 2)),
    )


REPEATED = {
    "title: A\ntitle: B": (FrontMatter(title="A"), "title", Span(3, 1, 5)),
    "title: A\nTitle: B": (FrontMatter(title="A"), "Title", Span(3, 1, 5)),
    "a: 1\nb: 2\na: 3": (FrontMatter(extra={"a": 1, "b": 2}), "a", Span(4, 1, 1)),
    "a: {b: 1, b: 2}": (FrontMatter(extra={"a": {"b": 1}}), "b", Span(2, 11, 1)),
    "a: [{b: 1, b: 2}]": (FrontMatter(extra={"a": [{"b": 1}]}), "b", Span(2, 12, 1)),
}


@pytest.mark.parametrize(("block", "expected"), REPEATED.items())
def test_of_equal_keys_the_first_counts_and_the_second_is_a_finding(block, expected):
    head = read(block)

    front_matter, key, span = expected
    message, hint = f"{key} is given twice; the first one counts", "remove one of the two"
    assert head.front_matter == front_matter
    assert head.diagnostics == (finding(Code.DUPLICATE_KEY, message, span, hint),)


def test_of_two_keys_for_one_field_the_proper_one_counts_and_the_other_is_kept_in_extra():
    head = read("name: Tim\ntitle: CTO")

    message, hint = "name means the same as title, which counts", "remove one of the two"
    assert head.front_matter == FrontMatter(title="CTO", extra={"name": "Tim"})
    assert head.diagnostics == (finding(Code.DUPLICATE_KEY, message, Span(2, 1, 4), hint),)


def test_a_key_without_a_value_does_not_hide_its_alias():
    assert read("title:\nname: Tim").front_matter == FrontMatter(title="Tim")


def test_a_place_of_several_lines_ends_with_its_first():
    head = read("author: 'tim\n  and eli'")

    assert head.front_matter == FrontMatter(authors=(Written("tim and eli", Span(2, 10, 3)),))
