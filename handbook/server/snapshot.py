"""One build of a site -> what each address gives, made when it is asked for."""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from urllib.parse import unquote, urlencode

from msgspec import Struct

from handbook.build import Made, texts_of
from handbook.config import ConfigSource
from handbook.diagnostics import Diagnostic
from handbook.errors import CannotStart
from handbook.link.publication import Publication, published
from handbook.model import ContentPath, Document, Files, Output, OutputPath, Page, Site, Source, Theme, Url
from handbook.render.pages import Renderer
from handbook.render.redirects import stubs
from handbook.render.sitemap import robots, sitemap
from handbook.render.theme import Look, read_theme
from handbook.server.added import NO_SUCH_PAGE, Addition, error_body, error_page, with_addition
from handbook.server.faults import failure_of
from handbook.server.problems import Beside, File, Problems, marked, open_address
from handbook.server.values import Answer
from handbook.urls import href, output_path

NOT_FOUND = Url("/404.html")
HTML = "text/html; charset=utf-8"
INDEX = "index.html"

KEPT = 200
"""Pages that are kept as they were rendered, and as they were when they could be."""


class Rendering(Struct, frozen=True):
    """What renders pages, and what it was made for: the same for every build that only changes texts."""

    frame: object
    assets: Mapping[OutputPath, Path]
    theme: Theme
    look: Look
    renderer: Renderer


class Session(Struct, frozen=True):
    """What is the same for as long as the server runs."""

    server_id: str
    token: str
    """Who knows it may open the editor: only pages that this server has sent."""
    content_type: Callable[[str], str]


def rendering_of(made: Made, earlier: Rendering | None) -> Rendering:
    """Take over what renders pages where neither the site's frame nor its theme has changed.

    Raises CannotStart where the theme is wrong.
    """
    frame, assets, theme = made.linkage.frame, made.site.assets, made.files.theme
    if earlier and earlier.frame is frame and (earlier.assets, earlier.theme) == (assets, theme):
        return earlier
    look = read_theme(theme, made.site)
    return Rendering(frame, assets, theme, look, Renderer(made.site, look))


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
        good_pages: dict[Url, bytes] | None = None,
    ) -> None:
        self.generation = generation
        self.made = made
        self.rendering = rendering
        self.session = session
        self.failure: CannotStart | None = None
        self._search = search
        self._rendered: dict[Url, bytes] = {}
        self.good_pages: dict[Url, bytes] = {} if good_pages is None else good_pages
        """The last version of each page that could be rendered and was looked at."""

    def with_failure(self, generation: int, failure: CannotStart) -> "SiteSnapshot":
        """Return the same site, which also says why there is no newer one."""
        again = copy.copy(self)
        again.generation, again.failure = generation, failure
        return again

    @property
    def base_path(self) -> str:
        """Return what stands before every address."""
        return self.made.site.config.base_path

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Return everything that is wrong."""
        return self.made.diagnostics

    # --- what an address gives ------------------------------------------------------------------------------

    def answer(self, path: str) -> Answer | None:
        """Return what stands at a decoded path like ``/handbook/leave/``; None where nothing does."""
        if page := self._page_at(path):
            return self._answer_with(page)
        output = output_path(Url(path))
        if file := self.made.site.assets.get(output) or self._search(output):
            return Answer(200, self.session.content_type(output), file)
        content = self._others.get(output)
        return None if content is None else Answer(200, self.session.content_type(output), content)

    def failure_of_templates(self) -> CannotStart | None:
        """Return why pages cannot be shown, if they cannot: one of each template is tried."""
        for page in {page.template: page for page in reversed(self.made.site.pages)}.values():
            try:
                self._html(page)
            except CannotStart as failure:
                return failure
            except Exception as bug:  # noqa: BLE001 - as below
                return failure_of(bug)
        return None

    def not_found(self) -> Answer:
        """Return what is said where nothing stands."""
        found = self.answer(NOT_FOUND)
        return Answer(404, HTML, found.body if found else NO_SUCH_PAGE)

    def good(self, path: str) -> Answer | None:
        """Return the last version of a page that could be rendered."""
        page = self._page_at(path)
        body = self.good_pages.get(page.url) if page else None
        if page is None or body is None:
            return None
        return Answer(
            200, HTML, with_addition(body, self._addition(page, good=href(page.url, self.base_path)))
        )

    def _page_at(self, path: str) -> Page | None:
        """Return the page whose file answers at a path: a folder's may be named or not."""
        found = self._pages.get(path)
        if found is None and path.endswith("/"):
            return self._pages.get(f"{path}{INDEX}")
        if found is None and path.endswith(f"/{INDEX}"):
            return self._pages.get(path.removesuffix(INDEX))
        return found

    @cached_property
    def _pages(self) -> Mapping[str, Page]:
        return {page.url: page for page in self.made.site.pages}

    @cached_property
    def _others(self) -> Mapping[OutputPath, bytes]:
        """Return the files that are neither pages nor copied; none whose template is wrong."""
        files: dict[OutputPath, bytes] = {}
        for made in self._other_outputs():
            with suppress(CannotStart):
                for output in made:
                    if isinstance(output.content, bytes):
                        files.setdefault(output.path, output.content)
        return files

    def _other_outputs(self) -> Iterator[Iterable[Output]]:
        site, renderer = self.made.site, self.rendering.renderer
        yield stubs(site, renderer)
        yield renderer.sidebar_files()
        yield self.rendering.look.outputs
        yield sitemap(site)
        yield [robots(site)]

    # --- pages ----------------------------------------------------------------------------------------------

    def _answer_with(self, page: Page) -> Answer:
        try:
            if page.url not in self._rendered:
                _keep(self._rendered, page.url, self._html(page))
        except CannotStart as error:
            return self._error(page, error)
        except Exception as bug:  # noqa: BLE001 - the preview outlives our faults, and says what they are
            return self._error(page, failure_of(bug))
        html = self._rendered[page.url]
        if self.good_pages.get(page.url) is not html:
            _keep(self.good_pages, page.url, html)
        return Answer(200, HTML, with_addition(html, self._addition(page)))

    def _html(self, page: Page) -> bytes:
        document = self._document(page)
        if document:
            page = marked(page, document, self._problems.of(document.path))
        return self.rendering.renderer.page(page)

    def _error(self, page: Page, error: CannotStart) -> Answer:
        html = self._error_html(page, error)
        return Answer(500, HTML, with_addition(html, self._addition(page, is_error=True)))

    def _error_html(self, page: Page, error: CannotStart) -> bytes:
        """Return a page that says what is wrong, in the site's frame as long as there is one that works."""
        query = urlencode({"path": page.url}, errors="replace")
        body = error_body(error, f"/@handbook/good?{query}" if page.url in self.good_pages else "")
        title = f"{page.title} cannot be shown"
        framed = Page(
            url=page.url,
            template="page.html",
            title=title,
            fragments=(body,),
            sidebar=page.sidebar,
            breadcrumbs=page.breadcrumbs,
            part=page.part,
        )
        try:
            return self.rendering.renderer.page(framed)
        except CannotStart:
            return error_page(title, body, href(Url("/"), self.base_path))

    def _addition(self, page: Page, *, is_error: bool = False, good: str = "") -> Addition:
        opening = open_address(self.session.token, "content", page.path) if page.path else ""
        return Addition(
            server_id=self.session.server_id,
            generation=self.generation,
            path=unquote(self.base_path) + page.url,
            open=opening.replace("line=1&", "line=LINE&"),
            is_error=is_error,
            good=good,
        )

    def _document(self, page: Page | None) -> Document | None:
        return self.made.linkage.documents.get(page.path) if page and page.path else None

    # --- problems -------------------------------------------------------------------------------------------

    def problems(self, path: str) -> bytes:
        """Return the findings of the page at a path, and of the site, as JSON for the panel."""
        document = self._document(self._page_at(path))
        status = self._status(document) if document else ""
        return self._problems.as_json(Beside(document=document, status=status, failure=self.failure))

    @cached_property
    def _problems(self) -> Problems:
        return Problems(
            self.diagnostics,
            self.made.site.config,
            token=self.session.token,
            # Not of this snapshot: what leads back to itself stays in memory when the next one has come.
            text=_text_in(self.made.files, self.made.linkage.ground.config_source),
            address=_address_in(self.made.site),
        )

    def _status(self, document: Document) -> str:
        """Return what keeps a page from being published: what the ribbon says."""
        matter, now = document.front_matter, self.made.linkage.ground.publication.now
        if matter.draft:
            return "Draft"
        is_future = not published(document, Publication(now=now))
        return f"Scheduled for {matter.date}" if is_future else ""

    # --- files ----------------------------------------------------------------------------------------------

    def has_file(self, root: str, path: str) -> bool:
        """Tell whether a file is one of the site's that was read, or that something is wrong with."""
        read = self.made.files
        data = (read.authors, *read.sidebars, read.redirects)
        known: list[Source | Diagnostic] = [source for source in (*read.sources, *data) if source]
        return any(root == each.root and path == each.path for each in (*known, *self.diagnostics))


def _text_in(read: Files, config_source: ConfigSource) -> Callable[[File], str]:
    texts = cache(lambda: texts_of(read, config_source))
    return lambda file: texts().get(file, "")


def _address_in(site: Site) -> Callable[[File], str | None]:
    urls = cache(lambda: {page.path: page.url for page in site.pages if page.path})

    def address(file: File) -> str | None:
        root, path = file
        url = urls().get(ContentPath(path)) if root == "content" else None
        return None if url is None else href(url, site.config.base_path)

    return address


def _keep(pages: dict[Url, bytes], url: Url, html: bytes) -> None:
    """Keep a page, and not more than so many: those that were kept first go."""
    pages.pop(url, None)
    pages[url] = html
    while len(pages) > KEPT:
        del pages[next(iter(pages))]
