"""An address whose page is to be shown inside another -> what is shown there, or why the policy stops it."""

import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qs, urlencode

from msgspec import structs

from handbook.diagnostics import Code
from handbook.link.resolve import Origin, Problem, Resolution, Resolver
from handbook.link.targets import clean

PARTS = re.compile(r"(?:https?:)?//([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.IGNORECASE | re.DOTALL)
"""Host, path, query and fragment of an address elsewhere."""

YOUTUBE = "https://www.youtube-nocookie.com/embed/"
"""YouTube's player on the host that sets no cookies before it is started."""

YOUTUBE_PATH = re.compile(r"/(embed|v|shorts|live)/([\w-]+)/?", re.ASCII)
VIDEO = re.compile(r"[\w-]+", re.ASCII)
VIMEO_PATH = re.compile(r"/([0-9]+)(?:/([0-9a-f]+))?/?")
LOOM_PATH = re.compile(r"/(?:share|embed)/([\w-]+)/?", re.ASCII)
DURATION = re.compile(r"(?:([0-9]{1,2})h)?(?:([0-9]{1,4})m)?(?:([0-9]{1,6})s?)?")

KEPT = frozenset({"start", "end", "list", "index"})
"""What of a shared video's query says what to show; the rest says who shared it."""


def resolve_frame(written: str, origin: Origin, resolver: Resolver) -> Resolution:
    """Find what a frame shows: a video of its player, whatever page of it is named; else the page itself."""
    if not written.strip():  # a browser would show the page inside itself
        return Resolution("", problem=Problem(Code.MISSING_ASSET, "no page is named here"))
    found = resolver.resolve(player_of(written), origin)
    problem = _problem(found.address or "", resolver.frames) if found.is_external else None
    return structs.replace(found, problem=problem) if problem else found


def player_of(written: str) -> str:
    """Return the address of a video's player for that of its page; any other one as it is, but by https."""
    target = clean(written)
    parts = PARTS.fullmatch(target)
    if parts is None:
        return written
    player = PLAYERS.get(parts[1].lower().removeprefix("www.").removeprefix("m."))
    made = player(parts[2], parts[3] or "", parts[4] or "") if player else None
    return made or (f"https:{target}" if target.startswith("//") else written)


def is_allowed(host: str, frames: Sequence[str]) -> bool:
    """Return whether a host is one of those that are named, or below one that is named with ``*.``."""
    host = host.lower().removesuffix(":443")
    return any(
        host.endswith(frame[1:]) if frame.startswith("*.") else host == frame
        for frame in (frame.lower() for frame in frames)
    )


def _problem(address: str, frames: Sequence[str]) -> Problem | None:
    parts = PARTS.match(address)
    host = parts[1].rpartition("@")[2].lower() if parts else ""
    if not is_allowed(host, frames):
        message = f"pages of {host} are not shown inside this site's"
        return Problem(Code.BLOCKED_BY_POLICY, message, f'add "{host}" to frames under [security]')
    if address[:5].lower() == "http:":
        message = f"a page of {host} is not shown over http:"
        return Problem(Code.BLOCKED_BY_POLICY, message, f"write https:{address[5:]}")
    return None


def _youtube(path: str, query: str, _fragment: str) -> str | None:
    named, asked = YOUTUBE_PATH.fullmatch(path), parse_qs(query)
    if named and named[1] == "embed":
        return f"{YOUTUBE}{named[2]}?{query}" if query else f"{YOUTUBE}{named[2]}"
    video = asked.get("v", [""])[0] if path.rstrip("/") == "/watch" else named and named[2]
    return _shared(video, asked) if video else None


def _youtu_be(path: str, query: str, _fragment: str) -> str | None:
    return _shared(path.strip("/"), parse_qs(query))


def _shared(video: str, asked: Mapping[str, list[str]]) -> str | None:
    start = _seconds(asked.get("t", [""])[0])
    kept = ({"start": str(start)} if start else {}) | {
        name: values[0] for name, values in asked.items() if name in KEPT
    }
    shown = f"?{urlencode(kept, errors='replace')}" if kept else ""
    return f"{YOUTUBE}{video}{shown}" if VIDEO.fullmatch(video) else None


def _vimeo(path: str, _query: str, fragment: str) -> str | None:
    video = VIMEO_PATH.fullmatch(path)
    if video is None:
        return None
    unlisted = f"?h={video[2]}" if video[2] else ""
    start = f"#{fragment}" if re.fullmatch(r"t=[0-9hms]+", fragment) else ""
    return f"https://player.vimeo.com/video/{video[1]}{unlisted}{start}"


def _loom(path: str, query: str, _fragment: str) -> str | None:
    video = LOOM_PATH.fullmatch(path)
    start = _seconds(parse_qs(query).get("t", [""])[0])
    return f"https://www.loom.com/embed/{video[1]}{f'?t={start}' if start else ''}" if video else None


def _seconds(written: str) -> int:
    """Return what ``1h2m3s``, ``90s`` or ``90`` is in seconds; 0 for anything else."""
    match = DURATION.fullmatch(written)
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    return 3600 * hours + 60 * minutes + seconds


PLAYERS: Mapping[str, Callable[[str, str, str], str | None]] = {
    "youtube.com": _youtube,
    "youtube-nocookie.com": _youtube,
    "youtu.be": _youtu_be,
    "vimeo.com": _vimeo,
    "loom.com": _loom,
}
"""By host, without ``www.``."""
