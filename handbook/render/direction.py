"""A language's tag -> the direction it is written in."""

import re
from typing import Literal

SCRIPTS = frozenset("adlm arab aran armi avst hebr mand mend nkoo rohg samr syrc thaa".split())
"""Scripts from right to left: https://www.unicode.org/iso15924/iso15924-codes.html"""

LANGUAGES = frozenset(
    "ae ar arc ary arz bal bqi ckb dv fa glk he khw ks lrc mzn nqo pnb prs ps sd sdh syr ug ur yi".split()
)
"""Languages that are written so where their tag names no script: CLDR's likely subtags."""


def direction_of(language: str) -> Literal["ltr", "rtl"]:
    """Return a language's direction: "rtl" for ``ar``, ``he-IL``, ``pa-Arab``; a script wins: ``ar-Latn``.

    https://www.rfc-editor.org/rfc/rfc5646#section-2.1
    """
    name, *parts = language.lower().replace("_", "-").split("-")
    script = next((part for part in parts[:2] if re.fullmatch(r"[a-z]{4}", part)), None)
    is_mirrored = script in SCRIPTS if script else name in LANGUAGES
    return "rtl" if is_mirrored else "ltr"
