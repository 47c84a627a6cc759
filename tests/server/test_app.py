import os
import threading
import time

import pytest

from handbook import files
from handbook.server import app
from handbook.server.content_types import content_type_of
from handbook.server.values import Answer, Elsewhere

HTML = "text/html; charset=utf-8"
TOKEN = "0123456789abcdef"
NOT_FOUND = b"<h1>No such page</h1>"

FILM = bytes(range(256)) * 1024  # longer than one piece


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A site's folder with a film."""
    folder = tmp_path_factory.mktemp("content")
    (folder / "film.mp4").write_bytes(FILM)
    return folder


@pytest.fixture(scope="module")
def table(folder):
    return {
        "/": Answer(200, HTML, b"home"),
        "/leave/": Answer(200, HTML, b"leave"),
        "/a b/ü/": Answer(200, HTML, b"spaces"),
        "/style.css": Answer(200, "text/css; charset=utf-8", b"a {}"),
        "/film.mp4": Answer(200, "video/mp4", folder / "film.mp4"),
        "/gone.mp4": Answer(200, "video/mp4", folder / "gone.mp4"),
        "/folder.mp4": Answer(200, "video/mp4", folder),
        "/raw.html": Answer(200, HTML, folder / "film.mp4"),
        "/broken/": Answer(500, HTML, b"this page cannot be shown"),
        "/open.json": Answer(
            200, "application/json", b"{}", {"Access-Control-Allow-Origin": "*", "X-A": "b"}
        ),
        "//evil.example/": Answer(200, HTML, b"evil"),
    }


@pytest.fixture(scope="module")
def served(serve, table):
    with serve(table) as served:
        yield served


@pytest.fixture
def settled(monkeypatch):
    """Files count as settled as soon as they are written."""
    monkeypatch.setattr(files, "SETTLED", 0)


# --- what a site gives --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "status", "body"),
    [
        ("/", 200, b"home"),
        ("/leave/", 200, b"leave"),
        ("/leave/?x=1#y", 200, b"leave"),
        ("/%6ceave/", 200, b"leave"),
        ("/a%20b/%C3%BC/", 200, b"spaces"),
        ("/style.css?v=2", 200, b"a {}"),
        ("/film.mp4", 200, FILM),
        ("/missing/", 404, NOT_FOUND),
        ("/LEAVE/", 404, NOT_FOUND),
        ("/leave//", 404, NOT_FOUND),
        ("/gone.mp4", 404, NOT_FOUND),
        ("/folder.mp4", 404, NOT_FOUND),
        ("/broken/", 500, b"this page cannot be shown"),
    ],
)
def test_an_address_gives_what_the_site_has_there(served, target, status, body):
    reply = served.get(target)

    assert (reply.status, reply.body) == (status, body)


@pytest.mark.parametrize(
    "target", ["/", "/style.css", "/film.mp4", "/missing/", "/leave", "/@handbook/problems"]
)
def test_head_says_what_get_would_and_sends_nothing(served, target):
    whole, head = served.get(target), served.get(target, method="HEAD")

    volatile = {"date"}
    assert head.body == b""
    assert (head.status, {**head.headers, **dict.fromkeys(volatile)}) == (
        whole.status,
        {**whole.headers, **dict.fromkeys(volatile)},
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "PROPFIND"])
@pytest.mark.parametrize("target", ["/", "/missing/", "/@handbook/open?token=" + TOKEN])
def test_only_get_and_head_are_answered(served, method, target):
    reply = served.get(target, method=method)

    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "target", ["/", "/missing/", "/leave", "/broken/", "/raw.html", "/@handbook/problems"]
)
def test_nobody_keeps_a_page(served, target):
    reply = served.get(target)

    assert (reply.headers["cache-control"], "etag" in reply.headers) == ("no-store", False)


@pytest.mark.parametrize("target", ["/", "/style.css", "/film.mp4", "/missing/", "/@handbook/live.js"])
def test_browsers_take_every_type_as_it_is_said(served, target):
    assert served.get(target).headers["x-content-type-options"] == "nosniff"


def test_a_type_is_what_the_site_says(served):
    types = [served.get(target).headers["content-type"] for target in ("/", "/style.css", "/film.mp4")]

    assert types == [HTML, "text/css; charset=utf-8", "video/mp4"]


def test_the_sites_own_headers_are_sent_but_for_those_that_let_other_sites_in(served):
    headers = served.get("/open.json").headers

    assert (headers["x-a"], "access-control-allow-origin" in headers) == ("b", False)


def test_a_page_waits_for_the_first_build(served):
    served.preview.is_built = False
    replies = []
    reader = threading.Thread(target=lambda: replies.append(served.get("/").body))
    reader.start()
    while not served.preview.waiting:
        time.sleep(0.01)
    assert replies == []

    served.preview.is_built = True
    served.loop.call_soon_threadsafe(served.preview.waiting.pop().set_result, None)
    reader.join(5)

    assert replies == [b"home"]


# --- redirects ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/leave", "/leave/"),
        ("/leave?x=1&y=%20z", "/leave/?x=1&y=%20z"),
        ("/leave?x='<>\"", "/leave/?x='%3C%3E%22"),
        ("/leave?//evil.example", "/leave/?//evil.example"),
        ("/a%20b/%C3%BC", "/a%20b/%C3%BC/"),
    ],
)
def test_a_page_is_found_without_its_last_slash(served, target, location):
    reply = served.get(target)

    assert (reply.status, reply.headers.get("location"), reply.body) == (302, location, b"")
    assert reply.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "target", ["//evil.example", "//evil.example/", "/%2fevil.example", "/%2Fevil.example/"]
)
def test_no_redirect_leads_to_another_host(served, target):
    reply = served.get(target)

    assert (reply.status, reply.body, "location" in reply.headers) == (404, NOT_FOUND, False)


@pytest.mark.parametrize(
    ("base_path", "target", "status", "found"),
    [
        ("/handbook", "/", 302, "/handbook/"),
        ("/handbook", "/handbook", 302, "/handbook/"),
        ("/handbook", "/handbook/", 200, b"home"),
        ("/handbook", "/handbook/leave/", 200, b"leave"),
        ("/handbook", "/handbook/leave", 302, "/handbook/leave/"),
        ("/handbook", "/leave/", 404, NOT_FOUND),
        ("/handbook", "/leave", 404, NOT_FOUND),
        ("/handbook", "/handbooks/", 404, NOT_FOUND),
        ("/handbook", "/handbook/handbook/", 404, NOT_FOUND),
        ("/handbook", "/handbook//evil.example/", 404, NOT_FOUND),
        ("/handbook", "/@handbook/problems?path=/handbook/leave/", 200, b'{"path": "/leave/"}'),
        ("/a%20b", "/", 302, "/a%20b/"),
        ("/a%20b", "/a%20b/leave", 302, "/a%20b/leave/"),
        ("/a%20b", "/a%20b/leave/", 200, b"leave"),
    ],
)
def test_a_site_with_a_base_path_answers_below_it(serve, base_path, target, status, found):
    table = {"/": Answer(200, HTML, b"home"), "/leave/": Answer(200, HTML, b"leave")}
    with serve(table, base_path=base_path) as served:
        reply = served.get(target)

    assert (reply.status, reply.headers.get("location") or reply.body) == (status, found)


# --- copies and parts ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("target", ["/style.css", "/film.mp4", "/@handbook/live.js"])
def test_what_the_browser_has_is_not_sent_again(served, target):
    first = served.get(target)
    tag = first.headers["etag"]

    kept = [served.get(target, if_none_match=asked) for asked in (tag, f"W/{tag}", f'"x", {tag}', "*")]
    sent = [served.get(target, if_none_match=asked) for asked in ('"x"', tag.strip('"'), "", tag[:-2] + '"')]

    assert first.headers["cache-control"] == "no-cache"
    assert [(reply.status, reply.body, reply.headers["etag"]) for reply in kept] == [(304, b"", tag)] * 4
    assert [(reply.status, reply.body) for reply in sent] == [(200, first.body)] * 4


def test_another_content_has_another_tag(serve):
    with serve({"/style.css": Answer(200, "text/css", b"a {}")}) as served:
        before = served.get("/style.css").headers["etag"]
        served.preview.current.table["/style.css"] = Answer(200, "text/css", b"b {}")

        assert served.get("/style.css", if_none_match=before).body == b"b {}"


def test_a_file_that_has_just_changed_may_change_again_and_has_no_tag(serve, tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(b"one")
    with serve({"/picture.png": Answer(200, "image/png", path)}) as served:
        reply = served.get("/picture.png", if_none_match="*")

    assert (reply.status, reply.body, "etag" in reply.headers) == (200, b"one", False)


@pytest.mark.usefixtures("settled")
def test_a_file_of_the_same_size_and_time_has_another_tag(serve, tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(b"one")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    with serve({"/picture.png": Answer(200, "image/png", path)}) as served:
        tag = served.get("/picture.png").headers["etag"]
        time.sleep(0.02)
        path.write_bytes(b"two")
        os.utime(path, (1_000_000_000, 1_000_000_000))

        assert served.get("/picture.png", if_none_match=tag).body == b"two"


SIZE = len(FILM)


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, SIZE),
        ("bytes=65535-65536", 65535, 65537),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE),
        (f"bytes=0-{SIZE - 1}", 0, SIZE),
        (f"bytes=5-{SIZE + 10}", 5, SIZE),
        ("bytes=-1", SIZE - 1, SIZE),
        ("bytes=-70000", SIZE - 70000, SIZE),
        (f"bytes=-{SIZE * 2}", 0, SIZE),
    ],
)
def test_a_film_is_sent_in_parts(served, asked, start, stop):
    reply = served.get("/film.mp4", Range=asked)

    assert (reply.status, reply.headers["content-range"]) == (206, f"bytes {start}-{stop - 1}/{SIZE}")
    assert reply.body == FILM[start:stop]


@pytest.mark.parametrize(
    "asked", [f"bytes={SIZE}-", f"bytes={SIZE}-{SIZE + 1}", "bytes=-0", f"bytes={'9' * 18}-"]
)
def test_a_part_that_the_film_does_not_have_is_refused_with_its_size(served, asked):
    reply = served.get("/film.mp4", Range=asked)

    assert (reply.status, reply.headers["content-range"], reply.body) == (416, f"bytes */{SIZE}", b"")


@pytest.mark.parametrize(
    "asked",
    [
        *(
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=5-4",
            "bytes=a-b",
            "bytes=0-1,5-6",
            "items=0-1",
            "bytes=0 - 1",
        ),
        *("bytes=-1-2", f"bytes={'9' * 5000}-", "bytes=0-1;", "bytes=１-２".encode().decode("latin-1")),
    ],
)
def test_who_asks_for_a_part_in_another_way_gets_the_whole(served, asked):
    reply = served.get("/film.mp4", Range=asked)

    assert (reply.status, reply.body == FILM) == (200, True)


@pytest.mark.usefixtures("settled")
def test_a_part_of_another_version_is_not_sent(served):
    tag = served.get("/film.mp4").headers["etag"]

    replies = [
        served.get("/film.mp4", Range="bytes=0-9", if_range=known) for known in (tag, '"x"', f"W/{tag}")
    ]

    assert [(reply.status, len(reply.body)) for reply in replies] == [(206, 10), (200, SIZE), (200, SIZE)]


def test_an_empty_file_has_no_parts(serve, tmp_path):
    (tmp_path / "empty.mp3").touch()
    with serve({"/empty.mp3": Answer(200, "audio/mpeg", tmp_path / "empty.mp3")}) as served:
        whole, part = served.get("/empty.mp3"), served.get("/empty.mp3", Range="bytes=0-")

    assert ((whole.status, whole.body), (part.status, part.body)) == ((200, b""), (416, b""))


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="nothing else tells what is open")  # noqa: PTH112
def test_no_file_stays_open_however_a_request_ends(served):
    def descriptors():
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208

    before = descriptors()
    for _ in range(50):
        served.get("/film.mp4")
        served.get("/film.mp4", method="HEAD")
        served.get("/film.mp4", if_none_match="*")
        served.get("/film.mp4", Range="bytes=0-9")
        served.get("/film.mp4", Range="bytes=999999999-")
        with served.connect() as line:
            line.sendall(b"GET /film.mp4 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            line.recv(10)

    deadline = time.monotonic() + 5
    while descriptors() > before:
        assert time.monotonic() < deadline
        time.sleep(0.01)


# --- the preview's own addresses ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "given"),
    [("/leave/", "/leave/"), ("content/pay.md", "content/pay.md"), ("", ""), ("%2Fa%20b%2F", "/a b/")],
)
def test_the_problems_of_a_page_are_asked_for_by_its_path(served, path, given):
    reply = served.get(f"/@handbook/problems?path={path}")

    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    assert reply.body == b'{"path": "%s"}' % given.encode()


def test_the_browsers_side_is_sent_with_its_types(served, tmp_path, monkeypatch, serve):
    for name in ("live.js", "live.css", "worker.js"):
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(app, "ASSETS", tmp_path)
    with serve({}) as own:
        replies = [own.get(f"/@handbook/{name}") for name in ("live.js", "live.css", "worker.js")]

    assert [(reply.status, reply.headers["content-type"], reply.body) for reply in replies] == [
        (200, "text/javascript; charset=utf-8", b"live.js"),
        (200, "text/css; charset=utf-8", b"live.css"),
        (200, "text/javascript; charset=utf-8", b"worker.js"),
    ]
    assert [served.get(f"/@handbook/{name}").status for name in ("live.js", "live.css", "worker.js")] == [
        200
    ] * 3


@pytest.mark.parametrize(
    "name", ["", "missing.js", "app.py", "../app.py", "..%2fapp.py", "live.js/", "Live.js"]
)
def test_the_preview_has_nothing_else_of_its_own(served, name):
    reply = served.get(f"/@handbook/{name}")

    assert (reply.status, reply.body) == (404, b"The preview has nothing at this address.\n")


@pytest.fixture
def opened(served):
    served.opened.clear()
    served.editor_says = None
    return served.opened


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("path=content/pay.md&line=3&column=17", ("content/pay.md", 3, 17)),
        ("path=content/pay.md&line=3", ("content/pay.md", 3, 1)),
        ("path=content%2Fa%20%C3%BC.md", ("content/a ü.md", 1, 1)),
        ("path=../secret.txt&line=1", ("../secret.txt", 1, 1)),
    ],
)
def test_the_editor_is_opened_at_the_place(served, opened, query, place):
    reply = served.get(f"/@handbook/open?token={TOKEN}&{query}")

    assert (reply.status, reply.body, opened) == (204, b"", [place])


@pytest.mark.parametrize(
    "query",
    [
        "path=a.md",
        "token=&path=a.md",
        f"token={TOKEN[:-1]}&path=a.md",
        f"token={TOKEN}0&path=a.md",
        f"token={TOKEN.upper()}&path=a.md",
        "token=%C3%BC&path=a.md",
        "token=%00%FF&path=a.md",
        f"Token={TOKEN}&path=a.md",
        f"token=x&token2={TOKEN}&path=a.md",
        *(
            f"token={TOKEN}&path=a.md&line={line}"
            for line in ("0", "-1", "x", "1.5", "", "³", "1e9", "9" * 5000)
        ),
        f"token={TOKEN}&path=a.md&line=1&column=0",
    ],
)
def test_no_editor_is_opened_without_the_token_and_a_line(served, opened, query):
    reply = served.get("/@handbook/open?" + query.replace("³", "%C2%B3"))

    assert (reply.status, opened) == (404, [])


def test_looking_whether_the_editor_could_be_opened_does_not_open_it(served, opened):
    assert served.get(f"/@handbook/open?token={TOKEN}&path=a.md", method="HEAD").status == 405
    assert opened == []


def test_what_keeps_the_editor_from_opening_is_said(served, opened):
    served.editor_says = "No editor is known."

    reply = served.get(f"/@handbook/open?token={TOKEN}&path=a.md")

    assert (reply.status, reply.body, len(opened)) == (409, b"No editor is known.\n", 1)


def test_an_address_that_opens_the_editor_is_given_to_the_browser(served, opened):
    served.editor_says = Elsewhere("vscode://file/site/a.md:3:1")

    reply = served.get(f"/@handbook/open?token={TOKEN}&path=a.md&line=3")

    assert (reply.status, reply.body, opened) == (200, b"vscode://file/site/a.md:3:1", [("a.md", 3, 1)])


# --- types --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("index.html", HTML),
        ("assets/page.0123456789.css", "text/css; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.mjs", "text/javascript; charset=utf-8"),
        ("a.json", "application/json"),
        ("a.svg", "image/svg+xml"),
        ("A.PNG", "image/png"),
        ("a.jpg", "image/jpeg"),
        ("a.webp", "image/webp"),
        ("a.avif", "image/avif"),
        ("a.gif", "image/gif"),
        ("favicon.ico", "image/x-icon"),
        ("a.woff2", "font/woff2"),
        ("a.pdf", "application/pdf"),
        ("a.mp4", "video/mp4"),
        ("a.webm", "video/webm"),
        ("a.mp3", "audio/mpeg"),
        ("sitemap.xml", "application/xml"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("a.md", "text/markdown; charset=utf-8"),
        ("a.wasm", "application/wasm"),
        ("pagefind/wasm.en.pagefind", "application/octet-stream"),
        ("pagefind/index/en_0123.pf_index", "application/octet-stream"),
        ("a.zip", "application/zip"),
        ("_redirects", "text/plain; charset=utf-8"),
        ("LICENSE", "application/octet-stream"),
        (".css", "application/octet-stream"),
        ("a.html.exe", "application/octet-stream"),
        ("a.css/b", "application/octet-stream"),
    ],
)
def test_a_files_type_is_that_of_its_extension(name, type_):
    assert content_type_of(name) == type_
