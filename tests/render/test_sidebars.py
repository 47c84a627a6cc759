import json
import re

import pytest
from rendered import files, html_of, page, site, text_of, theme, tree_of

from handbook.model import Entry, Node, Sidebar, SidebarPlace, Url
from handbook.render.sidebars import Sidebars
from handbook.render.views import CARRIED


def node(title, *children, url=True, address=None):
    return Node(title, Url(f"/{title.lower()}/") if url else None, tuple(children), address)


TREE = (
    node("Start"),
    node("People", node("Leave"), node("Pay", node("Bonus"))),
    node("Tools", node("Chat", url=False, address="https://chat.example/"), url=False),
    node("Reading", url=False),
)


def outline(element):
    """Return the entries of a list: what each says, where it leads, its state and its children."""
    return [entry(item) for item in element.findall("li")]


def entry(item):
    link, details = item.find("a"), item.find("details")
    label = next(
        found for found in (link, item.find("span"), item.find("details/summary")) if found is not None
    )
    return (
        text_of(label),
        link.get("href") if link is not None else None,
        " ".join(
            [
                *(["open"] if details is not None and "open" in details.attrib else []),
                *(["page"] if link is not None and link.get("aria-current") else []),
                *(["closed"] if link is not None and link.get("class") == "closed" else []),
            ]
        ),
        outline(details.find("ul")) if details is not None else [],
    )


def sidebar_of(text):
    [sidebar] = [nav for nav in tree_of(text).iter("nav") if nav.get("class") == "sidebar"]
    return outline(sidebar.find("navigation-tree/ul"))


def shown(trail, nodes=TREE):
    place = page(sidebar=SidebarPlace("handbook", trail))
    return sidebar_of(html_of(place, sidebars={"handbook": Sidebar("Handbook", nodes)}))


def test_a_page_carries_the_whole_tree_with_its_ancestors_open():
    assert shown((1, 1, 0)) == [
        ("Start", "/start/", "", []),
        (
            "People",
            "/people/",
            "open",
            [("Leave", "/leave/", "", []), ("Pay", "/pay/", "open", [("Bonus", "/bonus/", "page", [])])],
        ),
        ("Tools", None, "", [("Chat", "https://chat.example/", "", [])]),
        ("Reading", None, "", []),
    ]


def test_a_group_that_is_the_page_is_open():
    assert shown((1,))[1][:3] == ("People", "/people/", "open page")


def test_a_page_outside_the_tree_has_it_closed():
    assert [state for _, _, state, _ in shown(())] == ["", "", "", ""]


def test_pages_do_not_mark_each_other_s_places():
    pages = [page(f"/p{index}/", sidebar=SidebarPlace("handbook", (index,))) for index in (0, 1)]

    made = files(site(*pages, sidebars={"handbook": Sidebar("Handbook", TREE)}))

    current = [
        [title for title, _, state, _ in sidebar_of(made[f"p{index}/index.html"].decode()) if "page" in state]
        for index in (0, 1)
    ]
    assert current == [["Start"], ["People"]]


@pytest.mark.parametrize(
    "sidebars", [{}, {"handbook": Sidebar("Handbook", ())}, {"other": Sidebar("Other", TREE)}]
)
def test_without_a_tree_there_is_no_sidebar(sidebars):
    html = html_of(page(sidebar=SidebarPlace("handbook")), sidebars=sidebars)

    assert "sidebar" not in html


def test_a_name_is_text_whatever_it_holds():
    nodes = (Node("<b>\0opened (0,)\0</b>", Url("/x/"), (node("In"),)),)

    assert shown((0,), nodes)[0][0] == "<b>\ufffdopened (0,)\ufffd</b>"


BRANCHES = tuple(
    node(f"B{branch}", *(node(f"B{branch}P{number}") for number in range(CARRIED // 2)))
    for branch in range(3)
)


def test_of_a_large_tree_a_page_carries_the_top_and_its_own_branch():
    tree = shown((1, 7), BRANCHES)

    assert [(title, link, state, len(children)) for title, link, state, children in tree] == [
        ("B0", "/b0/", "closed", 0),
        ("B1", "/b1/", "open", CARRIED // 2),
        ("B2", "/b2/", "closed", 0),
    ]
    assert [title for title, _, state, _ in tree[1][3] if state == "page"] == ["B1P7"]


def test_of_a_large_tree_a_page_outside_carries_the_top():
    assert [state for _, _, state, _ in shown((), BRANCHES)] == ["closed", "closed", "closed"]


# --- groups without a page ----------------------------------------------------------------------------------

GROUP = node(
    "Group", node("Away", url=False, address="https://x.example/"), node("Inner", node("Deep")), url=False
)


def group_beside(*places):
    """Return what a page far away shows of the group, with pages at these places in the tree."""
    others = [page(f"/{index}/", sidebar=place) for index, place in enumerate(places)]
    made = files(
        site(
            page("/b0/", sidebar=SidebarPlace("handbook", (0,))),
            *others,
            sidebars={"handbook": Sidebar("Handbook", (*BRANCHES, GROUP))},
        )
    )
    return sidebar_of(made["b0/index.html"].decode())[3]


def test_in_a_large_tree_a_closed_group_that_is_no_page_leads_to_the_first_page_in_it():
    assert group_beside(SidebarPlace("handbook", (3, 1, 0))) == ("Group", "/deep/", "closed", [])
    assert group_beside(SidebarPlace("handbook", (3, 1)), SidebarPlace("handbook", (3, 1, 0))) == (
        "Group",
        "/inner/",
        "closed",
        [],
    )


@pytest.mark.parametrize("place", [None, SidebarPlace("other", (3, 1)), SidebarPlace("handbook", (0, 1))])
def test_a_group_keeps_its_children_if_no_page_would_show_it_open(place):
    assert group_beside(place) == (
        "Group",
        None,
        "",
        [("Away", "https://x.example/", "", []), ("Inner", "/inner/", "closed", [])],
    )


def test_a_group_that_leads_elsewhere_keeps_its_children():
    elsewhere = node("Wiki", node("Inner"), url=False, address="https://wiki.example/")

    made = made_of(*BRANCHES, elsewhere, places=[(0,), (3, 0)])

    assert sidebar_of(made["at0/index.html"].decode())[3] == (
        "Wiki",
        "https://wiki.example/",
        "",
        [("Inner", "/inner/", "", [])],
    )


# --- long lists ---------------------------------------------------------------------------------------------

FLAT = (node("Docs"), *(node(f"P{number}") for number in range(1, 5000)))


def section(*titles, url="/docs/"):
    """Return a page that lists pages."""
    entries = tuple(Entry(url=Url(f"/{title.lower()}/"), title=title) for title in titles)
    return page(url, template="section.html", entries=entries, sidebar=SidebarPlace("docs", (0,)))


def flat(*others, index, nodes=FLAT):
    """Return the sidebar of the page at an index of a long list."""
    here = page("/here/", sidebar=SidebarPlace("docs", (index,)))
    made = files(site(here, *others, sidebars={"docs": Sidebar("Docs", nodes)}))
    return sidebar_of(made["here/index.html"].decode())


@pytest.mark.parametrize("index", [1, 100, 2500, 4900, 4999])
def test_of_a_long_list_a_page_carries_the_entries_around_it(index):
    tree = flat(index=index)

    [place] = [place for place, (_, _, state, _) in enumerate(tree) if state == "page"]
    entries = [title for title, *_ in tree if "more" not in title]
    known = [FLAT[index].title for index in range(max(0, index - 70), min(5000, index + 70))]
    assert tree[place][0] == FLAT[index].title
    assert len(entries) == CARRIED
    assert set(known) <= set(entries)


def test_what_is_left_out_before_and_after_leads_to_the_nearest_page_there():
    before, *_, after = flat(index=2510)

    assert (before, after) == (
        ("… 2,425 more", "/p2424/", "", []),
        ("… 2,375 more", "/p2625/", "", []),
    )


def test_what_is_left_out_leads_to_the_section_s_page_if_that_lists_all():
    all_of_them = [entry.title for entry in FLAT[1:]]

    whole = flat(section(*all_of_them), index=2510)
    part = flat(section(*all_of_them[1:]), index=2510)

    assert [whole[0][1], whole[-1][1]] == ["/docs/", "/docs/"]
    assert [part[0][1], part[-1][1]] == ["/p2424/", "/p2625/"]


def test_what_is_left_out_of_a_branch_leads_to_the_branch_s_page():
    children = [f"C{number}" for number in range(500)]
    nodes = (node("Docs"), node("Long", *map(node, children)))
    here = page("/here/", sidebar=SidebarPlace("docs", (1, 250)))
    there = section(*children, url="/long/")

    made = files(site(here, there, sidebars={"docs": Sidebar("Docs", nodes)}))
    [_, (_, _, state, entries)] = sidebar_of(made["here/index.html"].decode())

    assert (state, entries[0][:2], entries[-1][:2]) == (
        "open",
        ("… 171 more", "/long/"),
        ("… 131 more", "/long/"),
    )


def test_what_is_left_out_and_has_no_page_is_said_without_a_link():
    nodes = (*FLAT[:CARRIED], node("A heading", url=False), node("Another", url=False))

    assert flat(index=1, nodes=nodes)[-1] == ("… 2 more", None, "", [])


def test_the_levels_of_a_tree_share_what_a_page_carries():
    nodes = (*FLAT[:30], node("Top", *(node(f"M{index}") for index in range(150)), node("Sub", *FLAT)))

    top = shown((30, 150, 2500), nodes)

    middle = top[-1][3]
    inner = middle[-1][3]
    assert [len(top), len(middle), len(inner)] == [31, 1 + 84, 1 + 84 + 1]


# --- the branches that pages leave out ----------------------------------------------------------------------


def made_of(*nodes, url="", places=((0,),), name="handbook"):
    pages = [page(f"/at{index}/", sidebar=SidebarPlace(name, place)) for index, place in enumerate(places)]
    return files(site(*pages, url=url, sidebars={name: Sidebar("Handbook", nodes)}))


def branches_of(made):
    """Return the file of branches: its path, and what is in each."""
    [(path, content)] = [(path, made[path]) for path in made if path.startswith("assets/sidebars/")]
    return path, {
        branch: outline(tree_of(text).find("body/ul")) for branch, text in json.loads(content).items()
    }


def test_a_file_holds_what_is_directly_in_each_branch_of_a_large_tree():
    nodes = (*BRANCHES[:2], node("Top", node("Sub", node("Deep")), node("End")))

    path, branches = branches_of(made_of(*nodes, url="https://acme.example/hb/"))

    assert re.fullmatch(r"assets/sidebars/handbook\.[0-9a-f]{10}\.json", path)
    assert list(branches) == ["0", "1", "2", "2.0"]
    assert branches["2"] == [("Sub", "/hb/sub/", "closed", []), ("End", "/hb/end/", "", [])]
    assert branches["2.0"] == [("Deep", "/hb/deep/", "", [])]
    assert len(branches["1"]) == CARRIED // 2


def test_a_page_names_the_file_and_each_branch_that_is_in_it():
    made = made_of(*BRANCHES, url="https://acme.example/hb/")
    path, _ = branches_of(made)

    [tree] = tree_of(made["at0/index.html"].decode()).iter("navigation-tree")
    links = [link for link in tree.iter("a") if link.get("class") == "closed"]

    assert (tree.get("data-name"), tree.get("data-source")) == ("handbook", f"/hb/{path}")
    assert [(link.get("data-branch"), link.get("href")) for link in links] == [
        ("1", "/hb/b1/"),
        ("2", "/hb/b2/"),
    ]


def test_the_branches_of_a_page_are_known_by_the_same_names():
    made = made_of(*BRANCHES, places=[(1, 3)])

    [group] = tree_of(made["at0/index.html"].decode()).iter("details")
    assert group.get("data-branch") == "1"


@pytest.mark.parametrize(
    ("nodes", "why"), [(TREE, "pages carry all of it"), (FLAT, "it has no branches")], ids=["small", "flat"]
)
def test_there_is_no_file_where_pages_would_find_nothing_in_it(nodes, why):
    made = made_of(*nodes)

    [tree] = tree_of(made["at0/index.html"].decode()).iter("navigation-tree")
    assert (tree.get("data-source"), [path for path in made if "sidebars" in path]) == (None, []), why


def test_a_long_list_in_a_branch_is_cut_short_there_too():
    made = made_of(*BRANCHES, node("Long", *FLAT[1:]))

    entries = branches_of(made)[1]["3"]
    assert (len(entries), entries[-1]) == (CARRIED + 1, ("… 4,799 more", "/p201/", "", []))


@pytest.mark.parametrize(
    ("name", "file"),
    [("Über uns/\0 & mehr", "ber-uns-mehr"), ("日本", "sidebar"), ("../x", "x"), ("a" * 300, "a" * 60)],
)
def test_the_file_of_branches_has_a_safe_name(name, file):
    path, _ = branches_of(made_of(*BRANCHES, name=name))

    assert path.split(".")[0] == f"assets/sidebars/{file}"


def test_a_sidebar_s_name_is_text_whatever_it_holds():
    html = made_of(*TREE, name='\0<b>"\0')["at0/index.html"].decode()

    [tree] = tree_of(html).iter("navigation-tree")
    assert tree.get("data-name") == '\ufffd<b>"\ufffd'
    assert [state for *_, state, _ in sidebar_of(html)] == ["page", "", "", ""]


def test_a_file_has_another_name_when_an_entry_has():
    paths = {branches_of(made_of(*BRANCHES, node("Top", node(end))))[0] for end in ("One", "Two")}

    assert len(paths) == 2


def test_a_name_in_a_branch_is_text_whatever_it_holds():
    hostile = "<b>\0opened (0,)\0</b>\ud800\"'"

    _, branches = branches_of(made_of(*BRANCHES, node("Top", Node(hostile, Url("/x/")))))

    assert branches["3"] == [("<b>\ufffdopened (0,)\ufffd</b>?\"'", "/x/", "", [])]


def test_a_browser_paints_no_tree_before_it_is_as_its_reader_left_it():
    html = made_of(*TREE)["at0/index.html"].decode()

    assert re.search(
        r'<script type="module" blocking="render" src="/assets/js/navigation-tree\.\w+\.js">', html
    )
    assert html.count("blocking=") == 1


# --- how large a page is ------------------------------------------------------------------------------------

LONG = "A page whose name is about as long as names of pages are"


def large(*sizes, above=""):
    """Return a tree of so many entries on each level, with long names and addresses."""
    if not sizes:
        return ()
    paths = [f"{above}/a-folder-{index}-with-a-name" for index in range(sizes[0])]
    return tuple(Node(f"{LONG} {path}", Url(f"{path}/"), large(*sizes[1:], above=path)) for path in paths)


@pytest.mark.parametrize(
    "sizes", [(5000,), (250, 20), (71, 71), (17, 17, 17), (5, 1000), (1000, 5), (8, 8, 8, 8)]
)
def test_in_a_tree_of_5000_a_page_stays_under_60_kilobytes(sizes):
    trail = tuple(size // 2 for size in sizes)

    made = made_of(*large(*sizes), places=[trail])

    assert len(made["at0/index.html"]) < 60_000


# --- rendering ----------------------------------------------------------------------------------------------


def test_what_pages_of_a_branch_share_is_rendered_once():
    rendered = []

    def render(template, items, **_):
        rendered.append((template, [item.title for item in items]))
        return "".join(item.title + item.current + item.opened for item in items)

    places = {
        name: [SidebarPlace(name, trail) for trail in trails]
        for name, trails in {"x": [(0,), (0, 1), (0, 2), (1, 5)], "y": [(0,), (1, 0)]}.items()
    }
    own = site(sidebars={"x": Sidebar("X", BRANCHES), "y": Sidebar("Y", TREE)})
    sidebars = Sidebars(own, render, str)

    assert [sidebars.html(place) for place in places["y"]] == [
        'Start aria-current="page" openPeopleToolsReading',
        "StartPeople openToolsReading",
    ]
    assert rendered == [("sidebar.html", ["Start", "People", "Tools", "Reading"])]
    for place in places["x"]:
        sidebars.html(place)
    list(sidebars.files())
    names = ["B0", "B1", "B2"]
    assert [titles for template, titles in rendered[1:] if template == "sidebar.html"] == [names, names]
    assert [template for template, _ in rendered].count("sidebar-entries.html") == 3


def test_neighbours_in_a_long_list_mostly_share_what_is_rendered():
    rendered = []

    def render(template, items, **_):
        rendered.append(template)
        return "".join(item.current for item in items)

    sidebars = Sidebars(site(sidebars={"x": Sidebar("X", FLAT)}), render, str)
    made = [sidebars.html(SidebarPlace("x", (index,))) for index in range(5000)]

    assert set(made) == {' aria-current="page"'}
    assert len(rendered) < 100


def test_a_site_s_own_sidebar_may_place_a_mark_twice_or_never():
    mark = "<a{{ item.current }}{{ item.current }}>x</a>"
    own = {"sidebar.html": f"{{% for item in items %}}{mark}{{% endfor %}}"}

    html = html_of(
        page(sidebar=SidebarPlace("handbook", (0,))),
        theme(own),
        sidebars={"handbook": Sidebar("H", (node("A"),))},
    )

    assert '<a aria-current="page" aria-current="page">x</a>' in html
