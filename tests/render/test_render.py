from pathlib import Path

import pytest
from rendered import files, page, site, theme

from handbook.errors import CannotStart
from handbook.model import Redirect, Url
from handbook.render.site import render

FULL = {
    "url": "https://example.org/",
    "redirects": (Redirect(Url("/old/"), "/leave/"),),
}
PAGES = (page(), page("/404.html", template="404.html"))


@pytest.mark.parametrize(
    "path", ["robots.txt", "404.html", "favicon.svg", "sitemap.xml", "leave/index.html", "old/index.html"]
)
def test_the_site_s_own_files_win(path):
    made = files(site(*PAGES, **FULL, assets={path: Path("own")}))

    assert made[path] == Path("own")


def test_assets_are_copied():
    made = files(site(assets={"images/team.png": Path("content/images/team.png")}))

    assert made["images/team.png"] == Path("content/images/team.png")


def test_a_page_wins_over_a_redirect():
    made = files(site(page(), redirects=(Redirect(Url("/leave/"), "/elsewhere/"),)))

    assert b"This page has moved" not in made["leave/index.html"]


def test_every_path_is_put_out_once():
    paths = [output.path for output in render(site(*PAGES, *PAGES, **FULL), theme())]

    assert sorted(paths) == sorted(set(paths))


def test_the_same_site_gives_the_same_bytes():
    assert list(render(site(*PAGES, **FULL), theme())) == list(render(site(*PAGES, **FULL), theme()))


def test_a_page_is_rendered_when_it_is_asked_for():
    outputs = render(
        site(page("/a/"), page("/b/", template="post.html")), theme({"post.html": "{{ 1 / 0 }}"})
    )

    assert next(output.path for output in outputs if output.path != "_headers") == "a/index.html"
    with pytest.raises(CannotStart):
        next(outputs)
