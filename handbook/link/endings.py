"""Rules of redirection and what there is -> where each rule leads in the end."""

import re
from collections.abc import Mapping

from msgspec import Struct, structs

from handbook.diagnostics import Code, Diagnostic
from handbook.link.places import Place, Places, key_of
from handbook.link.redirect_rules import Rule, key_after, loops_in, path_of
from handbook.link.targets import Target, clean, encoded, parts_of, refused, scheme_of, with_parts
from handbook.model import Url
from handbook.urls import href


class Cause(Struct, frozen=True):
    """What is wrong with where a rule leads, and with every rule that leads to that rule."""

    code: Code
    words: str
    """What follows the rule's source in a sentence."""
    hint: str

    def at(self, rule: Rule) -> Diagnostic:
        """Return the finding for one rule."""
        return rule.problem(self.code, f"{rule.origin.text} {self.words}", self.hint)


class Ending(Struct, frozen=True):
    """Where a rule leads in the end; no place where that is a circle or must not be."""

    place: Place | None
    cause: Cause | None = None


class Map(Struct, frozen=True):
    """What a rule may lead to, in this order: other rules, pages and files, sections, the host's rules."""

    rules: Mapping[str, Rule]
    places: Places
    sections: Mapping[str, Place]
    patterns: tuple[re.Pattern[str], ...]

    def endings(self) -> dict[str, Ending]:
        """Follow every rule to its end, each step once: a chain may be as long as the data."""
        circles = (key_of(rule.url) for loop in loops_in(self.rules) for rule in loop if rule.url)
        endings = dict.fromkeys(circles, Ending(None))
        for key in self.rules:
            trail: list[str] = []
            step = key
            while step and step not in endings:
                trail.append(step)
                step = key_after(self.rules[step], self.rules)
            for passed in reversed(trail):
                rule = self.rules[passed]
                endings[passed] = _onwards(rule, endings[step]) if step else self._arrived(rule)
                step = passed
        return {key: endings[key] for key in self.rules}

    def find(self, path: str) -> Place | None:
        """Return what stands at a path; a section covers its hidden index."""
        place = self.places.find(path)
        if place is None or place.is_hidden:
            return self.sections.get(key_of(path)) or place
        return place

    def _arrived(self, rule: Rule) -> Ending:
        target = clean(rule.target.text)
        if scheme := refused(target):
            return Ending(None, unsafe(scheme))
        if scheme_of(target):
            return Ending(Place(encoded(target)))
        path, parts = path_of(rule) or "/", parts_of(target)
        place = self.find(path)
        if place is None:
            address = with_parts(href(Url(path), self.places.base_path), parts)
            is_known = any(pattern.fullmatch(path) for pattern in self.patterns)
            return Ending(Place(address), None if is_known else _nowhere(path))
        if place.is_hidden:
            return Ending(place, hidden(place))
        return Ending(structs.replace(place, address=with_parts(place.address, parts)))


def unsafe(scheme: str) -> Cause:
    """Return what is wrong with a rule that leads to where no link may."""
    words = f"leads to an address that begins with {scheme}, which must not be"
    return Cause(Code.UNSAFE_LINK, words, "write https://… or a path of this site")


def hidden(place: Place) -> Cause:
    """Return what is wrong with a rule that leads to a hidden page."""
    words = f"leads to {place.source}, which is not published"
    return Cause(Code.HIDDEN_TARGET, words, "publish it, or remove the redirect")


def _onwards(rule: Rule, ending: Ending) -> Ending:
    """Return where a rule leads whose target is the source of a rule with this ending."""
    if ending.place is None:
        return Ending(None, ending.cause or INTO_A_CIRCLE)
    if ending.place.is_hidden:
        return ending
    parts = parts_of(clean(rule.target.text))
    address = with_parts(ending.place.address, Target("", parts.query, parts.fragment))
    return Ending(structs.replace(ending.place, address=address), ending.cause)


def _nowhere(path: str) -> Cause:
    hint = "write an address that exists, or remove the redirect"
    return Cause(Code.BROKEN_REDIRECT, f"leads to {path}, where nothing is", hint)


INTO_A_CIRCLE = Cause(
    Code.BROKEN_REDIRECT, "leads into a circle of redirects", "write the page that it is meant to lead to"
)
