"""YAML -> a tree of nodes, by a bounded pass over its events: no tags, anchors or aliases."""

from collections.abc import Iterator
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from handbook.parse.nodes import Bounds, Closing, Mark, Node, Opening, Scalar, Unreadable, tree

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where PyYAML was built with it: 448 front matters in 8 ms instead of 150."""


def read_yaml(text: str, bounds: Bounds, base: int = 0) -> Node | None:
    """Read one YAML document; ``base`` is added to every place. None if it is empty.

    Only events are taken from PyYAML: its composer and constructor recurse (libyaml ends the process at
    30,000 nested ``[``), and raise what is no YAMLError at an impossible date or a huge number. The parser
    itself is a loop over a stack of its own, and reads ahead by about 1,000 characters at most.
    """
    try:
        return tree(_marks(text, base), bounds)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(_reason(error), base + min(mark.index if mark else 0, len(text))) from error
    except yaml.YAMLError as error:
        raise Unreadable("a character that YAML does not allow", base + _forbidden(text)) from error
    except (ValueError, OverflowError) as error:  # a surrogate; a huge number in an escape or a directive
        raise Unreadable("a character or number that is too large", base) from error


def _marks(text: str, base: int) -> Iterator[Mark]:
    documents = 0
    events: Iterator[Any] = yaml.parse(text, Loader=LOADER)
    for event in events:
        kind = type(event)
        if kind is ScalarEvent:
            _refuse_tricks(event, base)
            yield _scalar(event, base)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            _refuse_tricks(event, base)
            yield Opening(event.start_mark.index + base, kind is MappingStartEvent)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            yield Closing(event.end_mark.index + base)
        elif kind is AliasEvent:
            raise Unreadable("an alias: what begins with * needs quotes", event.start_mark.index + base)
        elif kind is DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise Unreadable("a second document", event.start_mark.index + base)


def _scalar(event: Any, base: int) -> Scalar:  # noqa: ANN401 - YAML's border
    quote = 1 if event.style in {"'", '"'} else 0
    start, end = event.start_mark.index + base, event.end_mark.index + base
    return Scalar(event.value, start + quote, end - quote, not event.style)


def _refuse_tricks(event: Any, base: int) -> None:  # noqa: ANN401 - YAML's border
    if event.anchor is not None:
        raise Unreadable("an anchor: what begins with & needs quotes", event.start_mark.index + base)
    if event.tag is not None:
        raise Unreadable("a tag: what begins with ! needs quotes", event.start_mark.index + base)


def _reason(error: yaml.MarkedYAMLError) -> str:
    return str(error.problem or error.context or "it cannot be read")


def _forbidden(text: str) -> int:
    """Return where the first character stands that YAML does not allow. libyaml tells bytes, so look."""
    match = yaml.reader.Reader.NON_PRINTABLE.search(text)
    return match.start() if match else 0
