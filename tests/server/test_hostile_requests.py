"""Requests written to the socket as they are: none gives a byte from outside the site's table, none a 500."""

from itertools import product

import pytest

from handbook.server.values import Answer

HTML = "text/html; charset=utf-8"
TOKEN = b"0123456789abcdef"
NOT_FOUND = b"<h1>No such page</h1>"
SECRET = b"the salaries of all of us"
FILM = bytes(range(256)) * 1024


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A site's folder with a film and a draft, and a secret beside the site."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "secret.txt").write_bytes(SECRET)
    (folder / "content").mkdir()
    (folder / "content/film.mp4").write_bytes(FILM)
    (folder / "content/draft.md").write_bytes(SECRET)
    return folder


@pytest.fixture(scope="module")
def served(serve, folder):
    table = {
        "/": Answer(200, HTML, b"home"),
        "/leave/": Answer(200, HTML, b"leave"),
        "/a b/ü/": Answer(200, HTML, b"spaces"),
        "/style.css": Answer(200, "text/css; charset=utf-8", b"a {}"),
        "/film.mp4": Answer(200, "video/mp4", folder / "content/film.mp4"),
    }
    with serve(table) as served:
        yield served


@pytest.fixture(scope="module")
def known(served):
    """All bodies that there may be, but for the short texts that the server says itself."""
    own = {served.get(f"/@handbook/{name}").body for name in ("live.js", "live.css", "worker.js")}
    assert NOT_FOUND not in own
    return {b"home", b"leave", b"spaces", b"a {}", FILM, *own}


def parts_of(reply):
    """Return the status, the head and the body of a reply; 0 for none."""
    head, _, body = reply.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]) if head else 0, head, body


# --- targets ------------------------------------------------------------------------------------------------

BEGINNINGS = ["/", "/leave/", "/@handbook/"]

UPS = """
.. %2e%2e %2E%2e .%2e %252e%252e %25252e%25252e ..%00 %00.. ..; ... ....//.. %c0%ae%c0%ae %e0%80%ae%e0%80%ae
%f0%80%80%ae%2e %uff0e%uff0e %ef%bc%8e%ef%bc%8e ..%09 ~
""".split()

SLASHES = r"/ %2f \ %5c %252f %c0%af // /./".split()

TRAVERSALS = [f"{start}{(up + slash) * 12}" for start, up, slash in product(BEGINNINGS, UPS, SLASHES)]
"""They lead to the root of the disk for whoever decodes them in some way, and joins them to a folder."""

ODD = r"""
http://localhost/ http://evil.example/ https://evil.example/@handbook/events localhost:80
file:///etc/passwd * ? ?? . .. ../secret.txt secret.txt etc/passwd \ \\ // /// //etc/passwd
///etc/passwd /\evil.example /\\evil.example/leave /.//evil.example //evil.example/%2f.. //leave
//leave/ //@handbook/live.js /% /%% /%2 /%zz /%u0041 /%-1 /%2%65 /%ff /%fe%ff /%c3%28 /%ed%a0%80 /%80
/%f4%90%80%80 /%c1%81 /%00 /leave/%00 /leave/%00.html /style.css%00.html /style.css%00 /%0a
/%0d%0aSet-Cookie:%20a=b /%0d%0a/ /leave%0a /leave%0d%0aLocation:%20http://evil.example/
/leave?%0d%0aSet-Cookie:a=b /leave%23 /leave%3f /leave;x=1 /leave/; /leave/. /leave/.. /leave/../
/leave/../leave/ /./leave/ /leave/./ /leave/%2e /%2e/leave/ /LEAVE /leave%2f /%2fleave /.git/config
/.handbook/cache.sqlite3 /.env /.htaccess /handbook.toml /content/draft.md /draft.md /secret.txt
/film.mp4/ /film.mp4/.. /film.mp4/../secret.txt /style.css/../../secret.txt /style.css/ /a%20b/%c3%bc/
/a+b/ü /@handbook /@handbook// /@handbook/../leave/ /@handbook/../@handbook/live.js
/@handbook/%2e%2e/app.py /@handbook/. /@handbook/live.js/.. /@handbook/live.js%00
/@handbook/../../app.py /@handbook/..%2fapp.py /@handbook/live.js/ /%40handbook/nothing
/%40handbook%2fnothing /@handbook/__init__.py /@handbook/assets/live.js /@handbook/app.py
/@handbook/problems?path=../secret.txt /@handbook/problems?path=%00 /@handbook/problems?path=%ff
/@handbook/problems?;;; /@handbook/problems?path[]=/ /@handbook/problems?path=/&path=/secret.txt
/@handbook/open /@handbook/open?token /@handbook/open?token=%ff&path=/etc/passwd
/@handbook/open?token[]=x /@handbook/open?path=/etc/passwd&line=1 /@handbook/open?token=%00
/@handbook/open#token=0123456789abcdef /CON /nul.txt /C:/ /C:%5cWindows%5cwin.ini /leave::$DATA
/leave/index.html /~root /$HOME /${x} /{{7*7}} /<script> /cgi-bin/ /proc/self/environ /dev/stdin
/etc/passwd /%E2%80%AEevil /%EF%BB%BF /🙂 /' /" /`id` /|id /;id /&& /$(id)
""".split()

LONG = [
    "/" + "a" * 60_000,
    "/" + "a" * 200_000,
    "/" + "a/" * 20_000,
    "/" + "../" * 15_000,
    "/" + "%2e%2e%2f" * 6000,
    "/" + "%" * 30_000,
    "/" + "%00" * 9000,
    "/?" + "a=b&" * 10_000,
    "/leave?" + "a" * 40_000,
    "/@handbook/problems?path=" + "a" * 9000,
    "/@handbook/problems?" + "path=/&" * 3000,
    "/@handbook/open?" + "&" * 9000,
    "/@handbook/open?" + "token=x&" * 3000,
    "/@handbook/open?line=1&column=" + "9" * 9000,
    "/@handbook/" + "a" * 9000,
]


def test_there_are_enough_of_them():
    targets = [*TRAVERSALS, *ODD, *LONG]

    assert len(set(targets)) == len(targets) > 400


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_no_way_up_leads_out_of_the_table(served, folder, beginning):
    goals = [path.lstrip("/") for path in (f"{folder}/secret.txt", "/etc/passwd")]
    for traversal, goal in product((one for one in TRAVERSALS if one.startswith(beginning)), goals):
        status, head, body = parts_of(served.say(request_for(f"{traversal}{goal}")))

        assert (status, b"location" in head) == (404, False), traversal
        assert body in {NOT_FOUND, b"The preview has nothing at this address.\n"}, traversal


@pytest.mark.parametrize("target", [*ODD, *LONG], ids=lambda target: target[:50])
def test_an_odd_target_gives_what_the_table_has_or_nothing(served, known, target):
    status, head, body = parts_of(served.say(request_for(target)))

    assert status in {200, 302, 400, 404} or (status == 0 and len(target) > 65_536)
    assert not any(line.startswith((b"set-cookie", b"Set-Cookie")) for line in head.split(b"\r\n"))
    assert b"location: http" not in head
    assert b"location: //" not in head
    if status == 200:
        assert body in known or b"application/json" in head
    if status in {400, 404}:
        assert body == NOT_FOUND or len(body) < 100
    assert served.opened == []


def request_for(target):
    return f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()


# --- what is hardly a request -------------------------------------------------------------------------------

AT_HOME = b"GET / HTTP/1.1\r\nHost: localhost\r\n"

RAW = {
    "HTTP/0.9": b"GET /\r\n\r\n",
    "HTTP/0.9 without its end": b"GET /secret.txt\r\n",
    "HTTP/1.0": b"GET /secret.txt HTTP/1.0\r\nHost: localhost\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/3": b"GET / HTTP/3.0\r\nHost: localhost\r\n\r\n",
    "HTTP/1.11": b"GET / HTTP/1.11\r\nHost: localhost\r\n\r\n",
    "no protocol": b"GET / \r\nHost: localhost\r\n\r\n",
    "two blanks": b"GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "tabs": b"GET\t/\tHTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a blank in the target": b"GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "NUL in the target": b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "NUL in the method": b"GET\x00 / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "bytes in the target": b"GET /\xc3\xbc\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "overlong in the target": b"GET /\xc0\xae\xc0\xae/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a line end in the target": b"GET /a\rb HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "no target": b"GET HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "no method": b" / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "only line ends": b"\r\n" * 1000,
    "noise": bytes(range(256)) * 4,
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),
    "a method of 10 kB": b"A" * 10_000 + b" / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "CONNECT": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "OPTIONS *": b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "upgrade": AT_HOME + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
    "websocket": (
        b"GET /@handbook/events HTTP/1.1\r\nHost: evil.example\r\n"
        b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ),
    "10,000 headers": AT_HOME + b"A: b\r\n" * 10_000 + b"\r\n",
    "a header of 100 kB": AT_HOME + b"A: " + b"b" * 100_000 + b"\r\n\r\n",
    "a header without a colon": AT_HOME + b"evil\r\n\r\n",
    "NUL in a header": AT_HOME + b"A: \x00\r\n\r\n",
    "bytes in a header": AT_HOME + b"Range: \xff\r\nIf-None-Match: \xff\r\nIf-Range: \xff\r\n\r\n",
    "bytes in an id": b"GET /@handbook/events HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: \xff:1\r\n\r\n",
    "expectation": AT_HOME + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n",
    "a body": AT_HOME + b"Content-Length: 5\r\n\r\nabcde",
    "a body that never comes": AT_HOME + b"Content-Length: 5000000000\r\n\r\n",
    "a length below zero": AT_HOME + b"Content-Length: -1\r\n\r\n",
    "two lengths": AT_HOME + b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n",
    "an unknown coding": AT_HOME + b"Transfer-Encoding: gzip\r\n\r\n",
    "a bad chunk": AT_HOME + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
    "bare line feeds": b"GET / HTTP/1.1\nHost: evil.example\n\n",
}


def said_to(served, request):
    """Return what comes back while the line is left open for a while."""
    reply = b""
    with served.connect() as line:
        line.sendall(request)
        line.settimeout(0.3)
        try:
            while piece := line.recv(65536):
                reply += piece
        except (TimeoutError, ConnectionResetError):
            pass
    return reply


@pytest.mark.parametrize("raw", RAW.values(), ids=RAW)
def test_what_is_hardly_a_request_gives_what_the_table_has_or_nothing(served, known, raw):
    reply = said_to(served, raw)
    status, _, body = parts_of(reply)

    assert SECRET not in reply
    assert status in {0, 200, 400, 403, 404, 405, 501}
    if status == 200 and b"event-stream" not in reply:
        assert body in known


OPENS_THE_EDITOR = b"GET /@handbook/open?token=%s&path=a.md HTTP/1.1\r\nHost: evil.example\r\n\r\n" % TOKEN

CHUNKED = b"Transfer-Encoding: chunked\r\n"

BEFORE = {
    "a whole request": AT_HOME + b"\r\n",
    "length and chunks": AT_HOME + b"Content-Length: 5\r\n" + CHUNKED + b"\r\n0\r\n\r\n",
    "chunks and length": AT_HOME + CHUNKED + b"Content-Length: 5\r\n\r\n0\r\n\r\n",
    "two codings": AT_HOME + CHUNKED + b"Transfer-Encoding: x\r\n\r\n0\r\n\r\n",
    "a blank before the colon": AT_HOME + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "two lengths": AT_HOME + b"Content-Length: 0\r\nContent-Length: 9\r\n\r\n",
    "no length": AT_HOME + b"Content-Length: 0\r\n\r\n",
    "a length with a sign": AT_HOME + b"Content-Length: +0\r\n\r\n",
    "a chunk's extension": AT_HOME + CHUNKED + b"\r\n0;a=\n\r\n\r\n",
    "a method that is refused": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
def test_a_request_behind_another_is_looked_at_like_any(served, before):
    reply = said_to(served, before + OPENS_THE_EDITOR)

    assert served.opened == []
    assert b"HTTP/1.1 204" not in reply
    assert b"HTTP/1.1 500" not in reply
