"""Pages -> the tree of folders they lie in, in the order in which readers find them."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from handbook.link.addresses import Located, folder_of, folder_url, same_address
from handbook.model import Url
from handbook.names import NUMBER_PREFIX, title_of_name

Order = tuple[float, float, str, str, str]


class Folder(Struct, frozen=True):
    """A folder with published pages in it, and all below it."""

    path: str
    """Below the content folder; "" for the root."""
    url: Url
    title: str
    index: Located | None
    """The page at the folder's address: its index, or the file beside it that has its name."""
    pages: tuple[Located, ...]
    """The pages directly in it, in order, without those that stand for a folder."""
    folders: tuple["Folder", ...]

    def children(self) -> list["Located | Folder"]:
        """Return its pages and folders among each other, in order."""
        return sorted([*self.pages, *self.folders], key=_order)


def folders_of(pages: Iterable[Located], title: str) -> Folder:
    """Return the root folder, called ``title`` where it has no page of its own."""
    pages = tuple(pages)
    paths = {path for page in pages for path in ancestors_of(folder_of(page.document.path))} | {""}
    by_address = {same_address(page.url): page for page in pages}
    indexes = {path: by_address.get(same_address(folder_url(path))) for path in paths}
    standing = {page.url for page in indexes.values() if page}
    inside: dict[str, list[Located]] = {path: [] for path in paths}
    below: dict[str, list[Folder]] = {path: [] for path in paths}
    for page in pages:
        if page.url not in standing:
            inside[folder_of(page.document.path)].append(page)
    for path in sorted(paths - {""}, key=lambda path: (-path.count("/"), path)):
        folder = _folder(
            path, indexes[path], inside[path], below[path], title_of_name(path.rpartition("/")[2])
        )
        below[folder_of_folder(path)].append(folder)
    return _folder("", indexes[""], inside[""], below[""], title)


def ancestors_of(folder: str) -> Iterator[str]:
    """Yield a folder and those above it, innermost first, without the root."""
    while folder:
        yield folder
        folder = folder_of_folder(folder)


def folder_of_folder(folder: str) -> str:
    """Return the folder that a folder lies in."""
    return folder.rpartition("/")[0]


def all_folders(root: Folder) -> Iterator[Folder]:
    """Yield a folder and every folder below it."""
    yield root
    for folder in root.folders:
        yield from all_folders(folder)


def label_of(page: Located) -> str:
    """Return what a page is called in navigation."""
    return page.document.front_matter.sidebar_title or page.document.title


def _folder(
    path: str,
    index: Located | None,
    pages: Iterable[Located],
    folders: Iterable[Folder],
    title: str,
) -> Folder:
    return Folder(
        path=path,
        url=index.url if index else folder_url(path),
        title=label_of(index) if index else title,
        index=index,
        pages=tuple(sorted(pages, key=_order)),
        folders=tuple(sorted(folders, key=_order)),
    )


def _order(entry: Located | Folder) -> Order:
    """Sort by ``order``, then by the number before the name, then by title."""
    page = entry.index if isinstance(entry, Folder) else entry
    path = entry.path if isinstance(entry, Folder) else entry.document.path
    title = entry.title if isinstance(entry, Folder) else label_of(entry)
    number = NUMBER_PREFIX.match(path.rpartition("/")[2])
    order = page.document.front_matter.order if page else None
    last = float("inf")
    return (
        last if order is None else order,
        int(number[1]) if number else last,
        title.casefold(),
        title,
        path,
    )
