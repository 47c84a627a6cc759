"""A theme's files and a site's colour -> the files, in which the colour is the theme's ``--brand``."""

from collections.abc import Mapping

TOKENS = "css/tokens.css"


def with_accent(assets: Mapping[str, bytes], colour: str) -> Mapping[str, bytes]:
    """Return a theme's files, whose tokens take the hue of ``colour``; as they are where there is none."""
    if not colour:
        return assets
    rule = f"\n@layer tokens {{ :root {{ --brand: {colour}; }} }}\n"
    return {**assets, TOKENS: assets.get(TOKENS, b"") + rule.encode()}
