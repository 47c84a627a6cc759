"""Raw HTML: passed through, balanced so that it cannot break the page, with a hole at every address."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from handbook.parse.html_balance import Balance
from handbook.parse.html_pieces import Piece, pieces_of
from handbook.parse.notes import Finder, Notes, notes_of
from handbook.parse.open_elements import Part, element_of

AS_WRITTEN: Mapping[str, Callable[[Token], str]] = {
    "html_inline": lambda token: token.content,
    "text": lambda token: escapeHtml(token.content),
    "softbreak": lambda _token: "\n",
    "hardbreak": lambda _token: "<br>\n",
}
"""What becomes of the tokens that stand between two tags of one element, without a tag of Markdown's own."""


def raw_html(md: MarkdownIt) -> None:
    """Balance raw HTML over the whole body, and cut it at its addresses."""
    md.core.ruler.push("balance", _balance)
    md.add_render_rule("html_inline", _html)
    md.add_render_rule("html_block", _html)


def _balance(state: StateCore) -> None:
    if any(_has_html(token) for token in state.tokens):
        notes = notes_of(state.env)
        state.tokens = [*_balanced(state.tokens, Balance(notes), notes)]


def _has_html(token: Token) -> bool:
    return token.type == "html_block" or any(child.type == "html_inline" for child in token.children or ())


def _balanced(tokens: Iterable[Token], balance: Balance, notes: Notes) -> Iterator[Token]:
    """Give every token of raw HTML its parts, and put the end tags that are missing before others."""
    for token in tokens:
        if token.type == "html_block":
            finder = Finder(notes, _lines_of(token, notes))
            token.meta["parts"] = [balance.part(piece, finder) for piece in pieces_of(token.content)]
        elif token.type == "inline" and any(child.type == "html_inline" for child in token.children or ()):
            token.children = [*_balanced_line(token, balance, notes)]
        elif token.nesting < 0:
            yield from _closing(balance.leave(), "html_block")
        else:
            yield from _closing(balance.make_way(token), "html_block")
        if token.nesting > 0:
            balance.enter(element_of(token))
        yield token
    yield from _closing(balance.close_all(), "html_block")


def _balanced_line(block: Token, balance: Balance, notes: Notes) -> Iterator[Token]:
    """Do the same with what stands in a line of text: its raw HTML does not reach out of it."""
    children = block.children or []
    finder = Finder(notes, _lines_of(block, notes))
    pieces = _pieces_by_place(children)
    balance.enter("")
    for place, token in enumerate(children):
        if token.nesting < 0:
            yield from _closing(balance.leave(), "html_inline")
        if token.type == "html_inline":
            token.meta["parts"] = [balance.part(piece, finder) for piece in pieces[place]]
        if token.nesting > 0:
            balance.enter(element_of(token))
        yield token
    yield from _closing(balance.leave(), "html_inline")


def _pieces_by_place(children: Sequence[Token]) -> Mapping[int, list[Piece]]:
    """Cut the raw HTML of a line, in which every tag is a token, as a whole as far as it is one."""
    pieces: dict[int, list[Piece]] = {}
    begin = 0
    while begin < len(children):
        end = begin
        while end < len(children) and children[end].type in AS_WRITTEN:
            end += 1
        _cut_run([AS_WRITTEN[token.type](token) for token in children[begin:end]], begin, pieces)
        begin = end + 1
    return pieces


def _cut_run(sources: Sequence[str], first: int, pieces: dict[int, list[Piece]]) -> None:
    """Cut a run of tokens as one text; what reaches over the end of one is cut there once more."""
    ends = [*accumulate(map(len, sources))]
    place = position = 0
    for piece in pieces_of("".join(sources)):
        end = position + len(piece.source)
        rest = piece
        while position < end:
            while ends[place] <= position:
                place += 1
            length = min(end, ends[place]) - position
            head, rest = _cut(rest, length)
            pieces.setdefault(first + place, []).append(head)
            position += length


def _cut(piece: Piece, length: int) -> tuple[Piece, Piece]:
    """Cut a piece in two. A tag is none then: another token has a part of it."""
    if length == len(piece.source):
        return piece, piece
    head, rest = piece.source[:length], piece.source[length:]
    if piece.kind in ("text", "other"):
        return Piece(piece.kind, head), Piece(piece.kind, rest)
    return Piece("broken", head), Piece("text", rest)


def _closing(tags: str, kind: str) -> list[Token]:
    html = f"{tags}\n" if kind == "html_block" else tags
    return [Token(kind, "", 0, content=html, meta={"parts": [Part(html)]})] if tags else []


def _lines_of(token: Token, notes: Notes) -> tuple[int, int]:
    return (token.map[0], token.map[1]) if token.map else (0, len(notes.lines))


def _html(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    notes = notes_of(env)
    parts: list[Part] = tokens[index].meta["parts"]
    return "".join(part.html(notes) for part in parts)
