"""Documents -> the files of their search index, made by Pagefind while something else goes on.

In its command-line form: the service behind its Python interface hung on 883 documents, which this one takes
two seconds for.
"""

import os
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from threading import Thread

import msgspec

from handbook import files
from handbook.cache_folder import Busy, locked
from handbook.errors import CannotStart
from handbook.model import Output

TIMEOUT = 300.0
"""Seconds that Pagefind may take; 446 documents take one."""

SAID = 64 * 1024
"""Bytes that it may say; where all is well it says nothing."""

PROGRAMS = ("pagefind_bin_extended", "pagefind_bin")
"""The packages that bring it; the extended one knows where words end in Chinese and Japanese."""

OPTIONS = ("--site", "documents", "--output-path", "made", "--silent")

ENVIRONMENT = frozenset({"SYSTEMROOT"})
"""What it sees of ours: Windows starts nothing without. A PAGEFIND_SITE of somebody's would be an option."""

WORK = "work-"
HINT = '"enabled = false" under [search] builds the site without it'


@contextmanager
def indexing(documents: Iterable[Output], folder: Path) -> Iterator[Callable[[], dict[str, bytes]]]:
    """Have documents indexed meanwhile; give what waits for the index. Whatever happens, nothing is left."""
    program = _program()
    with ExitStack() as stack:
        try:
            work, descriptors = stack.enter_context(_work_folder(folder))
            _write(documents, work / "documents")
            files.make_folder(work / "made")
            process = subprocess.Popen(  # noqa: S603 - no shell, and nothing of the site in the command
                [program, *OPTIONS],
                cwd=work,
                env={name: value for name, value in os.environ.items() if name in ENVIRONMENT},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                # It holds the lock, too: if this process is killed, nobody takes its folder from under it.
                pass_fds=descriptors,
            )
        except OSError as error:
            raise _failure(files.reason_of(error)) from None
        said = bytearray()
        reader = Thread(target=_read, args=(process, said), daemon=True)
        reader.start()
        stack.callback(_end, process, reader)

        def finish() -> dict[str, bytes]:
            # It closes its output as it ends, and who waits for that wakes at once; wait() looks every 50 ms.
            reader.join(TIMEOUT)
            try:
                process.wait(0 if reader.is_alive() else TIMEOUT)
            except subprocess.TimeoutExpired:
                raise _failure(f"it took more than {TIMEOUT:.0f} seconds") from None
            reader.join()
            if process.returncode != 0:
                raise _failure(_first_line(said) or f"exit code {process.returncode}")
            return _made(work / "made")

        yield finish


def _program() -> Path:
    """Return where Pagefind is. Raises CannotStart where it is not installed."""
    for package in PROGRAMS:
        with suppress(ImportError, FileNotFoundError):
            return Path(import_module(package).get_executable())
    raise CannotStart(
        "the search needs Pagefind, which is not installed", f'pip install "pagefind[bin]"; {HINT}'
    )


@contextmanager
def _work_folder(folder: Path) -> Iterator[tuple[Path, tuple[int, ...]]]:
    """Make a folder in one of ours, from which what killed builds left there goes; remove it in the end.

    Give it with the lock's descriptor. Where another build is at work, or nothing can be written, it is among
    the system's temporary folders, which nobody sweeps.
    """
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - 5 ms, for nothing where the index is kept

    with ExitStack() as stack:
        parent: Path | None = None
        descriptors: tuple[int, ...] = ()
        with suppress(OSError, Busy):
            files.make_folder(folder)
            lock = stack.enter_context(locked(folder))
            _sweep(folder)
            parent, descriptors = folder, (lock,)
        made = TemporaryDirectory(prefix=WORK, dir=parent, ignore_cleanup_errors=True)
        yield Path(stack.enter_context(made)), descriptors


def _sweep(folder: Path) -> None:
    for name, entry in sorted(files.entries_below(folder).items(), reverse=True):
        if name.startswith(WORK) or files.TEMPORARY.fullmatch(name):
            (files.remove_folder if entry.kind == "folder" else files.remove)(folder / name)


def _write(documents: Iterable[Output], folder: Path) -> None:
    files.make_folder(folder)
    for document in documents:
        if isinstance(document.content, bytes):
            files.create(folder / document.path, document.content)


def _read(process: subprocess.Popen[bytes], said: bytearray) -> None:
    while process.stdout is not None and (chunk := process.stdout.read(4096)):
        said += chunk
        if len(said) > SAID:
            process.kill()


def _end(process: subprocess.Popen[bytes], reader: Thread) -> None:
    process.kill()  # does nothing where it has ended
    with process:  # reaps it, and closes its pipe
        reader.join()


def _made(folder: Path) -> dict[str, bytes]:
    from handbook.search_files import needed_files  # noqa: PLC0415 - likewise

    try:
        entries = files.entries_below(folder)
        made = {name: files.read(folder / name) for name, entry in entries.items() if entry.kind == "file"}
        return needed_files(made)
    except OSError as error:
        raise _failure(files.reason_of(error)) from None
    except files.Unreadable as error:
        raise _failure(f"a file of the index {error.reason}") from None
    except (KeyError, msgspec.DecodeError):
        raise _failure("Pagefind made no index that we know") from None


def _first_line(said: bytearray) -> str:
    return said.decode("utf-8", "replace").strip().partition("\n")[0].strip()[:200]


def _failure(reason: str) -> CannotStart:
    return CannotStart(f"the search index cannot be made: {reason}", HINT)
