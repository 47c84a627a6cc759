"""A project -> the theme, and the site's own templates and static files over it; part of scan."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from handbook import files, tree
from handbook.config import Project
from handbook.diagnostics import Code, Diagnostic
from handbook.model import OutputPath, Theme
from handbook.reading import Reader

REDIRECTS, HEADERS = "_redirects", "_headers"
"""What hosts read. We add to them, so a site's own text must be known."""

ORIGINAL = "theme/"
"""Before a template's name: the theme's own one, even where the site has another of that name."""

VERSION_CONTROL = frozenset({".git", ".hg", ".svn", ".jj", ".bzr"})
"""They may hold passwords, and whole histories: nothing in them is ever published."""


class Overlay(NamedTuple):
    """What a site looks like, and what it adds to the root of the output."""

    theme: Theme
    static: Mapping[OutputPath, Path]
    own_redirects: str
    own_headers: str
    diagnostics: tuple[Diagnostic, ...]


class Folder(NamedTuple):
    """The files of a folder of templates or static files by name, and what is wrong with others."""

    shown: str
    paths: Mapping[str, str] = {}
    diagnostics: tuple[Diagnostic, ...] = ()


def theme_folder() -> Path:
    """Return where the default theme is: in the wheel beside the code, in a checkout at its top level."""
    in_wheel = Path(__file__).parent / "theme"
    return in_wheel if files.is_folder(in_wheel) else Path(__file__).parents[1]


def read_overlay(project: Project, reader: Reader) -> Overlay:
    """Read the theme, and the site's own files over it.

    A static file that is called like one of the theme's replaces it; all others go to the root verbatim, the
    site's own icon among them: with it the theme's icons are left out, whatever their types. The
    site that the theme lies in (this project's own) adds nothing: its files are the theme's.
    """
    paths, theme = project.config.paths, theme_folder()
    theirs = _folder(theme / "templates", "templates")
    own = _own_folder(project, paths.templates, theme / "templates")
    templates, bad_templates = _texts(theirs, reader)
    own_templates, bad_own_templates = _texts(own, reader)
    assets = _folder(theme / "static", "static")
    static = _own_folder(project, paths.static, theme / "static")
    replaced = {
        name: path for name, path in static.paths.items() if name in assets.paths and not _is_icon(name)
    }
    contents, bad_assets = _contents(assets._replace(paths={**assets.paths, **replaced}), reader)
    for_hosts = {name: path for name, path in static.paths.items() if name in (REDIRECTS, HEADERS)}
    own_texts, bad_own_texts = _texts(static._replace(paths=for_hosts), reader)
    originals = {ORIGINAL + name: text for name, text in templates.items()}
    return Overlay(
        theme=Theme(templates={**templates, **own_templates, **originals}, assets=contents),
        static={OutputPath(name): Path(path) for name, path in static.paths.items() if name not in replaced},
        own_redirects=own_texts.get(REDIRECTS, ""),
        own_headers=own_texts.get(HEADERS, ""),
        diagnostics=(
            *(finding for folder in (theirs, own, assets, static) for finding in folder.diagnostics),
            *bad_templates,
            *bad_own_templates,
            *bad_assets,
            *bad_own_texts,
        ),
    )


def _own_folder(project: Project, configured: str, of_theme: Path) -> Folder:
    folder = project.folder / configured
    if not configured or not files.is_folder(folder) or files.real(folder) == files.real(of_theme):
        return Folder(configured)
    return _folder(folder, configured, (folder, project.folder))


def _folder(folder: Path, shown: str, within: tuple[Path, ...] = ()) -> Folder:
    found = [
        file
        for file in tree.walk(folder, within=within, enters=_is_no_history)
        if not file.name.rpartition("/")[2].startswith(files.OURS)
    ]
    return Folder(
        shown,
        {file.name: file.path for file in found if not file.refusal},
        tuple(_unreadable(f"{shown}/{file.name}", file.refusal) for file in found if file.refusal),
    )


def _is_icon(name: str) -> bool:
    return name.startswith("favicon.")


def _is_no_history(name: str, _path: str) -> bool:
    return name.rpartition("/")[2] not in VERSION_CONTROL


def _texts(folder: Folder, reader: Reader) -> tuple[dict[str, str], list[Diagnostic]]:
    texts: dict[str, str] = {}
    unreadable: list[Diagnostic] = []
    not_utf_8: list[Diagnostic] = []
    for name, path in folder.paths.items():
        shown = f"{folder.shown}/{name}"
        try:
            source, bad = reader.text(path, shown, "site")
        except files.Unreadable as error:
            unreadable.append(_unreadable(shown, error.reason))
        else:
            texts[name] = source.text
            not_utf_8 += bad
    return texts, unreadable + not_utf_8


def _contents(folder: Folder, reader: Reader) -> tuple[dict[str, bytes], list[Diagnostic]]:
    contents, findings = {}, []
    for name, path in folder.paths.items():
        try:
            contents[name] = reader.content(path)
        except files.Unreadable as error:
            findings.append(_unreadable(f"{folder.shown}/{name}", error.reason))
    return contents, findings


def _unreadable(path: str, reason: str) -> Diagnostic:
    shown = path.encode(errors="backslashreplace").decode()
    return Diagnostic(Code.UNREADABLE_FILE, f"this file {reason}", shown, root="site")
