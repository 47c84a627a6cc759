"""A document's holes -> what fills them: attributes that lead somewhere, and what is wrong with them."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct, structs

from handbook.diagnostics import Code, Diagnostic
from handbook.link.frames import resolve_frame
from handbook.link.resolve import WAYS_OUT, Origin, Problem, Resolution, Resolver
from handbook.link.targets import candidates_of
from handbook.model import AssetPath, Document, Hole, Image, Link, RawAddress, Size

SOURCES = frozenset({"src", "srcset", "poster"})
"""Attributes that load a file; the other one leads to a page or a file."""

MEDIA = frozenset({"img", "audio", "video", "source", "track", "input"})
"""Elements that show what they load; scripts and plug-ins are judged where they are parsed."""

FRAMES = frozenset({"iframe"})

NOWHERE = {"href": "#"}
"""What an attribute of raw HTML says that must lead nowhere: it is there and cannot be left out."""


class Filling(Struct, frozen=True):
    """What fills the holes of one document, in their order."""

    fills: tuple[str, ...]
    assets: frozenset[AssetPath]
    """The files beside the content that it shows or links to."""
    diagnostics: tuple[Diagnostic, ...]


class Fill(Struct, frozen=True):
    """What fills one hole, and what every address in it leads to."""

    text: str
    resolutions: tuple[Resolution, ...]


def fill_holes(document: Document, origin: Origin, resolver: Resolver) -> Filling:
    """Fill every hole of a document."""
    fills = [FILLERS[type(hole)](hole, origin, resolver) for hole in document.holes]
    found = [
        (hole, resolution)
        for hole, fill in zip(document.holes, fills, strict=True)
        for resolution in fill.resolutions
    ]
    return Filling(
        fills=tuple(fill.text for fill in fills),
        assets=frozenset(resolution.asset for _, resolution in found if resolution.asset),
        diagnostics=tuple(
            resolution.problem.at(document.path, hole.span)
            for hole, resolution in found
            if resolution.problem
        ),
    )


def resolve_file(written: str, origin: Origin, resolver: Resolver) -> Resolution:
    """Find the file that a picture, a video or a script is loaded from: what is missing there is a file."""
    found = resolver.resolve(written, origin)
    if not written.strip():
        return Resolution("", problem=Problem(Code.MISSING_ASSET, "no file is named here"))
    if found.is_for_host:  # a rule for pages that moved; no file came along
        message = f"no file at {written}, only a redirect that the host follows"
        return Resolution(found.address, problem=Problem(Code.MISSING_ASSET, message))
    if found.problem and found.problem.code == Code.BROKEN_LINK:
        message = found.problem.message.replace("no page at", "no file at", 1)
        hint = found.problem.hint
        if hint == WAYS_OUT[Code.BROKEN_LINK]:
            hint = WAYS_OUT[Code.MISSING_ASSET]
        return Resolution(found.address, problem=Problem(Code.MISSING_ASSET, message, hint))
    return found


def resolve_media(written: str, origin: Origin, resolver: Resolver) -> Resolution:
    """Find the picture, sound or film that a page shows; the site's policy lets none in unencrypted."""
    found = resolve_file(written, origin, resolver)
    if not (found.is_external and (found.address or "")[:5].lower() == "http:"):
        return found
    message = "what a page shows is not loaded over http:"
    hint = "write https:, or put the file beside the page"
    return structs.replace(found, problem=Problem(Code.BLOCKED_BY_POLICY, message, hint))


def escaped(text: str) -> str:
    """Return text for an attribute's value in double quotes."""
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")


def _link(hole: Link, origin: Origin, resolver: Resolver) -> Fill:
    found = resolver.resolve(hole.target, origin)
    if not found.address:
        return Fill("", (found,))
    title = f' title="{escaped(hole.title)}"' if hole.title else ""
    external = ' rel="noopener"' if found.is_external else ""
    return Fill(f' href="{escaped(found.address)}"{title}{external}', (found,))


def _image(hole: Image, origin: Origin, resolver: Resolver) -> Fill:
    found = resolve_media(hole.target, origin, resolver)
    source = f' src="{escaped(found.address)}"' if found.address else ""
    title = f' title="{escaped(hole.title)}"' if hole.title else ""
    size = _size(found.size)
    return Fill(f'{source} alt="{escaped(hole.alt)}"{title}{size} loading="lazy" decoding="async"', (found,))


def _size(size: Size | None, width: int = 0) -> str:
    """Return the attributes that keep a picture's place on the page until it is there; ``width`` is known."""
    if size is None:
        return ""
    if width:
        return f' height="{max(1, round(size.height * width / size.width))}"'
    return f' width="{size.width}" height="{size.height}"'


def _raw_address(hole: RawAddress, origin: Origin, resolver: Resolver) -> Fill:
    if hole.attribute == "srcset":
        return _srcset(hole, origin, resolver)
    if hole.element in FRAMES and hole.attribute == "src":
        found = resolve_frame(hole.target, origin, resolver)
        return Fill(f'"{escaped(found.address or "")}"', (found,))
    if hole.element in MEDIA and hole.attribute in SOURCES:
        found = resolve_media(hole.target, origin, resolver)
    elif hole.attribute in SOURCES:
        found = resolve_file(hole.target, origin, resolver)
    else:
        found = resolver.resolve(hole.target, origin)
    size = _size(found.size, hole.shown_width) if hole.shown_width is not None else ""
    return Fill(f'"{escaped(_value(hole.target, hole.attribute, found))}"{size}', (found,))


def _value(written: str, attribute: str, found: Resolution) -> str:
    if not found.address:
        return NOWHERE.get(attribute, "")
    return written if found.is_external else found.address


def _srcset(hole: RawAddress, origin: Origin, resolver: Resolver) -> Fill:
    candidates = [
        (resolve_media(written, origin, resolver), written, descriptor)
        for written, descriptor in candidates_of(hole.target)
    ]
    shown = ", ".join(
        f"{_value(written, hole.attribute, found)} {descriptor}".strip()
        for found, written, descriptor in candidates
        if found.address is not None
    )
    return Fill(f'"{escaped(shown)}"', tuple(found for found, _, _ in candidates))


FILLERS: Mapping[type[Hole], Callable[[Any, Origin, Resolver], Fill]] = {
    Link: _link,
    Image: _image,
    RawAddress: _raw_address,
}
