"""An address as written, and the page it is written on -> what it leads to, or what is wrong with it."""

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from handbook.diagnostics import Code, Diagnostic, Root, Span
from handbook.link.addresses import Located
from handbook.link.places import Place, Places
from handbook.link.suggestions import Names, Suggestions
from handbook.link.targets import Target, clean, encoded, join, parts_of, refused, scheme_of, with_parts
from handbook.model import AssetPath, Size, Url
from handbook.urls import href

FILE_NAME = re.compile(r"\.(?!(?:mdx?|markdown|html?)$)(?=[0-9]{0,7}[a-z])[a-z0-9]{1,8}$", re.IGNORECASE)
"""Ends the name of a file that is no page: ``.pdf``, ``.mp4``, but not that of ``/release/1.10``."""

MARKDOWN_NAME = re.compile(r"\.(?:mdx?|markdown)$", re.IGNORECASE)
HOST = re.compile(r"https?://([^/?#]*)", re.IGNORECASE)
UPWARDS = re.compile(r"(?:\.{1,2}/+)+")
TEXT_FRAGMENT = ":~:"
"""Begins what browsers search in a page's text."""


WAYS_OUT = {
    Code.BROKEN_LINK: "create the page, or change the link to one that exists",
    Code.MISSING_ASSET: "put the file there, or change the path",
}
"""What can be done where nothing like the address is known."""


class Origin(Struct, frozen=True):
    """Where an address is written: the folder of the file and the page's own address."""

    folder: str
    url: Url


ROOT = Origin("/", Url("/"))


class Problem(Struct, frozen=True):
    """What is wrong with an address, wherever it is written."""

    code: Code
    message: str
    hint: str = ""

    def at(self, path: str, span: Span | None, root: Root = "content") -> Diagnostic:
        """Return the finding for one place where the address is written."""
        return Diagnostic(self.code, self.message, path, span, self.hint, root)


class Resolution(Struct, frozen=True):
    """What an address leads to."""

    address: str | None
    """The value of the attribute; None where there must be no link."""
    page: Url | None = None
    asset: AssetPath | None = None
    size: Size | None = None
    """How large it is, if it is a picture of the site."""
    is_external: bool = False
    is_for_host: bool = False
    """Whether nothing is there but a redirect that only a host can follow."""
    problem: Problem | None = None

    @property
    def is_missing(self) -> bool:
        """Return whether nothing was found there."""
        return self.problem is not None and self.problem.code in (Code.BROKEN_LINK, Code.MISSING_ASSET)

    @property
    def is_blocked(self) -> bool:
        """Return whether it is there, and browsers are told not to load it."""
        return self.problem is not None and self.problem.code == Code.BLOCKED_BY_POLICY

    @property
    def is_hidden(self) -> bool:
        """Return whether it is a page that is not published."""
        return self.problem is not None and self.problem.code == Code.HIDDEN_TARGET


class Resolver:
    """Finds what addresses lead to, and remembers it by folder and address: handbooks repeat themselves.

    ``patterns`` are the sources of redirects that only a host can follow; ``anchors`` are those of the pages
    made from documents. Addresses of the site itself at ``site_url`` are internal. Pages of the hosts in
    ``frames`` may be shown inside those of the site.
    """

    def __init__(
        self,
        places: Places,
        *,
        anchors: Mapping[Url, frozenset[str]],
        patterns: Sequence[re.Pattern[str]] = (),
        site_url: str = "",
        frames: Sequence[str] = (),
    ) -> None:
        self.frames = frames
        self._places = places
        self._anchors = anchors
        self._patterns = patterns
        self._host = urlsplit(site_url).netloc.lower()
        self._known: dict[tuple[str, str], Resolution | None] = {}
        self._ids: dict[Url, Names] = {}
        shown = (place for place in places.pages.values() if place.page)
        self._pages = Suggestions({str(place.page) for place in shown})
        self._files = Suggestions([*places.assets, *places.static])

    def resolve(self, written: str, origin: Origin = ROOT) -> Resolution:
        """Find what an address leads to: by the file's folder, by the page's own address, from the root."""
        key = (origin.folder, written)
        if key not in self._known:
            self._known[key] = self._from_folder(written, origin.folder)
        return self._known[key] or self._from_page(written, origin)

    def address_of(self, page: Url) -> str:
        """Return what leads to a page, ready for an attribute."""
        return href(page, self._places.base_path)

    def _from_folder(self, written: str, folder: str) -> Resolution | None:
        """Return what holds for every page of the folder; None where it depends on the page."""
        target = clean(written)
        if scheme := refused(target):
            return _unsafe(scheme)
        if scheme_of(target):
            inside = self._inside(target)
            if inside is None:
                return Resolution(encoded(target), is_external=target[:4].lower() == "http")
            target = inside
        parts = parts_of(target)
        if not parts.path:
            return None
        is_from_root = parts.path.startswith("/")
        found = self._at("" if is_from_root else folder, parts)
        if found or not is_from_root:
            return found
        return self._by_pattern("", parts) or self._missing(written, parts, folder)

    def _from_page(self, written: str, origin: Origin) -> Resolution:
        parts = parts_of(clean(written))
        if not parts.path:
            return Resolution(with_parts("", parts), origin.url, problem=self._no_anchor(origin.url, parts))
        around = origin.url.rpartition("/")[0] + "/"
        return (
            self._at(around, parts)
            or self._from_root(parts)
            or self._by_pattern(origin.folder, parts)
            or self._by_pattern(around, parts)
            or self._missing(written, parts, origin.folder)
        )

    def _inside(self, target: str) -> str | None:
        """Return the path from the root of an address of the site itself; None for an external one."""
        host = HOST.match(target)
        if not self._host or not host or host[1].lower() != self._host:
            return None
        rest = target[host.end() :]
        base = self._places.base_path
        if not rest.startswith(base) or rest[len(base) : len(base) + 1] not in ("", "/", "?", "#"):
            return None
        rest = rest[len(base) :]
        return rest if rest.startswith("/") else f"/{rest}"

    def _at(self, folder: str, parts: Target) -> Resolution | None:
        path = join(folder, parts.path)
        place = None if path is None else self._places.find(path)
        return self._led_to(place, parts) if place else None

    def _led_to(self, place: Place, parts: Target) -> Resolution:
        if place.is_hidden:
            message = f"{place.source} is not published: it is a draft or dated in the future"
            return Resolution(
                None, problem=Problem(Code.HIDDEN_TARGET, message, "publish it, or remove the link")
            )
        problem = self._no_anchor(place.page, parts) if place.page and "#" not in place.address else None
        address = with_parts(place.address, parts)
        return Resolution(address, place.page, place.asset, place.size, problem=problem)

    def _from_root(self, parts: Target) -> Resolution | None:
        found = self._at("/", Target(UPWARDS.sub("", parts.path, count=1), parts.query, parts.fragment))
        if found is None or found.problem:
            return found
        message = f"{parts.path} leads nowhere from this page, only from the root of the site"
        hint = f"write {found.page or found.address}"
        return Resolution(
            found.address,
            found.page,
            found.asset,
            found.size,
            problem=Problem(Code.LINK_FROM_ROOT, message, hint),
        )

    def _by_pattern(self, folder: str, parts: Target) -> Resolution | None:
        path = join(folder, parts.path)
        if path is None or not any(pattern.fullmatch(path) for pattern in self._patterns):
            return None
        return Resolution(with_parts(href(Url(path), self._places.base_path), parts), is_for_host=True)

    def _no_anchor(self, page: Url, parts: Target) -> Problem | None:
        name = unquote(parts.fragment).partition(TEXT_FRAGMENT)[0]
        anchors = self._anchors.get(page)
        if not name or anchors is None or name in anchors or name.lower() == "top":
            return None
        if page not in self._ids:
            self._ids[page] = Names(anchors)
        meant = self._ids[page].closest(name)
        hint = f"did you mean #{meant}?" if meant else "remove what follows the #, or link to a heading's id"
        return Problem(Code.BROKEN_ANCHOR, f"nothing on {page} has the id {name}", hint)

    def _missing(self, written: str, parts: Target, folder: str) -> Resolution:
        is_file = FILE_NAME.search(parts.path) is not None
        code, kind = (Code.MISSING_ASSET, "file") if is_file else (Code.BROKEN_LINK, "page")
        meant = self._meant(parts.path, folder, self._files if is_file else self._pages)
        hint = f"did you mean {meant}?" if meant else _way_out(parts.path, code)
        problem = Problem(code, f"no {kind} at {parts.path}", hint)
        return Resolution(encoded(clean(written)), problem=problem)

    def _meant(self, path: str, folder: str, known: Suggestions) -> str | None:
        """Return the path that was probably meant, in the writer's own way of writing it."""
        is_from_root = path.startswith("/")
        closest = known.closest((join("" if is_from_root else folder, path) or path).lower())
        if closest is None:
            return None
        place = self._places.find(closest)
        if place and place.source and MARKDOWN_NAME.search(path):
            closest = f"/{place.source}"
        elif place and place.page:
            return closest
        return closest if is_from_root else posixpath.relpath(closest, folder)


def anchors_by_url(pages: Iterable[Located]) -> dict[Url, frozenset[str]]:
    """Return what fragments may name on each page: the ids of its body, and its printed title's."""
    return {
        page.url: page.document.anchors | {page.document.title_id}
        if page.document.title_id
        else page.document.anchors
        for page in pages
    }


def _unsafe(scheme: str) -> Resolution:
    message = f"an address that begins with {scheme} cannot be a link"
    hint = "write https://, http://, mailto: or tel:, or the path of a page or file of this site"
    return Resolution(None, problem=Problem(Code.UNSAFE_LINK, message, hint))


def _way_out(path: str, code: Code) -> str:
    if path.lower().startswith("www."):
        return f"write https://{path} for another site"
    if "@" in path and "/" not in path:
        return f"write mailto:{path} for an e-mail address"
    return WAYS_OUT[code]
