"""What a build wrote into an output folder <-> the list that is kept there: these files are ours."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from handbook import files, tree

MANIFEST = files.OURS + "manifest.json"
"""Not part of the site: whoever publishes the folder may leave it out."""


class Manifest(msgspec.Struct, frozen=True):
    """Files with the digests of what we wrote to them (two while a build is at work), and folders we made."""

    version: Literal[1] = 1
    files: Mapping[str, tuple[str, ...]] = {}
    folders: frozenset[str] = frozenset()


def encode(manifest: Manifest) -> bytes:
    """Return the manifest as it is kept: one file a line, in one order."""
    return msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=1) + b"\n"


def decode(content: bytes) -> Manifest:
    """Read a manifest; a name that leads out of the folder is not in it. Raises msgspec.DecodeError."""
    manifest = msgspec.json.decode(content, type=Manifest)
    return Manifest(
        files={name: digests for name, digests in manifest.files.items() if not tree.refusal_of(name)},
        folders=frozenset(name for name in manifest.folders if not tree.refusal_of(name)),
    )


def both(old: Manifest, new: Manifest) -> Manifest:
    """Return what is ours in the midst of a build: everything of either, with either's bytes."""
    names = {**old.files, **new.files}
    return Manifest(
        files={
            name: tuple(dict.fromkeys((*old.files.get(name, ()), *new.files.get(name, ())))) for name in names
        },
        folders=old.folders | new.folders,
    )
