import pytest
from rendered import files, html_of, page, site, text_of, theme, tree_of

from handbook.model import Node, Sidebar, SidebarPlace, Url
from handbook.render.sidebars import CARRIED_WHOLE, Sidebars


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


def sidebar_of(html):
    [sidebar] = [nav for nav in tree_of(html).iter("nav") if nav.get("class") == "sidebar"]
    return outline(sidebar.find("ul"))


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
    node(f"B{branch}", *(node(f"B{branch}P{number}") for number in range(CARRIED_WHOLE // 2)))
    for branch in range(3)
)


def test_of_a_large_tree_a_page_carries_the_top_and_its_own_branch():
    tree = shown((1, 7), BRANCHES)

    assert [(title, link, state, len(children)) for title, link, state, children in tree] == [
        ("B0", "/b0/", "closed", 0),
        ("B1", "/b1/", "open", CARRIED_WHOLE // 2),
        ("B2", "/b2/", "closed", 0),
    ]
    assert [title for title, _, state, _ in tree[1][3] if state == "page"] == ["B1P7"]


def test_of_a_large_tree_a_page_outside_carries_the_top():
    assert [state for _, _, state, _ in shown((), BRANCHES)] == ["closed", "closed", "closed"]


def test_a_group_that_is_no_page_keeps_its_children_in_a_large_tree():
    group = node("Group", node("Inner", node("Deep")), url=False)

    assert shown((0, 1), (*BRANCHES, group))[3] == (
        "Group",
        None,
        "",
        [("Inner", "/inner/", "closed", [])],
    )


def test_what_pages_of_a_branch_share_is_rendered_once():
    rendered = []

    def render_items(items):
        rendered.append([item.title for item in items])
        return "".join(item.title + item.current + item.opened for item in items)

    sidebars = Sidebars({"x": Sidebar("X", BRANCHES), "y": Sidebar("Y", TREE)}, render_items, str)

    assert sidebars.html("y", (0,)) == 'Start aria-current="page" openPeopleToolsReading'
    assert sidebars.html("y", (1, 0)) == "StartPeople openToolsReading"
    for trail in ((0,), (0, 1), (0, 2), (1, 5)):
        sidebars.html("x", trail)
    assert rendered == [["Start", "People", "Tools", "Reading"], ["B0", "B1", "B2"], ["B0", "B1", "B2"]]


def test_a_site_s_own_sidebar_may_place_a_mark_twice_or_never():
    mark = "<a{{ item.current }}{{ item.current }}>x</a>"
    own = {"sidebar.html": f"{{% for item in items %}}{mark}{{% endfor %}}"}

    html = html_of(
        page(sidebar=SidebarPlace("handbook", (0,))),
        theme(own),
        sidebars={"handbook": Sidebar("H", (node("A"),))},
    )

    assert '<a aria-current="page" aria-current="page">x</a>' in html
