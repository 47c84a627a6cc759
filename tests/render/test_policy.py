"""What a site lets browsers load, on every page and for its host."""

from pathlib import Path

import pytest
from rendered import files, page, site, theme, tree_of

from handbook.config import Config, SearchSettings, SecuritySettings, SiteSettings
from handbook.model import Redirect, Url
from handbook.render.policy import policy_of

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';"
    " style-src-attr 'unsafe-inline'; img-src 'self' https: data:; media-src 'self' https:;"
    " font-src 'self'; connect-src 'self';"
    " frame-src 'self' https://www.youtube-nocookie.com https://player.vimeo.com https://www.loom.com;"
    " manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'"
)
HEADERS = f"""\
/hb/*
  Content-Security-Policy: {POLICY}; frame-ancestors 'self'
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin
"""
FOR_A_YEAR = "  Cache-Control: public, max-age=31536000, immutable\n"


def policies_in(html):
    """Return what stands in the head before and in each policy: nothing may be loaded before it holds."""
    head = tree_of(html).find("head")
    names = [(element.tag, element.get("http-equiv"), element.get("content")) for element in head]
    return names[:2]


def headers_of(*pages, **fields):
    return files(site(*pages, url="https://example.org/hb/", **fields))["_headers"].decode()


def test_the_policy_lets_in_what_a_site_needs_and_no_more():
    assert policy_of(Config()) == POLICY


def test_only_a_site_with_a_search_may_compile_its_engine():
    without = policy_of(Config(search=SearchSettings(enabled=False)))

    assert without == POLICY.replace(" 'wasm-unsafe-eval'", "")


def test_the_policy_lets_in_the_frames_that_are_configured():
    config = Config(security=SecuritySettings(frames=("miro.com", "*.figma.com:8443")))

    assert "; frame-src 'self' https://miro.com https://*.figma.com:8443; " in policy_of(config)
    assert "; frame-src 'self'; " in policy_of(Config(security=SecuritySettings(frames=())))


def test_the_policy_stands_first_on_every_page_and_on_every_redirect():
    made = files(site(page(), redirects=(Redirect(Url("/old/"), "/leave/"),)))

    for path in ("leave/index.html", "old/index.html"):
        assert policies_in(made[path].decode()) == [
            ("meta", None, None),  # the character set, which must stand within the first kilobyte
            ("meta", "Content-Security-Policy", POLICY),
        ]


def test_a_host_is_told_the_policy_and_what_never_changes():
    assert headers_of(page()) == f"{HEADERS}/hb/assets/*\n{FOR_A_YEAR}"


@pytest.mark.parametrize(
    "own",
    [
        {"assets": {"assets/team.png": Path("team.png")}},
        {"pages": [page("/assets/")]},
    ],
    ids=["file", "page"],
)
def test_files_of_the_site_that_stand_among_those_of_the_theme_are_not_kept_for_ever(own):
    look = theme(static={})
    given = {"assets": {}, "pages": [], **own}

    text = headers_of(*given["pages"], assets=given["assets"])

    kept = text.removeprefix(HEADERS).split(FOR_A_YEAR)[:-1]
    made = files(site(*given["pages"], assets=given["assets"]), look)
    ours = {f"/hb/{path}\n" for path in made if path.startswith("assets/")}
    assert set(kept) == ours - {"/hb/assets/team.png\n", "/hb/assets/index.html\n"}
    assert any(path.startswith("/hb/assets/style.") for path in kept)


def test_a_site_s_own_headers_stand_before_ours(tmp_path):
    own = "/*\n  X-Robots-Tag: noindex"

    text = headers_of(own_headers=own, assets={"_headers": tmp_path / "_headers"})

    assert text == f"{own}\n{HEADERS}/hb/assets/*\n{FOR_A_YEAR}"


def test_a_site_s_own_policy_takes_the_place_of_ours_for_the_host():
    text = headers_of(own_headers="/*\n  content-security-policy: default-src 'self'\n")

    assert text.lower().count("content-security-policy") == 1


def test_a_base_path_is_written_as_an_address():
    config = Config(site=SiteSettings(url="https://example.org/hand%20book/ü/"))

    assert files(site(config=config))["_headers"].decode().startswith("/hand%20book/%C3%BC/*\n")
