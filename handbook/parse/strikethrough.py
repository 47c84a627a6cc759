"""Strikethrough: GFM's ``~~text~~``."""

from markdown_it import MarkdownIt


def strikethrough(md: MarkdownIt) -> None:
    """Recognise text between tildes; two on each side."""
    md.enable("strikethrough")
