"""What a writer reads in the terminal while the preview runs, in the cases that go wrong."""

import re
from io import StringIO
from pathlib import Path

import pytest
from lived import Lived

from handbook.config import Project
from handbook.errors import CannotStart
from handbook.server.faults import failure_of
from handbook.server.live import Rebuilt
from handbook.server.teller import Teller
from handbook.settings import BadConfiguration, find_project
from handbook.terminal import Terminal


class Told:
    """A teller, and the lines that it has printed."""

    def __init__(self, folder: Path, *, quiet: bool = False):
        self.output, self.beside = StringIO(), StringIO()
        self.project = Project(folder=folder)
        self.teller = Teller(Terminal(self.output, self.beside, {}), self.project, quiet=quiet)

    def lines(self):
        """Return what was printed since the last time, without the clock."""
        text = re.sub(
            r"\b[\d.:]+(?= (?:m?s)\b)|^\d\d:\d\d:\d\d", "…", self.beside.getvalue(), flags=re.MULTILINE
        )
        self.beside.seek(0)
        self.beside.truncate()
        return text.splitlines()

    def rebuilt(self, **known):
        self.teller.rebuilt(Rebuilt(**{"snapshot": None, "project": self.project, "seconds": 0.012} | known))
        return self.lines()


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content").mkdir()
    (tmp_path / "content/index.md").write_text("# Home\n\n[x](y.md)\n")
    return tmp_path


@pytest.fixture
def snapshot(site):
    return Lived(site).wake().current


@pytest.fixture
def told(site):
    return Told(site)


OF_THE_SITE = "    The preview shows the site as it was before until it is mended."
OUR_FAULT = [
    "error: handbook itself has failed: KeyError: 'x'",
    "    hint: this is our bug, not a mistake of yours; what was changed last may be what it fails at",
]
OF_NOTHING = "    The preview shows this, too, until it is mended."


def test_what_is_in_the_way_is_said_with_its_way_out_and_what_is_shown_meanwhile(told, snapshot):
    failure = CannotStart("the theme has no page.html", "put it into templates")
    said = ["error: the theme has no page.html", "    hint: put it into templates"]

    assert told.rebuilt(failure=failure) == [*said, OF_NOTHING]
    assert told.rebuilt(failure=failure, snapshot=snapshot) == [*said, OF_THE_SITE]


def test_the_mistakes_of_a_configuration_stand_with_their_place(told, site):
    (site / "handbook.toml").write_text('[site]\ntitel = "Acme"\n')
    with pytest.raises(BadConfiguration) as caught:
        find_project(site, None)

    lines = told.rebuilt(failure=caught.value)

    assert lines[0] == "handbook.toml:2:1: error[bad-configuration] [site] has no setting titel"
    assert lines[-1] == OF_NOTHING


def test_a_fault_of_ours_is_kept_in_a_file_to_be_sent(told):
    assert told.rebuilt(failure=failure_of(KeyError("x"))) == [
        *OUR_FAULT,
        "    Please report it with the file .handbook/crash.txt.",
        OF_NOTHING,
    ]
    assert "KeyError: 'x'" in (told.project.cache_folder / "crash.txt").read_text()


def test_a_fault_that_cannot_be_kept_is_said_all_the_same(told):
    told.project.cache_folder.write_text("in the way")

    assert told.rebuilt(failure=failure_of(KeyError("x"))) == [*OUR_FAULT, OF_NOTHING]


def test_the_first_line_counts_the_site_and_the_next_say_what_changed(told, site, snapshot):
    changed = tuple(site / name for name in ("content/index.md", "content/leave.md", "handbook.toml"))
    elsewhere = site.parent / "theme\x1b.css"

    assert (
        [
            *told.rebuilt(snapshot=snapshot),
            *told.rebuilt(snapshot=snapshot),  # git has answered
            *told.rebuilt(snapshot=snapshot, changed=changed[:1], parsed=1),
            *told.rebuilt(snapshot=snapshot, changed=changed, parsed=2),
            *told.rebuilt(snapshot=snapshot, changed=(elsewhere,)),
        ]
        == [
            "2 pages in … s: 1 warning",
            "…  content/index.md: 1 page of 2 in … ms, 1 warning",
            "…  content/index.md and 2 more: 2 pages of 2 in … ms, 1 warning",
            "…  ../theme␛.css: 0 pages in … ms, 1 warning",
        ]
    )


def test_a_quiet_preview_says_the_first_line_and_what_fails(site, snapshot):
    told = Told(site, quiet=True)

    assert told.rebuilt(snapshot=snapshot) == ["2 pages in … s: 1 warning"]
    assert told.rebuilt(snapshot=snapshot) == []
    assert told.rebuilt(snapshot=snapshot, failure=CannotStart("no")) == ["error: no", OF_THE_SITE]


def test_a_failure_first_and_a_site_after_it(told, snapshot):
    told.rebuilt(failure=CannotStart("no"))

    assert told.rebuilt(snapshot=snapshot) == ["…  mended: 0 pages in … ms, 1 warning"]


def test_a_template_that_breaks_pages_is_said_below_the_line(told, site, snapshot):
    told.rebuilt(snapshot=snapshot)
    broken = CannotStart("template page.html:1: 'oh' is undefined\n>   1 | {{ oh }}", "the names are listed")
    broken.__cause__ = KeyError("what Jinja said")

    assert told.rebuilt(snapshot=snapshot, changed=(site / "templates/page.html",), broken=broken) == [
        "…  templates/page.html: 0 pages in … ms, 1 warning",
        "error: template page.html:1: 'oh' is undefined",
        "    >   1 | {{ oh }}",
        "    hint: the names are listed",
        "    Pages show this, and lead to how they were, until it is mended.",
    ]


def test_a_fault_of_the_search_is_said_and_what_it_means(told):
    told.teller.search_failed(failure_of(KeyError("x")))

    assert told.lines() == [
        *OUR_FAULT,
        "    Please report it with the file .handbook/crash.txt.",
        "    The search finds what it found before.",
    ]


def test_what_the_system_cannot_give_is_said_once(told):
    for notice in (None, "looking every second", "looking every second", "another"):
        told.teller.notice(notice)

    assert told.lines() == ["note: looking every second"]


@pytest.mark.parametrize(
    ("reached_at", "where"), [("0.0.0.0", "at 0.0.0.0"), ("", "at any of its addresses")]
)
def test_who_lets_others_in_is_warned(told, reached_at, where):
    told.teller.begin("http://localhost:8000/", reached_at)
    told.teller.close()

    assert told.lines() == [
        "Preview at http://localhost:8000/  (Ctrl-C ends it)",
        f"warning: everybody who reaches this machine {where} can read it, drafts too",
    ]
