"""A project on disk -> Files: pages, assets, data, and the theme with the site's own files over it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from handbook import files, tree
from handbook.config import Keys, Project
from handbook.diagnostics import Code, Diagnostic
from handbook.errors import CannotStart
from handbook.exclusions import Exclusions, exclusions
from handbook.model import AssetPath, Files, Source
from handbook.overlay import VERSION_CONTROL, read_overlay
from handbook.reading import FromDisk, Reader
from handbook.toml_places import places

PAGE_SUFFIXES = (".md", ".mdx", ".markdown")

FOLDER_INDEXES = frozenset("_index" + suffix for suffix in PAGE_SUFFIXES)
"""The one name with an underscore that a page may have: Hugo's for a folder's index."""

CONFIGURATION_SIZE = 1024 * 1024


def scan(project: Project, reader: Reader | None = None) -> Files:
    """Read what is on disk, once. What cannot be read is a finding. Raises CannotStart without content."""
    reader = reader or FromDisk()
    found = _content(project)
    pages = [file for file in found if _is_page(file.name)]
    sources, bad_pages = _read_all(pages, project.config.limits.source, reader)
    overlay = read_overlay(project, reader)
    data, bad_data = _read_data(project, reader)
    sidebars = _sidebars(project)
    return Files(
        sources=tuple(sources),
        assets={
            AssetPath(file.name): Path(file.path)
            for file in found
            if not file.refusal and not _is_markdown(file.name)
        },
        static=overlay.static,
        theme=overlay.theme,
        own_redirects=overlay.own_redirects,
        own_headers=overlay.own_headers,
        authors=data.get(project.config.data.authors),
        sidebars=tuple(data[path] for path in sidebars if path in data),
        redirects=data.get(project.config.data.redirects),
        diagnostics=(
            *(_refused(file) for file in found if file.refusal),
            *bad_pages,
            *overlay.diagnostics,
            *bad_data,
        ),
    )


# --- content ------------------------------------------------------------------------------------------------


def _content(project: Project) -> list[tree.Found]:
    """List the files below the content folder that may be published, pages and others."""
    content = project.content
    if not files.is_folder(content):
        hint = 'put the Markdown there, or say where it is: content = "…" under [paths]'
        raise CannotStart(f"there is no folder {content}", hint)
    keep_out = exclusions(project.config.paths.exclude)
    closed = _closed_folders(project)

    def enters(name: str, path: str) -> bool:
        return (
            name.rpartition("/")[2] not in VERSION_CONTROL
            and not any(tree.is_below(path, folder) for folder in closed)
            and not keep_out.matches(name, is_folder=True)
        )

    found = tree.walk(content, within=(content, project.folder), enters=enters)
    if found and not found[0].name:
        raise CannotStart(f"{content} {found[0].refusal}")
    return [file for file in found if _may_be_published(file.name, keep_out)]


def becomes_page(project: Project, name: str) -> bool:
    """Say whether a file below the content folder, called so, would be a page; it need not be there yet."""
    keep_out = exclusions(project.config.paths.exclude)
    place = f"{files.real(project.content)}/{name}"
    folders = ["/".join(name.split("/")[:depth]) for depth in range(1, name.count("/") + 1)]
    return (
        _is_page(name)
        and _may_be_published(name, keep_out)
        and not any(keep_out.matches(folder, is_folder=True) for folder in folders)
        and not any(tree.is_below(place, closed) for closed in _closed_folders(project))
    )


def _closed_folders(project: Project) -> list[str]:
    """Return the folders that never count as content, though they may lie in it."""
    paths = project.config.paths
    own = [project.folder / path for path in (paths.static, paths.templates) if path]
    content = files.real(project.content)
    folders = [files.real(folder) for folder in (project.output, project.cache_folder, *own)]
    return [folder for folder in folders if not tree.is_below(content, folder)]


def _may_be_published(name: str, keep_out: Exclusions) -> bool:
    # Hosts drop files that begin with a dot; and some hold what is nobody's business: .env, .npmrc.
    is_hidden = name.rpartition("/")[2].startswith(".")
    return not is_hidden and not keep_out.matches(name, is_folder=False)


def _is_page(name: str) -> bool:
    *folders, last = name.split("/")
    return (
        _is_markdown(name)
        and (not last.startswith("_") or last.lower() in FOLDER_INDEXES)
        and not any(folder.startswith(("_", ".")) for folder in folders)
    )


def _is_markdown(name: str) -> bool:
    return name.lower().endswith(PAGE_SUFFIXES)


def _read_all(
    pages: Sequence[tree.Found], limit: int, reader: Reader
) -> tuple[list[Source], list[Diagnostic]]:
    sources: list[Source] = []
    findings: list[Diagnostic] = []
    for page in pages:
        if page.refusal:
            continue
        try:
            source, bad = reader.text(page.path, page.name, limit=limit)
        except files.TooLarge as error:
            hint = "split the page, or raise source under [limits]"
            findings.append(
                Diagnostic(Code.LIMIT_EXCEEDED, f"this file {error.reason}", page.name, hint=hint)
            )
        except files.Unreadable as error:
            findings.append(_unreadable(page.name, error.reason))
        else:
            sources.append(source)
            findings += bad
    return sources, findings


def _refused(file: tree.Found) -> Diagnostic:
    if file.refusal == tree.TOO_DEEP:
        hint = "move it up, or exclude it under [paths]"
        return Diagnostic(Code.LIMIT_EXCEEDED, f"this folder {file.refusal}", file.name, hint=hint)
    return _unreadable(file.name, file.refusal)


def _unreadable(name: str, reason: str) -> Diagnostic:
    shown = name.encode(errors="backslashreplace").decode()
    return Diagnostic(Code.UNREADABLE_FILE, f"this file {reason}", shown)


# --- data ---------------------------------------------------------------------------------------------------


def _sidebars(project: Project) -> tuple[str, ...]:
    configured = project.config.navigation.sidebars
    return (configured,) if isinstance(configured, str) else configured


def _data_files(project: Project) -> Iterator[tuple[Keys, str]]:
    """Yield the data files that are configured, each with the keys of its setting."""
    data = project.config.data
    settings: list[tuple[Keys, str]] = [
        (("data", "authors"), data.authors),
        *((("navigation", "sidebars"), path) for path in _sidebars(project)),
        (("data", "redirects"), data.redirects),
    ]
    return ((keys, path) for keys, path in settings if path)


def _read_data(project: Project, reader: Reader) -> tuple[dict[str, Source], list[Diagnostic]]:
    """Read the data files, by their configured paths. What is wrong with one is wrong with its setting."""
    sources: dict[str, Source] = {}
    findings: list[Diagnostic] = []
    for keys, path in _data_files(project):
        try:
            limit = project.config.limits.source
            sources[path], bad = reader.text(project.folder / path, path, "site", limit=limit)
        except files.Unreadable as error:
            code = Code.LIMIT_EXCEEDED if isinstance(error, files.TooLarge) else Code.UNREADABLE_FILE
            findings.append(_bad_setting(project, keys, code, f"{path} {error.reason}"))
        else:
            findings += bad
    return sources, findings


def _bad_setting(project: Project, keys: Keys, code: Code, message: str) -> Diagnostic:
    if project.file is None:
        return Diagnostic(code, message, ".".join(map(str, keys)), root="site")
    try:
        text = files.read(project.file, limit=CONFIGURATION_SIZE).decode("utf-8-sig", "replace")
    except files.Unreadable:
        text = ""
    found = places(text)
    place = found.get(keys) or found.get(("tool", "handbook", *keys))
    return Diagnostic(code, message, project.file.name, place.value if place else None, root="site")
