import ast
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from handbook import __version__

CHECKOUT = Path(__file__).parents[1]

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}


def run(*command, folder, **environment):
    ended = subprocess.run(
        [str(part) for part in command],
        check=False,
        cwd=folder,
        env={**ENVIRONMENT, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def pip(*arguments, folder):
    """Run pip without a network: what it builds with is installed already."""
    offline = ("--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", "--quiet")
    return run(sys.executable, "-m", "pip", *arguments, *offline, folder=folder)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The wheel, as it would be published."""
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", CHECKOUT, "--wheel-dir", folder, folder=folder)
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture
def unpacked(wheel, tmp_path):
    """The wheel's files in a folder of their own."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "unpacked")
    return tmp_path / "unpacked"


def built_with(packages, folder):
    """Begin a site and build it with the package that lies in a folder; return its files."""
    folder.mkdir()
    where = {"PYTHONPATH": str(packages), "SOURCE_DATE_EPOCH": "1700000000"}
    program = "import handbook; print(handbook.__file__)"
    assert run(sys.executable, "-c", program, folder=folder, **where).startswith(str(packages))
    run(sys.executable, "-m", "handbook", "init", folder=folder, **where)
    run(sys.executable, "-m", "handbook", "build", "--strict", folder=folder, **where)
    site = folder / "site"
    return {
        path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }


def test_the_wheel_carries_the_theme_the_starter_and_nothing_else(wheel):
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert {"handbook/py.typed", "handbook/theme/templates/base.html", "handbook/starter/gitignore"} <= names
    assert any(name.startswith("handbook/theme/static/") and name.endswith(".css") for name in names)
    assert [name for name in names if not name.startswith("handbook/") or "__pycache__" in name] == []


def test_the_wheel_and_the_checkout_build_the_same_site(unpacked, tmp_path):
    of_wheel = built_with(unpacked, tmp_path / "of-wheel")
    of_checkout = built_with(CHECKOUT, tmp_path / "of-checkout")

    assert "index.html" in of_wheel
    assert any(name.endswith(".css") for name in of_wheel)
    assert of_wheel == of_checkout


def test_an_editable_install_finds_the_theme_in_the_checkout(tmp_path):
    target = tmp_path / "installed"
    pip("install", "--editable", CHECKOUT, "--target", target, folder=tmp_path)
    program = (
        f"import json, site; site.addsitedir({str(target)!r});"
        "import handbook; from handbook.overlay import theme_folder;"
        "print(json.dumps([handbook.__file__, str(theme_folder())]))"
    )

    found = json.loads(run(sys.executable, "-I", "-S", "-c", _with_dependencies(program), folder=tmp_path))

    assert found == [str(CHECKOUT / "handbook/__init__.py"), str(CHECKOUT)]


def _with_dependencies(program):
    """Let a program find what is installed here, but not the editable install of this environment itself."""
    folders = [path for path in sys.path if path.endswith("-packages")]
    return f"import sys; sys.path += {folders!r}; {program}"


def test_the_version_is_written_the_same_in_both_places():
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]

    assert project["version"] == __version__


def test_what_is_imported_is_declared():
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    declared = {_normal(re.match(r"[\w.-]+", line)[0]) for line in project["dependencies"]}
    owners = importlib.metadata.packages_distributions()

    imported = {name for path in (CHECKOUT / "handbook").rglob("*.py") for name in _imports(path)}

    foreign = imported - sys.stdlib_module_names - {"handbook"}
    assert {name for name in foreign if declared.isdisjoint(map(_normal, owners[name]))} == set()


def _imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module.partition(".")[0]


def _normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_command_is_the_package(unpacked):
    (entry_points,) = unpacked.glob("*.dist-info/entry_points.txt")

    assert entry_points.read_text().split() == ["[console_scripts]", "handbook", "=", "handbook.cli:main"]


@pytest.mark.parametrize("script", ["dev", ".ci/run"])
def test_the_scripts_can_be_run_and_are_bash(script):
    assert os.access(CHECKOUT / script, os.X_OK)
    run("bash", "-n", CHECKOUT / script, folder=CHECKOUT)


def test_dev_says_what_it_can_do(tmp_path):
    ended = subprocess.run([CHECKOUT / "dev"], check=False, capture_output=True, text=True, cwd=tmp_path)

    assert ended.returncode == 2
    assert ended.stderr.startswith("./dev site ")
