"""``handbook serve`` as a process: what it answers, what it says in the terminal, and how it ends."""

import contextlib
import http.client
import re
import signal
import socket
import subprocess
import sys
import time

import pytest
from on_disk import write_site
from previewed import LONG, previewing

PAGES = {
    "handbook.toml": '[site]\ntitle = "Acme"\n',
    "content/index.md": "# Home\n\nWelcome.\n",
    "content/leave.md": "# Leave\n\nTwenty-five days. See [pay](pay.md).\n",
    "content/pay.md": "# Pay\n\nOn the 25th.\n",
}


@pytest.fixture
def site(tmp_path):
    return write_site(tmp_path / "site", PAGES)


@pytest.fixture(scope="module")
def preview(tmp_path_factory):
    with previewing(write_site(tmp_path_factory.mktemp("site"), PAGES)) as running:
        yield running


def run(folder, *arguments):
    command = [sys.executable, "-m", "handbook", "serve", *arguments]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, timeout=LONG)


# --- files --------------------------------------------------------------------------------------------------


def test_files_come_change_move_and_go(preview):
    preview.write("content/team/new.md", "# New\n\none\n")
    preview.shows("/team/new/", "one")
    preview.write("content/team/new.md", "# New\n\ntwo\n")
    preview.shows("/team/new/", "two")
    (preview.folder / "content/team").rename(preview.folder / "content/crew")
    preview.shows("/crew/new/", "two")
    preview.until(lambda reply: reply.status == 404, "/team/new/")
    (preview.folder / "content/crew/new.md").unlink()
    preview.until(lambda reply: reply.status == 404, "/crew/new/")


def test_static_files_and_files_beside_pages_are_followed(preview):
    preview.write("static/hello.txt", "hello")
    preview.shows("/hello.txt", "hello")
    preview.write("static/hello.txt", "hello again")
    preview.shows("/hello.txt", "hello again")
    preview.write("content/files.md", "# Files\n\n[data](table.csv)\n")
    preview.shows("/files/", "data")
    preview.write("content/table.csv", "a,b\n")

    preview.shows("/table.csv", "a,b")


def test_the_configuration_is_followed_wherever_it_leads(site):
    with previewing(site) as preview:
        write_site(
            site,
            {
                "notes/index.md": "# Notes\n\nElsewhere.\n",
                "people.json": '[{"handle": "ann", "name": "Ann"}]',
            },
        )
        preview.write("handbook.toml", '[paths]\ncontent = "notes"\n')
        preview.shows("/", "Elsewhere.")
        preview.edit("notes/index.md", "Elsewhere.", "Somewhere else.")
        preview.shows("/", "Somewhere else.")
        preview.write(
            "handbook.toml", '[paths]\ncontent = "notes"\n[site]\nurl = "https://acme.example/below/"\n'
        )
        preview.shows("/below/", "Somewhere else.")
        preview.write("handbook.toml", '[paths]\ncontent = "notes"\n[data]\nauthors = "people.json"\n')
        preview.write("notes/blog/post.md", "---\ntitle: Post\ndate: 2020-01-01\nauthor: ann\n---\n\nText.\n")
        preview.shows("/blog/post/", "Ann")
        preview.write("people.json", '[{"handle": "ann", "name": "Anna"}]')
        preview.shows("/blog/post/", "Anna")

        assert preview.problems("/blog/post/")["site"] == {"error": 0, "warning": 0, "info": 0}


def test_a_site_may_begin_without_content_and_configuration(tmp_path):
    with previewing(tmp_path) as preview:
        preview.write("first.md", "# First\n\nA page.\n")
        preview.shows("/first/", "A page.")
        preview.write("handbook.toml", '[paths]\ncontent = "."\n[site]\ntitle = "Begun"\n')

        preview.shows("/first/", "Begun")


# --- drafts -------------------------------------------------------------------------------------------------

DRAFTS = {
    "content/draft.md": "---\ntitle: Idea\ndraft: true\n---\n\nAn idea.\n",
    "content/blog/later.md": "---\ntitle: Later\ndate: 2999-12-31\n---\n\nSome day.\n",
}


def test_what_readers_do_not_see_yet_is_shown_and_said(site):
    with previewing(write_site(site, DRAFTS)) as preview:
        preview.shows("/draft/", "An idea.")
        preview.shows("/blog/later/", "Some day.")

        assert [preview.problems(path)["status"] for path in ("/draft/", "/blog/later/", "/leave/")] == [
            "Draft",
            "Scheduled for 2999-12-31",
            "",
        ]


def test_drafts_can_be_left_out(site):
    with previewing(write_site(site, DRAFTS), "--no-drafts") as preview:
        preview.shows("/leave/", "days")

        assert [preview.get(path).status for path in ("/draft/", "/blog/later/")] == [404, 404]


# --- problems -----------------------------------------------------------------------------------------------


def test_findings_of_every_file_are_listed(site):
    files = {
        "handbook.toml": '[data]\nauthors = "people.json"\n[[theme.footer]]\ntitle = "T"\nurl = "no.md"\n',
        "people.json": '[\n{"handle": "ann", "name": "Ann"},\n{"handle": "ann", "name": "Bea"}\n]',
        "content/leave.md": "# Leave\n\n[x](y.md)\n",
    }
    with previewing(write_site(site, files)) as preview:
        preview.shows("/leave/", "x")
        found = preview.problems("/leave/")

        assert [(one["file"], one["line"]) for one in found["page"]] == [("leave.md", 3)]
        assert [(one["file"], one["line"], one["excerpt"]) for one in found["elsewhere"]] == [
            ("handbook.toml", 5, 'url = "no.md"'),
            ("people.json", 3, '{"handle": "ann", "name": "Bea"}'),
        ]


def test_only_files_of_the_site_are_opened(site):
    with previewing(site, environment={"VISUAL": "", "EDITOR": ""}) as preview:
        address = re.search(r'data-handbook-open="([^"]+)"', preview.shows("/leave/", "days").text)[1]
        address = address.replace("&amp;", "&").replace("LINE", "3")

        def opened(path):
            reply = preview.get(re.sub("path=[^&]+", f"path={path}", address))
            return reply.status, reply.text.split(":")[0].split(".")[0]

        assert {path: opened(path) for path in ("content:leave.md", "site:handbook.toml")} == {
            "content:leave.md": (409, "No editor is known"),
            "site:handbook.toml": (409, "No editor is known"),
        }
        for path in ("content:../handbook.toml", "site:/etc/passwd", "site:content/leave.md", "leave.md", ""):
            assert opened(path)[0] == 409
            assert opened(path)[1].startswith("There is no file")


def test_an_editor_with_an_address_of_its_own_is_opened_by_the_browser(site):
    write_site(site, {"handbook.toml": '[serve]\neditor = "vscode://file{file}:{line}:{column}"\n'})
    with previewing(site) as preview:
        address = re.search(r'data-handbook-open="([^"]+)"', preview.shows("/leave/", "days").text)[1]

        reply = preview.get(address.replace("&amp;", "&").replace("LINE", "3"))

    assert (reply.status, reply.text) == (200, f"vscode://file{site}/content/leave.md:3:1")


# --- the terminal -------------------------------------------------------------------------------------------


def test_a_line_says_what_each_rebuild_came_to(site):
    with previewing(site) as preview:
        preview.line("4 pages in ")
        preview.edit("content/pay.md", "25th", "26th")
        assert re.fullmatch(
            r"\d\d:\d\d:\d\d  content/pay\.md: 1 page of 4 in \d+ ms, no findings", preview.line("pay.md")
        )
        preview.write("handbook.toml", "[site]\ntitel = 1\n")
        assert preview.line("handbook.toml:2:1") == (
            "handbook.toml:2:1: error[bad-configuration] [site] has no setting titel"
        )
        assert preview.line("until") == "    The preview shows the site as it was before until it is mended."
        preview.write("handbook.toml", '[site]\ntitle = "B"\n')

        assert re.fullmatch(
            r"\S+  handbook\.toml: 0 pages in \d+ ms, no findings", preview.line("  handbook.toml")
        )


def test_quiet_says_the_address_and_what_is_wrong(site):
    with previewing(site, "--quiet") as preview:
        preview.edit("content/pay.md", "25th", "26th")
        preview.shows("/pay/", "26th")
        preview.write("handbook.toml", "[site")
        preview.line("this is not TOML")
        preview.stop()

        assert [line for line in preview.said if "pay.md" in line] == []


def test_others_can_be_let_in_with_a_warning(site):
    with previewing(site, "--host", "0.0.0.0") as preview:
        assert preview.line("warning:") == (
            "warning: everybody who reaches this machine at 0.0.0.0 can read it, drafts too"
        )
        assert preview.address.startswith("http://localhost:")


# --- ports --------------------------------------------------------------------------------------------------


HINT = "    hint: choose another with --port"


@contextlib.contextmanager
def taken_port(port=0):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_that_was_asked_for_is_taken_or_nothing(site):
    with taken_port() as port:
        ended = run(site, "--port", str(port))

    assert (ended.returncode, ended.stderr) == (
        2,
        f"error: 127.0.0.1 has no room at port {port}: address already in use\n{HINT}\n",
    )


@pytest.mark.parametrize("host", ["no-such-host.invalid", "192.0.2.1"])
def test_a_host_that_is_elsewhere_is_not_said_to_lack_a_port(host):
    from handbook.server import serve  # noqa: PLC0415 - uvicorn, for this test alone

    with pytest.raises(serve.CannotStart, match=f"^{host} is no address of this machine: ") as refused:
        serve._listen(serve.ServeOrder(folder=".", host=host))

    assert refused.value.hint == "give --host one that it has, or 0.0.0.0 for all of them"


def test_without_a_port_the_next_free_one_is_taken(monkeypatch):
    from handbook.server import serve  # noqa: PLC0415 - uvicorn, for this test alone

    with taken_port() as port:
        monkeypatch.setattr(serve, "FIRST_PORT", port)
        with serve._listen(serve.ServeOrder(folder=".")) as listening:
            assert port < listening.getsockname()[1] < port + serve.PORTS


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:{}/"),
        ("0.0.0.0", "http://localhost:{}/"),
        ("::", "http://localhost:{}/"),
        ("[::1]", "http://[::1]:{}/"),
        ("::1", "http://[::1]:{}/"),
    ],
)
def test_the_address_is_one_that_a_browser_opens(host, address):
    from handbook.config import Project  # noqa: PLC0415 - as above
    from handbook.server import serve  # noqa: PLC0415 - as above

    order = serve.ServeOrder(folder=".", host=host, port=0)
    try:
        listening = serve._listen(order)
    except serve.CannotStart as error:
        pytest.skip(error.message)
    with listening:
        assert serve._address(order, listening, Project(folder=".")) == address.format(
            listening.getsockname()[1]
        )


# --- the end ------------------------------------------------------------------------------------------------


def processes_of(group):
    """Return the processes of a group that are still there."""
    shown = subprocess.run(
        ["ps", "-eo", "pgid=,pid=,stat="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split() for line in shown.splitlines()]
    return [pid for pgid, pid, state in rows if pgid == str(group) and not state.startswith("Z")]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_though_streams_are_open(site, number):
    with previewing(site) as preview:
        preview.shows("/", "Welcome.")
        streams = [http.client.HTTPConnection("127.0.0.1", preview.port, timeout=LONG) for _ in range(5)]
        for stream in streams:
            stream.request("GET", "/@handbook/events")
            stream.getresponse().readline()
        started = time.monotonic()

        code = preview.stop(number)

        seconds = time.monotonic() - started
        for stream in streams:
            stream.close()
        assert (code, preview.said[-1], processes_of(preview.process.pid)) == (0, "Stopped.", [])
        assert seconds < 5  # 0.1 where nothing else is computed


def test_it_ends_at_once_while_everything_is_being_parsed(site):
    write_site(
        site, {f"content/many/{number}.md": "# Page\n\n" + "Some *text*. " * 3000 for number in range(150)}
    )
    with previewing(site) as preview:
        started = time.monotonic()

        code = preview.stop()

        assert (code, preview.said[-1]) == (0, "Stopped.")
        assert time.monotonic() - started < 10  # 0.7; parsing all of it takes three times as long
        ends = time.monotonic() + LONG
        while processes_of(preview.process.pid):
            assert time.monotonic() < ends
            time.sleep(0.05)


def test_nothing_is_written_but_the_cache(site):
    before = sorted(path.name for path in site.iterdir())
    with previewing(site) as preview:
        preview.shows("/leave/", "days")

    assert sorted(path.name for path in site.iterdir()) == sorted([*before, ".handbook"])


def test_a_folder_that_is_not_there_is_no_site(tmp_path):
    ended = run(tmp_path, "nowhere")

    assert (ended.returncode, ended.stderr.splitlines()[0]) == (2, "error: there is no folder nowhere")
