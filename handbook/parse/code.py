"""Code blocks: what the line behind the fence asks for, and the code as HTML, highlighted by CSS classes."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from msgspec import Struct

from handbook.diagnostics import Code
from handbook.parse.highlighting import TooSlow, highlighted, lines_of
from handbook.parse.notes import notes_of

LANGUAGE = re.compile(r"\{?\.?([a-z0-9][a-z0-9+#._-]*)")
TITLE = re.compile(r"""\b(?:title|filename)=(?:"([^"]*)"|'([^']*)'|(\S+))""")
LINES = re.compile(r"\{([\d,\s-]+)\}")
LINE_NUMBERS = re.compile(r"\b(?:showLineNumbers|linenums|lineNumbers)\b", re.IGNORECASE)
SIGNS = {"+": " inserted", "-": " deleted"}
MOST_RANGES = 100
MOST_LINES = 10_000
"""A range of lines in an info string is cut here: ``{1-999999999}`` costs nothing."""


class Info(Struct, frozen=True):
    """What the text behind the opening fence asks for."""

    language: str = ""
    title: str = ""
    marked: frozenset[int] = frozenset()
    """The numbers of the lines to highlight, from 1."""
    numbered: bool = False
    diff: bool = False


def code(md: MarkdownIt) -> None:
    """Write fenced and indented code as a figure that scrolls and can be reached by keyboard."""
    md.options["highlighted"] = md.options.get("highlighted", 200_000)
    md.add_render_rule("fence", _fence)
    md.add_render_rule("code_block", _code_block)


def read_info(text: str) -> Info:
    """Read an info string as they occur: ``bash.``, ``{python}``, ``js {1,3-5} title="x"``, ``YAML``."""
    language = LANGUAGE.match(text.strip().lower())
    rest = text.strip()[language.end() :] if language else text
    title = TITLE.search(rest)
    lines = LINES.search(rest)
    return Info(
        language=language.group(1).rstrip("._-") if language else "",
        title=next((group for group in title.groups() if group), "") if title else "",
        marked=_numbers(lines.group(1)) if lines else frozenset(),
        numbered=bool(LINE_NUMBERS.search(rest)),
        diff=bool(re.search(r"(?:^|[\s}])diff(?:$|\s)", rest)),
    )


def _numbers(text: str) -> frozenset[int]:
    """Return the numbers of a list like ``1,3-5``; what is no number or range is passed over."""
    numbers: set[int] = set()
    for part in text.replace(" ", "").split(",")[:MOST_RANGES]:
        first, _, last = part.partition("-")
        if first.isdecimal() and (last or first).isdecimal():
            numbers.update(range(int(first[:9]), min(int((last or first)[:9]), MOST_LINES) + 1))
    return frozenset(numbers)


def _fence(
    _self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    notes = notes_of(env)
    info = read_info(token.info)
    limit = options["highlighted"]
    if len(token.content) <= limit:
        try:
            return _figure(token.content, info)
        except TooSlow:
            message, hint = "this code takes too long to colour", "shorten it, or name no language"
    else:
        message, hint = (
            f"this code is longer than {limit:,} characters",
            "raise limits.highlighted, or shorten it",
        )
    span = notes.span(token.map[0] if token.map else 0)
    notes.report(Code.NOT_HIGHLIGHTED, f"{message}; it is shown without colours", span, hint)
    return _figure(token.content, Info(title=info.title))


def _code_block(_self: RendererHTML, tokens: Sequence[Token], index: int, *_: object) -> str:
    return _figure(tokens[index].content, Info())


def _figure(text: str, info: Info) -> str:
    signs, text = _without_signs(text) if info.diff else ((), text)
    html = highlighted(text.removesuffix("\n"), info.language)
    if info.marked or info.numbered or signs:
        html = "".join(_line(number, line, info, signs) for number, line in enumerate(lines_of(html), 1))
    language = f' data-language="{escapeHtml(info.language)}"' if info.language else ""
    numbers = " data-line-numbers" if info.numbered else ""
    caption = f'<figcaption class="code-title">{escapeHtml(info.title)}</figcaption>' if info.title else ""
    frame = f'<figure class="code"{language}{numbers}>{caption}'
    return f'{frame}<pre tabindex="0"><code>{html}</code></pre><copy-code></copy-code></figure>\n'


def _without_signs(text: str) -> tuple[tuple[str, ...], str]:
    """Take a diff's signs from the code, so that it is highlighted and copied without them."""
    lines = text.split("\n")
    signs = tuple(SIGNS.get(line[:1], "") for line in lines)
    return signs, "\n".join(line[1:] if line[:1] in ("+", "-", " ") else line for line in lines)


def _line(number: int, html: str, info: Info, signs: tuple[str, ...]) -> str:
    marked = " highlighted" if number in info.marked else ""
    sign = signs[number - 1] if number <= len(signs) else ""
    return f'<span class="line{marked}{sign}">{html}</span>\n'
