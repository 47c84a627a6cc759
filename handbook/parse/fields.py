"""A front matter's table -> FrontMatter, and every finding about it. The one place that knows the fields."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from handbook.diagnostics import Code, Diagnostic
from handbook.model import FrontMatter
from handbook.parse import conversions as to
from handbook.parse.nodes import Node, Scalar, Table, repeated_keys
from handbook.parse.passage import Passage
from handbook.parse.plain import Found, Misfit, is_blank, plain, visible


class Field(Struct, frozen=True):
    """A field of FrontMatter: the keys that fill it, in lower case, and how.

    Of several keys on one page the foremost here counts, unless the field ``joins`` what they all hold.
    """

    name: str
    keys: tuple[str, ...]
    convert: to.Conversion
    joins: bool = False
    means_nothing: bool = False
    """Whether the field can be filled with ``null``."""


FIELDS = {
    field.name: field
    for field in (
        Field("title", ("title", "name"), to.text),
        Field("show_title", ("showtitle",), to.flag),
        Field("sidebar", ("sidebar",), to.sidebar, means_nothing=True),
        Field("sidebar_title", ("sidebartitle", "sidebar.label"), to.text),
        Field("hide_contents", ("hideanchor",), to.flag),
        Field("root_page", ("rootpage",), to.text),
        Field("date", ("date",), to.moment),
        Field("authors", ("author", "authors"), to.places, joins=True),
        Field("featured_image", ("featuredimage",), to.place),
        Field("featured_image_type", ("featuredimagetype",), to.picture_type),
        Field("featured_video", ("featuredvideo",), to.place),
        Field("categories", ("category", "categories"), to.texts, joins=True),
        Field("tags", ("tags", "topics"), to.texts, joins=True),
        Field("excerpt", ("excerpt",), to.text),
        Field("description", ("description",), to.text),
        Field("draft", ("draft",), to.cautious_flag),
        Field("no_index", ("noindex",), to.flag),
        Field("hide_last_updated", ("hidelastupdated",), to.flag),
        Field("keywords", ("keywords",), to.words),
        Field("og_image", ("ogimage",), to.place),
        Field("width", ("width",), to.text),
        Field("aliases", ("aliases", "redirect_from"), to.places, joins=True),
        Field("redirect_to", ("redirect_to",), to.place),
        Field("permalink", ("permalink", "slug", "url"), to.place),
        Field("order", ("order", "weight", "sidebar_position", "sidebar.order"), to.number),
    )
}
"""Every field and the keys it is written as. Tags and topics are one field, for both make lists of pages."""

FIELD_OF_KEY: Mapping[str, Field] = {key: field for field in FIELDS.values() for key in field.keys}

Entry = tuple[Scalar, Node]


class Filled(Struct, frozen=True):
    """What one field's entries came to: values for FrontMatter, and the entries that were not needed."""

    values: Mapping[str, Any]
    spare: Sequence[Entry] = ()
    diagnostics: Sequence[Diagnostic] = ()


def read_fields(table: Table, passage: Passage) -> tuple[FrontMatter, tuple[Diagnostic, ...]]:
    """Read every field; one that cannot be read keeps its default and is a finding at its place."""
    entries, repeated = _once(_unfolded(table), passage)
    known: dict[str, list[Entry]] = {}
    unknown: list[Entry] = []
    for entry in entries:
        field = FIELD_OF_KEY.get(_name(entry[0]))
        (known.setdefault(field.name, []) if field else unknown).append(entry)
    filled = [_filled(FIELDS[name], entries, passage) for name, entries in known.items()]
    extra, misfits = _extra([*unknown, *(entry for each in filled for entry in each.spare)], passage)
    values = {name: value for each in filled for name, value in each.values.items()}
    diagnostics = [_repeated(key, passage) for key in repeated]
    diagnostics += [diagnostic for each in filled for diagnostic in each.diagnostics]
    return FrontMatter(**values, extra=extra), (*diagnostics, *misfits)


def _unfolded(table: Table) -> Iterator[Entry]:
    """Give out the entries, those of a ``sidebar`` that is a mapping one by one, as ``sidebar.label``."""
    for key, node in table.entries:
        if _name(key) == "sidebar" and isinstance(node, Table):
            for inner, value in node.entries:
                yield Scalar(f"sidebar.{inner.text}", inner.start, inner.end), value
        else:
            yield key, node


def _name(key: Scalar) -> str:
    return visible(key.text).lower()


def _once(entries: Iterator[Entry], passage: Passage) -> tuple[list[Entry], list[Scalar]]:
    """Tell the first entry of each key from the keys that are repeated, here or further in.

    Of several that say whether the page is a draft, the first counts that says so.
    """
    first: dict[str, Entry] = {}
    repeated: list[Scalar] = []
    for key, node in entries:
        name = _name(key) if _name(key) in FIELD_OF_KEY else key.text
        if name in first:
            repeated.append(key)
            if name == "draft" and not _is_draft(first[name][1], passage):
                first[name] = key, node
        else:
            first[name] = key, node
            repeated += repeated_keys(node)
    return list(first.values()), repeated


def _is_draft(node: Node, passage: Passage) -> bool:
    return not is_blank(node) and to.cautious_flag(node, passage).value is True


def _filled(field: Field, entries: Sequence[Entry], passage: Passage) -> Filled:
    used, spare = _chosen(field, entries)
    converted = [(key, field.convert(node, passage)) for key, node in used]
    values = [found.value for _, found in converted if found.value is not None]
    diagnostics = [_misfit(key, misfit, passage) for key, found in converted for misfit in found.misfits]
    diagnostics += [_spare(key, used[0][0], passage) for key, _ in spare]
    return Filled(_joined(field, values) if values else {}, spare, diagnostics)


def _chosen(field: Field, entries: Sequence[Entry]) -> tuple[Sequence[Entry], Sequence[Entry]]:
    """Tell the entries that fill a field from those that would fill it a second time."""
    written = [entry for entry in entries if field.means_nothing or not is_blank(entry[1])]
    if field.joins or len(written) < 2:
        return written, ()
    ranked = sorted(written, key=lambda entry: field.keys.index(_name(entry[0])))
    return ranked[:1], ranked[1:]


def _joined(field: Field, values: Sequence[Any]) -> Mapping[str, Any]:
    if field.joins:
        return {field.name: tuple(dict.fromkeys(each for value in values for each in value))}
    if field.name == "date":
        return dict(zip(("date", "time"), values[0], strict=True))
    return {field.name: values[0]}


def _extra(entries: Sequence[Entry], passage: Passage) -> tuple[dict[str, Any], Sequence[Diagnostic]]:
    """Bring what no field wants to plain form, in the order in which it was written."""
    found: list[tuple[Scalar, Found]] = [
        (key, plain(node)) for key, node in sorted(entries, key=lambda entry: entry[0].start)
    ]
    misfits = [_misfit(key, misfit, passage) for key, each in found for misfit in each.misfits]
    return {key.text: each.value for key, each in found}, misfits


def _misfit(key: Scalar, misfit: Misfit, passage: Passage) -> Diagnostic:
    message = f"{key.text} {misfit.message}"
    return passage.finding(Code.BAD_FIELD, message, misfit.node, misfit.hint)


def _repeated(key: Scalar, passage: Passage) -> Diagnostic:
    what = "if one of them says so, it is a draft" if _name(key) == "draft" else "the first one counts"
    message = f"{key.text} is given twice; {what}"
    return passage.finding(Code.DUPLICATE_KEY, message, key, "remove one of the two")


def _spare(key: Scalar, used: Scalar, passage: Passage) -> Diagnostic:
    message = f"{key.text} means the same as {used.text}, which counts"
    return passage.finding(Code.DUPLICATE_KEY, message, key, "remove one of the two")
