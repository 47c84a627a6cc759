import gzip

import msgspec
import pytest

from handbook.search_files import needed_files

ENTRY = b'{"version":"1.5.2","languages":{"en":{"hash":"en_0123456789","wasm":"en","page_count":2}}}'
OVERVIEW = "pagefind.en_0123456789.pf_meta"


def packed(value):
    return gzip.compress(b"pagefind_dcd" + value)


def unpacked(content):
    return gzip.decompress(content).removeprefix(b"pagefind_dcd")


def text(word):
    return bytes([0x60 + len(word)]) + word.encode()


def filter_of(**pages):
    """Return a filter as CBOR: its name, and each value with its pages, in the order given."""
    values = [
        b"\x82" + text(value) + bytes([0x80 + len(numbers)]) + bytes(numbers)
        for value, numbers in pages.items()
    ]
    return b"\x82" + text("part") + bytes([0x80 + len(values)]) + b"".join(values)


def index_of(**pages):
    """Return an index as Pagefind writes it, with one filter."""
    return {
        "pagefind-entry.json": ENTRY,
        "pagefind.js": b"script",
        OVERVIEW: packed(b"\x82" + text("part") + text("en_aaaaaaa")),
        "filter/en_aaaaaaa.pf_filter": packed(filter_of(**pages)),
        "index/en_bbbbbbb.pf_index": b"words",
    }


def test_the_order_of_a_filters_values_makes_no_difference():
    assert needed_files(index_of(Docs=[0, 2], Blog=[1])) == needed_files(index_of(Blog=[1], Docs=[0, 2]))


def test_what_names_a_filter_names_it_anew():
    made = needed_files(index_of(Docs=[0, 2], Blog=[1]))

    entry, (name,), (overview,) = (
        msgspec.json.decode(made["pagefind-entry.json"])["languages"]["en"],
        [name for name in made if name.startswith("filter/")],
        [name for name in made if name.endswith(".pf_meta")],
    )
    assert unpacked(made[name]) == filter_of(Blog=[1], Docs=[0, 2])
    assert unpacked(made[overview]) == b"\x82" + text("part") + text(
        name.removeprefix("filter/").removesuffix(".pf_filter")
    )
    assert overview == f"pagefind.{entry['hash']}.pf_meta"
    assert entry["hash"] != "en_0123456789"


def test_other_texts_give_other_names():
    assert needed_files(index_of(Docs=[0])).keys() != needed_files(index_of(Docs=[1])).keys()


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"no CBOR",
        filter_of(Docs=[0], Blog=[1])[:-1],
        filter_of(Docs=[0], Blog=[1]) + b"\0",
        b"\x82" + text("part") + b"\xa1\x61a\x00",
        b"\x82" + text("part") + b"\x9f\xff",
        b"\x82" + text("part") + b"\x9b" + b"\xff" * 8,
    ],
)
def test_a_format_that_is_not_known_is_left_alone(value):
    made = index_of() | {"filter/en_aaaaaaa.pf_filter": packed(value)}

    assert needed_files(made) == dict(sorted(made.items()))


def test_files_that_no_page_loads_are_left_out():
    interfaces = (
        "pagefind-ui.js",
        "pagefind-modular-ui.css",
        "pagefind-component-ui.js",
        "pagefind-highlight.js",
    )
    unneeded = dict.fromkeys((*interfaces, "pagefind-worker.js", "wasm.unknown.pagefind"), b"")
    needed = index_of(Docs=[0]) | {"wasm.en.pagefind": b"program"}

    assert needed_files(needed | unneeded) == needed_files(needed)


def test_a_language_that_pagefind_does_not_know_has_the_general_program():
    made = {
        "pagefind-entry.json": b'{"languages":{"tlh":{"hash":"tlh_0","wasm":null,"page_count":1}}}',
        "wasm.unknown.pagefind": b"program",
        "wasm.en.pagefind": b"program",
    }

    assert sorted(needed_files(made)) == ["pagefind-entry.json", "wasm.unknown.pagefind"]
