"""handbook.toml, or [tool.handbook] of pyproject.toml -> Config."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct

from handbook.diagnostics import Code, Severity, Span


class SiteSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[site]``: what the site is called and where it is published."""

    title: str = "Handbook"
    description: str = ""
    url: str = ""
    language: str = "en"
    timezone: str = "UTC"


class PathSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[paths]``: where things are, relative to the configuration. Trusted: may lead anywhere."""

    content: str = "content"
    static: str = "static"
    templates: str = "templates"
    output: str = "site"
    exclude: tuple[str, ...] = ("_*", ".*", "node_modules/", "venv/")


class BlogSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[blog]``: which folder holds posts ("" for none), and how many stand on a page of the index."""

    path: str = "blog"
    page_size: int = 20


class NavigationSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[navigation]``: the sidebars data; without it the folders make the sidebars."""

    sidebars: str | tuple[str, ...] = ()


class DataSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[data]``: the authors and the redirects."""

    authors: str = ""
    redirects: str = ""


class LinkSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A link of ``[theme]``: its text, and an address as in Markdown: of a page, a file or elsewhere."""

    title: str
    url: str


class ThemeSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[theme]``: the site's own face. Files are named by their place in the static folder."""

    accent: str = ""
    """A CSS colour, whose hue the theme takes; its lightness is the theme's, so that it can be read."""
    logo: str = ""
    logo_dark: str = ""
    show_title: bool = True
    """Whether the title stands beside the logo."""
    stylesheets: tuple[str, ...] = ()
    announcement: str = ""
    announcement_url: str = ""
    header: tuple[LinkSettings, ...] = ()
    footer: tuple[LinkSettings, ...] = ()
    social: tuple[LinkSettings, ...] = ()


class SearchSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[search]``: whether readers can search the site."""

    enabled: bool = True


class SecuritySettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[security]``: what raw HTML in content may do, and which hosts it may show pages of."""

    html: Literal["allow", "escape"] = "allow"
    frames: tuple[str, ...] = ("www.youtube-nocookie.com", "player.vimeo.com", "www.loom.com")


class RepositorySettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[repository]``: the pattern of the edit link; whether pages say who changed them.

    In the pattern, ``{path}`` is the file's place below the content.
    """

    edit: str = ""
    contributors: bool = True


class ServeSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[serve]``: which editor the preview opens: its name, or the pattern of an address it answers to."""

    editor: str = ""


class PublishSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[publish]``: how redirects are made: pages, lines of ``_redirects``, or both."""

    redirects: Literal["html", "file", "both"] = "html"


class Limits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[limits]``: what content may cost.

    ``source`` and ``front_matter`` are in bytes, ``front_matter_depth`` and ``nesting`` in levels,
    ``highlighted`` in characters.
    """

    source: int = 5 * 1024 * 1024
    front_matter: int = 64 * 1024
    front_matter_depth: int = 16
    front_matter_nodes: int = 1_000
    nesting: int = 100
    highlighted: int = 200_000


class ParseOptions(Struct, frozen=True, kw_only=True):
    """The part of the configuration that decides what a document becomes; part of its cache key."""

    limits: Limits = Limits()
    html: Literal["allow", "escape"] = "allow"
    lines: bool = False
    """Whether each block says which line it was made from, as the preview needs it."""


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that can be configured, complete: what is not written has its default."""

    site: SiteSettings = SiteSettings()
    paths: PathSettings = PathSettings()
    blog: BlogSettings = BlogSettings()
    navigation: NavigationSettings = NavigationSettings()
    data: DataSettings = DataSettings()
    theme: ThemeSettings = ThemeSettings()
    search: SearchSettings = SearchSettings()
    security: SecuritySettings = SecuritySettings()
    repository: RepositorySettings = RepositorySettings()
    publish: PublishSettings = PublishSettings()
    serve: ServeSettings = ServeSettings()
    limits: Limits = Limits()
    findings: Mapping[Code, Severity] = {}

    @property
    def base_path(self) -> str:
        """Return what stands before every address: "" or "/handbook", never with a closing slash."""
        return urlsplit(self.site.url).path.rstrip("/")

    @property
    def parse_options(self) -> ParseOptions:
        """Return what parsing depends on."""
        return ParseOptions(limits=self.limits, html=self.security.html)


Keys = tuple[str | int, ...]
"""The names that lead to a setting, and the number of each item of a list of tables on the way, from 0."""


class ConfigSource(Struct, frozen=True):
    """What a configuration was read from: the file's name and text, and where each setting's value stands."""

    name: str = ""
    text: str = ""
    spans: Mapping[Keys, Span] = {}


class Project(Struct, frozen=True, kw_only=True):
    """A site on disk: its configuration and the folder that its paths are relative to."""

    folder: Path
    config: Config = Config()
    file: Path | None = None
    """The file the configuration was read from; None for a bare folder of Markdown."""
    config_source: ConfigSource = ConfigSource()

    @property
    def content(self) -> Path:
        """Return the folder of the Markdown."""
        return self.folder / self.config.paths.content

    @property
    def output(self) -> Path:
        """Return the folder that the finished site is written to."""
        return self.folder / self.config.paths.output

    @property
    def cache_folder(self) -> Path:
        """Return the folder of what we remember: may be deleted at any time, and git passes over it."""
        return self.folder / ".handbook"
