"""The posthog-2022 site: every file becomes what it should, and every number counted in it is found again."""

import json
import posixpath
import re
import tomllib
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest

from handbook.config import ParseOptions
from handbook.diagnostics import Code
from handbook.model import Image, Link, RawAddress, Source
from handbook.parse.document import parse
from handbook.render.redirects import stub_path
from handbook.urls import output_path

OUTSIDE = re.compile(r"[a-zA-Z][\w+.-]*:|//")


@pytest.fixture(scope="module")
def documents(corpus):
    """All 506 files, those that are no pages too: the numbers are of all of them."""
    contents = corpus / "contents"
    paths = sorted(contents.rglob("*.md*"))
    sources = [Source(p.relative_to(contents).as_posix(), p.read_text(encoding="utf-8")) for p in paths]
    return [parse(source, ParseOptions()) for source in sources]


@pytest.fixture(scope="module")
def redirects(corpus):
    return tomllib.loads((corpus / "data" / "netlify.toml").read_text(encoding="utf-8"))["redirects"]


def holes(documents, kind):
    return [(document, hole) for document in documents for hole in document.holes if isinstance(hole, kind)]


# --- what the files hold ------------------------------------------------------------------------------------


def test_the_files_hold_what_was_counted(documents, corpus):
    blog = [document for document in documents if re.match(r"blog/(?!_)", document.path)]
    texts = {d.path: (corpus / "contents" / d.path).read_text(encoding="utf-8") for d in documents}
    raw = Counter(hole.attribute for _, hole in holes(documents, RawAddress))

    assert len(documents) == 506
    assert sum(len(document.headings) for document in blog) == 982
    assert len(blog) == 117
    # Counted by hand: 115, without the one that writes "Blog " with a space behind it.
    assert sum(sidebar_of(document) == "Blog" for document in blog) == 116
    assert sum(not text.startswith("---") for text in texts.values()) == 58
    assert sum(d.path.startswith("team/") and "\nname:" in texts[d.path] for d in documents) == 31
    assert sum(d.front_matter.featured_image is not None for d in documents) == 133
    # 164 of the sources are external; the other four are JSX expressions like {diagram}.
    assert raw == {"href": 215, "src": 168}


def sidebar_of(document):
    return document.front_matter.sidebar.text if document.front_matter.sidebar else None


FRONT_MATTER = re.compile(r"---\n(.*?)\n---[ \t]*\n", re.DOTALL)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        # Counted by hand: 396 true, without the post with the impossible date, which YAML does not read.
        ("showTitle", {"true": 397, "false": 3}),
        # Together the 149 that were counted: a page may have the field and hide nothing.
        ("hideAnchor", {"true": 145, "false": 4}),
        ("featuredImageType", {"full": 57, "standard": 34}),
    ],
)
def test_fields_are_written_as_often_as_was_counted(corpus, field, values):
    texts = [path.read_text(encoding="utf-8") for path in (corpus / "contents").rglob("*.md*")]
    front_matter = "\n".join(block[1] for text in texts if (block := FRONT_MATTER.match(text)))

    assert Counter(re.findall(rf"(?m)^{field}: *(\w+) *$", front_matter)) == values


def test_fields_are_read_as_often_as_they_are_written(documents):
    fields = [document.front_matter for document in documents]

    assert sum(not field.show_title for field in fields) == 3
    assert sum(field.hide_contents for field in fields) == 145
    assert sum(field.sidebar_title is not None for field in fields) == 41
    assert sum(field.featured_image_type == "full" for field in fields) == 57


def test_links_from_the_root_lead_where_was_counted(documents, redirects):
    targets = [hole.target for _, hole in holes(documents, Link) if re.match(r"/(?!/)", hole.target)]

    assert Counter(map(Destinations(documents, redirects).kind, targets)) == {
        "page": 858,
        "redirect": 176,
        # Counted by hand: 7 and 95, without the link that /docs/tutorials/* leads on.
        "wildcard": 8,
        "nowhere": 94,
    }


def test_relative_links_lead_where_was_counted(documents, redirects):
    destinations = Destinations(documents, redirects)
    relative = [(d, h) for d, h in holes(documents, Link) if not re.match(r"[/#]", h.target)]
    kinds = Counter(
        destinations.kind_of_relative(document, hole.target)
        for document, hole in relative
        if not OUTSIDE.match(hole.target)
    )

    assert kinds == {"page": 67, "redirect": 9, "only from the root": 2, "nowhere": 15}


def test_links_in_raw_html_lead_where_was_counted(documents, redirects):
    targets = [hole.target for _, hole in holes(documents, RawAddress) if hole.attribute == "href"]
    inside = [target for target in targets if not OUTSIDE.match(target)]
    kinds = Counter(map(Destinations(documents, redirects).kind, inside))

    assert len(targets) - len(inside) == 149
    # One of the pages is the very page: #deprecation--removal-notices.
    assert kinds == {"page": 21, "redirect": 3, "nowhere": 42}


class Destinations:
    """Where an address leads by the simplest reading of the data: an independent count."""

    def __init__(self, documents, redirects):
        self.pages = {"/", *(_bare(f"/{document.path}") for document in documents)}
        # From the back, for the first of two rules with one origin wins.
        self.exact = {
            _bare(rule["from"]): rule["to"] for rule in reversed(redirects) if "*" not in rule["from"]
        }
        self.prefixes = tuple(rule["from"].rstrip("*") for rule in redirects if "*" in rule["from"])

    def kind(self, target):
        path = unquote(re.sub(r"[?#].*", "", target))
        if _bare(path) in self.pages:
            return "page"
        if _bare(path) in self.exact:
            return "redirect"
        return "wildcard" if path.startswith(self.prefixes) else "nowhere"

    def kind_of_relative(self, document, target):
        path = re.sub(r"[?#].*", "", target)
        joined = posixpath.normpath(posixpath.join("/", posixpath.dirname(document.path), path))
        if (kind := self.kind(joined)) in ("page", "redirect"):
            return kind
        from_root = "/" + re.sub(r"^(\.\.?/)+", "", path)
        return "only from the root" if self.kind(from_root) in ("page", "redirect") else "nowhere"

    def ends(self, target):
        """Return where a redirect to ``target`` ends: what kind of address is the last of the chain."""
        passed = set()
        while not OUTSIDE.match(target) and target not in passed and self.kind(target) == "redirect":
            passed.add(target)
            target = self.exact[_bare(re.sub(r"[?#].*", "", target))]
        return "outside" if OUTSIDE.match(target) else self.kind(target)


def _bare(path):
    return re.sub(r"(/(index|README))?(\.mdx?)?/?$", "", path) or "/"


def test_pictures_are_missing_where_was_counted(documents, corpus):
    pictures = [(d, h.target) for d, h in holes(documents, Image) if not OUTSIDE.match(h.target)]

    assert len(pictures) == 452
    assert sum(not _picture(corpus / "contents", d.path, target).is_file() for d, target in pictures) == 318


def test_featured_images_are_missing_where_was_counted(documents, corpus):
    images = [(d.path, d.front_matter.featured_image) for d in documents if d.front_matter.featured_image]

    assert len(images) == 133
    assert sum(not _picture(corpus / "contents", path, image.text).is_file() for path, image in images) == 106


def _picture(contents: Path, path: str, target: str) -> Path:
    name = unquote(target)
    return contents / name.lstrip("/") if name.startswith("/") else (contents / path).parent / name


def test_the_redirects_hold_what_was_counted(redirects):
    origins = [rule["from"] for rule in redirects]

    assert len(redirects) == 235
    assert sum(count - 1 for count in Counter(origins).values()) == 6
    assert sum(rule.get("status") == 200 for rule in redirects) == 2
    # Counted by hand: three. /docs/tutorials/* was overlooked.
    assert [origin for origin in origins if "*" in origin] == [
        "/plugins/*",
        "/next-steps/*",
        "/careers/*",
        "/docs/tutorials/*",
    ]


def test_redirects_lead_nowhere_where_was_counted(documents, redirects):
    destinations = Destinations(documents, redirects)
    ends = Counter(destinations.ends(target) for target in destinations.exact.values())

    # Loops are among the pages: each goes through the address of one. Of the 15, the build reports fewer,
    # for it makes section pages of folders without an index.
    assert ends == {"page": 210, "nowhere": 15}


# --- what becomes of them -----------------------------------------------------------------------------------


def test_every_file_becomes_a_page_unless_it_is_an_include_or_has_no_address_of_its_own(posthog_site, corpus):
    contents = corpus / "contents"
    paths = {path.relative_to(contents).as_posix() for path in contents.rglob("*.md*")}
    no_pages = {p for p in paths if re.search(r"(^|/)(_|snippets/)", p)} | {"docs/user-guides/cohorts.mdx"}

    assert {page.path for page in posthog_site.site.pages if page.path} == paths - no_pages


def test_every_page_and_redirect_is_a_file(posthog_site, posthog_files):
    redirects = posthog_site.site.redirects

    assert {output_path(page.url) for page in posthog_site.site.pages} <= posthog_files.keys()
    assert {stub_path(redirect.origin) for redirect in redirects} <= posthog_files.keys()
    assert all(redirect.target.startswith(("/", "https://")) for redirect in redirects)


def test_every_exact_redirect_is_a_file_unless_a_rule_for_the_host_has_it(
    posthog_site, posthog_files, redirects
):
    exact = {rule["from"].rstrip("/") for rule in redirects if "*" not in rule["from"]}
    rules = {rule.origin.rstrip("/") for rule in posthog_site.site.rules}

    # What differs from its page in case only can be no file where case does not count. In a loop, or at the
    # address of a page, the page is the file.
    assert {origin for origin in exact if stub_path(origin) not in posthog_files} == exact & rules


def test_redirects_end_at_their_final_target(posthog_site):
    origins = {redirect.origin.rstrip("/") for redirect in posthog_site.site.redirects}
    pages = {page.url.rstrip("/") for page in posthog_site.site.pages if page.path}

    assert {
        redirect.target
        for redirect in posthog_site.site.redirects
        if redirect.target.split("#")[0].rstrip("/") in origins - pages
    } == set()


def test_the_sidebars_are_those_of_the_data_node_for_node(posthog_site, corpus):
    data = json.loads((corpus / "data" / "sidebars.json").read_text(encoding="utf-8"))
    count = {name: sum(1 for _ in _flat(items)) for name, items in data.items()}

    assert count == {"handbook": 107, "docs": 141, "product": 8}
    assert {name: _shown(posthog_site.site.sidebars[name].nodes) for name in data} == {
        name: _written(items) for name, items in data.items()
    }


def test_every_page_carries_the_whole_sidebar_it_has(posthog_site, posthog_files):
    entries = {name: sum(1 for _ in _nodes(tree.nodes)) for name, tree in posthog_site.site.sidebars.items()}
    pages = [page for page in posthog_site.site.pages if page.sidebar and entries[page.sidebar.name]]

    assert {page.url: _sidebar(posthog_files[output_path(page.url)]).count(b"<li") for page in pages} == {
        page.url: entries[page.sidebar.name] for page in pages
    }


def _nodes(nodes):
    for node in nodes:
        yield node
        yield from _nodes(node.children)


def _sidebar(html):
    return html.partition(b"<navigation-tree ")[2].partition(b"</navigation-tree>")[0]


def test_a_page_is_light(posthog_site, posthog_files):
    sizes = sorted(len(posthog_files[output_path(page.url)]) for page in posthog_site.site.pages)

    assert sizes[len(sizes) // 2] <= 30_000


def _flat(items):
    for item in items:
        yield item
        yield from _flat(item.get("children", []))


def _shown(nodes):
    return [(node.title, _shown(node.children)) for node in nodes]


def _written(items):
    return [(item["name"], _written(item.get("children", []))) for item in items]


@pytest.mark.parametrize(
    ("code", "path", "line", "column"),
    [
        (Code.BAD_FIELD, "blog/after-the-hn-launch.md", 2, 7),
        (Code.DUPLICATE_ADDRESS, "docs/user-guides/cohorts.mdx", None, None),
        (Code.MISSING_ASSET, "blog/seed-grow-scale-devrel.mdx", 90, 10),
    ],
)
def test_what_is_wrong_is_found_at_its_exact_place(posthog_site, code, path, line, column):
    places = [
        (d.span.line, d.span.column) if d.span else (None, None)
        for d in posthog_site.diagnostics
        if (d.code, d.path) == (code, path)
    ]

    assert (line, column) in places


def test_findings_are_as_many_as_was_counted(posthog_site):
    count = Counter(diagnostic.code for diagnostic in posthog_site.diagnostics)
    authors = [d for d in posthog_site.diagnostics if d.path.endswith("authors.json")]

    assert (count[Code.BAD_FIELD], count[Code.DUPLICATE_ADDRESS]) == (1, 1)
    assert {d.code for d in authors} == {Code.MISSING_ASSET}
    assert len(authors) == 20
    assert count[Code.DUPLICATE_REDIRECT] == 6
    assert count[Code.REDIRECT_LOOP] == 4
    assert count[Code.SHADOWED_REDIRECT] == 5


def test_frames_of_other_hosts_are_found_and_videos_are_shown_by_their_player(posthog_site):
    blocked = Counter(
        diagnostic.message.split()[2]
        for diagnostic in posthog_site.diagnostics
        if diagnostic.message.startswith("pages of ")
    )
    shown = Counter(
        fill.split("/")[2]
        for page in posthog_site.site.pages
        for fill in page.fills
        if re.match(r'"https://(?:www\.)?youtube', fill)
    )

    # Counted by hand: each is an <iframe>; of 22 videos one is on the page that has no address.
    assert blocked == {"giphy.com": 26, "gfycat.com": 1, "app.posthog.com": 1}
    assert shown["www.youtube-nocookie.com"] == 21
