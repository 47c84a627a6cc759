import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import jinja2
import msgspec
import pytest

from handbook import cli
from handbook.config import Config
from handbook.diagnostics import SEVERITIES, Code
from handbook.model import Document, Source
from handbook.parse.document import SYNTAXES, parse
from handbook.parse.fields import FIELD_OF_KEY
from handbook.parse.front_matter import read_front_matter
from handbook.settings import read_config

REPOSITORY = Path(__file__).parent.parent
CONTENT = REPOSITORY / "content"
REFERENCE = CONTENT / "docs/reference"
PAGES = sorted(CONTENT.rglob("*.md"))
SECTIONS = msgspec.structs.fields(Config)

IN_2100 = "4102444800"
"""No post of ours is in the future then, whatever a machine's clock says."""

FENCE = re.compile(r"^(?P<fence>`{3,})(?P<info>[^`\n]*)\n(?P<code>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)


def run(*arguments: object, cwd: Path = REPOSITORY) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "handbook", *map(str, arguments)]
    environment = {**os.environ, "NO_COLOR": "1", "SOURCE_DATE_EPOCH": IN_2100}
    return subprocess.run(command, cwd=cwd, check=False, capture_output=True, text=True, env=environment)


def document_of(page: Path) -> Document:
    source = Source(path=page.relative_to(CONTENT).as_posix(), text=page.read_text(encoding="utf-8"))
    return parse(source, Config().parse_options)


def section_of(page: Path, heading: str) -> str:
    """Return what stands below a heading, up to the next one of its level or above."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    start = re.search(rf"^(#+) {re.escape(heading)}(?: \{{#[\w-]+\}})?$", text, re.MULTILINE)
    assert start, f"{page.name} has no heading {heading}"
    end = re.compile(rf"^#{{1,{len(start[1])}}} ", re.MULTILINE).search(text, start.end())
    return text[start.end() : end.start() if end else None]


def examples_in(pages: list[Path], info: str) -> Iterator[tuple[str, str]]:
    """Yield the code blocks whose line behind the fence matches, each with a name."""
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for match in FENCE.finditer(text):
            if re.fullmatch(info, match["info"]):
                line = text.count("\n", 0, match.start()) + 1
                yield f"{page.name}:{line}", match["code"]


def commands_in(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    """Yield every command that does something, with its whole name."""
    for inner, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands_in(command, f"{name} {inner}")
        else:
            yield f"{name} {inner}", command


def as_toml(value: object) -> str:
    """Return a default as a configuration writes it."""
    return json.dumps(list(value) if isinstance(value, tuple) else value)


# --- the site -----------------------------------------------------------------------------------------------


def test_the_site_builds_without_a_finding(tmp_path):
    done = run("build", "--strict", "-d", tmp_path / "site")

    assert (done.returncode, re.findall(r"^.*(?:error|warning|info)\[.*", done.stdout, re.MULTILINE)) == (
        0,
        [],
    )
    assert ": no findings." in done.stdout


# --- nothing is missing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("section", SECTIONS, ids=lambda field: field.name)
def test_every_setting_stands_in_the_configuration_reference_with_its_default(section):
    written = section_of(REFERENCE / "configuration.md", f"`[{section.name}]`")
    settings = [] if section.name == "findings" else msgspec.structs.fields(section.type)

    rows = re.findall(r"^\| `(\w+)` \| `(.+?)` \| .+ \|$", written, re.MULTILINE)

    assert rows == [(setting.name, as_toml(setting.default)) for setting in settings]


@pytest.mark.parametrize("key", FIELD_OF_KEY)
def test_every_key_of_the_front_matter_stands_in_its_reference(key):
    text = (REFERENCE / "front-matter.md").read_text(encoding="utf-8").lower()

    assert f"`{key}`" in text or f"### {key}\n" in text


def test_every_field_of_the_front_matter_has_a_section():
    headings = {heading.id for heading in document_of(REFERENCE / "front-matter.md").headings}

    assert [field.name for field in FIELD_OF_KEY.values() if headings.isdisjoint(field.keys)] == []


@pytest.mark.parametrize("severity", ["error", "warning", "info"])
def test_every_finding_is_explained_under_its_severity(severity):
    heading = {"error": "Errors", "warning": "Warnings", "info": "Info"}[severity]

    explained = re.findall(r"^### (.+)$", section_of(REFERENCE / "findings.md", heading), re.MULTILINE)

    assert explained == [code for code in Code if SEVERITIES[code] == severity]


@pytest.mark.parametrize(("name", "command"), list(commands_in(cli.handbook, "handbook")))
def test_every_option_of_every_command_stands_in_its_section(name, command):
    context = click.Context(command, help_option_names=["-h", "--help"])
    options = [option for option in command.get_params(context) if isinstance(option, click.Option)]
    cells = re.findall(r"^\| (`-.+?`) \| .+ \|$", section_of(REFERENCE / "commands.md", name), re.MULTILINE)

    written = {tuple(re.findall(r"`(-[\w-]+)", cell)) for cell in cells}

    assert written == {tuple(option.opts) for option in options if not option.hidden}


@pytest.mark.parametrize("code", [cli.FINE, 1, cli.BAD_USAGE, cli.OUR_BUG])
def test_every_exit_code_is_explained(code):
    assert f"| {code} |" in section_of(REFERENCE / "commands.md", "Exit codes")


@pytest.mark.parametrize("name", [syntax.__name__.replace("_", "-") for syntax in SYNTAXES])
def test_every_syntax_is_found_by_its_name_among_the_pages_about_writing(name):
    pages = list((CONTENT / "docs/writing").glob("*.md"))
    headings = {heading.id for page in pages for heading in document_of(page).headings}

    assert name in headings | {page.stem for page in pages}


TEMPLATES = REPOSITORY / "templates"
BASE = jinja2.Environment(autoescape=True).parse((TEMPLATES / "base.html").read_text(encoding="utf-8"))
NAMES = {(name.name, name.ctx) for name in BASE.find_all(jinja2.nodes.Name)}
VALUES = {name for name, _ in NAMES if (name, "store") not in NAMES} - {"super", "loop"}


@pytest.mark.parametrize("name", sorted(VALUES))
def test_every_value_of_the_templates_stands_in_their_list_and_under_theming(name):
    listed = (TEMPLATES / "base.html").read_text(encoding="utf-8").partition("#}")[0]
    explained = section_of(CONTENT / "docs/site/theming.md", "Values")

    assert re.search(rf"\b{name}\b", listed)
    assert re.search(rf"`{name}`|{{{{ {name}\(", explained)


@pytest.mark.parametrize("name", sorted(path.name for path in TEMPLATES.iterdir()))
def test_every_template_stands_under_theming(name):
    assert f"| `{name}` |" in section_of(CONTENT / "docs/site/theming.md", "A template of your own")


# --- what is shown works ------------------------------------------------------------------------------------

CONFIGURATIONS = dict(examples_in(PAGES, r'toml title="handbook\.toml"'))
FIELD_EXAMPLES = dict(examples_in([REFERENCE / "front-matter.md"], "yaml"))


@pytest.mark.parametrize("code", CONFIGURATIONS.values(), ids=CONFIGURATIONS)
def test_every_configuration_that_is_shown_is_one(code):
    assert isinstance(read_config(code, "handbook.toml"), Config)


@pytest.mark.parametrize("code", FIELD_EXAMPLES.values(), ids=FIELD_EXAMPLES)
def test_every_front_matter_that_is_shown_is_understood(code):
    head = read_front_matter(Source(path="page.md", text=f"---\n{code}---\n"), Config().limits)

    assert head.diagnostics == ()
    assert head.body == ""


SITE_OF_EXAMPLES = {
    "handbook/leave.md": """---
title: Taking time off
---

Everybody takes at least **25 days** a year. Ask [your lead](leads.md) first.
""",
    "handbook/pay.md": "Paid on the 25th.\n\nSee [your leave](leaves.md) first.\n",
    "blog/moving.md": "---\ntitle: We moved\ndate: 2020-02-30\n---\n",
}
FINDING_EXAMPLES = {
    name: code for name, code in examples_in(PAGES, "text") if re.search(r"(?:error|warning|info)\[", code)
}


def test_every_finding_that_is_shown_is_what_the_program_says(tmp_path):
    for name, text in SITE_OF_EXAMPLES.items():
        (tmp_path / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "content" / name).write_text(text, encoding="utf-8")

    said = run("check", cwd=tmp_path).stdout

    assert [name for name, code in FINDING_EXAMPLES.items() if code not in said] == []
