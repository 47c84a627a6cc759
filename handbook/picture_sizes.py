"""The bytes of a picture -> its size, without decoding a pixel; None for what browsers would not show.

A pure function of the bytes, so that the result can be cached by them: Pillow takes 60 ms to import, and is
needed only for a picture that was never seen before.
"""

import re
import warnings
from collections.abc import Callable, Mapping
from io import BytesIO
from struct import unpack_from

from handbook.model import Size

SUFFIXES = (".apng", ".avif", ".bmp", ".gif", ".jfif", ".jpe", ".jpeg", ".jpg", ".png", ".svg", ".webp")
"""What the names of pictures end with; what they are, their bytes say."""

STEPS = (8 * 1024, 64 * 1024, 4 * 1024 * 1024)
"""How many bytes of a file are looked at, until they tell: to read and hash 64 KiB of each of 327 pictures
takes 17 ms, 8 KiB of each 5 ms, and these tell all but one of those sizes."""

LONGEST = 100_000
"""The longest side that is believed, in pixels."""


def size_of(content: bytes) -> Size | None:
    """Return the size of the picture that begins with these bytes; None where they do not tell."""
    read = next(read for beginning, read in READERS.items() if beginning.match(content))
    return read(content)


def _size(width: float, height: float) -> Size | None:
    is_sensible = all(0.5 < side <= LONGEST for side in (width, height))
    return Size(round(width), round(height)) if is_sensible else None


# --- SVG ----------------------------------------------------------------------------------------------------

PROLOG = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)", re.DOTALL)
ROOT = re.compile(r"\s*<(?:\w+:)?svg(?=[\s>])((?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>")
ATTRIBUTE = re.compile(r"(?<=\s)([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
LENGTH = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([a-z]*)")

PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
"""CSS pixels in each unit of length that does not depend on where the picture stands."""


def _size_of_svg(content: bytes) -> Size | None:
    """Read the root's tag, and nothing else: a parser of XML would do what a document type asks for."""
    text = content.decode("utf-8-sig", "replace")
    start = 0
    while prolog := PROLOG.match(text, start):
        start = prolog.end()
    root = ROOT.match(text, start)
    if root is None:
        return None
    attributes = {match[1]: match[2] or match[3] or "" for match in ATTRIBUTE.finditer(root[1])}
    width, height = _pixels(attributes.get("width", "")), _pixels(attributes.get("height", ""))
    box = [_pixels(side) for side in attributes.get("viewBox", "").replace(",", " ").split()[2:]]
    box_width, box_height = box if len(box) == 2 and all(box) else (width, height)
    if not box_width or not box_height:
        return None
    # Where one side is missing, the other and the box's shape give it.
    scale = width / box_width if width else height / box_height if height else 1.0
    return _size(width or box_width * scale, height or box_height * scale)


def _pixels(length: str) -> float:
    """Return a length in pixels; 0 for none, and for one that depends on the page, as 100 % does."""
    match = LENGTH.fullmatch(length.strip())
    return float(match[1]) * PIXELS.get(match[2], 0.0) if match else 0.0


# --- WebP ---------------------------------------------------------------------------------------------------


def _size_of_webp(content: bytes) -> Size | None:
    """Read the first chunk, by RFC 9649: Pillow wants the whole file, and browsers ignore its orientation."""
    kind, payload = content[12:16], content[20:30].ljust(10, b"\0")
    if kind == b"VP8 " and payload[3:6] == b"\x9d\x01\x2a":
        width, height = unpack_from("<HH", payload, 6)
        return _size(width & 0x3FFF, height & 0x3FFF)
    if kind == b"VP8L" and payload[0] == 0x2F:
        bits = int.from_bytes(payload[1:5], "little")
        return _size((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1) if len(content) >= 25 else None
    if kind == b"VP8X" and len(content) >= 30:
        return _size(*(int.from_bytes(payload[start : start + 3], "little") + 1 for start in (4, 7)))
    return None


# --- all others ---------------------------------------------------------------------------------------------

FORMATS = ("AVIF", "BMP", "GIF", "JPEG", "PNG")
"""What Pillow may try: it knows many more, some of which run programs."""

ORIENTATION = 0x0112
LYING = frozenset({5, 6, 7, 8})
"""Values of EXIF's orientation that mean a quarter of a turn, which browsers make."""


def _size_with_pillow(content: bytes) -> Size | None:
    from PIL import Image  # noqa: PLC0415 - 60 ms; only for a picture that was never seen before

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what is odd in a picture; nobody here can mend it
            # Opening reads the head alone; a picture of more pixels than any screen has is refused by then.
            with Image.open(BytesIO(content), formats=FORMATS) as image:
                exif = Image.Exif()
                exif.load(image.info.get("exif", b""))
                width, height = image.size
                is_lying = exif.get(ORIENTATION) in LYING
    except Exception:  # noqa: BLE001 - a reader of binary formats may raise anything on hostile bytes
        return None
    return _size(height, width) if is_lying else _size(width, height)


READERS: Mapping[re.Pattern[bytes], Callable[[bytes], Size | None]] = {
    re.compile(rb"(?:\xef\xbb\xbf)?\s*<"): _size_of_svg,
    re.compile(rb"RIFF....WEBP", re.DOTALL): _size_of_webp,
    re.compile(rb""): _size_with_pillow,
}
"""Who reads a picture, by how it begins."""
