"""This project's own site -> what Lighthouse says of its pages on a telephone, and what a page weighs."""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from checks import sites
from checks.installed import folder_of
from checks.loopback import serving
from checks.weight import CODE, LIMIT, NOTE, weight_of_a_page

PAGES = ("handbook", "post", "blog", "home")
AT_LEAST: Mapping[str, float] = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100}
AT_MOST: Mapping[str, float] = {"layout shift": 0}
COLUMNS = (*AT_LEAST, *AT_MOST, "KB", "elements")
CHROME_FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"


def main(arguments: Sequence[str] = ()) -> int:
    """Measure and print a table. Return how a command ends: 1 where a page is worse than it may be."""
    parser = argparse.ArgumentParser(prog="./dev lighthouse", description=__doc__)
    parser.add_argument(
        "--runs", type=int, default=5, help="runs of each page; their median counts (default 5)"
    )
    parser.add_argument(
        "pages", nargs="*", metavar="PAGE", help=f"of {', '.join(PAGES)}; default: all of them"
    )
    given = parser.parse_args(arguments)
    is_good = True
    print(f"{'page':<12}{''.join(f'{column:>16}' for column in COLUMNS)}")
    with TemporaryDirectory() as folder:
        finished = sites.own_site(Path(folder) / "site")
        with serving(finished.folder, finished.base) as address:
            for name in given.pages or PAGES:
                row = medians([measure(address + sites.OWN_PAGES[name]) for _ in range(given.runs)])
                print(f"{name:<12}{''.join(f'{row[column]:>16g}' for column in COLUMNS)}", flush=True)
                is_good &= is_good_enough(row)
    weight = weight_of_a_page()
    print(f"\n{weight} bytes of HTML, CSS and scripts for a page of 10 KB of text; {LIMIT} may be")
    print(f"{weight_of_a_page(NOTE + CODE)} with code in it")
    return int(not is_good or weight > LIMIT)


def measure(url: str) -> Mapping[str, float]:
    """Run Lighthouse on a page once, in its mobile preset."""
    command = (
        *("node", str(folder_of("lighthouse") / "cli" / "index.js"), url),
        *("--output=json", "--quiet", f"--chrome-flags={CHROME_FLAGS}"),
        f"--only-categories={','.join(AT_LEAST)}",
    )
    environment = {"CHROME_PATH": shutil.which("chromium") or "", **os.environ}
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    report: dict[str, Any] = json.loads(answer.stdout)
    for name, audit in report["audits"].items():
        if audit["score"] is not None and audit["score"] < 1 and _counts(report, name):
            print(f"  {name}: {audit['title']} {audit.get('displayValue', '')}".rstrip(), file=sys.stderr)
    audits = report["audits"]
    return {
        **{name: round(100 * report["categories"][name]["score"]) for name in AT_LEAST},
        "layout shift": round(audits["cumulative-layout-shift"]["numericValue"], 4),
        "KB": round(audits["total-byte-weight"]["numericValue"] / 1024, 1),
        "elements": audits["dom-size"]["numericValue"],
    }


def _counts(report: Mapping[str, Any], name: str) -> bool:
    """Say whether an audit is part of a category's score."""
    return any(
        reference["id"] == name and reference["weight"]
        for category in report["categories"].values()
        for reference in category["auditRefs"]
    )


def medians(runs: Sequence[Mapping[str, float]]) -> Mapping[str, float]:
    """Return the median of each measure."""
    return {column: statistics.median(run[column] for run in runs) for column in COLUMNS}


def is_good_enough(row: Mapping[str, float]) -> bool:
    """Judge a page by the limits of this module."""
    reached = all(row[name] >= least for name, least in AT_LEAST.items())
    return reached and all(row[name] <= most for name, most in AT_MOST.items())
