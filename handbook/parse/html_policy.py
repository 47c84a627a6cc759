"""A start tag of raw HTML -> what of it the site's policy stops in a browser, and what to write instead."""

import re
from collections.abc import Iterator

from msgspec import Struct

from handbook.parse.html_pieces import Piece

EVENTS = frozenset(
    "abort animationcancel animationend animationiteration animationstart auxclick beforeinput "
    "beforematch beforetoggle blur cancel canplay canplaythrough change click close command contextmenu "
    "copy cuechange cut dblclick drag dragend dragenter dragleave dragover dragstart drop durationchange "
    "emptied ended error focus focusin focusout formdata input invalid keydown keypress keyup load "
    "loadeddata loadedmetadata loadstart mousedown mouseenter mouseleave mousemove mouseout mouseover "
    "mouseup mousewheel paste pause play playing pointercancel pointerdown pointerenter pointerleave "
    "pointermove pointerout pointerover pointerup progress ratechange reset resize scroll scrollend "
    "search seeked seeking select slotchange stalled submit suspend timeupdate toggle touchcancel "
    "touchend touchmove touchstart transitioncancel transitionend transitionrun transitionstart unload "
    "volumechange waiting wheel".split()
)
"""What an attribute that runs a script is called behind ``on``."""

SCRIPT_TYPE = re.compile(
    r"\s*(?:(?:text|application)/(?:x-)?(?:java|ecma)script|module|importmap|)\s*", re.IGNORECASE
)
"""The types of scripts that are run, or read as such. Any other is data, which the policy lets be."""

ELSEWHERE = re.compile(r"\s*https?:", re.IGNORECASE)


class Blocked(Struct, frozen=True):
    """What a browser will not do, and the way out."""

    message: str
    hint: str


SCRIPT = Blocked(
    "a script inside a page does not run, only one that is a file of the site",
    'put it into a file of static/ and write <script src="/file.js"></script>',
)
STYLE = Blocked(
    "<style> inside a page is not applied, only style sheets that are files of the site",
    "put it into a file of static/ and name that under stylesheets of [theme]",
)
STYLE_SHEET = Blocked(
    "a style sheet of another site is not loaded",
    "put the file into static/ and name it under stylesheets of [theme]",
)
PLUG_IN = "show a picture with ![…](…), a page with <iframe>, or link to the file"


def blocked(piece: Piece) -> Iterator[Blocked]:
    """Find what browsers will not do with a tag, by the policy that every page carries."""
    values = {attribute.name: attribute.value for attribute in reversed(piece.attributes)}
    if (
        piece.name == "script"
        and not values.keys() & {"src", "href"}
        and SCRIPT_TYPE.fullmatch(values.get("type", ""))
    ):
        yield SCRIPT
    elif piece.name == "style":
        yield STYLE
    elif (
        piece.name == "link"
        and _is_style_sheet(values.get("rel", ""))
        and ELSEWHERE.match(values.get("href", ""))
    ):
        yield STYLE_SHEET
    elif piece.name in ("object", "embed"):
        yield Blocked(f"<{piece.name}> is not shown: pages load no plug-ins", PLUG_IN)
    for name, value in values.items():
        if name.startswith("on") and name[2:] in EVENTS and value.strip():
            yield _handler(name)


def _is_style_sheet(relation: str) -> bool:
    return "stylesheet" in relation.lower().split()


def _handler(name: str) -> Blocked:
    hint = f"add a listener for “{name[2:]}” in a script of static/, and load that by <script src=…></script>"
    return Blocked(f"{name}=… does not run: no script inside a page does", hint)
