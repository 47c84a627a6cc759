"""Where the preview's script goes in a page."""

import pytest

from handbook.server.added import Addition, with_addition

TAGS = (
    b'<script type="module" src="/@handbook/live.js" data-handbook-server="1a" data-handbook-generation="7">'
    b'</script><link rel="stylesheet" href="/@handbook/live.css">'
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(b"<!doctype html>\n<head>", b"<script></script><header>", id="plain"),
        pytest.param(b"<html><HEAD\n>", b"<title>T</title>", id="capitals"),
        pytest.param(b'<head prefix="og: https://ogp.me/ns#">', b"<title>T</title>", id="attributes"),
        pytest.param(b"""<head title="a > b" class='>'>""", b"<title>T</title>", id="an angle in a value"),
        pytest.param(b"<!doctype html>\n<html lang=en>", b"<title>T</title><header>", id="no head"),
        pytest.param(b"<!DOCTYPE html>\n", b"<title>T</title><p>Text", id="no html"),
        pytest.param(b"", b"<p>Text", id="nothing at all"),
    ],
)
def test_the_script_comes_first_in_the_head(before, after):
    addition = Addition(server_id="1a", generation=7)
    assert with_addition(before + after, addition) == before + b"\n" + TAGS + after
