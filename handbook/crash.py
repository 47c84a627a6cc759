"""An exception that nobody expected -> an apology, and a file that helps us to mend it."""

import platform
import traceback
from pathlib import Path

from handbook import __version__
from handbook.cache_folder import make_cache_folder
from handbook.files import replace

FILE = "crash.txt"


class Bug(Exception):  # noqa: N818 - what it is
    """A fault of ours (the cause) in a project; its cache folder can take the traceback."""

    def __init__(self, cache_folder: Path) -> None:
        super().__init__("a bug of handbook")
        self.cache_folder = cache_folder


def report_of(error: BaseException) -> str:
    """Return what is needed to find the fault: versions and traceback, nothing of the environment."""
    versions = f"handbook {__version__}, Python {platform.python_version()}, {platform.system()}"
    return versions + "\n\n" + "".join(traceback.format_exception(error))


def keep(report: str, cache_folder: Path) -> Path | None:
    """Write a report into the cache folder; return where, or None where that cannot be."""
    try:
        make_cache_folder(cache_folder)
        replace(cache_folder / FILE, report.encode(errors="backslashreplace"))
    except OSError:
        return None
    return cache_folder / FILE
