"""A sketch says of a page what other pages need, and the same as the whole document does."""

import pytest

from handbook.config import Config
from handbook.model import Source
from handbook.parse.document import parse
from handbook.parse.sketch import sketch_of

OPTIONS = Config().parse_options

TEXTS = {
    "nothing": "",
    "text": "Some text.\n",
    "a title": "---\ntitle: Time off\ndraft: true\n---\n\n# Another\n",
    "an opening heading": "# Time *off*\n\nText.\n",
    "an underlined one": "\n\nTime off\n===\n\nText.\n",
    "a heading with a link": "# [Time](time.md) off {#id}\nText.\n",
    "a later heading": "Text.\n\n# Time off\n",
    "a smaller heading": "## Time off\n",
    "front matter that is none": "---\n: [\n---\n\n# Title\n",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_sketch_is_called_as_the_page_will_be(text):
    source = Source(path="guide/time-off.md", text=text)

    sketch, whole = sketch_of(source, OPTIONS), parse(source, OPTIONS)

    assert (sketch.path, sketch.title, sketch.front_matter) == (whole.path, whole.title, whole.front_matter)


def test_a_sketch_has_no_text_and_finds_nothing():
    sketch = sketch_of(Source(path="a.md", text="# A\n\n::: notte\n[x](y.md)\n:::\n"), OPTIONS)

    assert (sketch.fragments, sketch.holes, sketch.diagnostics) == (("",), (), ())
