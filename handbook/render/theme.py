"""A theme -> its files, named by their content, and the addresses by which templates reach them."""

import re
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import PurePosixPath

from msgspec import Struct
from rjsmin import jsmin

from handbook.model import Output, OutputPath, Site, Theme, Url
from handbook.render.accent import with_accent
from handbook.render.styles import is_style, joined_styles

FOLDER = "assets"

ICON_TYPES = {".ico": "image/x-icon", ".svg": "image/svg+xml", ".png": "image/png"}

SCRIPT = re.compile(r"js/([a-z][a-z0-9]*(?:-[a-z0-9]+)+)\.js")
"""A script that is called like the custom element it defines, which no other file name says."""


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
    styles: Mapping[str, Url]
    """The style sheet of each custom element that has one."""
    icons: tuple[Icon, ...]
    outputs: tuple[Output, ...]


def read_theme(theme: Theme, site: Site) -> Look:
    """Name the theme's assets by their content, so that browsers can keep them for ever.

    Icons go to the root, where browsers look for them; a site with an icon of its own gets none of the
    theme's.
    """
    assets = with_accent(theme.assets, site.config.theme.accent)
    single = {name: content for name, content in assets.items() if not is_style(name)}
    own_icons = [path for path in site.assets if _is_icon(path)]
    icons = {} if own_icons else {name: content for name, content in single.items() if _is_icon(name)}
    files = {name: _lean(name, single[name]) for name in single if not _is_icon(name)}
    hashed = {name: _hashed_name(name, content) for name, content in files.items()}
    styles = joined_styles(assets, hashed, FOLDER)
    named = hashed | {name: _hashed_name(name, style) for name, style in styles.items()}
    scripts = {path: path for path in site.assets} | hashed
    elements = {
        found[1]: Url(f"/{path}")
        for name, path in sorted(scripts.items())
        if (found := SCRIPT.fullmatch(name))
    }
    return Look(
        templates=theme.templates,
        assets={name: Url(f"/{path}") for name, path in named.items()},
        elements=elements,
        styles={
            element: Url(f"/{named[sheet]}") for element in elements if (sheet := f"{element}.css") in styles
        },
        icons=tuple(_icon(name) for name in sorted(own_icons or icons)),
        outputs=(
            *(Output(named[name], content) for name, content in sorted((files | styles).items())),
            *(Output(OutputPath(name), content) for name, content in sorted(icons.items())),
        ),
    )


def _is_icon(name: str) -> bool:
    path = PurePosixPath(name)
    return path.stem == "favicon" and path.suffix in ICON_TYPES and len(path.parts) == 1


def _icon(name: str) -> Icon:
    return Icon(Url(f"/{name}"), ICON_TYPES[PurePosixPath(name).suffix])


def _lean(name: str, content: bytes) -> bytes:
    """Return a script without its comments and indentation, which are a third of it."""
    return jsmin(content, keep_bang_comments=True) if name.endswith(".js") else content


def _hashed_name(name: str, content: bytes) -> OutputPath:
    path = PurePosixPath(name)
    digest = blake2b(content, digest_size=5).hexdigest()
    return OutputPath(f"{FOLDER}/{path.with_name(f'{path.stem}.{digest}{path.suffix}')}")


def missing_asset(name: str, known: Iterable[str]) -> LookupError:
    """Return what is wrong when a template asks for an asset that no ``static`` folder holds."""
    return LookupError(f"there is no {name!r} among the theme's assets: {', '.join(sorted(known))}")
