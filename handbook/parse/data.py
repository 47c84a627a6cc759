"""The data files' Sources -> Data: authors, sidebars and redirects, and all that is wrong there."""

from collections.abc import Sequence

from handbook.model import Data, Source
from handbook.parse.authors import authors_of
from handbook.parse.data_file import read_data_file
from handbook.parse.redirects import redirects_of
from handbook.parse.sidebars import sidebars_of


def read_data(authors: Source | None, sidebars: Sequence[Source], redirects: Source | None) -> Data:
    """Read what a site's data files say; whatever cannot be read is left out, and a finding."""
    people_files = [read_data_file(source) for source in (authors,) if source]
    sidebar_files = [read_data_file(source) for source in sidebars]
    rule_files = [read_data_file(source) for source in (redirects,) if source]
    people, bad_people = authors_of(people_files)
    trees, bad_trees = sidebars_of(sidebar_files)
    rules, bad_rules = redirects_of(rule_files)
    unreadable = [
        finding for file in (*people_files, *sidebar_files, *rule_files) for finding in file.diagnostics
    ]
    return Data(
        authors=people,
        authors_path=authors.path if authors else None,
        sidebars=trees,
        redirects=rules,
        redirects_path=redirects.path if redirects else None,
        diagnostics=(*unreadable, *bad_people, *bad_trees, *bad_rules),
    )
