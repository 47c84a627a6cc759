"""What linking takes over from an earlier time is what it would have made."""

import datetime as dt

import pytest
from linked import AT, a, document, img, written
from msgspec.structs import replace

from handbook.config import Config
from handbook.diagnostics import Code, Diagnostic
from handbook.link.frame import Ground
from handbook.link.places import PlainFiles
from handbook.link.publication import Publication
from handbook.link.site import link_again
from handbook.model import Data, Heading, Section

NOW = dt.datetime(2024, 5, 17, 12, 0, tzinfo=dt.UTC)
GROUND = Ground(
    config=Config(),
    data=Data(),
    files=PlainFiles({"a.png": "content/a.png", "b.png": "content/b.png"}, {}, {}),
    changed={},
    publication=Publication(now=NOW),
)
SITE = {
    "index.md": document("index.md", a("guide/leave.md")),
    "guide/leave.md": document("guide/leave.md", a("pay.md#days"), anchors=["sick"]),
    "guide/pay.md": document("guide/pay.md", anchors=["days"], summary="What you get."),
    "guide/draft.md": document("guide/draft.md", draft=True),
    "blog/index.md": document("blog/index.md", title="News"),
    "blog/one.md": document("blog/one.md", date=dt.date(2024, 1, 1), tags=("x",), minutes=2),
    "blog/two.md": document("blog/two.md", date=dt.date(2024, 2, 1), tags=("x",), minutes=3),
}
FINDING = Diagnostic(Code.UNKNOWN_CALLOUT, "no callout", "guide/pay.md", AT)
EDITS = {
    "nothing": {},
    "text": {"guide/pay.md": {"fragments": ("<p>More.</p>",)}},
    "text of two": {"guide/pay.md": {"fragments": ("x",)}, "blog/one.md": {"fragments": ("y",)}},
    "text of the blog's index": {"blog/index.md": {"fragments": ("z",)}},
    "headings": {"guide/pay.md": {"headings": (Heading(2, "days", "Days off"),)}},
    "sections": {"guide/pay.md": {"sections": (Section("", 0, "", "More."),)}},
    "a link": {"guide/pay.md": {"fragments": ("", ""), "holes": (a("nowhere.md"),)}},
    "a picture": {"guide/pay.md": {"fragments": ("", ""), "holes": (img("../a.png"),)}},
    "findings": {"guide/pay.md": {"diagnostics": (FINDING,)}},
    "a title": {"guide/pay.md": {"title": "Salaries"}},
    "a summary": {"guide/pay.md": {"summary": "What we pay."}},
    "an anchor": {"guide/pay.md": {"anchors": frozenset({"weeks"})}},
    "a post's length": {"blog/one.md": {"minutes": 9}},
    "a draft": {"guide/pay.md": {"front_matter": {"draft": True}}},
    "no draft": {"guide/draft.md": {"front_matter": {"draft": False}}},
    "tags": {"blog/one.md": {"front_matter": {"tags": ("y",)}}},
    "a featured image": {"blog/one.md": {"front_matter": {"featured_image": written("../b.png")}}},
    "an address": {"guide/pay.md": {"front_matter": {"permalink": written("/money/")}}},
}


def edited(changes):
    site = dict(SITE)
    for path, fields in changes.items():
        of_matter = fields.get("front_matter", {})
        matter = replace(site[path].front_matter, **of_matter)
        site[path] = replace(site[path], **{**fields, "front_matter": matter})
    return tuple(site.values())


@pytest.mark.parametrize("second", EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("first", EDITS.values(), ids=EDITS)
def test_linking_again_is_linking(first, second):
    start = link_again(tuple(SITE.values()), GROUND, None)
    between = link_again(edited(first), GROUND, start)

    assert link_again(edited(second), GROUND, between).site == link_again(edited(second), GROUND, None).site


@pytest.mark.parametrize(
    "ground",
    [
        replace(GROUND, publication=Publication(now=NOW, drafts=True)),
        replace(GROUND, publication=Publication(now=NOW.replace(year=2024, month=1))),
        replace(GROUND, files=PlainFiles({}, {}, {})),
        replace(GROUND, changed={"guide/pay.md": dt.date(2024, 5, 1)}),
        replace(GROUND, own_headers="/*\n"),
    ],
)
def test_other_ground_is_linked_anew(ground):
    documents = tuple(SITE.values())

    assert (
        link_again(documents, ground, link_again(documents, GROUND, None)).site
        == link_again(documents, ground, None).site
    )


@pytest.mark.parametrize("gone", SITE)
def test_a_page_that_is_gone_or_new_changes_all_that_knew_it(gone):
    fewer = tuple(document for path, document in SITE.items() if path != gone)
    all_of_them = tuple(SITE.values())

    assert (
        link_again(fewer, GROUND, link_again(all_of_them, GROUND, None)).site
        == link_again(fewer, GROUND, None).site
    )
    assert (
        link_again(all_of_them, GROUND, link_again(fewer, GROUND, None)).site
        == link_again(all_of_them, GROUND, None).site
    )


def test_only_the_page_whose_text_changed_is_linked():
    start = link_again(tuple(SITE.values()), GROUND, None)

    again = link_again(edited(EDITS["text"]), GROUND, start)

    assert [
        path for path in SITE if path in again.linked and again.linked[path] is not start.linked[path]
    ] == ["guide/pay.md"]
    assert again.frame is start.frame
