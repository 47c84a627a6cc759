"""What is answered before the first build, and where none comes about."""

from collections.abc import Mapping
from threading import Event

from msgspec import Struct, structs

from handbook.build import Made
from handbook.config import Config, ParseOptions
from handbook.errors import CannotStart
from handbook.link.addresses import Located
from handbook.link.pages import link_page
from handbook.model import Document, Page, Source
from handbook.server.added import NO_SUCH_PAGE, Addition, error_body, error_page, with_addition
from handbook.server.problems import Beside, Problems
from handbook.server.snapshot import HTML, Rendering, Session, SiteSnapshot
from handbook.server.values import Answer
from handbook.settings import BadConfiguration


class SketchSnapshot(SiteSnapshot):
    """A site of which little more is known than what its pages are called: each is linked when asked for.

    The ``known`` documents need not be parsed, the others are, with these ``options``. Of problems nothing is
    known, but what keeps the whole site from being read.
    """

    def __init__(  # noqa: PLR0913 - what a snapshot takes, and what a sketch does
        self,
        generation: int,
        made: Made,
        rendering: Rendering,
        session: Session,
        *,
        known: Mapping[Source, Document],
        options: ParseOptions,
    ) -> None:
        super().__init__(generation, made, rendering, session)
        self._known = known
        self._options = options
        self._sources = {source.path: source for source in made.files.sources}
        self.has_answered = Event()
        """Set when the first page has been rendered, or could not be."""

    def problems(self, path: str) -> bytes:  # noqa: ARG002 - it is the same everywhere
        """Return that nothing is known yet, or never will be."""
        problems = Problems((), self.made.site.config, token=self.session.token)
        return problems.as_json(Beside(failure=self.failure, is_sketch=self.failure is None))

    def _html(self, page: Page) -> bytes:
        try:
            return self._linked_html(page)
        finally:
            self.has_answered.set()

    def _linked_html(self, page: Page) -> bytes:
        source = self._sources.get(page.path) if page.path else None
        if source is None:
            return self.rendering.renderer.page(page)
        document = self._known.get(source) or _parsed(source, self._options)
        whole = link_page(Located(page.url, document), self.made.linkage.frame.around).page
        listed = structs.replace(whole, entries=page.entries, pager=page.pager, related=page.related)
        return self.rendering.renderer.page(listed)


def _parsed(source: Source, options: ParseOptions) -> Document:
    from handbook.parse.document import parse  # noqa: PLC0415 - markdown-it takes 40 ms, and is seldom needed

    return parse(source, options)


class FailedSnapshot(Struct, frozen=True):
    """What is answered where not even the first build came about."""

    failure: CannotStart
    session: Session
    generation: int = 0

    base_path = ""

    def answer(self, path: str) -> Answer | None:
        """Say what is in the way, at every address that may be a page's."""
        if "." in path.rpartition("/")[2]:
            return None
        html = error_page("This site cannot be shown", error_body(self.failure))
        return Answer(500, HTML, self._with_script(html))

    def not_found(self) -> Answer:
        """Return what is said where nothing stands."""
        return Answer(404, HTML, NO_SUCH_PAGE)

    def good(self, path: str) -> Answer | None:  # noqa: ARG002 - there was none
        """Return that there is none."""
        return None

    def problems(self, path: str) -> bytes:  # noqa: ARG002 - it is the same everywhere
        """Return what is in the way."""
        token = self.session.token
        return Problems((), Config(), token=token).as_json(Beside(failure=self.failure))

    def has_file(self, root: str, path: str) -> bool:
        """Tell whether a file is one that is to be mended."""
        mistakes = self.failure.diagnostics if isinstance(self.failure, BadConfiguration) else ()
        return any((root, path) == (one.root, one.path) for one in mistakes)

    def _with_script(self, html: bytes) -> bytes:
        server_id, generation = self.session.server_id, self.generation
        return with_addition(html, Addition(server_id=server_id, generation=generation, is_error=True))
