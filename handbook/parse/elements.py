"""The elements of HTML, by what a browser does with their tags. From the HTML Living Standard."""

VOID = frozenset(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source "
    "track wbr".split()
)
"""Elements without content: no end tag."""

RAW_TEXT = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
"""Elements whose content is text to a browser, up to their end tag."""

CONTAINED = frozenset({"noscript", "select", "template"})
"""Elements inside which other rules hold. To a browser with scripts, what is in noscript is text."""

FOREIGN = frozenset({"svg", "math"})
"""Elements inside which other rules hold: any name, a slash that closes, and no text up to an end tag."""

INTEGRATION = frozenset("foreignobject desc title mi mo mn ms mtext annotation-xml".split())
"""Elements of SVG and MathML whose content is read as HTML again."""

BREAKOUT = frozenset(
    "b big blockquote body br center code dd div dl dt em embed font h1 h2 h3 h4 h5 h6 head hr i img li "
    "listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var".split()
)
"""Elements whose start tag ends the SVG or MathML that it stands in."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
"""Elements that close one another."""

ENDED_BY = {"li": frozenset({"li"}), "dd": frozenset({"dd", "dt"}), "dt": frozenset({"dd", "dt"})}
"""Elements whose start tag ends one of these that is open around it."""

STRUCTURE = frozenset({"table", "colgroup", "thead", "tbody", "tfoot", "tr"})
"""Elements between whose parts nothing else may stand: a browser puts it before the table."""

PARENTS = {
    **dict.fromkeys(("caption", "colgroup", "thead", "tbody", "tfoot"), frozenset({"table"})),
    "col": frozenset({"colgroup", "table"}),
    "tr": frozenset({"thead", "tbody", "tfoot", "table"}),
    **dict.fromkeys(("td", "th"), frozenset({"tr", "thead", "tbody", "tfoot", "table"})),
}
"""The parts of a table, and what they stand in: a browser ends everything in between."""

BETWEEN_CELLS = frozenset({*PARENTS, *VOID, *RAW_TEXT, "select"})
"""What may stand in the structure of a table: its parts, and what has no elements inside."""

LIMITS = frozenset(
    "applet article aside blockquote button caption center colgroup dd details dir dl dt fieldset figure "
    "footer form h1 h2 h3 h4 h5 h6 header li listing marquee menu nav noscript object ol pre section "
    "table tbody td tfoot th thead tr ul".split()
)
"""Elements beyond which a browser looks for nothing that a start tag could end. Not among them: div, p and
address, and those about which parsers differ."""

NEVER_NESTED = frozenset({"button", "dialog", "form", "ruby"})
"""Elements that a browser ends, or loses count of, where one stands inside another."""

RUBY_PARTS = frozenset({"rb", "rp", "rt", "rtc"})

CLOSED_SILENTLY = frozenset({"li", "dt", "dd", *PARENTS} - VOID)
"""Elements that need no end tag, and get one where they have to end."""

OPTIONAL_END = frozenset({"p", "option", "optgroup", "rb", "rp", "rt", "rtc"})
"""Elements that need no end tag and get none, for all that follows them may close them."""

SELECTABLE = frozenset({"option", "optgroup", "hr"})
"""What may stand in a select: of other elements, browsers drop some and take some to end it."""

OUT_OF_PLACE = frozenset("html head body base frame frameset isindex plaintext".split())
"""Elements that would change or swallow the page around them."""

HTML = frozenset(
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink "
    "blockquote body br button canvas caption center cite code col colgroup data datalist dd del details "
    "dfn dialog dir div dl dt em embed fencedframe fieldset figcaption figure font footer form frame "
    "frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd keygen label legend "
    "li link listing main map mark marquee math menu menuitem meta meter nav nobr noembed noframes "
    "noscript object ol optgroup option output p param picture plaintext pre progress q rb rp rt rtc ruby "
    "s samp script search section select selectedcontent slot small source span strike strong style sub "
    "summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var "
    "video wbr xmp".split()
)
"""Every element a browser knows, the obsolete ones among them."""
