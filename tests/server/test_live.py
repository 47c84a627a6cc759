import json
import re
import time

import pytest
from lived import Lived
from on_disk import write_site

from handbook.cache import Cache


def fail(*_given, **_named):
    raise KeyError("x")


def sides_in(html):
    return re.findall(r'src="/p\.svg"[^>]* width="(\d+)" height="(\d+)"', html)


def test_a_picture_that_was_drawn_again_is_shown_in_its_new_size(tmp_path):
    write_site(
        tmp_path, {"content/index.md": "![x](p.svg)\n", "content/p.svg": '<svg width="9" height="8"/>'}
    )
    lived = Lived(tmp_path).wake()
    before = sides_in(lived.text("/"))

    write_site(tmp_path, {"content/p.svg": '<svg width="8" height="9"/>'})
    time.sleep(0.02)  # until its new identity can be trusted
    lived.wake(tmp_path / "content/p.svg")

    assert (before, sides_in(lived.text("/"))) == ([("9", "8")], [("8", "9")])


# --- before the first build ---------------------------------------------------------------------------------


def main_of(snapshot, path):
    """Return what is between the page's own marks, without the numbers of its faulty elements."""
    html = snapshot.answer(path).body.decode()
    return re.sub(r' data-mark="\d+"', "", html[html.index('<div class="prose"') : html.index("</main>")])


def test_a_page_that_is_asked_for_while_all_are_parsed_is_whole(tmp_path):
    pages = {f"content/{number}.md": f"# Page {number}\n\n[on]({number + 1}.md)\n" for number in range(80)}
    write_site(tmp_path, pages)

    lived = Lived(tmp_path).wake()

    sketch, first = lived.snapshots
    assert main_of(sketch, "/7/") == main_of(first, "/7/")
    assert '<a href="/8/">on</a>' in main_of(sketch, "/7/")
    assert (
        json.loads(sketch.problems("/7/"))["isSketch"],
        json.loads(first.problems("/7/"))["isSketch"],
    ) == (
        True,
        False,
    )


def test_a_site_that_cannot_be_built_says_so_at_every_page_until_it_can(tmp_path):
    write_site(tmp_path, {"handbook.toml": "[site]\ntitel = 1\n", "content/index.md": "# Home\n"})
    lived = Lived(tmp_path).wake()
    failed = lived.current

    answers = [failed.answer(path) for path in ("/", "/leave/")]
    assert [answer.status for answer in answers] == [500, 500]
    assert b"titel" in answers[0].body
    assert (failed.answer("/picture.png"), failed.good("/"), failed.not_found().status) == (None, None, 404)
    [problem] = json.loads(failed.problems("/"))["failure"]
    assert (problem["file"], problem["line"], problem["excerpt"]) == ("handbook.toml", 2, "titel = 1")
    assert (failed.has_file("site", "handbook.toml"), failed.has_file("site", "other")) == (True, False)

    write_site(tmp_path, {"handbook.toml": '[site]\ntitle = "A"\n'})
    lived.wake()

    assert (lived.current.answer("/").status, lived.kinds) == (200, ["reload", "reload"])


@pytest.mark.parametrize("is_awaited", [False, True])
def test_of_a_site_that_is_cached_a_page_that_is_waited_for_comes_before_all_are_linked(tmp_path, is_awaited):
    pages = {f"content/{number}.md": f"# Page {number}\n\n[on]({number + 1}.md)\n" for number in range(80)}
    write_site(tmp_path, pages)
    cache = Cache()
    Lived(tmp_path, cache).wake()
    lived = Lived(tmp_path, cache)
    lived.live._is_awaited = is_awaited

    lived.wake()

    assert [type(each).__name__ for each in lived.snapshots] == [
        *(["SketchSnapshot"] if is_awaited else []),
        "SiteSnapshot",
    ]
    assert main_of(lived.snapshots[0], "/7/") == main_of(lived.snapshots[-1], "/7/")


def test_nobody_waits_any_more_when_a_first_build_that_failed_is_mended(tmp_path):
    write_site(tmp_path, {f"content/{number}.md": f"# Page {number}\n" for number in range(80)})
    cache = Cache()
    Lived(tmp_path, cache).wake()
    write_site(tmp_path, {"handbook.toml": "[site\n"})
    lived = Lived(tmp_path, cache)
    lived.live._is_awaited = True
    lived.wake()

    write_site(tmp_path, {"handbook.toml": ""})
    lived.wake()

    assert lived.kinds == ["reload", "reload"]


def test_a_site_that_cannot_be_read_to_its_end_says_so_at_the_pages_that_can_be_shown(tmp_path, monkeypatch):
    write_site(tmp_path, {f"content/{number}.md": f"# Page {number}\n" for number in range(80)})
    monkeypatch.setattr("handbook.server.live.make", fail)

    lived = Lived(tmp_path).wake()

    problems = json.loads(lived.current.problems("/7/"))
    assert (lived.current.answer("/7/").status, problems["isSketch"]) == (200, False)
    assert [one["message"] for one in problems["failure"]] == ["handbook itself has failed: KeyError: 'x'"]


# --- afterwards ---------------------------------------------------------------------------------------------


def test_a_build_that_fails_leaves_the_site_as_it_was_and_is_told_once(tmp_path):
    write_site(tmp_path, {"handbook.toml": "", "content/index.md": "# Home\n"})
    lived = Lived(tmp_path).wake()
    before = lived.text("/")

    write_site(tmp_path, {"handbook.toml": "[site\n"})
    lived.wake().wake()

    after = lived.text("/")
    assert [each.replace('generation="2"', 'generation="1"') for each in (before, after)] == [before, before]
    assert lived.kinds == ["content", "problems"]
    assert [one["file"] for one in json.loads(lived.current.problems("/"))["failure"]] == ["handbook.toml"]


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("content/index.md", "# Other", "content"),
        ("content/new.md", "# New", "content"),
        ("static/own.css", "a {}", "style"),
        ("static/own.js", "0", "reload"),
        ("templates/page.html", "{% extends 'theme/page.html' %}", "reload"),
        ("handbook.toml", '[site]\ntitle = "B"\n', "reload"),
    ],
)
def test_open_pages_are_told_what_a_change_means_for_them(tmp_path, name, text, kind):
    files = {
        "handbook.toml": "",
        "content/index.md": "# Home",
        "static/own.css": "b {}",
        "static/own.js": "1;",
        "templates/page.html": "{% extends 'theme/page.html' %} ",
    }
    write_site(tmp_path, files)
    time.sleep(0.02)  # until their identities can be trusted
    lived = Lived(tmp_path).wake()

    write_site(tmp_path, {name: text})
    lived.wake(tmp_path / name)

    assert lived.kinds[1] == kind
    assert [rebuilt.changed for rebuilt in lived.reported][1] == (tmp_path / name,)


def test_of_a_great_many_problems_all_are_counted_and_the_first_are_shown(tmp_path):
    text = "[a](nowhere.md)\n\n" * 600 + "[a](/gone)\n"
    settings = '[findings]\nbroken-anchor = "error"\n'
    write_site(tmp_path, {"content/index.md": f"{text}\n[b](#nothing)\n", "handbook.toml": settings})

    problems = json.loads(Lived(tmp_path).wake().current.problems("/"))

    assert (len(problems["page"]), problems["here"], problems["site"]["warning"]) == (500, 602, 601)
    assert [one["severity"] for one in problems["page"]] == ["warning"] * 499 + ["error"]


def test_a_finding_follows_its_setting_when_a_comment_moves_it(tmp_path):
    link = '[[theme.footer]]\ntitle = "Leave"\nurl = "/leave/"\n'
    write_site(tmp_path, {"handbook.toml": link, "content/index.md": "# Home\n"})
    lived = Lived(tmp_path).wake()
    before = [finding.span.line for finding in lived.current.diagnostics]

    write_site(tmp_path, {"handbook.toml": f"# Links\n{link}"})
    lived.wake(tmp_path / "handbook.toml")

    assert (before, [finding.span.line for finding in lived.current.diagnostics]) == ([3], [4])
    assert lived.kinds == ["content", "content"]


def test_a_page_that_cannot_be_rendered_shows_why_and_its_last_good_version(tmp_path):
    write_site(tmp_path, {"content/index.md": "# Home\n", "content/leave.md": "# Leave\n\nFive days.\n"})
    lived = Lived(tmp_path).wake()
    assert lived.current.good("/leave/") is None
    lived.text("/leave/")

    write_site(tmp_path, {"templates/page.html": "{{ oh }}"})
    lived.wake(tmp_path / "templates/page.html")

    assert lived.reported[-1].broken.message.startswith("template page.html:1: ")
    answer, good = lived.current.answer("/leave/"), lived.current.good("/leave/")
    assert (answer.status, b"template page.html:1: " in answer.body) == (500, True)
    assert b'href="/@handbook/good?path=%2Fleave%2F"' in answer.body
    assert (good.status, b"Five days." in good.body) == (200, True)


def test_a_page_that_we_fail_at_says_so_and_shows_its_last_good_version(tmp_path, monkeypatch):
    write_site(tmp_path, {"content/index.md": "# Home\n\nWelcome.\n"})
    lived = Lived(tmp_path).wake()
    lived.text("/")

    write_site(tmp_path, {"content/index.md": "# Home\n\nGoodbye.\n"})
    lived.wake(tmp_path / "content/index.md")
    monkeypatch.setattr("handbook.server.snapshot.marked", fail)

    answer = lived.current.answer("/")
    assert (answer.status, b"handbook itself has failed: KeyError: " in answer.body) == (500, True)
    assert b'href="/@handbook/good?path=%2F"' in answer.body
    assert b"Welcome." in lived.current.good("/").body


def test_a_fault_of_ours_as_a_build_is_taken_over_ends_nothing(tmp_path, monkeypatch):
    write_site(tmp_path, {"content/index.md": "# Home\n\nWelcome.\n"})
    lived = Lived(tmp_path).wake()

    with monkeypatch.context() as patched:
        patched.setattr("handbook.server.live.SiteSnapshot", fail)
        write_site(tmp_path, {"content/index.md": "# Home\n\nLost.\n"})
        lived.wake(tmp_path / "content/index.md")
    assert lived.reported[-1].failure.message.startswith("handbook itself has failed: KeyError")

    write_site(tmp_path, {"content/index.md": "# Home\n\nFound.\n"})
    lived.wake(tmp_path / "content/index.md")
    assert "Found." in lived.text("/")
