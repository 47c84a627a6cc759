import datetime as dt
import re

import pytest
from rendered import STATIC, TEMPLATES, html_of, inside, page, site, theme

from handbook.errors import CannotStart
from handbook.render.site import render
from handbook.render.templates import Templates, written_date

SHEETS = ("blog.css", "copy-code.css", "picture-zoom.css", "search-dialog.css", "section.css", "style.css")


def test_a_site_s_own_template_wins():
    assert html_of(page(), theme({"page.html": "<main>{{ page.title }}</main>"})) == "<main>Leave</main>"


def test_a_site_s_own_template_builds_on_the_original():
    body = "{{ super() }}<p>And {{ page.extra.more }}</p>"
    own = {"page.html": '{% extends "theme/page.html" %}{% block body %}' + body + "{% endblock %}"}

    html = html_of(page(fragments=("<p>Five days</p>",), extra={"more": "<b>"}), theme(own))

    assert inside(html, 'div class="prose"') == "<p>Five days</p>\n<p>And &lt;b&gt;</p>"


def test_all_pages_build_on_a_site_s_own_base():
    own = {"base.html": '{% extends "theme/base.html" %}{% block page_footer %}<p>Ours</p>{% endblock %}'}

    assert "<p>Ours</p>" in html_of(page(), theme(own))


NO_TITEL = "'handbook.model.Page object' has no attribute 'titel'"


@pytest.mark.parametrize(
    ("template", "line", "reason"),
    [
        ("<p>\n{% if %}\n</p>", 2, "Expected an expression, got 'end of statement block'"),
        ("a\nb\n{{ page.titel }}", 3, NO_TITEL),
        ("{{ page.titel() }}{# é #}", 1, NO_TITEL),
        ("{% block a %}\n{{ page.extra.more }}{% endblock %}", 2, "'dict object' has no attribute 'more'"),
        ('\n\n{% include "parts.html" %}', 3, "there is no template parts.html"),
        ("\n{{ 1 / 0 }}", 2, "division by zero"),
        ("{{ page.title | data }}", 1, "No filter named 'data'."),
    ],
)
def test_a_template_s_fault_has_a_place(template, line, reason):
    with pytest.raises(CannotStart) as caught:
        html_of(page(), theme({"page.html": template}))

    first, *excerpt = caught.value.message.splitlines()
    assert first == f"template page.html:{line}: {reason}"
    assert [text for text in excerpt if text.startswith(">")] == [
        f">   {line} | {template.splitlines()[line - 1]}"
    ]
    assert caught.value.hint == "the names a template can use are listed at the top of theme/base.html"


def test_a_fault_is_shown_among_the_lines_around_it():
    with pytest.raises(CannotStart) as caught:
        html_of(page(), theme({"page.html": "a\nb\n{{ nothing }}\nd\ne"}))

    assert caught.value.message.splitlines()[1:] == ["    2 | b", ">   3 | {{ nothing }}", "    4 | d"]


def test_a_fault_is_found_in_the_template_that_has_it():
    own = {"section.html": '{% extends "base.html" %}', "base.html": "\n{{ nothing }}"}

    with pytest.raises(CannotStart) as caught:
        html_of(page(template="section.html"), theme(own))

    assert (
        caught.value.message
        == "template base.html:2: 'nothing' is undefined\n    1 | \n>   2 | {{ nothing }}"
    )


def test_an_asset_that_does_not_exist_is_named():
    with pytest.raises(CannotStart) as caught:
        html_of(page(), theme({"page.html": "{{ asset('stile.css') }}"}))

    assert caught.value.message.splitlines()[0] == (
        "template page.html:1: there is no 'stile.css' among the theme's assets: "
        + ", ".join(sorted([*(name for name in STATIC if name.startswith("js/")), *SHEETS]))
    )


def test_a_template_that_is_not_there_is_named():
    without = theme()
    del without.templates["404.html"]

    with pytest.raises(CannotStart) as caught:
        list(render(site(page("/404.html", template="404.html")), without))

    assert caught.value.message == "template 404.html: there is no template 404.html"


def test_content_is_never_a_template():
    html = html_of(page(title="{{ 7 * 7 }}", fragments=("<p>{% raw %}{{ site }}</p>",)))

    assert inside(html, "h1") == "{{ 7 * 7 }}"
    assert "<p>{% raw %}{{ site }}</p>" in html


@pytest.mark.parametrize(
    ("date", "written"), [(dt.date(2023, 7, 3), "Jul 3, 2023"), (dt.date(987, 12, 31), "Dec 31, 987")]
)
def test_dates_are_written_alike_everywhere(date, written):
    assert written_date(date) == written


@pytest.mark.parametrize("text", TEMPLATES.values(), ids=TEMPLATES)
def test_the_theme_s_templates_trust_nothing_and_hold_no_code(text):
    assert "|safe" not in text.replace(" ", "")
    assert re.findall(r"<script(?! src=[^>]*></script>)", text) == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", text) == []


def test_a_text_that_is_compiled_once_is_filtered_as_each_site_has_it():
    texts = {"page.html": "{{ '/' | href }}"}
    first, second = (Templates(texts, {"href": base.__add__}, {}) for base in ("/a", "/b"))

    assert (first.render("page.html"), second.render("page.html")) == ("/a/", "/b/")
