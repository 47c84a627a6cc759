"""What the checks of the theme rest on: a host on the loopback interface, and the weight of a page."""

import gzip
import http.client
from urllib.parse import urlsplit

import pytest

from checks.loopback import serving
from checks.weight import LIMIT, weight_of_a_page


@pytest.fixture
def ask(tmp_path):
    """Asks a small site below ``/base`` for a path: the status, the headers and the body."""
    site = tmp_path / "site"
    (site / "leave").mkdir(parents=True)
    (site / "index.html").write_text("home")
    (site / "404.html").write_text("nothing here")
    (site / "leave" / "index.html").write_text("leave")
    (site / "leave" / "ä.css").write_text("a{}")
    (site / "_headers").write_text("/base/*\n  X-All: yes\n/base/leave/*\n  X-Leave: yes\n")
    (tmp_path / "secret").write_text("secret")

    def answer(path, **headers):
        with serving(site, "/base") as address:
            connection = http.client.HTTPConnection(urlsplit(address).netloc)
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            found = response.status, response.headers, response.read()
            connection.close()
        return found

    return answer


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/base/", 200, b"home"),
        ("/base/leave/", 200, b"leave"),
        ("/base/leave/%C3%A4.css", 200, b"a{}"),
        ("/base/leave/?q=1", 200, b"leave"),
        ("/base/nowhere/", 404, b"nothing here"),
        ("/", 404, b"nothing here"),
        ("/leave/", 404, b"nothing here"),
        ("/base/../secret", 404, b"nothing here"),
        ("/base/%2e%2e/secret", 404, b"nothing here"),
        ("/base//etc/passwd", 404, b"nothing here"),
    ],
)
def test_a_site_is_served_below_its_base_path_and_nothing_else_is(ask, path, status, body):
    found = ask(path)

    assert (found[0], found[2]) == (status, body)


def test_a_folder_leads_to_its_page(ask):
    status, headers, _ = ask("/base/leave")

    assert (status, headers["Location"]) == (301, "/base/leave/")


def test_text_is_compressed_for_those_who_understand_it(ask):
    _, headers, body = ask("/base/", **{"Accept-Encoding": "gzip, br"})

    assert (headers["Content-Encoding"], gzip.decompress(body)) == ("gzip", b"home")


def test_the_headers_of_a_site_are_sent_where_they_fit(ask):
    assert [(ask(path)[1]["X-All"], ask(path)[1]["X-Leave"]) for path in ("/base/", "/base/leave/")] == [
        ("yes", None),
        ("yes", "yes"),
    ]


def test_a_page_of_10_kb_of_text_is_light():
    assert weight_of_a_page() <= LIMIT
