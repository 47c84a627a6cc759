"""Pages, files and hidden pages of a site -> what stands at a path."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from handbook.link.addresses import Addresses, Located
from handbook.model import AssetPath, ContentPath, OutputPath, Size, Url
from handbook.urls import href

PAGE_SUFFIX = re.compile(r"(?:/(?:index|_index|readme))?(?:\.(?:mdx?|markdown|html?))?\Z", re.IGNORECASE)
"""What a path may end with and still mean the page without it."""


class Place(Struct, frozen=True):
    """What stands at a path: a page, a file, or a page that is hidden."""

    address: str
    """What leads there, ready for an attribute, base path included."""
    page: Url | None = None
    source: ContentPath | None = None
    """The file a page is made from."""
    asset: AssetPath | None = None
    """The file beside the content that has to be published for this."""
    size: Size | None = None
    """How large it is, if it is a picture."""
    is_hidden: bool = False


class PlainFiles(Struct, frozen=True):
    """The files that are no pages, and where each is on disk."""

    assets: Mapping[AssetPath, Path]
    static: Mapping[OutputPath, Path]
    sizes: Mapping[Path, Size]
    """How large the pictures among them are."""


class Places(Struct, frozen=True):
    """Everything that a path may lead to. Keys begin with a slash and end without one."""

    pages: Mapping[str, Place]
    assets: Mapping[str, AssetPath]
    static: Mapping[str, OutputPath]
    sizes: Mapping[str, Size]
    """Of the pictures among both."""
    base_path: str

    def find(self, path: str) -> Place | None:
        """Return what stands at a path from the root, whatever suffix, index name or slash it ends with."""
        key = key_of(path)
        return (
            self.pages.get(key) or self._file(key) or self.pages.get(PAGE_SUFFIX.sub("", key, count=1) or "/")
        )

    def _file(self, key: str) -> Place | None:
        static = self.static.get(key) or self.static.get(f"{key.rstrip('/')}/index.html")
        if static is not None:
            folder = Url("/" + static.removesuffix("index.html"))
            url = folder if static.endswith("/index.html") or static == "index.html" else Url(f"/{static}")
            return Place(href(url, self.base_path), size=self.sizes.get(key))
        asset = self.assets.get(key)
        if asset is not None:
            address = href(Url(f"/{output_of(asset)}"), self.base_path)
            return Place(address, asset=asset, size=self.sizes.get(key))
        return None


def key_of(path: str) -> str:
    """Return what is compared of a path: its Unicode form and a closing slash make no difference."""
    key = path.rstrip("/") or "/"
    return key if key.isascii() else unicodedata.normalize("NFC", key)


def output_of(asset: AssetPath) -> OutputPath:
    """Return where an asset is published: at its own path, but hosts drop dot files, so those move."""
    if not asset.startswith(".") and "/." not in asset:
        return OutputPath(asset)
    return OutputPath("/".join(["assets", *(name.lstrip(".") or "_" for name in asset.split("/"))]))


def find_places(addresses: Addresses, made: Iterable[Url], files: PlainFiles, base_path: str) -> Places:
    """Lay out everything that has an address: ``made`` are those of pages that no file stands behind.

    A page is found by its address, its file and its file without suffix, in that order; a page that is
    published comes before a hidden one.
    """
    pages: dict[str, Place] = {key_of(url): Place(href(url, base_path), url) for url in made}
    shown = [(place, _shown(place, base_path)) for place in addresses.pages]
    hidden = [(place, _hidden(place)) for place in addresses.hidden]
    pages |= {key_of(place.url): value for place, value in shown}
    for place, value in (*shown, *hidden):
        pages.setdefault(key_of(f"/{place.document.path}"), value)
    for place, value in (*shown, *hidden):
        for key in _other_keys(place):
            pages.setdefault(key, value)
    on_disk = (files.assets, files.static)  # where both have a file, the static one is found
    return Places(
        pages=pages,
        assets={key_of(f"/{path}"): path for path in files.assets},
        static={key_of(f"/{path}"): path for path in files.static},
        sizes={
            key_of(f"/{name}"): files.sizes[path]
            for named in on_disk
            for name, path in named.items()
            if path in files.sizes
        },
        base_path=base_path,
    )


def _shown(located: Located, base_path: str) -> Place:
    return Place(href(located.url, base_path), located.url, located.document.path)


def _hidden(located: Located) -> Place:
    return Place("", source=located.document.path, is_hidden=True)


def _other_keys(located: Located) -> Iterator[str]:
    yield key_of(located.url)
    yield key_of(PAGE_SUFFIX.sub("", f"/{located.document.path}", count=1))
