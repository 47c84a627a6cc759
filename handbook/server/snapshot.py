"""One build of a site -> what each address gives, made when it is asked for."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from html import escape
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from handbook.build import Made, texts_of
from handbook.errors import CannotStart
from handbook.model import ContentPath, Document, Output, OutputPath, Page, Source, Theme, Url
from handbook.render.pages import Renderer
from handbook.render.redirects import stubs
from handbook.render.sitemap import robots, sitemap
from handbook.render.theme import Look, read_theme
from handbook.server.problems import Problems, marked, open_address
from handbook.server.values import Answer
from handbook.urls import output_path

NOT_FOUND = Url("/404.html")
HTML = "text/html; charset=utf-8"


class Rendering(Struct, frozen=True):
    """What renders pages, and what it was made for: the same for every build that only changes texts."""

    frame: object
    theme: Theme
    look: Look
    renderer: Renderer


class Session(Struct, frozen=True):
    """What is the same for as long as the server runs."""

    server_id: str
    token: str
    """Who knows it may open the editor: only pages that this server has sent."""
    content_type: Callable[[str], str]
    today: Callable[[], dt.date]


def rendering_of(made: Made, earlier: Rendering | None) -> Rendering:
    """Take over what renders pages where neither the site's frame nor its theme has changed."""
    frame, theme = made.linkage.frame, made.files.theme
    if earlier and earlier.frame is frame and earlier.theme == theme:
        return earlier
    look = read_theme(theme, made.site)
    return Rendering(frame, theme, look, Renderer(made.site, look))


class SiteSnapshot:
    """A site as it is: pages are rendered when they are asked for, and then kept."""

    def __init__(  # noqa: PLR0913 - what a build comes to, by name
        self,
        generation: int,
        made: Made,
        rendering: Rendering,
        session: Session,
        *,
        search: Callable[[OutputPath], bytes | None] = lambda _path: None,
        earlier: "SiteSnapshot | None" = None,
    ) -> None:
        self.generation = generation
        self.made = made
        self.rendering = rendering
        self.session = session
        self._search = search
        self._pages = {output_path(page.url): page for page in made.site.pages}
        self._rendered: dict[OutputPath, bytes] = {}
        self.good_pages: dict[OutputPath, bytes] = earlier.good_pages if earlier else {}
        """The last version of each page that could be rendered and was looked at."""

    # --- what an address gives ------------------------------------------------------------------------------

    def answer(self, path: str) -> Answer | None:
        """Return what stands at a decoded path like ``/handbook/leave/``; None where nothing does."""
        output = _output_at(path)
        if page := self._pages.get(output):
            return self._page(output, page)
        if file := self.made.site.assets.get(output) or self._search(output):
            return Answer(200, self.session.content_type(output), file)
        content = self._others.get(output)
        return None if content is None else Answer(200, self.session.content_type(output), content)

    def has_folder(self, path: str) -> bool:
        """Tell whether there is a page at a path with a slash behind it."""
        return _output_at(f"{path}/") in self._pages

    def not_found(self) -> Answer:
        """Return what is said where nothing stands."""
        found = self.answer(NOT_FOUND)
        body = found.body if found else b"<!doctype html><title>Not found</title><h1>Not found</h1>"
        return Answer(404, HTML, body)

    def good(self, path: str) -> Answer | None:
        """Return the last version of a page that could be rendered."""
        body = self.good_pages.get(_output_at(path))
        return None if body is None else Answer(200, HTML, body)

    @cached_property
    def _others(self) -> Mapping[OutputPath, bytes]:
        """Return the files that are neither pages nor copied."""
        return {
            output.path: output.content
            for output in reversed([*self._other_outputs()])
            if isinstance(output.content, bytes)
        }

    def _other_outputs(self) -> Iterator[Output]:
        site, renderer = self.made.site, self.rendering.renderer
        yield from stubs(site, renderer)
        yield from renderer.sidebar_files()
        yield from self.rendering.look.outputs
        yield from sitemap(site)
        yield robots(site)

    # --- pages ----------------------------------------------------------------------------------------------

    def _page(self, output: OutputPath, page: Page) -> Answer:
        if output not in self._rendered:
            try:
                self._rendered[output] = self._live(self._html(page), page)
            except CannotStart as error:
                good = _good_address(page.url) if output in self.good_pages else ""
                return Answer(500, HTML, self._live(_error_page(page.title, error, good), page))
            self.good_pages[output] = self._rendered[output]
        return Answer(200, HTML, self._rendered[output])

    def _html(self, page: Page) -> bytes:
        document = self._document(page.path)
        if document:
            page = marked(page, document, [found for _, found in self._problems.of(document.path)])
        return self.rendering.renderer.page(page)

    def _live(self, html: bytes, page: Page) -> bytes:
        opening = open_address(self.session.token, "content", page.path) if page.path else ""
        return _with_scripts(html, self.session, self.generation, opening)

    def sources(self) -> Iterator[Source]:
        """Yield every file that was read."""
        read = self.made.files
        yield from read.sources
        yield from (source for source in (read.authors, *read.sidebars, read.redirects) if source)

    def _document(self, path: ContentPath | None) -> Document | None:
        return self.made.linkage.documents.get(path) if path else None

    # --- problems -------------------------------------------------------------------------------------------

    @cached_property
    def _problems(self) -> Problems:
        made = self.made
        return Problems(made.diagnostics, texts_of(made.files), made.site.config)

    def problems(self, path: str) -> bytes:
        """Return the findings of the page at a path, and of the site, as JSON for the panel."""
        page = self._pages.get(_output_at(path))
        document = self._document(page.path) if page else None
        return self._problems.as_json(document, _status(document, self.session), self.session.token)


class FailedSnapshot(Struct, frozen=True):
    """What is answered where not even the first build came about."""

    error: CannotStart | None
    session: Session
    generation: int = 0

    def answer(self, path: str) -> Answer | None:  # noqa: ARG002 - it is the same everywhere
        """Say what is in the way."""
        error = self.error or CannotStart("there is nothing to show yet")
        return Answer(500, HTML, _with_scripts(_error_page("This site", error), self.session, 0, ""))

    def not_found(self) -> Answer:
        """Return what is said where nothing stands."""
        return Answer(404, HTML, b"<!doctype html><title>Not found</title>")

    def good(self, path: str) -> Answer | None:  # noqa: ARG002 - there was none
        """Return that there is none."""
        return None

    def problems(self, path: str) -> bytes:  # noqa: ARG002 - likewise
        """Return that nothing is known."""
        return msgspec.json.encode(
            {"page": [], "site": {"error": 0, "warning": 0, "info": 0}, "elsewhere": [], "status": ""}
        )

    def sources(self) -> Iterator[Source]:
        """Yield nothing: no file could be read."""
        return iter(())


def _with_scripts(html: bytes, session: Session, generation: int, opening: str) -> bytes:
    """Put what listens for changes first in the head: it notes the page before other scripts change it."""
    opening = opening.replace("line=1&", "line=LINE&")
    tags = (
        '<script type="module" src="/@handbook/live.js"'
        f' data-handbook-server="{session.server_id}" data-handbook-generation="{generation}"'
        f' data-handbook-open="{escape(opening)}"></script>'
        '<link rel="stylesheet" href="/@handbook/live.css">'
    )
    return html.replace(b"<head>", b"<head>\n" + tags.encode(), 1)


def _status(document: Document | None, session: Session) -> str:
    """Return what keeps a page from being published: what the ribbon says."""
    if document is None:
        return ""
    matter = document.front_matter
    if matter.draft:
        return "Draft"
    return "Scheduled" if matter.date and matter.date > session.today() else ""


def _good_address(url: Url) -> str:
    return f"/@handbook/good?{urlencode({'path': url}, errors='replace')}"


def _output_at(path: str) -> OutputPath:
    return output_path(Url(path))


def _error_page(title: str, error: CannotStart, good: str = "") -> bytes:
    first, *more = error.message.split("\n")
    good = f'<p><a href="{escape(good)}">Show its last good version</a></p>' if good else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
        f"<title>{escape(title)} cannot be shown</title></head>\n"
        '<body class="handbook-error"><main>'
        f"<h1>This page cannot be shown</h1><p>{escape(first)}</p>"
        f"<pre>{escape(chr(10).join(more))}</pre><p>{escape(error.hint or '')}</p>{good}"
        "<p>It is shown again as soon as this is mended.</p></main></body></html>\n"
    ).encode(errors="replace")
