"""Documents -> what is published, each at its own address; what is hidden; and addresses claimed twice."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

from msgspec import Struct

from handbook.diagnostics import Code, Diagnostic
from handbook.link.publication import Publication, published
from handbook.link.targets import clean, join
from handbook.model import ContentPath, Document, OutputPath, Url
from handbook.names import INDEX_NAMES

MARKDOWN = (".markdown", ".mdx", ".md")
HTML = (".html", ".htm")
HTML_INDEXES = frozenset({"index.html", "index.htm"})
PAGE_SUFFIXES = {".md": 0, ".mdx": 1}
LONGEST_NAME = 240
"""File systems take 255 bytes a name; ``.html`` and a temporary file's mark need some of them."""
LONGEST_URL = 1000
"""In bytes, too: the path of a file must stay below 4,096, whatever folder the site is written to."""
UNFIT = re.compile(r"[\x00-\x1f\x7f\\?#*]")


class Located(Struct, frozen=True):
    """A document and its address."""

    url: Url
    document: Document


class Addresses(Struct, frozen=True):
    """Where documents are, each list in path order."""

    pages: tuple[Located, ...]
    moved: tuple[Located, ...]
    """Published documents that only lead elsewhere (``redirect_to``)."""
    hidden: tuple[Located, ...]
    """Drafts and future posts, with the addresses they will have."""
    diagnostics: tuple[Diagnostic, ...]


def find_addresses(
    documents: Sequence[Document], publication: Publication, static: Iterable[OutputPath]
) -> Addresses:
    """Give every document its address, or say which file has it already.

    The site's own static files go to the root verbatim, so they come first; then the order is ``_rank``'s.
    """
    located: list[Located] = []
    hidden: list[Located] = []
    findings: list[Diagnostic] = []
    taken = {same_address(_url_of_file(path)): str(path) for path in static}
    for document in sorted(documents, key=_rank):
        url, bad_permalink = _url_of_document(document)
        if not published(document, publication):
            hidden.append(Located(url, document))
            continue
        findings += bad_permalink
        holder = taken.setdefault(same_address(url), document.path)
        if holder != document.path:
            findings.append(_duplicate(document, url, holder))
            continue
        located.append(Located(url, document))
    return Addresses(
        pages=_by_path(place for place in located if not place.document.front_matter.redirect_to),
        moved=_by_path(place for place in located if place.document.front_matter.redirect_to),
        hidden=_by_path(hidden),
        diagnostics=tuple(findings),
    )


def url_of(path: ContentPath) -> Url:
    """Return the address of a Markdown file: its path without the suffix; an index stands for its folder."""
    folder, _, name = path.rpartition("/")
    stem, _ = _stem_and_suffix(name)
    names = [folder] if stem.lower() in INDEX_NAMES else [folder, stem]
    return folder_url("/".join(name for name in names if name))


def folder_url(folder: str) -> Url:
    """Return the address of a content folder, the root being ""."""
    return Url(f"/{folder}/" if folder else "/")


def folder_of(path: ContentPath) -> str:
    """Return the folder that a file lies in, "" for the root."""
    return path.rpartition("/")[0]


def is_index(path: ContentPath) -> bool:
    """Return whether a file stands for its folder."""
    return _stem_and_suffix(path.rpartition("/")[2])[0].lower() in INDEX_NAMES


def same_address(url: str) -> str:
    """Return what two addresses have in common that differ only in case, Unicode form or a closing slash."""
    key = url.rstrip("/") or "/"
    return key.lower() if key.isascii() else unicodedata.normalize("NFC", key.casefold())


def url_from(written: str, folder: str) -> Url | None:
    """Return the address that a permalink, an alias or a redirect's source names; None if it names none.

    What does not begin with a slash is relative to ``folder`` (an address: ``/blog/``). It becomes a folder's
    address unless it names an HTML file; what ends with ``.md`` is the address of such a file.
    """
    text = unquote(clean(written))
    path = join("", text) if text.startswith("/") else join(folder, text)
    if not text or text.startswith("//") or path is None or _bytes(path) > LONGEST_URL or UNFIT.search(path):
        return None
    names = [name for name in path.split("/") if name]
    if any(_bytes(name) > LONGEST_NAME or name[0] in ":." for name in names):
        return None
    last = names[-1].lower() if names else ""
    if last.endswith(HTML) and last not in HTML_INDEXES:
        return Url("/" + "/".join(names))
    if last in HTML_INDEXES:
        names.pop()
    if last.endswith(MARKDOWN):
        return url_of(ContentPath("/".join(names)))
    return folder_url("/".join(names))


def _bytes(text: str) -> int:
    return len(text.encode(errors="surrogatepass"))


def _url_of_document(document: Document) -> tuple[Url, list[Diagnostic]]:
    natural = url_of(document.path)
    permalink = document.front_matter.permalink
    if permalink is None:
        return natural, []
    around = folder_of(document.path)
    if is_index(document.path):
        around = around.rpartition("/")[0]
    url = url_from(permalink.text, folder_url(around))
    if url is not None:
        return url, []
    message = f"{permalink.text!r} cannot be an address; the page is at {natural}"
    hint = "write a path like /handbook/leave/, without ?, # and *"
    return natural, [Diagnostic(Code.BAD_FIELD, message, document.path, permalink.span, hint)]


def _rank(document: Document) -> tuple[int, int, str]:
    stem, suffix = _stem_and_suffix(document.path.rpartition("/")[2])
    return INDEX_NAMES.get(stem.lower(), 0), PAGE_SUFFIXES.get(suffix.lower(), 2), document.path


def _stem_and_suffix(name: str) -> tuple[str, str]:
    for suffix in MARKDOWN:
        if name.lower().endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)], name[-len(suffix) :]
    return name, ""


def _by_path(located: Iterable[Located]) -> tuple[Located, ...]:
    return tuple(sorted(located, key=lambda place: place.document.path))


def _url_of_file(path: OutputPath) -> Url:
    folder, _, name = path.rpartition("/")
    return folder_url(folder) if name == "index.html" else Url(f"/{path}")


def _duplicate(document: Document, url: Url, holder: str) -> Diagnostic:
    permalink = document.front_matter.permalink
    span = permalink.span if permalink else None
    message = f"{document.path} and {holder} have one address, {url} (case and Unicode form do not count)"
    hint = f"rename one of them or give it another permalink; {holder} is shown"
    return Diagnostic(Code.DUPLICATE_ADDRESS, message, document.path, span, hint)
