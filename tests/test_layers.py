"""Where imports may point, and who may touch the disk: read from the code itself."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "handbook"

VALUES = frozenset(
    "__init__ colours config diagnostics encoding errors exclusions model names settings_checks"
    " settings_table toml_places trails urls".split()
)
"""Know nothing but each other."""

MECHANISMS = tuple(
    "files tree cache_folder cache git picture_sizes search_files pagefind search_index"
    " worker_processes workers".split()
)
"""Know nothing of pages: values, and those before them."""

STAGES = {"scan": {"scan", "overlay", "reading"}, "parse": {"parse"}, "link": {"link"}, "render": {"render"}}
"""Know values and themselves, never each other; scan also reads files."""

MAKERS = frozenset({"build", "cached"})
"""Put the stages in their order, and spare them what they did before."""

WRITE = frozenset({"write", "staging", "write_plan", "manifest", "ownership"})
"""An adapter that is given outputs, whoever made them. All other modules are adapters, too, or build."""


MODULES = [
    path.relative_to(PACKAGE).with_suffix("").as_posix().removesuffix("/__init__")
    for path in sorted(PACKAGE.rglob("*.py"))
]


def tree_of(module):
    path = PACKAGE / f"{module}.py"
    path = path if path.exists() else PACKAGE / module / "__init__.py"
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(module) -> Iterator[str]:
    """Yield the modules that a module imports, anywhere in it, by their full names."""
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} has a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
            yield str(node.module)


def ours(module):
    """Return the modules of the package that a module imports, as paths below it."""
    known = set(MODULES)
    names = {
        name.removeprefix("handbook.").replace(".", "/") for name in imports_of(module) if "handbook" in name
    }
    return {name for name in names if name in known}


def part_of(module):
    return module.partition("/")[0]


def may_import(part):
    """Return the parts that a part may import; None for adapters, which may import everything."""
    if part in VALUES:
        return VALUES
    if part in MECHANISMS:
        return VALUES | set(MECHANISMS[: MECHANISMS.index(part)])
    for stage, parts in STAGES.items():
        if part in parts:
            return VALUES | parts | ({"files", "tree"} if stage == "scan" else set())
    stages = set().union(*STAGES.values())
    if part in MAKERS:
        return VALUES | set(MECHANISMS) | stages | MAKERS
    if part in WRITE:
        return VALUES | set(MECHANISMS) | WRITE
    return None


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down_only(module):
    allowed = may_import(part_of(module))

    if allowed is not None:
        assert {part_of(name) for name in ours(module)} - allowed == set()


def test_imports_go_round_in_no_circle():
    graph = {module: ours(module) - {"__init__"} for module in MODULES}

    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' -> '.join(error.args[1])}")


def test_only_build_knows_the_order_of_the_stages():
    entries = {"link/site", "render/site", "scan"}

    assert {module for module in MODULES if entries <= ours(module)} == {"build"}


# --- the disk -----------------------------------------------------------------------------------------------

EFFECTS = frozenset(
    "concurrent fcntl fileinput ftplib glob http io.open linecache mmap multiprocessing pickle shelve shutil"
    " socket sqlite3 subprocess tarfile tempfile urllib.request zipfile".split()
)
"""Modules of the standard library that read, write or run something."""

OF_OS = frozenset(
    "access chmod chown fdopen fstat fsync ftruncate fwalk link listdir lstat makedirs mkdir mkfifo mknod"
    " open popen read readlink remove removedirs rename renames replace rmdir scandir sendfile spawnv"
    " stat symlink system truncate unlink utime walk write"
    " exists getmtime getsize isdir isfile islink ismount lexists realpath samefile".split()
)

OF_PATHS = frozenset(
    "exists glob hardlink_to is_dir is_fifo is_file is_symlink iterdir lstat mkdir owner read_bytes read_text"
    " readlink rglob rmdir samefile stat symlink_to touch unlink write_bytes write_text".split()
)
"""Methods of a path that look at the disk."""

ALLOWED = {
    "cache": {"sqlite3"},
    "git": {"subprocess"},
    "pagefind": {"subprocess", "tempfile"},
    "worker_processes": {"concurrent", "multiprocessing"},
    # Only for the type checker: the processes come from the other module.
    "workers": {"concurrent"},
    # What scandir knows of an entry already.
    "tree": {"is_dir", "is_file", "is_symlink"},
    "beginnings": {"is_dir"},
    # The machine's own name and addresses.
    "server/hosts": {"socket"},
    # Where it answers.
    "server/serve": {"socket"},
    "server/answering": {"socket"},
    # The writer's editor.
    "server/editor": {"subprocess"},
}
"""The named exceptions; files.py may do everything."""


def effects_of(module) -> Iterator[str]:
    """Yield what a module does to the disk, or could, by name."""
    for name in imports_of(module):
        yield from (effect for effect in EFFECTS if name == effect or name.startswith(f"{effect}."))
        if name.startswith("os.") and name.rpartition(".")[2] in OF_OS:
            yield name
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
            yield "open"
        if isinstance(node, ast.Attribute) and not _is_of(node, "files"):
            if _is_of(node, "os") or _is_of(node, "path"):
                yield from {node.attr} & OF_OS
            else:
                yield from {node.attr} & OF_PATHS


def _is_of(node, name):
    owner = node.value
    return (isinstance(owner, ast.Name) and owner.id == name) or (
        isinstance(owner, ast.Attribute) and owner.attr == name
    )


@pytest.mark.parametrize("module", [module for module in MODULES if module != "files"])
def test_only_files_touches_the_disk(module):
    assert set(effects_of(module)) - ALLOWED.get(module, set()) == set()


def test_the_exceptions_are_needed():
    assert {module: set(effects_of(module)) & allowed for module, allowed in ALLOWED.items()} == ALLOWED


IMPURE_MODULES = frozenset(
    "asyncio logging os random secrets structlog sys tempfile threading time uuid warnings".split()
)
IMPURE_FUNCTIONS = frozenset({"now", "today", "utcnow", "print", "input", "breakpoint", "Path"})


@pytest.mark.parametrize("module", [module for module in MODULES if part_of(module) in {"parse", "link"}])
def test_parse_and_link_compute_and_do_nothing_else(module):
    imported = {name.partition(".")[0] for name in imports_of(module)}
    functions = [node.func for node in ast.walk(tree_of(module)) if isinstance(node, ast.Call)]
    called = {getattr(function, "attr", getattr(function, "id", "")) for function in functions}

    # What highlighting may take of the processor is a limit, not an input.
    allowed = {"time"} if module == "parse/highlighting" else set()
    assert imported & IMPURE_MODULES == allowed
    assert called & IMPURE_FUNCTIONS == set()
