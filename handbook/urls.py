"""Url -> the file it is written to, the value of an attribute that leads to it, its absolute address."""

import unicodedata
from urllib.parse import quote, urlsplit

from handbook.model import OutputPath, Url


def output_path(url: Url) -> OutputPath:
    """Return the file that answers for an address: a folder's ``index.html``, or the named file itself."""
    path = url.removeprefix("/")
    return OutputPath(f"{path}index.html" if path == "" or path.endswith("/") else path)


def same_file(path: str) -> str:
    """Return what two paths have in common that are one file to some file systems.

    Those take names for equal that differ in case or Unicode form.
    """
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", path).casefold())


def href(url: Url, base_path: str) -> str:
    """Return what leads to an address from any page: percent-encoded, with the base path before it.

    Everything that HTML would escape is percent-encoded, so the value is the same with and without escaping.
    """
    return quote(base_path, safe="/%") + quote(url, safe="/@:+,;=!$()*", errors="surrogatepass")


def absolute(ready: str, site_url: str) -> str:
    """Return what ``href`` made with the site's scheme and host; as it is where the site has no url."""
    if not site_url or not ready.startswith("/"):
        return ready
    parts = urlsplit(site_url)
    return f"{parts.scheme}://{parts.netloc}{ready}"
