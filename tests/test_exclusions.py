import pytest

from handbook.exclusions import exclusions


@pytest.mark.parametrize(
    ("pattern", "name", "is_folder", "is_kept_out"),
    [
        ("snippets/", "snippets", True, True),
        ("snippets/", "docs/snippets", True, True),
        ("snippets/", "snippets", False, False),
        ("snippets", "docs/snippets", False, True),
        ("snippets", "my-snippets", False, False),
        ("*.psd", "images/team.psd", False, True),
        ("*.psd", "images/team.psd.png", False, False),
        ("/drafts", "drafts", True, True),
        ("/drafts", "docs/drafts", True, False),
        ("/drafts/", "drafts", True, True),
        ("docs/internal", "docs/internal", True, True),
        ("docs/internal", "a/docs/internal", True, False),
        ("docs/*.md", "docs/a.md", False, True),
        ("docs/*.md", "docs/a/b.md", False, False),
        ("docs/**/*.md", "docs/a/b/c.md", False, True),
        ("docs/**/*.md", "docs/c.md", False, True),
        ("**/old", "a/b/old", True, True),
        ("docs/**", "docs/a/b.md", False, True),
        ("?.md", "a.md", False, True),
        ("?.md", "ab.md", False, False),
        ("[0-9]*.md", "1-a.md", False, True),
        ("[!0-9]*.md", "1-a.md", False, False),
        ("[!0-9]*.md", "a.md", False, True),
        ("[\\[^]x", "^x", False, True),
        ("[", "[", False, True),
        ("[z-a].md", "[z-a].md", False, True),
        ("a.md", "axmd", False, False),
        ("Old/", "old", True, False),
        ("_*", "_partials", True, False),
        (".*", ".gitbook", True, False),
        ("_secret/", "_secret", True, True),
        ("/", "anything", True, False),
        ("", "anything", False, False),
    ],
)
def test_a_pattern_keeps_names_out(pattern, name, is_folder, is_kept_out):
    assert exclusions([pattern]).matches(name, is_folder=is_folder) is is_kept_out


def test_any_of_several_patterns_keeps_a_name_out():
    several = exclusions(["*.psd", "node_modules/"])

    assert [
        several.matches(name, is_folder=name == "node_modules") for name in ("a.psd", "node_modules", "a.md")
    ] == [True, True, False]
