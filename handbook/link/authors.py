"""The authors data and the handles on a page -> the people who wrote it."""

import posixpath
import re
from collections.abc import Mapping, Sequence

from msgspec import Struct, structs

from handbook.config import PathSettings
from handbook.diagnostics import Code, Diagnostic
from handbook.link.links import resolve_file, resolve_media
from handbook.link.resolve import ROOT, Problem, Resolution, Resolver
from handbook.link.suggestions import Names
from handbook.link.targets import scheme_of
from handbook.model import AssetPath, Author, Data, Person, Written
from handbook.names import name_of_handle

HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[/?#]|\Z)")
"""Begins what lacks nothing but its https://; a page of this site has a name without dots."""


PLACES = {"github": "GitHub", "gitlab": "GitLab", "linkedin": "LinkedIn", "youtube": "YouTube", "x": "X"}
"""What the places are called that authors' links lead to, where that is not just their name in capitals."""


class Known(Struct, frozen=True):
    """An author of the data as shown, and the picture beside the content that is published with them."""

    person: Person
    asset: AssetPath | None


class People(Struct, frozen=True):
    """The authors that the data knows, by handle in lower case."""

    known: Mapping[str, Known]
    path: str | None
    """The data file, for saying where an author is missing."""
    names: Names
    diagnostics: tuple[Diagnostic, ...]


class Joined(Struct, frozen=True):
    """The authors of one page."""

    people: tuple[Person, ...]
    assets: frozenset[AssetPath]
    diagnostics: tuple[Diagnostic, ...]


def find_people(data: Data, paths: PathSettings, resolver: Resolver) -> People:
    """Make the authors of the data ready to be shown. Pictures are named relative to the data file."""
    known: dict[str, Known] = {}
    findings: list[Diagnostic] = []
    path = data.authors_path or ""
    for author in data.authors:
        image = _picture(author.image, path, paths, resolver)
        link = _link(author.link_url, resolver)
        places = ((image, author.image), (link, author.link_url))
        findings += [
            found.problem.at(path, written.span, "site")
            for found, written in places
            if written and found and found.problem
        ]
        asset = image.asset if image else None
        known.setdefault(author.handle.casefold(), Known(_person(author, image, link), asset))
    return People(known, data.authors_path, Names(known), tuple(findings))


def join_authors(handles: Sequence[Written], path: str, people: People) -> Joined:
    """Return the people behind a page's handles; one whom the data does not know is named by the handle."""
    known = [people.known.get(handle.text.strip().casefold()) for handle in handles]
    return Joined(
        people=tuple(
            author.person if author else Person(name=name_of_handle(handle.text))
            for author, handle in zip(known, handles, strict=True)
        ),
        assets=frozenset(author.asset for author in known if author and author.asset),
        diagnostics=tuple(
            _unknown(handle, path, people)
            for author, handle in zip(known, handles, strict=True)
            if author is None
        ),
    )


def _picture(
    image: Written | None, data_path: str, paths: PathSettings, resolver: Resolver
) -> Resolution | None:
    if image is None or not image.text.strip():
        return None
    if scheme_of(image.text) or image.text.startswith("/"):
        return resolve_media(image.text, ROOT, resolver)
    place = posixpath.normpath(posixpath.join(posixpath.dirname(data_path), image.text))
    for folder in (paths.content, paths.static):
        inside = posixpath.relpath(place, posixpath.normpath(folder))
        if not inside.startswith(".."):
            return resolve_file(f"/{inside}", ROOT, resolver)
    message = f"no file at {image.text} in the content or static folder"
    hint = "put the picture below one of them; the path is relative to this file"
    return Resolution(None, problem=Problem(Code.MISSING_ASSET, message, hint))


def _link(written: Written | None, resolver: Resolver) -> Resolution | None:
    if written is None:
        return None
    found = resolver.resolve(written.text)
    if found.is_missing and found.problem and HOST.match(written.text):
        hint = f"write https://{written.text} for another site"
        return structs.replace(found, problem=structs.replace(found.problem, hint=hint))
    return found


def _person(author: Author, image: Resolution | None, link: Resolution | None) -> Person:
    return Person(
        name=author.name,
        role=author.role,
        image=image.address if image and not image.is_missing and not image.is_blocked else None,
        link_type=PLACES.get(author.link_type, author.link_type.title()),
        link_url=link.address if link and not link.is_missing else None,
    )


def _unknown(handle: Written, path: str, people: People) -> Diagnostic:
    near = people.names.closest(handle.text)
    add = f"add it to {people.path}" if people.path else "name the authors' file in the configuration: [data]"
    hint = f"did you mean {near}?" if near else add
    return Diagnostic(Code.UNKNOWN_AUTHOR, f"no author has the handle {handle.text}", path, handle.span, hint)
