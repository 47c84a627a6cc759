"""A site -> what ``handbook serve`` takes to show it, and edits of its files: a line for each measurement."""

import http.client
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

EDITS = 50
BETWEEN = 0.4
"""Seconds between two edits: what the first one caused is done by then, as with anybody who types."""

IDLE = 20.0
STORM_WRITES, STORM_SECONDS, STORM_FILES = 5_000, 3.0, 100
STEADY_SECONDS, STEADY_PAUSE = 20.0, 0.05
LONG = 120.0
WARM_UP = 0.25
"""Part of the rebuilds, requests and streams that comes before what is held against the limits."""
REBUILDS, REQUESTS, STREAMS = 400, 4_000, 200


class Preview:
    """A preview in a process of its own."""

    def __init__(self, site: Path) -> None:
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "handbook", "serve", "--port", "0", "--quiet"],
            cwd=site,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "NO_COLOR": "1"},
        )
        assert self.process.stderr is not None
        self.address = self.process.stderr.readline().split()[2].rstrip("/")
        self.port = int(self.address.split(":")[2].partition("/")[0])

    def get(self, path: str) -> str:
        """Return what stands at an address."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG)
        connection.request("GET", path)
        text = connection.getresponse().read().decode()
        connection.close()
        return text

    def stop(self) -> None:
        """Press Ctrl-C."""
        self.process.terminate()
        self.process.communicate(timeout=LONG)


@contextmanager
def previewing(site: Path) -> Iterator[Preview]:
    """Preview a site; everything has been parsed when the block begins."""
    preview = Preview(site)
    try:
        while '"isSketch":true' in preview.get("/@handbook/problems?path=/"):
            time.sleep(0.05)
        yield preview
    finally:
        preview.stop()


def measure(site: Path, page: Path, path: str) -> None:
    """Print what a preview of a site takes. ``page`` is edited, and shown at ``path``."""
    print(f"load average before: {load()}")
    first_answers(site, path)
    with previewing(site) as preview:
        time.sleep(3)  # the search's index, and git
        edits(preview, page, path)
        in_a_browser(preview, page, path)
        time.sleep(8)  # the search's index again
        idle(preview)
        steady(preview, page, path)
        storm(preview, page, path)
        time.sleep(8)  # and again
        growth(preview, page, path)
    print(f"load average after: {load()}")


def load() -> str:
    """Return how many processes compete for the processors: 1, 5 and 15 minutes' averages."""
    return " ".join(f"{number:.1f}" for number in os.getloadavg())


def show(name: str, seconds: list[float]) -> None:
    """Print the median of some times, and what 95 % of them are below."""
    ordered = sorted(1000 * each for each in seconds)
    late = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    middle = statistics.median(ordered)
    print(f"{name:44} median {middle:7.1f} ms, 95 % {late:7.1f}, most {ordered[-1]:7.1f}", flush=True)


def first_answers(site: Path, path: str) -> None:
    """Measure from starting the process to having a page, with an empty cache and a full one."""
    cold, warm = [], []
    for _ in range(3):
        shutil.rmtree(site / ".handbook", ignore_errors=True)
        cold.append(first_answer(site, path))
        with previewing(site):
            pass
        warm.append(first_answer(site, path))
    show("first answer, empty cache", cold)
    show("first answer, full cache", warm)


def first_answer(site: Path, path: str) -> float:
    """Return the seconds until a page has been answered."""
    preview = Preview(site)
    preview.get(path)
    seconds = time.perf_counter() - preview.started
    preview.stop()
    return seconds


# --- edits --------------------------------------------------------------------------------------------------


@contextmanager
def restored(page: Path) -> Iterator[Callable[[str], float]]:
    """Give what writes a page with a word in its text, and returns when the file was closed; restore it."""
    text = page.read_text(encoding="utf-8")

    def write(word: str) -> float:
        page.write_text(f"{text}\n\nThe word is {word}.\n", encoding="utf-8")
        return time.perf_counter()

    try:
        yield write
    finally:
        page.write_text(text, encoding="utf-8")


def edits(preview: Preview, page: Path, path: str) -> None:
    """Measure from closing the file to having the new text, as a page that hears of changes gets it."""
    seconds = []
    stream = http.client.HTTPConnection("127.0.0.1", preview.port, timeout=LONG)
    stream.request("GET", "/@handbook/events")
    lines = stream.getresponse()
    with restored(page) as write:
        for number in range(EDITS):
            time.sleep(BETWEEN)
            word = f"edit-{number}-of-many"
            closed = write(word)
            while word not in preview.get(path):
                while not lines.readline().startswith(b"data"):
                    pass
            seconds.append(time.perf_counter() - closed)
    stream.close()
    show(f"from closing a file to its text, {EDITS} edits", seconds)


OBSERVE = """word => new Promise(resolve => {
    const look = () => document.querySelector('.prose').textContent.includes(word) && done();
    const observer = new MutationObserver(look);
    const done = () => { observer.disconnect(); resolve(Date.now()); };
    observer.observe(document.body, { childList: true, subtree: true, characterData: true });
    look();
})"""


def in_a_browser(preview: Preview, page: Path, path: str) -> None:
    """Measure from closing the file to the change of the open page, whose scroll position must stay."""
    program = shutil.which("chromium")
    with suppress(ImportError):
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where it is installed

        with sync_playwright() as playwright, restored(page) as write:
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            tab = browser.new_page()
            tab.goto(preview.address + path)
            tab.wait_for_selector(".handbook-panel summary:not(:empty)")
            tab.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
            write("first-of-all")
            tab.evaluate(OBSERVE, "first-of-all")
            time.sleep(1)
            before, seconds = tab.evaluate("scrollY"), []
            for number in range(EDITS):
                time.sleep(BETWEEN)
                word = f"seen-{number}-of-many"
                seen = tab.evaluate_handle(f"() => ({{ promise: ({OBSERVE})('{word}') }})")
                closed = time.time()
                write(word)
                seconds.append(tab.evaluate("seen => seen.promise", seen) / 1000 - closed)
            show(f"from saving to the open page, {EDITS} edits", seconds)
            after = tab.evaluate("scrollY")
            print(f"{'scroll position':44} {before:.0f} before, {after:.0f} after")
            browser.close()


# --- rest and unrest ----------------------------------------------------------------------------------------


def idle(preview: Preview) -> None:
    """Measure the processor's time while nothing happens."""
    before = processor_time(preview.process.pid)
    time.sleep(IDLE)
    share = (processor_time(preview.process.pid) - before) / IDLE
    print(f"{f'processor, nothing changing for {IDLE:.0f} s':44} {share:.2%}")


def processor_time(pid: int) -> float:
    """Return the seconds that the threads of a process have computed, by the scheduler's account.

    That of /proc/PID/stat counts in hundredths of a second, each given whole to whoever runs at its end.
    """
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text("ascii").split()[0]) for task in tasks) / 1e9


def steady(preview: Preview, page: Path, path: str) -> None:
    """Rewrite a file every 50 ms, and measure how old the text is that is answered meanwhile."""
    ages, written = [], {}
    with restored(page) as write:
        started = time.perf_counter()
        number = 0
        while (now := time.perf_counter()) - started < STEADY_SECONDS:
            written[number] = write(f"steady-{number}-end")
            if number % 4 == 3:
                shown = preview.get(path).partition("steady-")[2].partition("-")[0]
                if shown:
                    ages.append(time.perf_counter() - written[min(int(shown) + 1, number)])
            number += 1
            time.sleep(max(0.0, STEADY_PAUSE - (time.perf_counter() - now)))
    show("age of the text, rewritten every 50 ms", ages or [LONG])


def storm(preview: Preview, page: Path, path: str) -> None:
    """Write thousands of times into a hundred files, and measure until all their last texts are answered."""
    folder = page.parent / "storm"
    folder.mkdir()
    try:
        started, last = time.perf_counter(), {}
        for number in range(STORM_WRITES):
            name = f"page-{number % STORM_FILES}"
            last[name] = f"storm-{number}-end"
            (folder / f"{name}.md").write_text(f"# {name}\n\n{last[name]}\n", encoding="utf-8")
            ahead = started + STORM_SECONDS * (number + 1) / STORM_WRITES - time.perf_counter()
            if ahead > 0.01:
                time.sleep(ahead)
        ended = time.perf_counter()
        beside = path.rstrip("/").rpartition("/")[0]
        waiting = dict(last)
        while waiting:
            name, word = next(iter(waiting.items()))
            if word in preview.get(f"{beside}/storm/{name}/"):
                del waiting[name]
            elif time.perf_counter() - ended > LONG:
                raise SystemExit(f"{name} is not what was written")
        taken, until = ended - started, time.perf_counter() - ended
        print(f"{f'{STORM_WRITES} writes in {taken:.1f} s':44} all pages right after {until:.2f} s")
    finally:
        shutil.rmtree(folder)


class Holdings(NamedTuple):
    """What a process has: MiB of memory, descriptors, threads."""

    memory: float
    descriptors: int
    threads: int


def growth(preview: Preview, page: Path, path: str) -> None:
    """Measure what a preview holds before and after much use."""
    use(preview, page, path, WARM_UP)
    before = holdings(preview.process.pid)
    use(preview, page, path, 1)
    after = holdings(preview.process.pid)
    name = f"{REBUILDS} rebuilds, {REQUESTS} requests, {STREAMS} streams"
    grown = after.memory - before.memory
    print(f"{name:44} {grown:+.1f} MiB of {before.memory:.0f}, ", end="")
    print(f"descriptors {before.descriptors} to {after.descriptors}, ", end="")
    print(f"threads {before.threads} to {after.threads}", flush=True)


def use(preview: Preview, page: Path, path: str, share: float) -> None:
    """Edit, ask and listen, as often as that share of the numbers above says; then let the preview rest."""
    with restored(page) as write:
        for number in range(round(share * REBUILDS)):
            word = f"use-{number}-of-many"
            write(word)
            while word not in preview.get(path):
                time.sleep(0.01)
    for _ in range(round(share * REQUESTS)):
        preview.get(path)
    for _ in range(round(share * STREAMS)):
        stream = http.client.HTTPConnection("127.0.0.1", preview.port, timeout=LONG)
        stream.request("GET", "/@handbook/events")
        stream.getresponse().readline()
        stream.close()
    time.sleep(10)


def holdings(pid: int) -> Holdings:
    """Return what a process holds, by the kernel's account."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines())
    return Holdings(
        memory=int(status["VmRSS"].split()[0]) / 1024,
        descriptors=sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir()),
        threads=int(status["Threads"]),
    )
