"""An address as a writer typed it -> its parts, cleaned; what may become a link and what must not."""

import html
import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

from msgspec import Struct

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
"""What a link may lead to besides the site itself."""

RUNS_CODE = frozenset({"javascript", "vbscript", "data", "blob"})
"""Schemes that nobody's relative file name begins with by accident, refused in percent-encoding, too."""

IGNORED = re.compile("[\t\n\r\x00\u200b\u200e\u200f\u2060\ufeff]")
"""What browsers drop from an address, and what cannot be seen."""

ENDS = "".join(map(chr, range(0x21))) + "\x7f\xa0\u200c\u200d"
"""What is dropped before and behind an address; inside, joiners are letters' business in several scripts."""

SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
STRAY_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
KEPT = "%;/?:@&=+$,-_.!~*'()#"
"""What CommonMark's normalisation leaves as it is, as mdurl.encode does; the rest is percent-encoded."""

USUAL = re.compile(r"[A-Za-z0-9;/?:@&=+$,\-_.!~*'()#]*")
"""Nearly every address: nothing to encode, and no percent sign to look at."""


class Target(Struct, frozen=True):
    """The parts of an address: the path decoded, the query and fragment as written, without their marks."""

    path: str
    query: str = ""
    fragment: str = ""


def clean(written: str) -> str:
    """Return an address without white space around it and without what cannot be seen in it."""
    return IGNORED.sub("", written).strip(ENDS)


def scheme_of(target: str) -> str:
    """Return a cleaned target's scheme in lower case; "" for an address of this site."""
    match = SCHEME.match(target)
    return match[1].lower() if match else ""


def refused(target: str) -> str:
    """Return the scheme (or ``//``) for which a cleaned target must not become a link; "" if it may.

    Browsers take a backslash for a slash, and entities may have been decoded fewer times than there are.
    """
    decoded = clean(html.unescape(target)) if "&" in target else target
    if decoded.replace("\\", "/").startswith("//"):
        return "//"
    scheme = scheme_of(decoded)
    if scheme:
        return "" if scheme in SCHEMES else f"{scheme}:"
    hidden = scheme_of(clean(unquote(decoded))) if "%" in decoded else ""
    return f"{hidden}:" if hidden in RUNS_CODE else ""


def parts_of(target: str) -> Target:
    """Split an address of this site."""
    rest, _, fragment = target.partition("#")
    path, _, query = rest.partition("?")
    return Target(clean(unquote(path)) if "%" in path else path, query, fragment)


def encoded(target: str) -> str:
    """Return an address as CommonMark normalises it, ready to be escaped for an attribute."""
    if USUAL.fullmatch(target):
        return target
    return quote(STRAY_PERCENT.sub("%25", target), safe=KEPT, errors="surrogatepass")


def with_parts(address: str, target: Target) -> str:
    """Add a query and a fragment to a ready address, as a browser would after a redirect: its own win."""
    base, _, own_fragment = address.partition("#")
    query = f"?{encoded(target.query)}" if target.query and "?" not in base else ""
    fragment = own_fragment or encoded(target.fragment)
    return f"{base}{query}#{fragment}" if fragment else f"{base}{query}"


def join(folder: str, path: str) -> str | None:
    """Return a path from the root for one that is relative to a folder; None if it climbs above the root."""
    if "." not in path and "//" not in path:
        return folder + path
    parts: list[str] = []
    for part in (folder + path).split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts)


def candidates_of(srcset: str) -> Iterator[tuple[str, str]]:
    """Split a ``srcset`` into addresses and descriptors (``2x``, ``640w``), as browsers do."""
    position = 0
    while match := _CANDIDATE.match(srcset, position):
        address = match[1].rstrip(",")
        position = match.end()
        descriptor = ""
        if address == match[1] and (rest := _DESCRIPTOR.match(srcset, position)):
            descriptor = rest[0].strip()
            position = rest.end()
        yield address, descriptor


_CANDIDATE = re.compile(r"[\s,]*([^\s,]\S*)")
_DESCRIPTOR = re.compile(r"[^,]*")
