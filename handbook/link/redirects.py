"""Rules of redirection and what there is -> where each redirect ends, and what is wrong with it."""

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from handbook.diagnostics import Code, Diagnostic
from handbook.link.addresses import Addresses, Located, folder_of, folder_url, same_address, url_from
from handbook.link.endings import Map, hidden, unsafe
from handbook.link.places import Place, Places, key_of
from handbook.link.redirect_rules import Rule, find_rules, loops_in, path_of, pattern_of
from handbook.link.targets import clean, encoded, refused, scheme_of
from handbook.model import AssetPath, Data, Redirect, Url
from handbook.urls import href


class Redirects(Struct, frozen=True):
    """What leads elsewhere."""

    exact: tuple[Redirect, ...]
    rules: tuple[Redirect, ...]
    """For the host alone, as written."""
    places: Mapping[str, Place]
    """What links to a redirect's address lead to, by key."""
    patterns: tuple[re.Pattern[str], ...]
    """The addresses that a host redirects."""
    assets: frozenset[AssetPath]
    """Files beside the content that redirects lead to."""
    diagnostics: tuple[Diagnostic, ...]


def find_redirects(
    data: Data, addresses: Addresses, places: Places, taken: Mapping[str, str], sections: Mapping[str, Place]
) -> Redirects:
    """Follow every redirect to its end.

    At one address a page or a file of the site's own (``taken``: whose is which key) comes before a redirect,
    and that before a section page, which is made where nothing else is.
    """
    rules = find_rules(data, addresses)
    refusals = {rule: scheme for rule in rules.host if (scheme := refused(clean(rule.target.text)))}
    for_host = [rule for rule in rules.host if rule not in refusals]
    patterns = tuple(pattern_of(rule) for rule in for_host if rule.status < 400)
    live = {key: rule for key, rule in rules.exact.items() if key not in taken}
    site = Map(live, places, sections, patterns)
    endings = site.endings()
    followed = {key: ending.place for key, ending in endings.items() if ending.place}
    secret = {
        rule: place for rule in for_host if (place := site.find(path_of(rule) or "/")) and place.is_hidden
    }
    ended = (
        Redirect(rule.url, place.address, rule.status)
        for key, rule in live.items()
        if rule.url and (place := followed.get(key)) and not place.is_hidden
    )
    exact, clashing = _apart(ended, taken)
    written = (_as_written(rule, places.base_path) for rule in for_host if rule not in secret)
    return Redirects(
        exact=exact,
        rules=(*clashing, *written),
        places=_hidden_aliases(addresses.hidden) | followed | _files_moved(addresses.moved, followed),
        patterns=patterns,
        assets=frozenset(place.asset for place in followed.values() if place.asset),
        diagnostics=(
            *rules.diagnostics,
            *map(_loop, loops_in(rules.exact)),
            *(_shadowed(rule, taken[key]) for key, rule in rules.exact.items() if key in taken),
            *(ending.cause.at(live[key]) for key, ending in endings.items() if ending.cause),
            *(hidden(place).at(rule) for rule, place in secret.items()),
            *(unsafe(scheme).at(rule) for rule, scheme in refusals.items()),
        ),
    )


def _apart(
    redirects: Iterable[Redirect], taken: Iterable[str]
) -> tuple[tuple[Redirect, ...], tuple[Redirect, ...]]:
    """Part redirects from those that only a host can follow, since a page has their name but for its case.

    ``/Team`` and ``/team`` are one folder to many file systems; a rule of the host tells them apart.
    """
    names = {same_address(key) for key in taken}
    exact: list[Redirect] = []
    clashing: list[Redirect] = []
    for redirect in redirects:
        name = same_address(redirect.origin)
        (clashing if name in names else exact).append(redirect)
        names.add(name)
    return tuple(exact), tuple(clashing)


def taken_addresses(pages: Iterable[Located], blog: Iterable[Url], places: Places) -> dict[str, str]:
    """Return whose each address is, by key, of those that no redirect may take."""
    files = {key.removesuffix("/index.html") or "/": path for key, path in places.static.items()}
    return (
        {key: str(path) for key, path in files.items()}
        | {key_of(url): "the blog" for url in blog}
        | {key_of(page.url): str(page.document.path) for page in pages}
    )


def _hidden_aliases(hidden: Iterable[Located]) -> dict[str, Place]:
    """Return what links to the former addresses of hidden pages lead to: a finding, not a broken link."""
    places = {}
    for located in hidden:
        folder = folder_url(folder_of(located.document.path))
        for alias in located.document.front_matter.aliases:
            if url := url_from(alias.text, folder):
                places[key_of(url)] = Place("", source=located.document.path, is_hidden=True)
    return places


def _files_moved(moved: Iterable[Located], followed: Mapping[str, Place]) -> dict[str, Place]:
    """Return what links to the files of pages lead to that are only redirects."""
    return {
        key_of(f"/{located.document.path}"): followed[key]
        for located in moved
        if (key := key_of(located.url)) in followed
    }


def _as_written(rule: Rule, base_path: str) -> Redirect:
    target = clean(rule.target.text)
    if not scheme_of(target):
        from_root = target if target.startswith("/") else f"{rule.folder}{target}"
        return Redirect(Url(rule.source), href(Url(""), base_path) + encoded(from_root), rule.status)
    return Redirect(Url(rule.source), encoded(target), rule.status)


def _loop(loop: tuple[Rule, ...]) -> Diagnostic:
    circle = " → ".join(rule.origin.text for rule in (*loop, loop[0]))
    return loop[0].problem(Code.REDIRECT_LOOP, f"redirects lead in a circle: {circle}", "remove one of them")


def _shadowed(rule: Rule, holder: str) -> Diagnostic:
    message = f"{rule.origin.text} is the address of {holder}; the redirect has no effect"
    return rule.problem(Code.SHADOWED_REDIRECT, message, "remove the redirect, or move what is there")
