"""What the preview adds to a site's HTML: a script, first in every head; pages that say what is wrong."""

import re
from html import escape

from msgspec import Struct

from handbook.errors import CannotStart
from handbook.report import visible

NO_SUCH_PAGE = (
    b"<!doctype html>\n<html lang=en><head><title>Not found</title></head><h1>Not found</h1></html>\n"
)

HEAD = re.compile(rb"""<head(?:\s(?:"[^"]*"|'[^']*'|[^'">])*)?>""", re.IGNORECASE)
"""A site's own template may give it attributes, as ``prefix`` of Open Graph."""

BEGINNING = re.compile(rb"\s*(?:<!doctype[^>]*>)?\s*(?:<html[^>]*>)?", re.IGNORECASE)
"""What stands before the head where its tag is left out, as HTML allows; matches always."""


class Addition(Struct, frozen=True, kw_only=True):
    """What the script has to know of the page that it stands in."""

    server_id: str
    generation: int
    path: str = ""
    """The page's decoded address, with the base path."""
    open: str = ""
    """What opens the editor at the page, with LINE for the line."""
    is_error: bool = False
    good: str = ""
    """On the last good version of a page: the address of the page itself."""


def with_addition(html: bytes, addition: Addition) -> bytes:
    """Put the script first in the head: it notes the page before other scripts change it."""
    values = {
        "server": addition.server_id,
        "generation": str(addition.generation),
        "path": addition.path,
        "open": addition.open,
        "error": "true" if addition.is_error else "",
        "good": addition.good,
    }
    data = "".join(f' data-handbook-{name}="{escape(value)}"' for name, value in values.items() if value)
    tags = (
        f'<script type="module" src="/@handbook/live.js"{data}></script>'
        '<link rel="stylesheet" href="/@handbook/live.css">'
    )
    beginning = HEAD.search(html) or BEGINNING.match(html)
    end = beginning.end() if beginning else 0
    return b"".join((html[:end], b"\n", tags.encode(errors="replace"), html[end:]))


def error_body(error: CannotStart, good: str = "") -> str:
    """Return the HTML that says what is in the way; ``good`` is the address of the last good version."""
    first, _, more = error.message.partition("\n")
    parts = [
        f"<p>{escape(visible(first))}</p>",
        f"<pre>{escape(chr(10).join(map(visible, more.split(chr(10)))))}</pre>" if more else "",
        f"<p>{escape(visible(error.hint))}</p>" if error.hint else "",
        f'<p><a class="handbook-good" href="{escape(good)}">Show its last good version</a></p>'
        if good
        else "",
        "<p>It is shown again as soon as this is mended.</p>",
    ]
    return f'<div class="handbook-error">{"".join(parts)}</div>'


def error_page(title: str, body: str, home: str = "") -> bytes:
    """Return a page without a theme."""
    way = f'<p><a href="{escape(home)}">To the home page</a></p>' if home else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title></head>\n"
        f'<body class="handbook-alone"><main><h1>{escape(title)}</h1>{body}{way}</main></body></html>\n'
    ).encode(errors="replace")
