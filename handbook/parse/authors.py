"""The authors data -> authors: a list of objects that have a handle, or a mapping by handle."""

from collections.abc import Iterator, Sequence

from handbook.diagnostics import Code, Diagnostic
from handbook.model import Author
from handbook.names import name_of_handle
from handbook.parse.data_file import DataFile, bad, texts_of
from handbook.parse.nodes import Items, Node, Scalar, Table
from handbook.parse.passage import Passage
from handbook.parse.plain import is_nothing

TEXTS = ("handle", "name", "role", "image", "link_type", "link_url")
HANDLE_HINT = "give each author a handle, which pages name"
LIST_HINT = "write a list of authors, or a mapping from each handle to its author"


def authors_of(files: Sequence[DataFile]) -> tuple[tuple[Author, ...], list[Diagnostic]]:
    """Read the authors in their order. Of two with one handle the first counts; one without is left out."""
    authors: dict[str, Author] = {}
    diagnostics: list[Diagnostic] = []
    for file in files:
        for handle, node in _entries(file.root):
            author, place, findings = _author(handle, node, file.passage)
            diagnostics += findings
            if author and author.handle in authors:
                diagnostics.append(_repeated(author, place, file.passage))
            elif author:
                authors[author.handle] = author
    return tuple(authors.values()), diagnostics


def _entries(root: Node | None) -> Iterator[tuple[Scalar | None, Node]]:
    """Give out each author, with the handle where it is the key of a mapping."""
    if isinstance(root, Table):
        yield from root.entries
    elif isinstance(root, Items):
        yield from ((None, node) for node in root.nodes)
    elif root is not None:
        yield None, root


def _author(
    handle: Scalar | None, node: Node, passage: Passage
) -> tuple[Author | None, Node, Sequence[Diagnostic]]:
    if handle and is_nothing(node):
        node = Table((), node.start, node.end)
    if not isinstance(node, Table):
        return None, node, [bad(node, "the author", passage, "a mapping", LIST_HINT)]
    texts, findings = texts_of(node, TEXTS, passage)
    handle = handle or texts.get("handle")
    if not handle or not handle.text.strip():
        missing = passage.finding(Code.BAD_DATA, "the author has no handle", node, HANDLE_HINT)
        return None, node, [*findings, missing]
    text = {name: scalar.text.strip() for name, scalar in texts.items()}
    author = Author(
        handle=handle.text.strip(),
        name=text.get("name") or name_of_handle(handle.text),
        role=text.get("role", ""),
        image=passage.written(texts["image"]) if "image" in texts else None,
        link_type=text.get("link_type", "").lower(),
        link_url=passage.written(texts["link_url"]) if text.get("link_url") else None,
    )
    return author, handle, findings


def _repeated(author: Author, place: Node, passage: Passage) -> Diagnostic:
    message = f"there are two authors with the handle {author.handle}; the first one counts"
    return passage.finding(Code.DUPLICATE_AUTHOR, message, place, "give one of them another handle")
