"""A configuration's table, as TOML gives it -> Config, and every mistake in it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, get_args, get_origin

import msgspec

from handbook.config import Config
from handbook.diagnostics import Code, Severity
from handbook.settings_checks import CHECKS
from handbook.toml_places import Keys


class Mistake(msgspec.Struct, frozen=True):
    """What is wrong with a setting; ``at`` says whether its name or its value is."""

    keys: Keys
    message: str
    hint: str = ""
    at: Literal["key", "value"] = "value"


def read_table(table: object) -> tuple[Config, list[Mistake]]:
    """Read what can be read, setting by setting, so that all mistakes are found and each keeps its place."""
    if not isinstance(table, dict):
        return Config(), [Mistake((), f"the configuration must be a table, not {_shape(table)}")]
    sections = {field.name: field.type for field in msgspec.structs.fields(Config)}
    read: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for name, value in table.items():
        if name not in sections:
            mistakes.append(_unknown(name, sections))
        elif not isinstance(value, dict):
            mistakes.append(
                Mistake((name,), f"{name} must be a table, not {_shape(value)}", f"write [{name}]")
            )
        else:
            read[name], wrong = (
                _read_findings(value) if name == "findings" else _read_section(name, sections[name], value)
            )
            mistakes += wrong
    return Config(**read), mistakes


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return what somebody who wrote ``name`` probably meant."""
    from difflib import get_close_matches  # noqa: PLC0415 - 9 ms; only for a mistake

    by_lower = {one.lower(): one for one in known}
    near = get_close_matches(name.lower(), by_lower, 1)
    return by_lower[near[0]] if near else None


def _read_section(
    name: str, section: type[msgspec.Struct], table: Mapping[str, Any]
) -> tuple[msgspec.Struct, list[Mistake]]:
    fields = {field.name: field.type for field in msgspec.structs.fields(section)}
    read: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for key, value in table.items():
        if key not in fields:
            mistakes.append(
                Mistake((name, key), f"[{name}] has no setting {key}", _meant(key, fields), "key")
            )
            continue
        try:
            read[key] = msgspec.convert(value, fields[key])
        except msgspec.ValidationError:
            message = f"{key} must be {_wanted(fields[key])}, not {_shape(value)}"
            mistakes.append(Mistake((name, key), message))
            continue
        if (wrong := CHECKS.get((name, key))) and (problem := wrong(read[key])):
            mistakes.append(Mistake((name, key), *problem))
    return section(**read), mistakes


def _read_findings(table: Mapping[str, Any]) -> tuple[Mapping[Code, Severity], list[Mistake]]:
    codes = [str(code) for code in Code if code is not Code.BAD_CONFIGURATION]
    severities = [str(severity) for severity in Severity]
    read: dict[Code, Severity] = {}
    mistakes: list[Mistake] = []
    for name, value in table.items():
        if name not in codes:
            mistakes.append(
                Mistake(("findings", name), f"no finding is called {name}", _meant(name, codes), "key")
            )
        elif value not in severities:
            message = f"{name} must be {_choice(severities)}, not {_shape(value)}"
            mistakes.append(Mistake(("findings", name), message))
        else:
            read[Code(name)] = Severity(value)
    return read, mistakes


def _unknown(name: str, sections: Mapping[str, Any]) -> Mistake:
    owner = next(
        (name_ for name_, kind in sections.items() if name in getattr(kind, "__struct_fields__", ())), None
    )
    hint = f"{name} belongs under [{owner}]" if owner else _meant(name, sections)
    return Mistake((name,), f"there is no setting {name}", hint, "key")


def _meant(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f"did you mean {near}?" if near else f"there are {', '.join(known)}"


SHAPES: Sequence[tuple[type, str]] = (
    (bool, "true or false"),  # before int, of which bool is a kind
    (int, "a whole number"),
    (float, "a number"),
    (str, "a text in quotes"),
    (tuple, "a list of texts"),
    (list, "a list"),
    (dict, "a table"),
)


def _wanted(kind: object) -> str:
    """Return the words for what a setting may be."""
    if get_origin(kind) is Literal:
        return _choice(get_args(kind))
    shape = get_origin(kind) or kind
    words = [words for known, words in SHAPES if known is shape]
    return words[0] if words else " or ".join(_wanted(alternative) for alternative in get_args(kind))


def _shape(value: object) -> str:
    """Return the words for what was written instead."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list) and not all(isinstance(item, str) for item in value):
        return "a list of other things"
    return next((words for known, words in SHAPES if isinstance(value, known)), "a date or a time")


def _choice(words: Iterable[str]) -> str:
    return " or ".join(f'"{word}"' for word in words)
