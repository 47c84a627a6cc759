"""An author at work: a site, and the edits that may happen to it in any order."""

import tempfile
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from on_disk import write_site

from handbook.cache import Cache

START = {
    "handbook.toml": '[site]\ntitle = "A"\nurl = "https://a.example/"\n\n[data]\nauthors = "authors.json"\n',
    "authors.json": '[{"handle": "ada", "name": "Ada"}]',
    "content/index.md": "# Welcome\n\n[Leave](handbook/leave.md) [Blog](/blog/)",
    "content/handbook/leave.md": "---\ntitle: Leave\n---\n\n!> Ask [first](sick.md#who).\n",
    "content/handbook/sick.md": "## Who\n\n![x](../images/x.svg)\n",
    "content/images/x.svg": "<svg/>",
    "content/blog/one.md": "---\ndate: 2024-01-01\nauthor: ada\ntags: [a]\n---\n\nOne.",
    "content/blog/two.md": "---\ndate: 2024-02-01\nauthor: bob\ncategory: B\n---\n\n[one](one.md)",
}

TEXTS = {
    "a heading more": "## New\n\ntext\n",
    "a broken link": "[x](nowhere.md)\n",
    "another title": "---\ntitle: Renamed\n---\n\ntext\n",
    "a draft": "---\ntitle: Draft\ndraft: true\n---\n\ntext\n",
    "a future post": "---\ntitle: Later\ndate: 2030-01-01\n---\n\ntext\n",
    "bad front matter": "---\ntitle: a: b\n---\n\ntext\n",
    "an alias": "---\ntitle: Moved\naliases: [/old/, /handbook/leave/]\n---\n\ntext\n",
    "a permalink": "---\ntitle: Here\npermalink: /there/\n---\n\n[self](#top)\n",
    "a callout": "> [!NOTE]\n> text\n\n!> more\n",
    "raw HTML": "<div><a href='index.md'>x</a>\n\n</span>\n",
    "nothing": "",
    "no text": "\ufeff---\n",
}
PATHS = [path for path in START if path.endswith(".md")] + [
    "content/handbook/new.md",
    "content/handbook/Leave.md",
    "content/handbook/leave/index.md",
    "content/blog/three.md",
    "content/_draft.md",
]
CONFIGURATIONS = {
    "another title": START["handbook.toml"].replace('"A"', '"A & B"'),
    "a base path": START["handbook.toml"].replace("a.example/", "a.example/docs/"),
    "no posts": START["handbook.toml"] + '[blog]\npath = ""\n',
    "escaped": START["handbook.toml"] + '[security]\nhtml = "escape"\n',
    "limits": START["handbook.toml"] + "[limits]\nnesting = 20\n",
    "as before": START["handbook.toml"],
}
TEMPLATES = {
    "templates/base.html": "{% extends 'theme/base.html' %}{% block page_footer %}changed{% endblock %}",
    "templates/section.html": "{% extends 'base.html' %}{% block main %}{{ page.title }}{% endblock %}",
}
PICTURES = ['<svg width="9" height="8"/>', '<svg width="8" height="9"/>', "no picture", "<svg/>"]
DATA = ["[]", '[{"handle": "bob", "name": "Bob"}]', "not json", START["authors.json"]]


class Author(RuleBasedStateMachine):
    """Edits a site of their own, beside which lies a cache."""

    def __init__(self) -> None:
        super().__init__()
        self.temporary = tempfile.TemporaryDirectory()
        self.site = write_site(Path(self.temporary.name) / "site", START)
        self.cache = Cache.open(Path(self.temporary.name) / "cache")

    def teardown(self) -> None:
        self.cache.close()
        self.temporary.cleanup()

    @rule(path=st.sampled_from(PATHS), text=st.sampled_from(list(TEXTS.values())))
    def write_a_page(self, path: str, text: str) -> None:
        write_site(self.site, {path: text})

    @rule(text=st.sampled_from(PICTURES))
    def change_a_picture(self, text: str) -> None:
        write_site(self.site, {"content/images/x.svg": text})

    @rule(path=st.sampled_from(PATHS))
    def delete_a_page(self, path: str) -> None:
        (self.site / path).unlink(missing_ok=True)

    @rule(old=st.sampled_from(PATHS), new=st.sampled_from(PATHS))
    def rename_a_page(self, old: str, new: str) -> None:
        if (self.site / old).exists():
            (self.site / new).parent.mkdir(parents=True, exist_ok=True)
            (self.site / old).replace(self.site / new)

    @rule(path=st.sampled_from(PATHS))
    def write_it_as_it_was(self, path: str) -> None:
        if path in START:
            write_site(self.site, {path: START[path]})

    @rule(first=st.sampled_from(PATHS), second=st.sampled_from(PATHS))
    def swap_two_pages(self, first: str, second: str) -> None:
        if (self.site / first).exists() and (self.site / second).exists():
            texts = [(self.site / path).read_text(encoding="utf-8") for path in (second, first)]
            write_site(self.site, dict(zip((first, second), texts, strict=True)))

    @rule(text=st.sampled_from(list(CONFIGURATIONS.values())))
    def change_the_configuration(self, text: str) -> None:
        write_site(self.site, {"handbook.toml": text})

    @rule(name=st.sampled_from(list(TEMPLATES)))
    def change_a_template(self, name: str) -> None:
        write_site(self.site, {name: TEMPLATES[name]})

    @rule(name=st.sampled_from(list(TEMPLATES)))
    def remove_a_template(self, name: str) -> None:
        (self.site / name).unlink(missing_ok=True)

    @rule(text=st.sampled_from(DATA))
    def change_the_authors(self, text: str) -> None:
        write_site(self.site, {"authors.json": text})

    @rule()
    def remove_a_picture(self) -> None:
        (self.site / "content/images/x.svg").unlink(missing_ok=True)

    @rule()
    def add_a_static_file(self) -> None:
        write_site(self.site, {"static/robots.txt": "User-agent: *\n", "static/images/x.svg": "<svg/>"})
