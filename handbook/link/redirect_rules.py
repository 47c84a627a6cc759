"""Redirects data and front matter -> the rules as written: those we follow, and those only a host can."""

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from handbook.diagnostics import Code, Diagnostic, Root
from handbook.link.addresses import Addresses, Located, folder_of, folder_url, url_from
from handbook.link.places import PAGE_SUFFIX, key_of
from handbook.link.targets import clean, join, parts_of, scheme_of
from handbook.model import Data, Url, Written

STATUSES = frozenset({301, 302, 303, 307, 308})
"""What tells a browser to go elsewhere. Others (200 rewrites, 404 has no place) only a host can do."""

PLACEHOLDER = re.compile(r"(?<=/):[A-Za-z_]\w*(?=/|\Z)")


class Rule(Struct, frozen=True):
    """A redirect as written, and where."""

    origin: Written
    target: Written
    status: int
    folder: Url
    """What a relative origin or target is relative to."""
    path: str
    root: Root
    url: Url | None = None
    """The address it leads away from; None until it is known to be one."""

    def problem(self, code: Code, message: str, hint: str = "") -> Diagnostic:
        """Return a finding at the rule's place."""
        return Diagnostic(code, message, self.path, self.origin.span, hint, self.root)

    @property
    def source(self) -> str:
        """Return what it leads away from as a host is told: from the root, or an address elsewhere."""
        origin = clean(self.origin.text)
        return origin if origin.startswith("/") or scheme_of(origin) else f"{self.folder}{origin}"

    @property
    def is_for_host(self) -> bool:
        """Return whether it stands for many addresses, or does what a page cannot do."""
        origin = self.origin.text
        is_pattern = "*" in origin or bool(scheme_of(origin)) or PLACEHOLDER.search(origin) is not None
        return is_pattern or self.status not in STATUSES


class Rules(Struct, frozen=True):
    """Every rule, sorted out."""

    exact: Mapping[str, Rule]
    """The first rule for each address, by key; each has its ``url``."""
    host: tuple[Rule, ...]
    diagnostics: tuple[Diagnostic, ...]


def find_rules(data: Data, addresses: Addresses) -> Rules:
    """Collect rules: first those of the data as they stand there, then those of front matter by path."""
    rules = [*_rules_of(data), *_rules_in((*addresses.pages, *addresses.moved))]
    host: list[Rule] = []
    exact: dict[str, Rule] = {}
    findings: list[Diagnostic] = []
    for rule in rules:
        if rule.is_for_host:
            is_fit = scheme_of(rule.source) in ("", "http", "https")
            host += [rule] if is_fit else []
            findings += [] if is_fit else [_unfit(rule)]
            continue
        located = _located(rule)
        if located.url is None:
            findings.append(_unfit(rule))
            continue
        first = exact.setdefault(key_of(located.url), located)
        if first is not located:
            findings.append(_duplicate(located, first))
    return Rules(exact, tuple(host), tuple(findings))


def rule_at(rules: Mapping[str, Rule], path: str) -> Rule | None:
    """Return the rule for a path from the root, as links are understood."""
    key = key_of(path)
    return rules.get(key) or rules.get(PAGE_SUFFIX.sub("", key, count=1) or "/")


def path_of(rule: Rule) -> str | None:
    """Return the path from the root that a rule leads to; None if it leads to another site or nowhere."""
    target = clean(rule.target.text)
    if scheme_of(target) or target.startswith("//"):
        return None
    path = parts_of(target).path
    return join("" if path.startswith("/") else rule.folder, path)


def loops_in(rules: Mapping[str, Rule]) -> list[tuple[Rule, ...]]:
    """Return the rules that lead to each other in a circle, each circle once, from its first rule on."""
    loops: list[tuple[Rule, ...]] = []
    done: set[str] = set()
    for key in rules:
        trail: dict[str, Rule] = {}
        while key in rules and key not in done and key not in trail:
            trail[key] = rules[key]
            key = key_after(rules[key], rules)  # noqa: PLW2901 - the walk begins at each key
        if key in trail:
            order = list(trail)
            loops.append(tuple(trail[step] for step in order[order.index(key) :]))
        done |= trail.keys()
    return loops


def key_after(rule: Rule, rules: Mapping[str, Rule]) -> str:
    """Return the key of the rule that a rule leads to; "" if it leads to none."""
    path = path_of(rule)
    after = rule_at(rules, path) if path else None
    return key_of(after.url) if after and after.url else ""


def pattern_of(rule: Rule) -> re.Pattern[str]:
    """Return what matches the addresses a rule stands for: a last ``*`` is any rest, ``:name`` any one name.

    One ``*``, at the end, keeps the match linear, whatever a data file holds.
    """
    text = rule.source
    if text.endswith("*"):
        return re.compile(_expression(text.removesuffix("*")) + ".+")
    return re.compile(_expression(text.rstrip("/")) + "/?")


def _expression(text: str) -> str:
    return PLACEHOLDER.sub("[^/]+", re.escape(text))


def _rules_of(data: Data) -> Iterator[Rule]:
    path = data.redirects_path or ""
    for rule in data.redirects:
        yield Rule(rule.origin, rule.target, rule.status, Url("/"), path, "site")


def _rules_in(located: Iterable[Located]) -> Iterator[Rule]:
    for place in located:
        matter, path = place.document.front_matter, place.document.path
        folder = folder_url(folder_of(path))
        for alias in matter.aliases:
            yield Rule(alias, Written(place.url, alias.span), 301, folder, path, "content")
        if matter.redirect_to:
            origin = Written(place.url, matter.redirect_to.span)
            yield Rule(origin, matter.redirect_to, 301, folder, path, "content", place.url)


def _located(rule: Rule) -> Rule:
    url = rule.url or url_from(rule.origin.text, rule.folder)
    return Rule(rule.origin, rule.target, rule.status, rule.folder, rule.path, rule.root, url)


def _unfit(rule: Rule) -> Diagnostic:
    code = Code.BAD_DATA if rule.root == "site" else Code.BAD_FIELD
    message = f"{rule.origin.text!r} cannot be an address of this site; nothing leads away from it"
    return rule.problem(code, message, "write a path like /old/page/, without ? and #")


def _duplicate(rule: Rule, first: Rule) -> Diagnostic:
    message = f"{rule.origin.text} is redirected twice; the first rule, to {first.target.text}, is used"
    where = f"{first.path}:{first.origin.span.line}"
    return rule.problem(Code.DUPLICATE_REDIRECT, message, f"remove this rule or the one at {where}")
