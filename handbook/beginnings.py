"""A folder, or a title -> new files: a site to start from, a page, a post. Nothing that exists is touched."""

import datetime as dt
import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from handbook.config import Project
from handbook.errors import CannotStart
from handbook.files import entry_at, list_folder, make_folder, read, replace
from handbook.names import title_of_name
from handbook.scan import PAGE_SUFFIXES, becomes_page

STARTER = Path(__file__).parent / "starter"

NAMES = {"gitignore": ".gitignore"}
"""What is called otherwise in a site: the real name would make git obey it in our own repository."""

TODAY = b'"TODAY"'
"""Stands for the date in the starter's post: a fixed one would be old news, or in the future."""

APOSTROPHES = str.maketrans("", "", "'’")


def starter_files(today: dt.date) -> dict[str, bytes]:
    """Return the files of a small handbook and blog, by their names in the site."""
    date = today.isoformat().encode()
    return {
        NAMES.get(name, name): read(STARTER / name).replace(TODAY, date) for name in _names_below(STARTER)
    }


def create(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Create files below a folder, all or none; return where they are. Raises CannotStart, OSError."""
    there = [name for name in files if entry_at(folder / name).kind != "absent"]
    if there:
        names = "\n".join(str(folder / name) for name in there)
        raise CannotStart(f"nothing was written, for this is there already:\n{names}")
    paths = [folder / name for name in files]
    for path, content in zip(paths, files.values(), strict=True):
        make_folder(path.parent)
        replace(path, content)
    return paths


def page_file(project: Project, place: Path, title: str | None) -> tuple[str, bytes]:
    """Return the name below the content folder and the text of a new page.

    ``place`` is meant from the content folder, or from here if it leads into the content folder from here.
    Raises CannotStart for a place outside, or one that would be no page.
    """
    content = project.content.resolve()
    path = Path.cwd() / place
    if not path.resolve().is_relative_to(content):
        path = content / place
    path = path if path.suffix else path.with_suffix(".md")
    if not path.resolve().is_relative_to(content) or path.resolve() == content:
        raise CannotStart(f"{place} does not lie below {project.content}")
    if path.suffix.lower() not in PAGE_SUFFIXES:
        raise CannotStart(f"a page ends in .md, not in {path.suffix}", f"did you mean {place}.md?")
    name = path.resolve().relative_to(content).as_posix()
    if not becomes_page(project, name):
        hint = "names that begin with _ or . are no pages, nor is what exclude under [paths] keeps out"
        raise CannotStart(f"{place} would be no page", hint)
    folder_or_file = path.parent.name if path.stem in {"index", "README"} else path.stem
    return name, _page({"title": title or title_of_name(folder_or_file)}, "Write here.")


def post_file(
    project: Project, title: str, *, today: dt.date, author: str | None = None, slug: str | None = None
) -> tuple[str, bytes]:
    """Return the name below the content folder and the text of a new post. Raises CannotStart."""
    blog = project.config.blog.path.strip("/")
    if not blog:
        raise CannotStart("this site has no blog", 'give it one: path = "blog" under [blog]')
    name = slug_of(slug or title)
    if not name:
        raise CannotStart(f"no file can be named after {title!r}", "name it with --slug")
    fields: dict[str, str | dt.date] = {"title": title, "date": today}
    if author:
        fields["author"] = author
    return f"{blog}/{name}.md", _page(fields, "Write here. The first words are shown in lists.")


def slug_of(title: str) -> str:
    """Return a title as the name of a file: ``Why we write: a story`` is why-we-write-a-story."""
    text = unicodedata.normalize("NFC", title).lower().replace("&", " and ").translate(APOSTROPHES)
    # By category, for \w has no vowel signs: it would cut Hindi and Thai to pieces.
    return "-".join("".join(one if unicodedata.category(one)[0] in "LMN" else " " for one in text).split())


def _page(fields: Mapping[str, str | dt.date], text: str) -> bytes:
    lines = [f"{name}: {_written(value)}" for name, value in fields.items()]
    return "\n".join(["---", *lines, "---", "", text, ""]).encode()


def _written(value: str | dt.date) -> str:
    """Return a value for YAML, which every JSON text is; quoted, so that no title means more than it says."""
    return value.isoformat() if isinstance(value, dt.date) else json.dumps(value, ensure_ascii=False)


def _names_below(folder: Path, prefix: str = "") -> list[str]:
    names: list[str] = []
    for entry in sorted(list_folder(folder / prefix), key=lambda entry: (entry.is_dir(), entry.name)):
        name = prefix + entry.name
        names += _names_below(folder, name + "/") if entry.is_dir() else [name]
    return names
