"""A theme -> its files, named by their content, and the addresses by which templates reach them."""

import re
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import PurePosixPath
from posixpath import join, normpath, relpath

from msgspec import Struct

from handbook.model import Output, OutputPath, Site, Theme, Url

FOLDER = "assets"
STYLESHEET = "style.css"
"""The name by which templates ask for all of ``static/css/``: one request is faster than twenty."""

FIRST_STYLES = ("layers.css", "reset.css", "tokens.css", "base.css", "layout.css")
"""What components build on; their own files follow by name, for the cascade's layers decide who wins."""

ICON_TYPES = {".ico": "image/x-icon", ".svg": "image/svg+xml", ".png": "image/png"}

SCRIPT = re.compile(r"js/([a-z][a-z0-9]*(?:-[a-z0-9]+)+)\.js")
"""A script that is called like the custom element it defines, which no other file name says."""

ADDRESS_IN_STYLE = re.compile(rb"""url\(\s*(["']?)([^"'()\s]+)\1\s*\)""")


class Icon(Struct, frozen=True):
    """The picture that a browser shows on the page's tab."""

    url: Url
    type: str


class Look(Struct, frozen=True):
    """A theme, ready for the pages: its templates, where each asset is, and the files to write."""

    templates: Mapping[str, str]
    assets: Mapping[str, Url]
    elements: Mapping[str, Url]
    """The script of each custom element, by the element's name: the theme's own and the site's."""
    icons: tuple[Icon, ...]
    outputs: tuple[Output, ...]


def read_theme(theme: Theme, site: Site) -> Look:
    """Name the theme's assets by their content, so that browsers can keep them for ever.

    Icons go to the root, where browsers look for them; a site with an icon of its own gets none of the
    theme's.
    """
    single = {name: content for name, content in theme.assets.items() if not _is_style(name)}
    own_icons = [path for path in site.assets if _is_icon(path)]
    icons = {} if own_icons else {name: content for name, content in single.items() if _is_icon(name)}
    hashed = {name: _hashed_name(name, single[name]) for name in single if not _is_icon(name)}
    style = _stylesheet(theme.assets, hashed)
    style_name = _hashed_name(STYLESHEET, style)
    scripts = {**{path: path for path in site.assets}, **hashed}
    return Look(
        templates=theme.templates,
        assets={name: Url(f"/{path}") for name, path in {**hashed, STYLESHEET: style_name}.items()},
        elements={
            found[1]: Url(f"/{path}")
            for name, path in sorted(scripts.items())
            if (found := SCRIPT.fullmatch(name))
        },
        icons=tuple(_icon(name) for name in sorted(own_icons or icons)),
        outputs=(
            Output(style_name, style),
            *(Output(path, single[name]) for name, path in sorted(hashed.items())),
            *(Output(OutputPath(name), content) for name, content in sorted(icons.items())),
        ),
    )


def _is_style(name: str) -> bool:
    return name.startswith("css/") and name.endswith(".css")


def _is_icon(name: str) -> bool:
    path = PurePosixPath(name)
    return path.stem == "favicon" and path.suffix in ICON_TYPES and len(path.parts) == 1


def _icon(name: str) -> Icon:
    return Icon(Url(f"/{name}"), ICON_TYPES[PurePosixPath(name).suffix])


def _hashed_name(name: str, content: bytes) -> OutputPath:
    path = PurePosixPath(name)
    digest = blake2b(content, digest_size=5).hexdigest()
    return OutputPath(f"{FOLDER}/{path.with_name(f'{path.stem}.{digest}{path.suffix}')}")


def _stylesheet(assets: Mapping[str, bytes], hashed: Mapping[str, OutputPath]) -> bytes:
    names = sorted(filter(_is_style, assets), key=_place_in_stylesheet)
    return b"\n".join(_with_hashed_addresses(name, assets[name], hashed) for name in names)


def _place_in_stylesheet(name: str) -> tuple[int, str]:
    file = name.removeprefix("css/")
    return (FIRST_STYLES.index(file) if file in FIRST_STYLES else len(FIRST_STYLES)), file


def _with_hashed_addresses(name: str, style: bytes, hashed: Mapping[str, OutputPath]) -> bytes:
    """Let ``url(../fonts/text.woff2)`` lead to where the font is published."""
    folder = str(PurePosixPath(name).parent)

    def address(match: re.Match[bytes]) -> bytes:
        target = hashed.get(normpath(join(folder, match[2].decode(errors="replace"))))
        return b'url("%s")' % relpath(target, FOLDER).encode() if target else match[0]

    return ADDRESS_IN_STYLE.sub(address, style)


def missing_asset(name: str, known: Iterable[str]) -> LookupError:
    """Return what is wrong when a template asks for an asset that no ``static`` folder holds."""
    return LookupError(f"there is no {name!r} among the theme's assets: {', '.join(sorted(known))}")
