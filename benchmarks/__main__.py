"""Timings of processes and sizes of pages: ``python -m benchmarks posthog``, ``pages 1000``, ``flat 5000``.

With ``preview`` before the site (``preview posthog``, ``preview pages 5000``) what ``handbook serve`` takes:
the first answer, edits, an open page in Chromium, and files that never rest.
``hostile`` times the parser alone, on Markdown made to cost time: see hostile.py.

Each build is a process of its own, as a user starts it, over a copy of the site in a temporary folder. Time
and memory are the operating system's account of the finished process and its children. Let nothing else
compute meanwhile.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks import preview
from benchmarks.hostile import hostile

CHECKOUT = Path(__file__).resolve().parent.parent
CORPUS = CHECKOUT.parent / "shared" / "corpora" / "posthog-2022"
CONFIGURATION = CHECKOUT / "tests" / "corpora" / "posthog-2022.toml"
BUILD = (sys.executable, "-m", "handbook", "build", "--quiet")

MARKDOWN_ALONE = """
import sys
from pathlib import Path
from markdown_it import MarkdownIt
markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
for path in sorted(Path(sys.argv[1]).rglob("*.md*")):
    markdown.render(path.read_text(encoding="utf-8"))
"""


class Run(NamedTuple):
    """What one command took: seconds of wall clock and processor, MiB at its largest process's peak."""

    seconds: float
    processor: float
    memory: float


def main() -> int:
    """Measure what is asked for; print a line for each measurement."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each measurement (default 5)")
    what = parser.add_subparsers(dest="site", required=True)
    what.add_parser("hostile", help="Markdown made to cost time, at three lengths")
    add_sites(what)
    add_sites(
        what.add_parser("preview", help="measure the preview").add_subparsers(dest="previewed", required=True)
    )
    arguments = parser.parse_args()
    if arguments.site == "hostile":
        return hostile()
    name = arguments.previewed if arguments.site == "preview" else arguments.site
    if name == "posthog" and not CORPUS.exists():
        print(f"there is no {CORPUS}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        site = (
            posthog(Path(folder)) if name == "posthog" else pages(Path(folder), arguments.count, PLACES[name])
        )
        if arguments.site == "preview":
            preview.measure(site, *edited_page(site, name))
        else:
            measure(site, arguments.runs)
    return 0


def add_sites(sites: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Say which sites can be measured."""
    sites.add_parser("posthog", help="the 506 files of ../shared/corpora/posthog-2022")
    for name, help_text in (
        ("pages", "a generated handbook in sections of twenty pages"),
        ("tree", "the same below one folder, with one sidebar for all of it"),
        ("flat", "as many pages in one folder"),
    ):
        generated = sites.add_parser(name, help=help_text)
        generated.add_argument("count", type=int, help="how many pages")


def edited_page(site: Path, name: str) -> tuple[Path, str]:
    """Return the page of a site that is edited, and its address."""
    if name == "posthog":
        return site / "contents/handbook/people/onboarding.md", "/handbook/people/onboarding/"
    place = PLACES[name].format(part=0, section=0, number=7)
    return site / "content" / place, f"/{place.removesuffix('.md')}/"


def posthog(folder: Path) -> Path:
    """Copy the corpus, with a configuration beside it; return the site's folder."""
    site = folder / "site"
    shutil.copytree(CORPUS, site)
    text = CONFIGURATION.read_text(encoding="utf-8").replace("../../../shared/corpora/posthog-2022/", "")
    (site / "handbook.toml").write_text(text, encoding="utf-8")
    return site


PLACES = {
    "pages": "part-{part}/section-{section}/page-{number}.md",
    "tree": "handbook/part-{part}/section-{section}/page-{number}.md",
    "flat": "handbook/page-{number}.md",
}
"""Where the pages of a generated site lie."""


def pages(folder: Path, count: int, place: str) -> Path:
    """Write a handbook of short pages, with links between those of a section; return its folder."""
    site = folder / "site"
    sentence = "Whoever is ill tells the team before ten, in *one* message, and rests. "
    for number in range(count):
        path = site / "content" / place.format(part=number // 400, section=number // 20, number=number)
        path.parent.mkdir(parents=True, exist_ok=True)
        is_last = (number + 1) % 20 == 0 or number + 1 == count
        link = "the end" if is_last else f"[the next page](page-{number + 1}.md)"
        body = "\n\n".join(f"## Part {part}\n\n{sentence * 5}See {link}." for part in range(4))
        path.write_text(f"---\ntitle: Page {number}\n---\n\n{body}\n", encoding="utf-8")
    (site / "handbook.toml").write_text('[site]\ntitle = "Generated"\n', encoding="utf-8")
    return site


def measure(site: Path, runs: int) -> None:
    """Print what a cold and a warm build take, beside markdown-it-py alone on the same text."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, {runs} runs")
    run(*BUILD, str(site))  # not counted: it may find no bytecode, and files that nobody has read yet
    show("cold build", [cold(site, number) for number in range(runs)])
    show("warm build, nothing changed", [run(*BUILD, str(site)) for _ in range(runs)])
    show("markdown-it-py alone", [run(sys.executable, "-c", MARKDOWN_ALONE, str(site)) for _ in range(runs)])
    show_sizes(site / "site")


def cold(site: Path, number: int) -> Run:
    """Build with no cache, into a new folder: to empty the old one would keep the disk busy meanwhile."""
    shutil.rmtree(site / ".handbook", ignore_errors=True)
    return run(*BUILD, str(site), "--output", str(site.parent / f"output-{number}"))


def run(*command: str) -> Run:
    """Run a command to its end and return what it took. Findings in the content (exit 1) are no failure."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode > 1:
        raise SystemExit(f"{' '.join(command)} failed: exit {process.returncode}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def show(name: str, runs: list[Run]) -> None:
    """Print the median of several runs, and how far they lie apart."""
    seconds = [run.seconds for run in runs]
    processor = statistics.median(run.processor for run in runs)
    memory = max(run.memory for run in runs)
    wall = f"{statistics.median(seconds):5.2f} s ({min(seconds):.2f} to {max(seconds):.2f})"
    print(f"{name:28} {wall}, processor {processor:5.2f} s, {memory:4.0f} MiB")


def show_sizes(output: Path) -> None:
    """Print how large the pages are that files stand behind; section pages list what is in them and grow."""
    written = {page for page in output.rglob("*.html") if b'class="section-entries"' not in page.read_bytes()}
    sizes = sorted((page.stat().st_size, page.parent.relative_to(output)) for page in written)
    median, (largest, place) = sizes[len(sizes) // 2][0], sizes[-1]
    print(f"{'HTML of a page':28} {median / 1000:5.1f} kB, at most {largest / 1000:.1f} kB: {place}")
    for file in sorted(output.glob("assets/sidebars/*")):
        print(f"{'branches of a sidebar':28} {file.stat().st_size / 1000:5.1f} kB: {file.name}")


if __name__ == "__main__":
    sys.exit(main())
