"""A folder, or a configuration's text -> Project, Config; or every mistake in it, each at its place."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from handbook.config import Config, ConfigSource, Keys, PathSettings, Project
from handbook.diagnostics import Code, Diagnostic, Span
from handbook.errors import CannotStart
from handbook.files import Unreadable, exists, is_folder, read
from handbook.settings_checks import bad_url
from handbook.settings_paths import paths_leading_out, wrong_paths
from handbook.settings_table import Mistake, read_table
from handbook.toml_places import Place, places

CONFIGURATION = "handbook.toml"
PYPROJECT = "pyproject.toml"
SIZE = 1024 * 1024
"""Bytes of a configuration. A larger file is something else."""


class BadConfiguration(CannotStart):
    """Every mistake of a configuration at once, and the text that they stand in."""

    def __init__(self, file: Path, diagnostics: Sequence[Diagnostic], text: str = "") -> None:
        super().__init__(f"{file}: {diagnostics[0].message}", diagnostics[0].hint)
        self.file = file
        self.diagnostics = tuple(diagnostics)
        self.text = text


def find_project(folder: Path, config_file: Path | None = None, *, current: Path | None = None) -> Project:
    """Find what a folder is: a site with a configuration, a folder with ``content/``, a folder of Markdown.

    The output of a mere folder of Markdown goes to ``site/`` in ``current`` (the working folder), and no
    template, script or style sheet is taken from it: those are code, and nobody said that it holds any.

    Raises BadConfiguration, or CannotStart where there is no such folder.
    """
    found = config_file or _configuration_of(folder)
    if found is not None:
        return _configured(found)
    if not is_folder(folder):
        raise _no_folder(folder)
    if is_folder(folder / "content"):
        project = Project(folder=folder)
        for mistake in paths_leading_out(project):
            raise CannotStart(mistake.message, f"{mistake.hint}, in a {CONFIGURATION}")
        return project
    output = str((current or Path.cwd()) / "site")
    paths = PathSettings(content=".", static="", templates="", output=output)
    return Project(folder=folder, config=Config(paths=paths))


def _no_folder(folder: Path) -> CannotStart:
    if exists(folder):
        return CannotStart(f"{folder} is no folder", f"give the folder it lies in: {folder.parent}")
    return CannotStart(
        f"there is no folder {folder}", "give the folder of a site, or one that holds Markdown"
    )


def read_config(text: str, name: str) -> Config:
    """Read a configuration; ``name`` is its file's: pyproject.toml keeps it under [tool.handbook].

    Raises BadConfiguration.
    """
    try:
        table: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadConfiguration(Path(name), [_bad_toml(error, text, name)], text) from None
    for key in _prefix(name):
        table = table.get(key, {}) if isinstance(table, dict) else table
    config, mistakes = read_table(table)
    if mistakes:
        raise _refusal(mistakes, text, Path(name))
    return config


def _configuration_of(folder: Path) -> Path | None:
    if exists(folder / CONFIGURATION):
        return folder / CONFIGURATION
    pyproject = folder / PYPROJECT
    # By its header, not by reading it: another tool's mistake in this file is not ours to report.
    if exists(pyproject) and re.search(
        r"^\s*\[+\s*tool\s*\.\s*handbook\b", _text_of(pyproject), re.MULTILINE
    ):
        return pyproject
    return None


def _configured(file: Path) -> Project:
    text = _text_of(file)
    try:
        config = read_config(text, file.name)
    except BadConfiguration as error:
        raise BadConfiguration(file, error.diagnostics, text) from None
    project = Project(folder=file.parent, config=config, file=file, config_source=_source_of(text, file.name))
    if wrong := [*wrong_paths(project)]:
        raise _refusal(wrong, text, file)
    return project


def _source_of(text: str, name: str) -> ConfigSource:
    prefix = _prefix(name)
    start = len(prefix)
    spans = {keys[start:]: place.value for keys, place in places(text).items() if keys[:start] == prefix}
    return ConfigSource(name, text, spans)


def _text_of(file: Path) -> str:
    try:
        return read(file, limit=SIZE).decode("utf-8-sig")
    except Unreadable as error:
        raise BadConfiguration(file, [_finding(file.name, f"this file {error.reason}")]) from None
    except UnicodeDecodeError as error:
        raise BadConfiguration(file, [_finding(file.name, f"byte {error.start + 1} is not UTF-8")]) from None


def _refusal(mistakes: Iterable[Mistake], text: str, file: Path) -> BadConfiguration:
    found, prefix = places(text), _prefix(file.name)
    findings = []
    for mistake in mistakes:
        keys = prefix + mistake.keys
        place = _place_of(keys, found)
        span = getattr(place, mistake.at, None)
        findings.append(_finding(file.name, mistake.message, span, mistake.hint))
    return BadConfiguration(file, sorted(findings, key=lambda finding: finding.span or Span(0, 0)), text)


def _place_of(keys: Keys, found: Mapping[Keys, Place]) -> Place | None:
    """Return where a setting stands, or what holds it: the first of a list of tables, the table around it."""
    around = (keys, (*keys, 0), *(keys[:end] for end in range(len(keys) - 1, 0, -1)))
    return next((found[each] for each in around if each in found), None)


def _bad_toml(error: tomllib.TOMLDecodeError, text: str, name: str) -> Diagnostic:
    """Say what tomllib says; before Python 3.14 the place stands in its message only."""
    message, _, place = str(error).rpartition(" (at ")
    numbers = [int(number) for number in re.findall(r"\d+", place)]
    span = Span(*numbers) if len(numbers) == 2 else Span(text.rstrip().count("\n") + 1, 1)
    hint = 'texts stand in quotes, as in title = "Acme handbook"' if "nvalid value" in message else ""
    return _finding(name, f"this is not TOML: {message[:1].lower()}{message[1:]}", span, hint)


def _finding(name: str, message: str, span: Span | None = None, hint: str = "") -> Diagnostic:
    return Diagnostic(Code.BAD_CONFIGURATION, message, name, span, hint, root="site")


def _prefix(name: str) -> Keys:
    return ("tool", "handbook") if name == PYPROJECT else ()


def with_base_url(config: Config, url: str) -> Config:
    """Return the configuration with another address of the site. Raises CannotStart."""
    if problem := bad_url(url):
        raise CannotStart(*problem)
    return replace(config, site=replace(config.site, url=url))
