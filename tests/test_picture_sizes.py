"""Pictures made by hand or with Pillow; Chromium agrees about their sizes, see the browser tests."""

import struct
import subprocess
import sys
import zlib
from io import BytesIO

import pytest
from PIL import Image

from handbook.model import Size
from handbook.picture_sizes import STEPS, size_of

ORIENTATION = 0x0112
SVG = 'xmlns="http://www.w3.org/2000/svg"'


def picture(form, size=(90, 40), orientation=None, **options):
    exif = Image.Exif()
    if orientation:
        exif[ORIENTATION] = orientation
        options["exif"] = exif
    content = BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(content, form, **options)
    return content.getvalue()


def png(width, height):
    """Return a picture without a pixel that says to have so many."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", b"")


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def webp(width, height):
    """Return the head of an extended WebP."""
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + sides


PICTURES = {
    "PNG": picture("PNG"),
    "GIF": picture("GIF"),
    "JPEG": picture("JPEG"),
    "BMP": picture("BMP"),
    "AVIF": picture("AVIF"),
    "WebP": picture("WEBP"),
    "WebP without loss": picture("WEBP", lossless=True),
    "WebP with more than a picture": picture("WEBP", icc_profile=b"x" * 9),
    "a JPEG that stands on its head": picture("JPEG", orientation=3),
    "a JPEG that lies": picture("JPEG", (40, 90), orientation=6),
    "a PNG that lies": picture("PNG", (40, 90), orientation=8),
    "an AVIF that lies": picture("AVIF", (40, 90), orientation=5),
    "a WebP that says to lie, which browsers ignore": picture("WEBP", orientation=6),
    "SVG": f'<svg {SVG} width="90" height="40"/>'.encode(),
    "SVG in pixels": b"<svg width='90px' height=\" 39.6px \">",
    "SVG in centimetres": b'<svg width="2.38125cm" height="30pt">',
    "SVG with a box": b'<svg viewBox="-3 -4 90 40">',
    "SVG with a box in commas": b'<svg viewBox="0,0, 90,40" width="100%" height="100%">',
    "SVG with a box and a width": b'<svg viewBox="0 0 9 4" width="90">',
    "SVG with a box and a height": b'<svg viewBox="0 0 9 4" height="40" width="5em">',
    "SVG in a namespace": b'<s:svg xmlns:s="http://www.w3.org/2000/svg"\nwidth="90"\nheight="40">',
    "SVG behind a prolog": b'\xef\xbb\xbf <?xml version="1.0"?>\n<!-- <svg width="1" height="1"> -->\n'
    b'<!DOCTYPE svg [<!ENTITY a "b">]>\n<svg data-a=" width=\'7\' >" width="90" height="40">',
}


@pytest.mark.parametrize("content", PICTURES.values(), ids=PICTURES)
def test_a_picture_has_the_size_at_which_it_stands_upright(content):
    assert size_of(content) == Size(90, 40)


@pytest.mark.parametrize("form", ["PNG", "GIF", "JPEG", "BMP", "WEBP"])
def test_the_first_bytes_of_a_large_picture_tell_its_size(form):
    content = picture(form, (300, 200))

    assert len(content) > STEPS[0]
    assert size_of(content[: STEPS[0]]) == Size(300, 200)


NOTHING = {
    "nothing": b"",
    "garbage": bytes(range(256)) * 40,
    "text": b"no picture at all",
    "a page": b"<!doctype html><html><svg width='9' height='9'></svg>",
    "a picture of nothing": png(0, 5),
    "a bomb": png(30_000, 30_000),
    "a side beyond all measure": png(2**31 - 1, 1),
    "a PNG that breaks off": picture("PNG")[:20],
    "a JPEG that breaks off": picture("JPEG")[:100],
    "a WebP that breaks off": webp(90, 40)[:28],
    "a WebP without a picture": b"RIFF\0\0\0\0WEBP",
    "a WebP of another kind": b"RIFF\0\0\0\0WEBPVP9 " + bytes(30),
    "a lossy WebP that breaks off": picture("WEBP")[:22],
    "a lossless WebP that breaks off": picture("WEBP", lossless=True)[:22],
    "PostScript, which Pillow would run": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n",
    "SVG without a size": f"<svg {SVG}>".encode(),
    "SVG of a size that depends on the page": b'<svg width="100%" height="2em">',
    "SVG of no size": b'<svg width="0" height="0" viewBox="0 0 0 0">',
    "SVG of an endless size": b'<svg width="' + b"9" * 999 + b'" height="1">',
    "SVG of less than a pixel": b'<svg width=".2" height=".2">',
    "SVG with half a box": b'<svg viewBox="0 0 9">',
    "SVG with words": b'<svg width="wide" height="-3" viewBox="a b c d">',
    "SVG that breaks off": b'<svg width="9" height="9" ',
}


@pytest.mark.parametrize("content", NOTHING.values(), ids=NOTHING)
def test_what_tells_no_size_has_none_and_does_no_harm(content):
    assert size_of(content) is None


def test_every_beginning_of_every_picture_is_read_without_a_word():
    for content in PICTURES.values():
        for end in range(0, min(len(content), 700), 7):
            size_of(content[:end])


@pytest.mark.parametrize("unit", [b"<", b"<!--", b"<!DOCTYPE[ ]", b"<svg a='", b"<?a?>"])
@pytest.mark.parametrize("beginning", [b"", b"<svg ", b"<!DOCTYPE [", b'<svg width="'])
def test_hostile_text_is_read_once(beginning, unit):
    content = beginning + unit * (STEPS[-1] // len(unit) // 4)

    assert size_of(content) is None


def test_pillow_is_not_imported_before_a_picture_is_looked_at():
    program = "import sys, handbook.build, handbook.picture_sizes; sys.exit('PIL' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
