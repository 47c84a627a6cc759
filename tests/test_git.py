import os
import subprocess
import time

import pytest

from handbook import git
from handbook.git import NO_GIT, NO_REPOSITORY, SHALLOW, TOO_LONG, TOO_SLOW, History, start

ENVIRONMENT = {
    **os.environ,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@acme.example",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@acme.example",
}


def run(folder, *arguments, when=0, author="Ada"):
    dates = {"GIT_AUTHOR_DATE": "1000000000 +0000", "GIT_COMMITTER_DATE": f"{1_700_000_000 + when} +0000"}
    result = subprocess.run(
        ["git", "-c", "init.defaultBranch=main", *arguments],
        cwd=folder,
        env={**ENVIRONMENT, "GIT_AUTHOR_NAME": author, **dates},
        capture_output=True,
        check=True,
        text=True,
    )
    return result.stdout.strip()


def commit(folder, files, when, author="Ada"):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    run(folder, "add", "--all")
    run(folder, "commit", "--message", "change", when=when, author=author)


def changed(**seconds):
    """Return the history of files that Ada alone changed."""
    return History(
        {name: 1_700_000_000 + when for name, when in seconds.items()}, dict.fromkeys(seconds, ("Ada",))
    )


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "repository"
    folder.mkdir()
    run(folder, "init")
    return folder


def test_each_file_has_the_time_of_the_last_commit_that_touched_it(repository):
    commit(repository, {"content/a.md": "1", "content/b.md": "1", "README.md": "1"}, when=1)
    commit(repository, {"content/a.md": "2"}, when=2)
    commit(repository, {"README.md": "2"}, when=3)

    assert start(repository / "content")() == changed(**{"a.md": 2, "b.md": 1})
    assert start(repository)() == changed(**{"content/a.md": 2, "content/b.md": 1, "README.md": 3})


@pytest.mark.parametrize(
    "name",
    ["é.md", "新.md", "a\nb.md", "\nfirst.md", "-n.md", '"quoted".md', "a b.md", "1700000000", ":x.md"],
)
def test_names_of_any_kind(repository, name):
    commit(repository, {name: "1", "zzz.md": "1"}, when=5)

    assert start(repository)() == changed(**{name: 5, "zzz.md": 5})


def test_a_name_that_is_not_utf8_harms_no_other(repository):
    commit(repository, {os.fsdecode(b"\xff.md"): "1", "zzz.md": "1"}, when=5)

    assert start(repository)() == changed(**{"\ufffd.md": 5, "zzz.md": 5})


def test_a_merge_counts_for_nothing_the_commits_it_brings_do(repository):
    commit(repository, {"a.md": "1", "b.md": "1"}, when=1)
    run(repository, "switch", "--create", "side")
    commit(repository, {"a.md": "2"}, when=2)
    run(repository, "switch", "main")
    commit(repository, {"b.md": "2"}, when=3)
    run(repository, "merge", "side", "--message", "merge", when=9)
    run(repository, "commit", "--allow-empty", "--message", "nothing", when=10)

    assert start(repository)() == changed(**{"a.md": 2, "b.md": 3})


def test_a_renamed_file_is_as_old_as_its_name(repository):
    commit(repository, {"a.md": "1"}, when=1)
    run(repository, "mv", "a.md", "b.md")
    run(repository, "commit", "--message", "rename", when=2)

    assert start(repository)().changed["b.md"] == 1_700_000_002


def test_the_first_commit_counts_whatever_the_repository_is_set_to(repository):
    for setting in (
        ("log.showRoot", "false"),
        ("log.follow", "true"),
        ("color.ui", "always"),
        ("diff.renames", "copies"),
        ("diff.noprefix", "true"),
        ("diff.mnemonicPrefix", "true"),
        ("core.quotePath", "true"),
        ("format.pretty", "full"),
        ("log.decorate", "full"),
        ("log.diffMerges", "combined"),
        ("diff.relative", "false"),
        ("log.date", "relative"),
    ):
        run(repository, "config", *setting)
    commit(repository, {"content/é.md": "1"}, when=1)

    assert start(repository / "content")() == changed(**{"é.md": 1})


# --- contributors -------------------------------------------------------------------------------------------


def contributors(folder):
    return start(folder)().contributors


def test_who_changed_a_file_most_often_comes_first_and_equals_stand_by_name(repository):
    for when, author in enumerate(["Grace", "Ada", "Éva", "Grace", "Bob"]):
        commit(repository, {"content/a.md": f"{when}"}, when, author)
    commit(repository, {"content/b.md": "1", "c.md": "1"}, 9, "Ada")

    assert contributors(repository / "content") == {
        "a.md": ("Grace", "Ada", "Bob", "Éva"),
        "b.md": ("Ada",),
    }


def test_names_are_those_of_the_mailmap(repository):
    commit(repository, {"a.md": "1"}, 1, "ada")
    commit(repository, {"a.md": "2"}, 2, "Ada")
    commit(repository, {"a.md": "3", ".mailmap": "Ada Lovelace <ada@acme.example>\n"}, 3, "A. L.")

    assert contributors(repository)["a.md"] == ("Ada Lovelace",)


def test_a_mailmap_that_the_repositorys_settings_name_is_not_read(repository, tmp_path):
    commit(repository, {"a.md": "1"}, 1)
    os.mkfifo(tmp_path / "pipe")
    run(repository, "config", "mailmap.file", str(tmp_path / "pipe"))

    assert contributors(repository) == {"a.md": ("Ada",)}


@pytest.mark.parametrize(
    ("author", "shown"),
    [
        ("ada@acme.example", ()),
        ("Ada ada@acme.example", ()),
        ("dependabot[bot]", ()),
        ("Ada @ Acme", ("Ada @ Acme",)),
        ("\x1b[31mAda\tLovelace\u202e", ("[31mAda Lovelace",)),
        ("क्\u200dष", ("क्\u200dष",)),
        ("7 Ada", ("7 Ada",)),
        ("A" * 200, ("A" * 100,)),
    ],
)
def test_a_name_is_text_for_readers_and_never_an_address(repository, author, shown):
    commit(repository, {"a.md": "1"}, 1, author)

    assert contributors(repository) == {"a.md": shown}


def test_no_more_than_so_many_people_are_named(repository, monkeypatch):
    monkeypatch.setattr(git, "MOST_CONTRIBUTORS", 2)
    for when, author in enumerate("CBA"):
        commit(repository, {"a.md": f"{when}"}, when, author)

    assert contributors(repository) == {"a.md": ("A", "B")}


def commit_as_written(repository, text):
    """Add a commit that git would not make."""
    written = f"tree {run(repository, 'rev-parse', 'HEAD^{tree}')}\n{text}\n\nx\n"
    (repository.parent / "written").write_text(written, encoding="utf-8", newline="")
    head = run(repository, "hash-object", "-t", "commit", "-w", "--literally", repository.parent / "written")
    run(repository, "update-ref", "HEAD", head)


@pytest.mark.parametrize(
    ("text", "history"),
    [
        ("author  <a@b.c> 5 +0000\ncommitter C <c@b.c> 5 +0000", History({"a.md": 5}, {"a.md": ()})),
        ("author <> 5 +0000\ncommitter <> 6 +0000", History({"a.md": 6}, {"a.md": ()})),
        ("author A <a> 5 +0000\ncommitter C <c> 999999999999999 +0000", History()),
        (
            "author A+AAA-+AAA-9 B <a> 5 +0000\ncommitter C <c> 7 +0000\nencoding UTF-7",
            History({"a.md": 7}, {"a.md": ("A+AAA-+AAA-9 B",)}),
        ),
    ],
    ids=["no name", "nobody", "a time beyond every calendar", "a name that hides NULs"],
)
def test_no_commit_breaks_the_log(repository, text, history):
    commit(repository, {"a.md": "1"}, 1)
    commit_as_written(repository, text)

    assert start(repository)() == history


@pytest.mark.parametrize(
    ("log", "history"),
    [
        (b"\0005 A\0\nb\0a\0", History({"a": 5, "b": 5}, {"a": ("A",), "b": ("A",)})),
        (b"\0005 A\0\0x\0\na\0", History()),
        (b"\0005 A\0\na\0\0", History({"a": 5}, {"a": ("A",)})),
        (b"\0", History()),
    ],
)
def test_a_log_with_a_nul_where_none_belongs_is_read_to_its_end(
    repository, tmp_path, monkeypatch, log, history
):
    (tmp_path / "log").write_bytes(log)
    fake_git(tmp_path, monkeypatch, f"exec cat {tmp_path / 'log'}")

    assert start(repository)() == history


# --- no dates -----------------------------------------------------------------------------------------------


def test_a_folder_in_no_repository(tmp_path, monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", None)

    assert start(tmp_path)() == History(notice=NO_REPOSITORY)


def test_a_shallow_clone_and_a_worktree_of_it(repository, tmp_path):
    commit(repository, {"a.md": "1"}, when=1)
    commit(repository, {"b.md": "1"}, when=2)
    run(tmp_path, "clone", "--depth", "1", repository.as_uri(), "clone")

    run(tmp_path / "clone", "worktree", "add", "--detach", str(tmp_path / "tree"))

    assert start(tmp_path / "clone")() == History(notice=SHALLOW)
    assert start(tmp_path / "tree")() == History(notice=SHALLOW)


def test_without_git(repository, monkeypatch, tmp_path):
    commit(repository, {"a.md": "1"}, when=1)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert start(repository)() == History(notice=NO_GIT)


def test_a_repository_without_commits(repository):
    assert start(repository)() == History(notice="no dates from git: nothing has been committed yet")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files to another user")
def test_a_repository_of_another_user(repository):
    commit(repository, {"a.md": "1"}, when=1)
    for path in (repository, repository / ".git"):
        os.chown(path, 12345, 12345)

    assert start(repository)() == History(notice="no dates from git: the repository belongs to another user")


def test_a_broken_repository(tmp_path):
    (tmp_path / ".git").mkdir()

    history = start(tmp_path)()

    assert history.changed == {}
    assert history.notice.startswith("no dates from git: fatal: not a git repository")
    assert "\n" not in history.notice


def fake_git(tmp_path, monkeypatch, script):
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")


def test_a_git_that_takes_too_long_is_ended(repository, tmp_path, monkeypatch):
    fake_git(tmp_path, monkeypatch, "exec sleep 60")
    before = time.monotonic()

    assert start(repository, timeout=0.1)() == History(notice=TOO_SLOW)
    assert time.monotonic() - before < 10


def test_a_git_that_says_too_much_is_ended(repository, tmp_path, monkeypatch):
    monkeypatch.setattr(git, "OUTPUT", 1000)
    fake_git(tmp_path, monkeypatch, "exec yes")

    assert start(repository)() == History(notice=TOO_LONG)


def test_a_git_that_fails_without_a_word(repository, tmp_path, monkeypatch):
    fake_git(tmp_path, monkeypatch, "exit 3")

    assert start(repository)() == History(notice="no dates from git: it failed")


def test_git_runs_beside_what_is_done_meanwhile(repository, tmp_path, monkeypatch):
    fake_git(tmp_path, monkeypatch, "sleep 0.5")
    before = time.monotonic()
    collect = start(repository)
    assert time.monotonic() - before < 0.4

    assert collect() == History()


# --- a repository that attacks ------------------------------------------------------------------------------


def test_no_program_of_the_repository_is_run(repository, tmp_path):
    marker = tmp_path / "marker"
    program = repository / "attack.sh"
    program.write_text(f"#!/bin/sh\necho $0 $@ >> {marker}\n")
    program.chmod(0o755)
    (repository / "git").write_text(program.read_text())
    (repository / "git").chmod(0o755)
    commit(repository, {"a.md": "1", ".gitattributes": "*.md diff=attack filter=attack\n"}, when=1)
    signed = run(repository, "cat-file", "commit", "HEAD").replace(
        "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n", 1
    )
    (tmp_path / "signed").write_text(signed + "\n")
    head = run(repository, "hash-object", "-t", "commit", "-w", str(tmp_path / "signed"))
    run(repository, "update-ref", "HEAD", head)
    for setting in (
        "core.fsmonitor",
        "core.pager",
        "pager.log",
        "diff.external",
        "diff.attack.textconv",
        "diff.attack.command",
        "filter.attack.clean",
        "filter.attack.smudge",
        "gpg.program",
        "gpg.openpgp.program",
        "core.sshCommand",
        "core.editor",
        "core.askPass",
        "credential.helper",
        "alias.log",
    ):
        run(repository, "config", setting, f"!{program}" if setting == "alias.log" else str(program))
    run(repository, "config", "log.showSignature", "true")
    run(repository, "config", "core.hooksPath", str(repository))
    for hook in ("post-index-change", "reference-transaction", "fsmonitor-watchman"):
        (repository / hook).write_text(program.read_text())
        (repository / hook).chmod(0o755)
    subprocess.run(
        ["git", "log", "--patch"], cwd=repository, env=ENVIRONMENT, capture_output=True, check=False
    )
    assert marker.exists(), "the attack works against a plain git"
    marker.unlink()

    assert "a.md" in start(repository)().changed
    assert not marker.exists()


def test_a_git_in_the_folder_is_not_the_program(repository, tmp_path, monkeypatch):
    marker = tmp_path / "marker"
    commit(repository, {"git": f"#!/bin/sh\ntouch {marker}\n"}, when=1)
    (repository / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f".:{os.environ['PATH']}:")
    monkeypatch.chdir(repository)

    assert start(repository)() == changed(git=1)
    assert not marker.exists()


def test_what_a_partial_clone_lacks_is_not_fetched(repository, tmp_path):
    marker = tmp_path / "marker"
    commit(repository, {"a.md": "1", "b/c.md": "1"}, when=1)
    commit(repository, {"b/c.md": "2"}, when=2)
    run(repository, "config", "uploadpack.allowFilter", "true")
    run(tmp_path, "clone", "--filter=tree:0", "--no-checkout", repository.as_uri(), "clone")
    clone = tmp_path / "clone"
    run(clone, "config", "protocol.allow", "always")
    run(clone, "config", "protocol.ext.allow", "always")
    run(clone, "config", "remote.origin.url", f"ext::touch {marker}")
    subprocess.run(
        ["git", "log", "--name-only"], cwd=clone, env=ENVIRONMENT, capture_output=True, check=False
    )
    assert marker.exists(), "the attack works against a plain git"
    marker.unlink()

    history = start(clone)()

    assert history.changed == {}
    assert history.notice.startswith("no dates from git: ")
    assert not marker.exists()


def test_a_bare_repository_hidden_in_the_content_is_not_asked(repository, tmp_path):
    commit(repository, {"a.md": "1"}, when=1)
    hidden = repository / "docs"
    run(repository, "init", "--bare", str(hidden))
    run(hidden, "config", "core.bare", "false")
    run(hidden, "config", "core.worktree", str(tmp_path))
    (hidden / "x.md").write_text("1")

    assert start(hidden)().changed == {}


def test_variables_of_a_surrounding_git_are_not_heard(repository, tmp_path, monkeypatch):
    commit(repository, {"a.md": "1"}, when=1)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))

    assert start(repository)() == changed(**{"a.md": 1})


def add_worktree(repository):
    run(repository, "worktree", "add", "--detach", str(repository.parent / "tree"))
    return repository.parent / "tree"


def test_the_history_of_a_worktree(repository):
    commit(repository, {"content/a.md": "1"}, when=1)

    assert start(add_worktree(repository) / "content")() == changed(**{"a.md": 1})
