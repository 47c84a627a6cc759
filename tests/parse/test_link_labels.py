"""Brackets are looked at once, and become what they become in markdown-it."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from handbook.parse.link_labels import remember_labels


def markdown(*, remembers):
    md = MarkdownIt("commonmark")
    md.use(footnote_plugin)
    if remembers:
        remember_labels(md)
    return md


PIECES = [
    "[",
    "]",
    "(",
    ")",
    "![",
    "](a)",
    "][a]",
    "[a]",
    "^[",
    "[^1]",
    "`",
    "\\",
    "<b>",
    "<",
    ">",
    "*",
    "a",
    "\n",
]


@settings(max_examples=1_000, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@example("[a [b](c) d](e)")
@example("![a [b](c) d](e)")
@example("[a `]` b](c)")
@example("[a [b] [c [d] e](f)")
def test_what_brackets_become_stays_as_it_is(text):
    text += "\n\n[a]: /b\n[^1]: c"

    assert markdown(remembers=True).render(text) == markdown(remembers=False).render(text)


@pytest.mark.parametrize("text", ["[", "![", "^[", "[[a](b) "])
def test_many_brackets_that_are_never_closed_cost_no_time(text):
    begin = time.process_time()
    markdown(remembers=True).render(text * (20_000 // len(text)) + "]")

    assert time.process_time() - begin < 3  # 0.2 s, instead of 2
