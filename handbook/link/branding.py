"""The theme's settings -> what stands around every page: logo, links, announcement, style sheets."""

from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from handbook.config import Config, LinkSettings
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


def find_branding(config: Config, files: PlainFiles, resolver: Resolver, configuration: str) -> Branded:
    """Resolve the links as those of Markdown are, from the root; ``configuration`` is their file."""
    theme = config.theme
    urls = (theme.announcement_url, *(link.url for link in (*theme.header, *theme.footer, *theme.social)))
    found = {url: resolver.resolve(url) for url in urls if url}
    names = [name for name in (theme.logo, theme.logo_dark, *theme.stylesheets) if name]
    addresses = {
        name: href(Url(f"/{name}"), config.base_path) for name in names if OutputPath(name) in files.static
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
                resolution.problem.at(configuration, None, "site")
                for resolution in found.values()
                if resolution.problem
            ),
            *_unpublished(names, addresses, configuration),
        ),
    )


def _links(links: Sequence[LinkSettings], found: dict[str, Resolution]) -> tuple[NamedLink, ...]:
    return tuple(_link(link, found) for link in links)


def _link(link: LinkSettings, found: dict[str, Resolution]) -> NamedLink:
    resolution = found.get(link.url)
    if resolution is None or resolution.is_missing:
        return NamedLink(link.title)
    return NamedLink(link.title, resolution.address, resolution.is_external)


def _unpublished(
    names: Sequence[str], published: Collection[str], configuration: str
) -> Iterator[Diagnostic]:
    """Report files that are in the static folder and have no address: they stand for one of the theme's."""
    for name in dict.fromkeys(names):
        if name not in published:
            message = f"nothing is published at /{name}"
            hint = (
                "a file that is called like one of the theme's takes that one's place; give it another name"
            )
            yield Diagnostic(Code.MISSING_ASSET, message, configuration, hint=hint, root="site")
