"""A document's sections -> how many minutes it takes to read them."""

import re
from collections.abc import Sequence

from handbook.model import Section

WORDS_A_MINUTE = 220
"""A little less than the 238 that Brysbaert (2019) found for non-fiction: there is code to read, too."""

CHARACTERS_A_MINUTE = 500
"""Of scripts that put no spaces between words; Chinese and Japanese readers manage as many."""

UNSPACED = re.compile(
    "[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff9f\U00020000-\U0003ffff]"
)
"""Chinese characters, Hiragana, Katakana and their punctuation."""


def minutes_of(sections: Sequence[Section]) -> int:
    """Return how long reading takes: at least a minute where there is a word, and 0 where there is none."""
    text = " ".join(part for section in sections for part in (section.heading, section.text))
    characters = 0
    if not text.isascii():
        text, characters = UNSPACED.subn(" ", text)
    words = len(text.split())
    if not words and not characters:
        return 0
    return max(1, round(words / WORDS_A_MINUTE + characters / CHARACTERS_A_MINUTE))
