"""A document's first words, for descriptions and lists."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.token import Token

LENGTH = 160
"""What search engines show of a description, in characters."""


def summary_of(tokens: Sequence[Token]) -> str:
    """Return the first words of the paragraphs: no headings, no pictures, no code, no HTML."""
    words: list[str] = []
    length = 0
    for word in _words(tokens):
        if length + len(word) > LENGTH:
            return " ".join(words).rstrip(",.;:–—-") + "…" if words else word[: LENGTH - 1] + "…"
        words.append(word)
        length += len(word) + 1
    return " ".join(words)


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for before, token in pairwise(tokens):
        if token.type == "footnote_block_open":
            return
        if before.type == "paragraph_open" and token.children:
            yield from text_of(token.children).split()


def text_of(children: Sequence[Token], *, written: bool = False) -> str:
    """Return the text of inline tokens without their markup; code inside a sentence belongs to it.

    ``written`` gives shortcodes as they were written, not the emoji that they became.
    """
    return "".join(
        (token.meta.get("written", token.content) if written else token.content)
        if token.type in ("text", "code_inline")
        else " "
        if token.type in BREAKS
        else ""
        for token in children
    )


BREAKS = ("softbreak", "hardbreak")
