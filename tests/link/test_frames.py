"""What is shown inside a page: frames of other hosts, videos, and what comes over http:."""

import pytest
from linked import AT, document, findings, img, linked, messages, page_at, raw, written

from handbook.config import Config, SecuritySettings, SiteSettings
from handbook.link.frames import player_of
from handbook.model import Author, Data, Person, Post

PLAYER = "https://www.youtube-nocookie.com/embed/"


def framed(target, frames=("www.youtube-nocookie.com", "player.vimeo.com"), url=""):
    """Return what a frame's address becomes, and what is said about it."""
    config = Config(site=SiteSettings(url=url), security=SecuritySettings(frames=frames))
    page = document("docs/x.md", raw(target, "src", "iframe"))
    site = linked(page, document("docs/tool.md"), config=config, assets=["docs/plan.pdf"])
    return page_at(site, "/docs/x/").fills[0].strip('"'), messages(site)


@pytest.mark.parametrize(
    ("named", "player"),
    [
        ("https://www.youtube.com/embed/aqz-KE-bpKQ", f"{PLAYER}aqz-KE-bpKQ"),
        ("https://www.youtube.com/embed/aqz?controls=0&start=9", f"{PLAYER}aqz?controls=0&start=9"),
        ("https://www.youtube.com/embed/videoseries?list=PL1", f"{PLAYER}videoseries?list=PL1"),
        ("//youtube.com/embed/aqz", f"{PLAYER}aqz"),
        ("http://m.youtube.com/watch?v=aqz-KE&feature=share", f"{PLAYER}aqz-KE"),
        ("https://www.youtube.com/watch?v=aqz&t=1h2m3s", f"{PLAYER}aqz?start=3723"),
        ("https://www.youtube.com/watch?v=aqz&list=PL1&t=90s", f"{PLAYER}aqz?start=90&list=PL1"),
        ("HTTPS://YouTu.be/aQz?t=90", f"{PLAYER}aQz?start=90"),
        ("https://youtu.be/aqz?si=who-shared-it", f"{PLAYER}aqz"),
        ("https://www.youtube.com/shorts/aqz", f"{PLAYER}aqz"),
        ("https://www.youtube.com/live/aqz?t=now", f"{PLAYER}aqz"),
        ("https://www.youtube-nocookie.com/embed/aqz", f"{PLAYER}aqz"),
        ("https://vimeo.com/123", "https://player.vimeo.com/video/123"),
        ("https://vimeo.com/123/abc0#t=1m2s", "https://player.vimeo.com/video/123?h=abc0#t=1m2s"),
        ("https://www.loom.com/share/a1b2?sid=x&t=7", "https://www.loom.com/embed/a1b2?t=7"),
    ],
)
def test_a_video_is_shown_by_its_player_whatever_page_of_it_is_named(named, player):
    assert player_of(named) == player


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/@acme",
        "https://www.youtube.com/acme",
        "https://www.youtube.com/playlist?list=PL1",
        "https://www.youtube.com/watch?list=PL1",
        'https://youtu.be/a"b',
        "https://youtu.be/",
        "https://vimeo.com/acme",
        "https://vimeo.com/channels/staff/1",
        "https://player.vimeo.com/video/1?h=2",
        "https://www.loom.com/looms",
        "https://youtube.com.evil.example/embed/x",
        "plan.pdf",
        "",
    ],
)
def test_what_is_no_video_stays_as_it_is(address):
    assert player_of(address) == address


def test_the_start_of_a_video_is_a_number_however_long():
    assert player_of(f"https://youtu.be/x?t={'9' * 5000}") == f"{PLAYER}x"


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("https://youtu.be/aqz", f"{PLAYER}aqz"),
        ("https://player.vimeo.com/video/1?h=2", "https://player.vimeo.com/video/1?h=2"),
        ("//player.vimeo.com/video/1", "https://player.vimeo.com/video/1"),
        ("plan.pdf", "/hb/docs/plan.pdf"),
        ("tool.md", "/hb/docs/tool/"),
        ("https://acme.example/hb/docs/tool/", "/hb/docs/tool/"),
    ],
)
def test_a_frame_shows_the_site_itself_and_the_hosts_that_are_let_in(target, address):
    assert framed(target, url="https://acme.example/hb/") == (address, [])


@pytest.mark.parametrize("host", ["miro.com", "MIRO.com:443", "user@miro.com"])
def test_a_frame_of_another_host_is_a_finding_with_the_setting_that_lets_it_in(host):
    name = host.lower().removeprefix("user@")

    assert framed(f"https://{host}/app") == (
        f"https://{host}/app",
        [(f"pages of {name} are not shown inside this site's", f'add "{name}" to frames under [security]')],
    )


@pytest.mark.parametrize(
    ("frame", "host", "is_let_in"),
    [
        ("miro.com", "miro.com", True),
        ("Miro.com", "MIRO.com:443", True),
        ("miro.com", "www.miro.com", False),
        ("miro.com", "evilmiro.com", False),
        ("*.miro.com", "a.b.miro.com", True),
        ("*.miro.com", "miro.com", False),
        ("miro.com:8443", "miro.com:8443", True),
        ("miro.com", "miro.com:8443", False),
        ("miro.com", "miro.com@evil.example", False),
    ],
)
def test_hosts_are_compared_as_browsers_do(frame, host, is_let_in):
    assert (framed(f"https://{host}/x", frames=(frame,))[1] == []) == is_let_in


def test_a_frame_over_http_is_not_shown():
    assert framed("http://player.vimeo.com/video/1")[1] == [
        ("a page of player.vimeo.com is not shown over http:", "write https://player.vimeo.com/video/1")
    ]


def test_a_frame_of_nothing_would_show_the_page_inside_itself():
    assert framed(" ") == ("", [("no page is named here", "")])


@pytest.mark.parametrize("video", ["https://other.example/video", "http://player.vimeo.com/video/1"])
def test_a_featured_video_that_would_not_be_shown_is_left_out(video):
    site = linked(document("blog/x.md", featured_video=written(video)))

    assert page_at(site, "/blog/x/").post == Post()
    assert [code for code, _, _ in findings(site)] == ["blocked-by-policy"]


# --- pictures, sound and film -------------------------------------------------------------------------------

BLOCKED = [("blocked-by-policy", "x.md", AT)]


@pytest.mark.parametrize(
    ("hole", "found"),
    [
        (img("http://other.example/a.png"), BLOCKED),
        (img("HTTP://other.example/a.png"), BLOCKED),
        (raw("http://other.example/a.png", "src", "img"), BLOCKED),
        (raw("http://other.example/a.mp4", "src", "video"), BLOCKED),
        (raw("http://other.example/a.png", "poster", "video"), BLOCKED),
        (raw("http://other.example/a.png 1x, b.png 2x", "srcset", "source"), BLOCKED),
        (img("https://other.example/a.png"), []),
        (img("http://acme.example/b.png"), []),
        (raw("http://other.example/a", "href", "a"), []),
        (raw("http://other.example/a.js", "src", "script"), []),
    ],
)
def test_what_comes_over_http_is_a_finding_where_it_is_shown(hole, found):
    site = linked(document("x.md", hole), url="https://acme.example/", assets=["b.png"])

    assert findings(site) == found


@pytest.mark.parametrize("field", ["featured_image", "og_image"])
def test_only_a_picture_that_is_shown_must_come_encrypted(field):
    site = linked(document("blog/x.md", **{field: written("http://other.example/a.png")}))
    page = page_at(site, "/blog/x/")

    assert page.post == Post()
    assert (page.og_image, len(site.diagnostics)) == (
        (None, 1) if field == "featured_image" else ("http://other.example/a.png", 0)
    )


def test_an_author_s_picture_over_http_is_left_out():
    picture = written("http://other.example/ian.png", 4)
    data = Data(authors=(Author(handle="ian", name="Ian", image=picture),), authors_path="authors.json")

    site = linked(document("blog/x.md", authors=(written("ian"),)), data=data)

    assert page_at(site, "/blog/x/").post == Post(authors=(Person(name="Ian"),))
    assert findings(site) == [("blocked-by-policy", "authors.json", picture.span)]
