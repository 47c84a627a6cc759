"""A package of npm -> the folder that ``./dev`` has put it into; git passes over it."""

from pathlib import Path

from checks.sites import CHECKOUT

FOLDER = CHECKOUT / ".checks"
"""What the checks install and make."""


def folder_of(package: str) -> Path:
    """Return the folder of a package. Raises FileNotFoundError where it is not installed."""
    folder = FOLDER / package / "node_modules" / package
    if not folder.is_dir():
        raise FileNotFoundError(f"{package} is not installed: ./dev does that")
    return folder
