"""A request as the server hands it on -> the path that is looked up."""

from urllib.parse import unquote_to_bytes

from starlette.types import Scope

OWN = "/@handbook/"
"""What the addresses of the preview itself begin with: beside the site, never below its base path."""


def path_of(scope: Scope) -> str:
    """Return the decoded path of a request; "" for what is no path of ours.

    Decoded here, and strictly: servers replace what is no UTF-8, and two addresses would become one. What
    begins with two slashes is a host's name as soon as it stands in a redirect.
    """
    try:
        path = unquote_to_bytes(scope["raw_path"]).decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return path if path.startswith("/") and not path.startswith("//") else ""
