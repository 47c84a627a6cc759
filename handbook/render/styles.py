"""A theme's style sheets -> the few that pages load: joined by folder, in their order, without comments."""

import re
from collections.abc import Mapping
from itertools import groupby
from posixpath import dirname, join, normpath, relpath

from handbook.model import OutputPath

FIRST = ("layers.css", "reset.css", "tokens.css", "base.css", "layout.css")
"""What components build on; their own files follow by name, for the cascade's layers decide who wins."""

TEXT = rb""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""
COMMENT_OR_SPACE = re.compile(rb"(" + TEXT + rb"|/\*!.*?\*/)|/\*.*?\*/|\s+", re.DOTALL)
SPACE_AROUND = re.compile(rb"(" + TEXT + rb")|\s*([{};,>])\s*|(:)\s+|(?<![\w.])0(\.)(?=\d)", re.DOTALL)

ADDRESS = re.compile(rb"""url\(\s*(["']?)([^"'()\s]+)\1\s*\)""")


def is_style(name: str) -> bool:
    """Tell whether a file of the theme is one of its style sheets: ``css/blog/cards.css``."""
    return name.startswith("css/") and name.endswith(".css")


def joined_styles(
    assets: Mapping[str, bytes], hashed: Mapping[str, OutputPath], folder: str
) -> dict[str, bytes]:
    """Join ``css/*.css`` to ``style.css`` and those of each folder ``css/blog/`` to ``blog.css``.

    One request is faster than twenty, and a page that shows no post needs no style for posts. ``hashed`` says
    where the other files of the theme are published, and ``folder`` where the style sheets are.
    """
    names = sorted(filter(is_style, assets), key=_place)
    return {
        sheet: lean(b"\n".join(_with_addresses(name, assets[name], hashed, folder) for name in group))
        for sheet, group in groupby(names, key=_sheet)
    }


def lean(style: bytes) -> bytes:
    """Return a style sheet without its comments, and without the space and zeros that never mean anything.

    What minifiers know of selectors is out of date: rcssmin 1.3 makes ``.a:is(p)`` of ``.a :is(p)``.
    """
    without = COMMENT_OR_SPACE.sub(lambda match: match[1] or b" ", style)
    without = SPACE_AROUND.sub(lambda match: match[match.lastindex or 0], without)
    return without.replace(b";}", b"}").strip()


def _sheet(name: str) -> str:
    """Return the style sheet that a file becomes a part of."""
    inside = dirname(name.removeprefix("css/"))
    return f"{inside.replace('/', '-')}.css" if inside else "style.css"


def _place(name: str) -> tuple[str, int, str]:
    file = name.removeprefix("css/")
    return _sheet(name), (FIRST.index(file) if file in FIRST else len(FIRST)), file


def _with_addresses(name: str, style: bytes, hashed: Mapping[str, OutputPath], folder: str) -> bytes:
    """Let ``url(../fonts/text.woff2)`` lead to where the font is published."""

    def address(match: re.Match[bytes]) -> bytes:
        target = hashed.get(normpath(join(dirname(name), match[2].decode(errors="replace"))))
        return b'url("%s")' % relpath(target, folder).encode() if target else match[0]

    return ADDRESS.sub(address, style)
