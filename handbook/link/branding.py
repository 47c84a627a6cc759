"""The theme's settings -> what stands around every page: logo, links, announcement, style sheets."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from handbook.config import Config, ConfigSource, Keys, LinkSettings, ThemeSettings
from handbook.diagnostics import Code, Diagnostic
from handbook.link.places import PlainFiles
from handbook.link.resolve import Resolution, Resolver
from handbook.model import AssetPath, Branding, NamedLink, OutputPath, Picture, Url
from handbook.urls import href


class Branded(Struct, frozen=True):
    """What came of the settings."""

    branding: Branding
    assets: frozenset[AssetPath]
    """The files beside the content that the links lead to."""
    diagnostics: tuple[Diagnostic, ...]


def find_branding(config: Config, files: PlainFiles, resolver: Resolver, source: ConfigSource) -> Branded:
    """Resolve the links as those of Markdown are, from the root."""
    theme = config.theme
    urls = dict(_urls(theme))
    found = {url: resolver.resolve(url) for url in urls.values()}
    names = dict(_names(theme))
    addresses = {
        name: href(Url(f"/{name}"), config.base_path)
        for name in names.values()
        if OutputPath(name) in files.static
    }
    pictures = {
        name: Picture(address, files.sizes.get(files.static[OutputPath(name)]))
        for name, address in addresses.items()
    }
    announcement = LinkSettings(title=theme.announcement, url=theme.announcement_url)
    return Branded(
        branding=Branding(
            logo=pictures.get(theme.logo),
            logo_dark=pictures.get(theme.logo_dark),
            links=_links(theme.header, found),
            footer=_links(theme.footer, found),
            social=_links(theme.social, found),
            announcement=_link(announcement, found) if theme.announcement else None,
            stylesheets=tuple(addresses[name] for name in theme.stylesheets if name in addresses),
        ),
        assets=frozenset(resolution.asset for resolution in found.values() if resolution.asset),
        diagnostics=(
            *(
                problem.at(source.name, source.spans.get(keys), "site")
                for keys, url in urls.items()
                if (problem := found[url].problem)
            ),
            *(_unpublished(name, source, keys) for keys, name in names.items() if name not in addresses),
        ),
    )


def _urls(theme: ThemeSettings) -> Iterator[tuple[Keys, str]]:
    """Yield every address, and the keys that lead to it."""
    if theme.announcement_url:
        yield ("theme", "announcement_url"), theme.announcement_url
    for field, links in (("header", theme.header), ("footer", theme.footer), ("social", theme.social)):
        for number, link in enumerate(links):
            if link.url:
                yield ("theme", field, number, "url"), link.url


def _names(theme: ThemeSettings) -> Iterator[tuple[Keys, str]]:
    """Yield every file of the static folder, and the keys that lead to it."""
    for field, name in (("logo", theme.logo), ("logo_dark", theme.logo_dark)):
        if name:
            yield ("theme", field), name
    for number, name in enumerate(theme.stylesheets):
        yield ("theme", "stylesheets", number), name


def _links(links: Sequence[LinkSettings], found: dict[str, Resolution]) -> tuple[NamedLink, ...]:
    return tuple(_link(link, found) for link in links)


def _link(link: LinkSettings, found: dict[str, Resolution]) -> NamedLink:
    resolution = found.get(link.url)
    if resolution is None or resolution.is_missing:
        return NamedLink(link.title)
    return NamedLink(link.title, resolution.address, resolution.is_external)


def _unpublished(name: str, source: ConfigSource, keys: Keys) -> Diagnostic:
    """Report a file that is in the static folder and has no address: it stands for one of the theme's."""
    span = source.spans.get(keys) or source.spans.get(keys[:2])  # the texts of a list have no place each
    message = f"nothing is published at /{name}"
    hint = "a file that is called like one of the theme's takes that one's place; give it another name"
    return Diagnostic(Code.MISSING_ASSET, message, source.name, span, hint, root="site")
