"""Site and theme -> the files of the finished site: pages, redirects, assets, what crawlers read."""

from collections.abc import Iterator

from handbook.model import Output, Site, Theme
from handbook.render.pages import Renderer
from handbook.render.policy import headers
from handbook.render.redirects import host_rules, stubs
from handbook.render.sitemap import robots, sitemap
from handbook.render.theme import read_theme
from handbook.urls import output_path


def render(site: Site, theme: Theme) -> Iterator[Output]:
    """Put out every file of the finished site, each path once, a page when it is asked for.

    Where two would have one path the first wins: what the site brings itself, then pages, then redirects,
    then what is made for hosts and crawlers. Raises CannotStart where a template is wrong.
    """
    taken = set()
    for output in _outputs(site, theme):
        if output.path not in taken:
            taken.add(output.path)
            yield output


def _outputs(site: Site, theme: Theme) -> Iterator[Output]:
    look = read_theme(theme, site)
    renderer = Renderer(site, look)
    yield from host_rules(site)  # before the site's own _redirects, whose lines it begins with
    yield headers(site, [output.path for output in look.outputs])  # likewise
    yield from (Output(path, file) for path, file in site.assets.items())
    yield from (Output(output_path(page.url), renderer.page(page)) for page in site.pages)
    yield from stubs(site, renderer)
    yield from renderer.sidebar_files()
    yield from look.outputs
    yield from sitemap(site)
    yield robots(site)
