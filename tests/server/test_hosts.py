import socket

import pytest

from handbook.server.hosts import Hosts
from handbook.server.values import Answer

HTML = "text/html; charset=utf-8"

OURS = Hosts.of("Preview.Example")

HOSTS_ALLOWED = [
    "localhost",
    "LOCALHOST",
    "localhost:8000",
    "localhost:1",
    "localhost:65535",
    "127.0.0.1",
    "127.0.0.1:8000",
    "[::1]",
    "[::1]:8000",
    "[0:0:0:0:0:0:0:1]:8000",
    "handbook.localhost",
    "a.b.c.localhost:8000",
    "my_site.localhost",
    "xn--bcher-kva.localhost",
    "preview.example",
    "preview.example:8000",
    "PREVIEW.example",
]

HOSTS_REFUSED = [
    None,
    "",
    " ",
    ":",
    ":8000",
    "evil.example",
    "evil.example:8000",
    "localhost.evil.example",
    "evil.example.localhost.evil.example",
    "localhost.",
    "localhost..",
    ".localhost",
    "..localhost",
    "evil..localhost",
    "-evil.localhost",
    "evillocalhost",
    "notpreview.example",
    "www.preview.example",
    "preview.example.",
    "preview.example.evil.example",
    "localhost:",
    "localhost:80x",
    "localhost:-1",
    "localhost:+80",
    "localhost:65536",
    "localhost:999999",
    "localhost:8000:8000",
    "localhost/",
    "localhost/evil",
    "localhost?",
    "localhost#",
    "localhost@evil.example",
    "evil.example@localhost",
    "user:password@localhost",
    "http://localhost",
    "localhost,evil.example",
    "localhost, localhost",
    "localhost evil.example",
    "localhost;evil",
    "localhost%00",
    "localhost%2f",
    "localhost\\",
    "*",
    "*.localhost",
    "127.0.0.2",
    "127.1",
    "127.0.0.1.nip.io",
    "127.0.0.1.",
    "0.0.0.0",
    "0x7f000001",
    "2130706433",
    "192.168.1.7",
    "169.254.169.254",
    "::1",
    "[::1",
    "::1]",
    "[::]",
    "[::2]",
    "[::1]x",
    "[::1]:",
    "[::ffff:127.0.0.1]",
    "[fe80::1%eth0]",
    "[localhost]",
    "[127.0.0.1]",
]

ORIGINS_ALLOWED = [
    "http://localhost:8000",
    "http://localhost",
    "https://localhost:8443",
    "http://127.0.0.1:3000",
    "http://[::1]:8000",
    "http://handbook.localhost:8000",
    "https://preview.example",
]

ORIGINS_REFUSED = [
    "",
    "null",
    "http://",
    "http://evil.example",
    "https://evil.example:8000",
    "http://localhost.evil.example",
    "http://evil.example/localhost",
    "http://localhost/",
    "http://localhost@evil.example",
    "//localhost",
    "localhost",
    "HTTP://localhost",
    "ftp://localhost",
    "file://",
    "file://localhost",
    "chrome-extension://localhost",
    "moz-extension://0b2a2c4a-0000-4000-8000-000000000000",
    "http://localhost http://evil.example",
    "http://localhost, http://evil.example",
]

SITES_ALLOWED = ["same-origin", "same-site", "none"]
SITES_REFUSED = ["cross-site", "Cross-Site", "", "evil", "same-origin, cross-site"]

FORMS = [
    *((host, None, None, True) for host in HOSTS_ALLOWED),
    *((host, None, None, False) for host in HOSTS_REFUSED),
    *(("localhost:8000", origin, None, True) for origin in ORIGINS_ALLOWED),
    *(("localhost:8000", origin, None, False) for origin in ORIGINS_REFUSED),
    *(("localhost:8000", None, site, True) for site in SITES_ALLOWED),
    *(("localhost:8000", None, site, False) for site in SITES_REFUSED),
    ("evil.example", "http://localhost", "same-origin", False),
    ("evil.example", "http://evil.example", "same-origin", False),
    ("localhost", "http://evil.example", "same-origin", False),
    ("localhost", "http://localhost", "cross-site", False),
    ("localhost", "http://localhost", "same-origin", True),
]

CROSS_SITE = "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n"

ROUTES = [
    "/",
    "/leave",
    "/style.css",
    "/missing/",
    "/@handbook/events",
    "/@handbook/problems?path=/",
    "/@handbook/open?token=wrong",
    "/@handbook/live.js",
    "/@handbook/missing",
]


@pytest.mark.parametrize(("host", "origin", "site", "is_allowed"), FORMS)
def test_exactly_our_names_are_answered(host, origin, site, is_allowed):
    assert OURS.is_allowed(host, origin, site) == is_allowed


# --- what --host gives --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("localhost", {"localhost"}),
        ("127.0.0.1", {"127.0.0.1"}),
        ("192.168.1.7", {"192.168.1.7"}),
        ("Preview.Example", {"preview.example"}),
        ("2001:DB8:0::7", {"2001:db8::7"}),
        ("[2001:db8::7]", {"2001:db8::7"}),
        ("fe80::7%eth0", {"fe80::7"}),
    ],
)
def test_a_host_that_is_given_is_allowed_in_the_form_that_browsers_send(given, names):
    assert Hosts.of(given) == Hosts(frozenset(names))


@pytest.mark.parametrize("wildcard", ["0.0.0.0", "::", "[::]", ""])
def test_at_every_address_the_machines_own_names_are_allowed_and_no_others(wildcard, monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "Desk.corp.example")

    hosts = Hosts.of(wildcard)

    assert {"desk.corp.example", "desk.local"} <= hosts.names
    assert [hosts.has(name) for name in ("desk.corp.example:8000", "desk.local", "localhost")] == [True] * 3
    assert [hosts.has(name) for name in ("corp.example", "evil.example", "0.0.0.0")] == [False] * 3


@pytest.mark.parametrize(
    ("arrived_at", "host", "is_allowed"),
    [
        ("192.168.1.7", "192.168.1.7:8000", True),
        ("::ffff:192.168.1.7", "192.168.1.7", True),
        ("2001:db8::7", "[2001:DB8::7]:8000", True),
        ("192.168.1.7", "192.168.1.8", False),
        ("192.168.1.7", "evil.example", False),
        ("", "evil.example", False),
    ],
)
def test_at_every_address_the_one_that_a_request_came_in_at_is_allowed(arrived_at, host, is_allowed):
    assert Hosts(is_everywhere=True).is_allowed(host, None, None, arrived_at=arrived_at) == is_allowed
    assert not Hosts().is_allowed(host, None, None, arrived_at=arrived_at)


# --- over the line ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(serve):
    table = {
        "/": Answer(200, HTML, b"home"),
        "/leave/": Answer(200, HTML, b"leave"),
        "/style.css": Answer(200, "text/css; charset=utf-8", b"a {}"),
    }
    with serve(table, hosts=OURS) as served:
        yield served


def status_of(served, route, lines):
    """Send headers as they are; return the status."""
    with served.connect() as line:
        line.sendall(f"GET {route} HTTP/1.1\r\n{lines}\r\n".encode("latin-1"))
        first, _, _ = line.makefile("rb").readline().decode().partition("\r\n")
    return int(first.split(" ")[1])


@pytest.mark.parametrize("route", ROUTES)
def test_on_every_route_exactly_our_names_are_answered(served, route):
    for host, origin, site, is_allowed in FORMS:
        fields = {"Host": host, "Origin": origin, "Sec-Fetch-Site": site}
        lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value is not None)
        is_refused = status_of(served, route, lines) in {400, 403}

        assert is_refused is not is_allowed, lines


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    "lines",
    [
        "Host: localhost\r\nHost: localhost\r\n",
        "Host: localhost\r\nHost: evil.example\r\n",
        "Host: evil.example\r\nX-Forwarded-Host: localhost\r\n",
        "Host: evil.example\r\nForwarded: host=localhost\r\n",
        "Host : localhost\r\n",
        " Host: localhost\r\n",
        "Host: localhost\r\n evil.example\r\n",
        "Host: localhost\r\nOrigin: http://localhost\r\nOrigin: http://evil.example\r\n",
        "Host: localhost\r\nOrigin: http://evil.example\r\nOrigin: http://localhost\r\n",
        "Host: localhost\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site\r\n",
        f"{CROSS_SITE}Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script\r\n",
        f"{CROSS_SITE}Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n",
        f"{CROSS_SITE}Sec-Fetch-Mode: cors\r\nSec-Fetch-Dest: document\r\n",
        f"{CROSS_SITE}Sec-Fetch-Mode: navigate\r\n",
    ],
)
def test_no_other_header_and_no_second_one_lets_anybody_in(served, route, lines):
    assert status_of(served, route, lines) in {400, 403}


def test_an_old_client_that_names_no_host_is_refused(served):
    assert served.say(b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize(
    ("route", "status"),
    [
        ("/", 200),
        ("/style.css", 200),
        ("/missing/", 404),
        ("/@handbook/events", 403),
        ("/@handbook/problems?path=/", 403),
        ("/@handbook/open?token=wrong", 403),
        ("/%40handbook/open?token=wrong", 403),
        ("/@handbook%2Fopen?token=wrong", 403),
    ],
)
def test_a_link_elsewhere_may_open_a_page_in_a_tab_and_nothing_of_the_preview(served, route, status):
    lines = f"{CROSS_SITE}Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n"

    assert status_of(served, route, lines) == status


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"Host": "desk.example:8000"}, "handbook serve --host desk.example\n"),
        ({"Host": "[2001:db8::7]"}, "handbook serve --host 2001:db8::7\n"),
        ({"Host": "a;rm -rf ~"}, "Open the address that handbook serve shows."),
        ({"Host": "localhost", "Origin": "https://evil.example"}, "Open the address in a tab of its own."),
    ],
)
def test_the_refusal_says_the_way_out(served, headers, words):
    reply = served.get("/", **headers)

    assert (reply.status, reply.headers["content-type"]) == (403, "text/plain; charset=utf-8")
    assert words in reply.body.decode()


def test_no_answer_lets_another_site_read_it(served):
    for route in ROUTES:
        if route != "/@handbook/events":
            reply = served.get(route, Origin="http://localhost:3000")

            assert [name for name in reply.headers if name.startswith("access-control")] == []
