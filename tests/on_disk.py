"""The files of a site, by their names -> a folder that holds them."""

from collections.abc import Mapping
from pathlib import Path


def write_site(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder
