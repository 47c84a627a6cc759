"""A configuration's table, as TOML gives it -> Config, and every mistake in it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, get_args, get_origin

import msgspec

from handbook.config import Config, Keys
from handbook.diagnostics import Code, Severity
from handbook.settings_checks import CHECKS


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
                _read_findings(value) if name == "findings" else _read_fields((name,), sections[name], value)
            )
            mistakes += wrong
    return Config(**read), mistakes


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return what somebody who wrote ``name`` probably meant."""
    from difflib import get_close_matches  # noqa: PLC0415 - 9 ms; only for a mistake

    by_lower = {one.lower(): one for one in known}
    near = get_close_matches(name.lower(), by_lower, 1)
    return by_lower[near[0]] if near else None


def _read_fields(
    keys: Keys, section: type[msgspec.Struct], table: Mapping[str, Any]
) -> tuple[Any, list[Mistake]]:
    """Read the settings of a table, which ``keys`` lead to; None without one that has no default."""
    fields = {field.name: field for field in msgspec.structs.fields(section)}
    required = [name for name, field in fields.items() if field.required]
    read: dict[str, Any] = {}
    mistakes = [
        Mistake(keys, f"{_header(keys)} needs a {name}", f'write {name} = "…"')
        for name in required
        if name not in table
    ]
    for key, value in table.items():
        if key in fields:
            read[key], wrong = _read_value((*keys, key), fields[key].type, value)
            mistakes += wrong
        else:
            message = f"{_header(keys)} has no setting {key}"
            mistakes.append(Mistake((*keys, key), message, _meant(key, fields), "key"))
    known = {name: value for name, value in read.items() if value is not None}
    return (section(**known) if known.keys() >= set(required) else None), mistakes


def _read_value(keys: Keys, kind: object, value: object) -> tuple[Any, list[Mistake]]:
    """Read one setting; None where it has the wrong type."""
    item = _table_in(kind)
    if item and isinstance(value, list):
        return _read_tables(keys, item, value)
    try:
        read = msgspec.convert(value, kind)
    except msgspec.ValidationError:
        hint = f"write {_header((*keys, 0))}" if item else ""
        return None, [Mistake(keys, f"{keys[-1]} must be {_wanted(kind)}, not {_shape(value)}", hint)]
    wrong = CHECKS.get(_names(keys))
    problem = wrong(read) if wrong else None
    return read, ([Mistake(keys, *problem)] if problem else [])


def _read_tables(
    keys: Keys, item: type[msgspec.Struct], tables: Sequence[object]
) -> tuple[tuple[Any, ...], list[Mistake]]:
    read: list[Any] = []
    mistakes: list[Mistake] = []
    for number, table in enumerate(tables):
        if isinstance(table, dict):
            one, wrong = _read_fields((*keys, number), item, table)
            read.append(one)
            mistakes += wrong
        else:
            message = f"{keys[-1]} must be a list of tables; one of it is {_shape(table)}"
            fields = ", ".join(f'{name} = "…"' for name in item.__struct_fields__)
            mistakes.append(Mistake((*keys, number), message, f"write {{ {fields} }}"))
    return tuple(one for one in read if one is not None), mistakes


def _table_in(kind: object) -> type[msgspec.Struct] | None:
    """Return what the tables of a list are, if that is what a setting is."""
    inner = get_args(kind)[0] if get_origin(kind) is tuple else None
    return inner if isinstance(inner, type) and issubclass(inner, msgspec.Struct) else None


def _names(keys: Keys) -> tuple[str, ...]:
    return tuple(key for key in keys if isinstance(key, str))


def _header(keys: Keys) -> str:
    """Return what stands above a table's settings in the file."""
    names = ".".join(_names(keys))
    return f"[[{names}]]" if isinstance(keys[-1], int) else f"[{names}]"


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
    if _table_in(kind):
        return "a list of tables"
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
