"""The pictures and the video that front matter names -> addresses ready for attributes."""

from msgspec import Struct

from handbook.diagnostics import Diagnostic
from handbook.link.frames import resolve_frame
from handbook.link.links import resolve_file, resolve_media
from handbook.link.resolve import Origin, Resolution, Resolver
from handbook.model import AssetPath, Document, Size, Written


class Pictures(Struct, frozen=True):
    """What a page shows besides its body; None where nothing is named, or where it is not there."""

    image: str | None
    image_size: Size | None
    video: str | None
    og_image: str | None
    assets: frozenset[AssetPath]
    diagnostics: tuple[Diagnostic, ...]


def find_pictures(document: Document, origin: Origin, resolver: Resolver) -> Pictures:
    """Find the featured picture and video, and the picture for other sites: the featured one by default."""
    matter = document.front_matter
    wanted = (
        (matter.featured_image, resolve_media),
        (matter.featured_video, resolve_frame),
        (matter.og_image, resolve_file),
    )
    named = [
        (written, resolve(written.text, origin, resolver)) if written else None for written, resolve in wanted
    ]
    image, video, og_image = (_address(entry) for entry in named)
    return Pictures(
        image=image,
        image_size=named[0][1].size if named[0] else None,
        video=video,
        og_image=og_image or image,
        assets=frozenset(entry[1].asset for entry in named if entry and entry[1].asset),
        diagnostics=tuple(
            entry[1].problem.at(document.path, entry[0].span) for entry in named if entry and entry[1].problem
        ),
    )


def _address(entry: tuple[Written, Resolution] | None) -> str | None:
    return entry[1].address if entry and not entry[1].is_missing and not entry[1].is_blocked else None
