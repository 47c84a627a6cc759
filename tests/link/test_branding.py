import msgspec
import pytest
from linked import document, linked

from handbook.config import Config, ConfigSource, LinkSettings, SiteSettings, ThemeSettings
from handbook.diagnostics import Code, Diagnostic, Span
from handbook.model import Branding, NamedLink, Picture, Size

LINK, FILE = Span(3, 7, 12), Span(4, 8, 9)
SPANS = {
    **{("theme", place, 0, "url"): LINK for place in ("header", "footer", "social")},
    **{("theme", field): FILE for field in ("logo", "logo_dark", "stylesheets")},
}


def branded(*, url="", static=(), sizes=None, **theme):
    """Link a small site with such a theme."""
    config = Config(site=SiteSettings(url=url), theme=ThemeSettings(**theme))
    pages = [
        document("index.md"),
        document("handbook/leave.md", anchors=["notice"]),
        document("handbook/draft.md", draft=True),
    ]
    return linked(
        *pages,
        config=config,
        static=static,
        sizes=sizes,
        assets=["files/handbook.pdf"],
        config_source=ConfigSource("handbook.toml", "", SPANS),
    )


def link(title, url):
    return LinkSettings(title=title, url=url)


def finding(span, code, message, hint):
    return Diagnostic(code, message, "handbook.toml", span, hint, root="site")


def test_a_site_without_settings_has_no_face_of_its_own():
    assert branded().branding == Branding()


def test_everything_is_ready_for_an_attribute_under_a_base_path():
    site = branded(
        url="https://acme.example/base/",
        static=["img/our logo.svg", "dark.svg", "acme.css"],
        sizes={"static/img/our logo.svg": (90, 32)},
        logo="img/our logo.svg",
        logo_dark="dark.svg",
        stylesheets=("acme.css",),
        announcement="We are hiring",
        announcement_url="/handbook/leave.md#notice",
        header=(link("Status", "https://status.example"), link("Leave", "handbook/leave")),
        footer=(link("As a PDF", "/files/handbook.pdf"),),
        social=(link("E-mail", "mailto:us@acme.example"), link("Home", "https://acme.example/base/")),
    )

    assert site.branding == Branding(
        logo=Picture("/base/img/our%20logo.svg", Size(90, 32)),
        logo_dark=Picture("/base/dark.svg"),
        links=(
            NamedLink("Status", "https://status.example", is_external=True),
            NamedLink("Leave", "/base/handbook/leave/"),
        ),
        footer=(NamedLink("As a PDF", "/base/files/handbook.pdf"),),
        social=(NamedLink("E-mail", "mailto:us@acme.example"), NamedLink("Home", "/base/")),
        announcement=NamedLink("We are hiring", "/base/handbook/leave/#notice"),
        stylesheets=("/base/acme.css",),
    )
    assert "files/handbook.pdf" in site.assets
    assert site.diagnostics == ()


def test_an_announcement_need_not_lead_anywhere():
    assert branded(announcement="We moved").branding == Branding(announcement=NamedLink("We moved"))


@pytest.mark.parametrize(
    ("url", "shown", "found"),
    [
        (
            "/handbook/leaves",
            None,
            (Code.BROKEN_LINK, "no page at /handbook/leaves", "did you mean /handbook/leave/?"),
        ),
        (
            "/handbook/leave#ntice",
            "/handbook/leave/#ntice",
            (Code.BROKEN_ANCHOR, "nothing on /handbook/leave/ has the id ntice", "did you mean #notice?"),
        ),
        (
            "/handbook/draft",
            None,
            (
                Code.HIDDEN_TARGET,
                "handbook/draft.md is not published: it is a draft or dated in the future",
                "publish it, or remove the link",
            ),
        ),
        (
            "javascript:alert(1)",
            None,
            (
                Code.UNSAFE_LINK,
                "an address that begins with javascript: cannot be a link",
                "write https://, http://, mailto: or tel:, or the path of a page or file of this site",
            ),
        ),
    ],
)
@pytest.mark.parametrize("place", ["header", "footer", "social"])
def test_a_link_that_leads_nowhere_is_found_in_the_configuration(place, url, shown, found):
    site = branded(**{place: (link("Leave", url),)})

    entry = (NamedLink("Leave", shown),)
    field = "links" if place == "header" else place
    assert site.branding == msgspec.structs.replace(Branding(), **{field: entry})
    assert site.diagnostics == (finding(LINK, *found),)


@pytest.mark.parametrize("field", ["logo", "logo_dark", "stylesheets"])
def test_a_file_that_takes_the_place_of_one_of_the_theme_s_has_no_address(field):
    site = branded(**{field: ("css/base.css",) if field == "stylesheets" else "css/base.css"})

    assert site.branding == Branding()
    assert site.diagnostics == (
        finding(
            FILE,
            Code.MISSING_ASSET,
            "nothing is published at /css/base.css",
            "a file that is called like one of the theme's takes that one's place; give it another name",
        ),
    )
