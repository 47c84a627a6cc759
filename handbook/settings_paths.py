"""A project -> the paths in its settings that lead nowhere or out of it, each with what was meant."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from posixpath import normpath

from handbook.config import Keys, PathSettings, Project
from handbook.files import exists, is_folder, list_folder, real
from handbook.settings_table import Mistake, nearest
from handbook.tree import is_below


def wrong_paths(project: Project) -> Iterator[Mistake]:
    """Find the paths that lead nowhere, and those that a link leads out of the project."""
    yield from _missing_paths(project)
    yield from paths_leading_out(project)


def paths_leading_out(project: Project) -> Iterator[Mistake]:
    """Find what is named as part of the project and is a link out of it.

    A link can come with a change that somebody proposes: built by CI, it would publish what lies beside the
    checkout. Where a setting itself says that the way leads out, with ``..`` or from the root, it may.
    """
    root = str(real(project.folder))
    for keys, path in _named_paths(project):
        is_inside = path and not path.startswith("/") and ".." not in Path(path).parts
        if is_inside and not is_below(place := str(real(project.folder / path)), root):
            yield Mistake(
                keys,
                f"{path} is a link that leads out of the site's folder",
                f'if that is meant, name the place itself: {keys[-1]} = "{place}"',
            )


def _named_paths(project: Project) -> Iterator[tuple[Keys, str]]:
    paths = project.config.paths
    yield from ((("paths", name), getattr(paths, name)) for name in ("content", "static", "templates"))
    yield from _data_files(project)


def _data_files(project: Project) -> Iterator[tuple[Keys, str]]:
    sidebars, data = project.config.navigation.sidebars, project.config.data
    for path in [sidebars] if isinstance(sidebars, str) else sidebars:
        yield ("navigation", "sidebars"), path
    yield ("data", "authors"), data.authors
    yield ("data", "redirects"), data.redirects


def _missing_paths(project: Project) -> Iterator[Mistake]:
    """Find the paths that lead nowhere. A default may: most sites have no templates of their own."""
    config = project.config
    folders = {name: getattr(config.paths, name) for name in ("content", "static", "templates")}
    for name, path in folders.items():
        may_be_missing = name != "content" and path == getattr(PathSettings(), name)
        if path and not may_be_missing and not is_folder(project.folder / path):
            yield _nowhere(project, ("paths", name), path, "folder")
    content = str(real(project.content))
    if config.paths.static and is_below(content, str(real(project.folder / config.paths.static))):
        hint = "all of it is published as it stands, drafts too; files beside pages need no static folder"
        yield Mistake(("paths", "static"), "the static folder cannot hold the content", hint)
    blog = config.blog.path.strip("/")
    if not is_below(str(real(project.content / blog)), content):
        yield Mistake(
            ("blog", "path"), f"{blog} does not lie in the content", "name a folder below the content"
        )
    for keys, path in _data_files(project):
        if path and not exists(project.folder / path):
            yield _nowhere(project, keys, path, "file")
    yield from _missing_static(project)


PICTURES = (".svg", ".png", ".webp", ".avif", ".jpg", ".jpeg", ".gif")
STYLES = (".css",)


def _missing_static(project: Project) -> Iterator[Mistake]:
    """Find the files of the theme's settings that are not in the static folder, or no such kind."""
    theme, static = project.config.theme, project.config.paths.static
    files: list[tuple[Keys, str, tuple[str, ...]]] = [
        (("theme", "logo"), theme.logo, PICTURES),
        (("theme", "logo_dark"), theme.logo_dark, PICTURES),
        *((("theme", "stylesheets"), name, STYLES) for name in theme.stylesheets),
    ]
    folder = project.folder / static
    for keys, name, suffixes in files:
        if name and not (static and _is_static(folder, name)):
            yield _not_static(folder, static, keys, name)
        elif name and not name.lower().endswith(suffixes):
            kind = "style sheet" if suffixes == STYLES else "picture"
            yield Mistake(keys, f"{name} is no {kind}", f"its name must end in {', '.join(suffixes)}")


def _is_static(folder: Path, name: str) -> bool:
    """Return whether a name is that of a file in the folder, written as in an address."""
    is_inside = name == normpath(name) and not name.startswith(("/", "../"))
    return is_inside and exists(folder / name) and not is_folder(folder / name)


def _not_static(folder: Path, static: str, keys: Keys, name: str) -> Mistake:
    if not static:
        hint = 'name a folder: static = "static" under [paths]'
        return Mistake(keys, f"there is no static folder for {name}", hint)
    inside = normpath(name.lstrip("/")).removeprefix(f"{static}/")
    parent, _, last = inside.rpartition("/")
    near = nearest(last, _names_in(folder / parent))
    meant = inside if _is_static(folder, inside) else "/".join(filter(None, (parent, near or "")))
    is_known = bool(near) and _is_static(folder, meant)
    hint = f"did you mean {meant}?" if is_known else f"put it into {static}, by whose files it is named"
    return Mistake(keys, f"there is no file {name} in {static}", hint)


def _nowhere(project: Project, keys: Keys, path: str, kind: str) -> Mistake:
    parent = Path(path).parent
    near = nearest(Path(path).name, _names_in(project.folder / parent))
    hint = f"did you mean {(parent / near).as_posix()}?" if near else "paths are relative to this file"
    return Mistake(keys, f"there is no {kind} {path}", hint)


def _names_in(folder: Path) -> list[str]:
    with suppress(OSError, ValueError):  # which a NUL in a path raises
        return sorted(entry.name for entry in list_folder(folder))
    return []
