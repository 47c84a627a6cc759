"""The site that stands for all sites: it must be whole, or what is tested on it means nothing."""

from checks import sites


def test_the_showcase_has_no_findings_and_a_page_for_every_kind(tmp_path):
    finished = sites.showcase(tmp_path / "site")
    built = {
        f"/{path.relative_to(finished.folder)}".removesuffix("index.html")
        for path in sites.pages_of(finished)
    }

    assert finished.diagnostics == ()
    assert sorted(set(sites.SHOWCASE_PAGES.values()) - built) == []
