"""The elements of HTML, by what a browser does with their tags. From the HTML Living Standard."""

VOID = frozenset(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source "
    "track wbr".split()
)
"""Elements without content: no end tag."""

OPTIONAL_END = frozenset(
    "p li dt dd option optgroup thead tbody tfoot tr td th colgroup caption rt rp".split()
)
"""Elements that a browser closes by itself where they have to end."""

FOREIGN = frozenset({"svg", "math"})
"""Elements inside which other rules hold: any name, and a slash that closes."""

OUT_OF_PLACE = frozenset("html head body base frame frameset plaintext".split())
"""Elements that would change or swallow the page around them."""

HTML = frozenset(
    "a abbr acronym address area article aside audio b base basefont bdi bdo bgsound big blink blockquote "
    "body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog "
    "dir div dl dt em embed fencedframe fieldset figcaption figure font footer form frame frameset h1 h2 "
    "h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd keygen label legend li link main "
    "map mark marquee math menu menuitem meta meter nav nobr noembed noframes noscript object ol optgroup "
    "option output p param picture plaintext pre progress q rb rp rt rtc ruby s samp script search "
    "section select selectedcontent slot small source span strike strong style sub summary sup svg table "
    "tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp".split()
)
"""Every element a browser knows, the obsolete ones among them."""
