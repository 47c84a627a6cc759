"""A setting's value of the right type -> what is wrong with it and the way out, or None."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from handbook.config import Limits, LinkSettings

Problem = tuple[str, str]
"""A message and a hint."""

HOST = re.compile(
    r"(?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::\d{1,5})?"
)
"""A host as a Content-Security-Policy names it, in which nothing but a host must stand."""


def bad_url(url: str) -> Problem | None:
    """Judge the address that a site is published at."""
    if not url or _is_address(url):
        return None
    hint = (
        f"did you mean https://{url}?"
        if "." in url and "://" not in url and _is_address(f"https://{url}")
        else ""
    )
    return f"url must be like https://handbook.example.com/, not {url!r}", hint


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port != 0
    except ValueError:
        return False
    has_more = parts.query or parts.fragment or re.search(r"[\s\x00-\x1f\\]", url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and port_is_valid and not has_more


def _bad_zone(name: str) -> Problem | None:
    if name == "UTC":
        return None
    from zoneinfo import ZoneInfo, available_timezones  # noqa: PLC0415 - 7 ms, and many sites say UTC

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; leads out of the database; "Europe", which is a folder
        zones = {
            zone.rpartition("/")[2].lower(): zone for zone in sorted(available_timezones(), reverse=True)
        }
        near = _near_zone(name, zones)
        return (
            f"there is no time zone {name}",
            f"did you mean {near}?" if near else "zones are like Europe/Berlin",
        )
    return None


def _near_zone(name: str, zones: Mapping[str, str]) -> str | None:
    from difflib import get_close_matches  # noqa: PLC0415 - 9 ms; only for a mistake

    near = get_close_matches(name.rpartition("/")[2].lower(), zones, 1, 0.75)
    return zones[near[0]] if near else None


def _bad_language(tag: str) -> Problem | None:
    if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", tag):
        return None
    return f"language must be a tag like en or pt-BR, not {tag!r}", ""


def _bad_edit(pattern: str) -> Problem | None:
    if not pattern or ("{path}" in pattern and re.match(r"https?://[^/\s]", pattern)):
        return None
    hint = "as in https://git.example.com/handbook/edit/main/content/{path}"
    return "edit must be a web address with {path} in it", hint


def _not_positive(number: int) -> Problem | None:
    return None if number > 0 else (f"this must be at least 1, not {number}", "")


def _no_folder(path: str) -> Problem | None:
    return None if path else ("this must name a folder", 'the folder of this file is "."')


def _bad_accent(colour: str) -> Problem | None:
    if not colour:
        return None
    from handbook.colours import NAMES, is_colour  # noqa: PLC0415 - 3 ms, and many sites have no accent

    if is_colour(colour):
        return None
    message = f"accent must be a CSS colour that nothing shows through, not {colour!r}"
    if is_colour(f"#{colour}"):
        return message, f"did you mean #{colour}?"
    from difflib import get_close_matches  # noqa: PLC0415 - 9 ms; only for a mistake

    near = get_close_matches(colour.lower(), sorted(NAMES), 1)
    return message, f"did you mean {near[0]}?" if near else "as in #0a7d4f, oklch(52% 0.12 158) or teal"


def _bad_hosts(hosts: Sequence[str]) -> Problem | None:
    wrong = next((host for host in hosts if not HOST.fullmatch(host)), None)
    if wrong is None:
        return None
    name = urlsplit(wrong if "//" in wrong else f"//{wrong}").netloc.lower()
    hint = f"did you mean {name}?" if HOST.fullmatch(name) else "as in www.youtube-nocookie.com"
    return f"frames must be names of hosts, and {wrong!r} is none", hint


def _blank(text: str) -> Problem | None:
    return None if text.strip() else ("this must not be empty", "")


CHECKS: Mapping[tuple[str, ...], Callable[[Any], Problem | None]] = {
    ("site", "url"): bad_url,
    ("site", "timezone"): _bad_zone,
    ("site", "language"): _bad_language,
    ("paths", "content"): _no_folder,
    ("paths", "output"): _no_folder,
    ("blog", "page_size"): _not_positive,
    ("theme", "accent"): _bad_accent,
    **{
        ("theme", links, field): _blank
        for links in ("header", "footer", "social")
        for field in LinkSettings.__struct_fields__
    },
    ("security", "frames"): _bad_hosts,
    ("repository", "edit"): _bad_edit,
    **{("limits", field): _not_positive for field in Limits.__struct_fields__},
}
"""What a type cannot say, by the names that lead to a setting."""
