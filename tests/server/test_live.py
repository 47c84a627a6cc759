import re
import time

from lived import Lived
from test_warm_is_cold import write_site


def sides_in(html):
    return re.findall(r'src="/p\.svg"[^>]* width="(\d+)" height="(\d+)"', html)


def test_a_picture_that_was_drawn_again_is_shown_in_its_new_size(tmp_path):
    write_site(tmp_path, {"content/index.md": "![x](p.svg)\n", "content/p.svg": '<svg width="9" height="8"/>'})
    lived = Lived(tmp_path).wake()
    before = sides_in(lived.text("/"))

    write_site(tmp_path, {"content/p.svg": '<svg width="8" height="9"/>'})
    time.sleep(0.02)  # until its new identity can be trusted
    lived.wake(tmp_path / "content/p.svg")

    assert (before, sides_in(lived.text("/"))) == ([("9", "8")], [("8", "9")])
