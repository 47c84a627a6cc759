"""Folders without a page of their own -> their addresses, and what is listed there."""

from collections.abc import Iterable, Mapping

from handbook.link.addresses import Located, same_address
from handbook.link.blog import Blog
from handbook.link.folders import Folder, all_folders
from handbook.model import Document, Entry, Page, Url


def sections_of(root: Folder, taken: Iterable[str]) -> tuple[Folder, ...]:
    """Return the folders that need a page; ``taken`` are addresses where something is already."""
    keys = {same_address(address) for address in taken}
    return tuple(
        folder
        for folder in all_folders(root)
        if folder.index is None and same_address(folder.url) not in keys
    )


def entries_of(folder: Folder, pages: Mapping[Url, Page], blog: Blog | None) -> tuple[Entry, ...]:
    """Return what is directly in a folder: pages and folders in order, then posts, newest first."""
    newest = {post.url: number for number, post in enumerate(blog.posts if blog else ())}
    inside = [child if isinstance(child, Located) else child.index or child for child in folder.children()]
    inside.sort(key=lambda child: newest.get(child.url, -1))
    return tuple(
        entry_of(pages[child.url]) if isinstance(child, Located) else _folder_entry(child, blog)
        for child in inside
    )


def entry_of(page: Page) -> Entry:
    """Return a page as it stands in a list."""
    return Entry(url=page.url, title=page.title, description=page.description, post=page.post)


def description_of(document: Document) -> str:
    """Return what a page is about, in a sentence or two."""
    matter = document.front_matter
    return matter.description or matter.excerpt or document.summary


def _folder_entry(folder: Folder, blog: Blog | None) -> Entry:
    is_blog = blog is not None and same_address(folder.url) == same_address(blog.url)
    return Entry(url=folder.url, title=blog.title if blog and is_blog else folder.title)
