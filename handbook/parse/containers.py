"""Containers: ``::: warning Title``, Docusaurus' ``:::note[Title]``, Quarto's ``::: {.callout-tip}``."""

import re
from difflib import get_close_matches
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from msgspec import Struct

from handbook.diagnostics import Code, Span
from handbook.parse.admonitions import OLDER_TYPES
from handbook.parse.callouts import CALLOUTS, Callout, Folding, is_too_deep, push_blocks, push_callout
from handbook.parse.notes import notes_of

# No possessive quantifier behind a group: with one, Python before 3.11.5 matches what does not match.
OPENING = re.compile(
    r"""(?P<colons>:{3,}+)[ ]*+
        (?:\{\.callout-(?P<quarto>NAME)(?P<more>[ \t][^{}]*+)?\}|(?P<name>NAME))
        (?:\[(?P<bracket>(?:[^\[\]\\]|\\.|\[[^\[\]]*+\])*)\])?
        (?:\{(?P<attributes>[^{}]*+)\})?
        (?:[ \t]+(?P<title>.*))?$""".replace("NAME", r"[A-Za-z][\w-]*+"),
    re.VERBOSE,
)
ATTRIBUTE = re.compile(
    r"""\.(?P<class>[\w-]+)|\#(?P<id>[\w-]+)|(?P<key>[\w-]+)(?:=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"']+)))?""",
    re.VERBOSE,
)
BEHIND_TITLE = re.compile(r"(?:^|[ \t])\{((?:[.#]|[\w-]+=)[^{}]*|open)\}[ \t]*$")
"""Attributes at the line's end, as in VitePress: ``::: details Title {open}``, but not ``{name}``."""

FENCE_MARKS = frozenset("`~")


def containers(md: MarkdownIt) -> None:
    """Recognise containers, in the middle of a paragraph too."""
    md.block.ruler.before(
        "fence", "container", _container, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def _container(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001  (markdown-it's signature)
    start = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith(":::", start) or state.is_code_block(line):
        return False
    opening = OPENING.match(state.src, start, state.eMarks[line])
    if opening is None or is_too_deep(state):
        return False
    if not silent:
        _push(state, line, end, opening)
    return True


def _push(state: StateBlock, line: int, end: int, opening: re.Match[str]) -> None:
    name = opening["name"] or opening["quarto"]
    colons = opening["colons"]
    ending = _ending_of(state, line + 1, end, len(colons))
    content = (line + 1, ending.line)
    after = ending.line + 1 if ending.is_closed else ending.line
    if name.lower() in CALLOUTS:
        callout = _callout(name.lower(), opening, state, line)
        push_callout(state, callout, lines=(line, after), content=content)
    else:
        _report_unknown(state, line, opening.start("name" if opening["name"] else "quarto"), name)
        _push_title(state, line, _title_of(opening))
        push_blocks(state, content)
    if not ending.is_closed:
        _report_unclosed(state, line, opening.start(), colons)
    state.line = after


# --- where it ends ------------------------------------------------------------------------------------------


class _Ending(Struct, frozen=True):
    """The line that closes a container, or the one where its parent ends."""

    line: int
    is_closed: bool


def _ending_of(state: StateBlock, first: int, end: int, colons: int) -> _Ending:
    fence = ""
    for line in range(first, end):
        start, stop = state.bMarks[line] + state.tShift[line], state.eMarks[line]
        if start >= stop:
            continue
        if state.sCount[line] < state.blkIndent:
            return _Ending(line, is_closed=False)
        mark = state.src[start]
        if fence:
            if mark == fence[0] and _closes_fence(state, line, fence):
                fence = ""
        elif mark == ":":
            if _closes_container(state, line, colons):
                return _Ending(line, is_closed=True)
        elif mark in FENCE_MARKS:
            fence = _fence_at(state, line)
    return _Ending(end, is_closed=False)


def _closes_container(state: StateBlock, line: int, colons: int) -> bool:
    text = _text_of(state, line)
    return len(text) >= colons and not text.strip(":") and not state.is_code_block(line)


def _fence_at(state: StateBlock, line: int) -> str:
    """Return the run of backticks or tildes that opens a code block here, or "" if none does."""
    text = _text_of(state, line)
    info = text.lstrip(text[0])
    run = text[: len(text) - len(info)]
    if len(run) < 3 or state.is_code_block(line) or (run[0] == "`" and "`" in info):
        return ""
    return run


def _closes_fence(state: StateBlock, line: int, fence: str) -> bool:
    text = _text_of(state, line)
    return len(text) >= len(fence) and not text.strip(fence[0]) and not state.is_code_block(line)


def _text_of(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()


# --- what it is ---------------------------------------------------------------------------------------------


def _callout(kind: str, opening: re.Match[str], state: StateBlock, line: int) -> Callout:
    behind = BEHIND_TITLE.search(opening["title"] or "")
    written = (opening["more"], opening["attributes"], behind and behind[1])
    attributes = list(ATTRIBUTE.finditer(" ".join(part for part in written if part)))
    values = {match["key"]: match["double"] or match["single"] or match["bare"] or "" for match in attributes}
    return Callout(
        kind=kind,
        label=CALLOUTS[kind],
        title=_title_of(opening) or values.get("title") or None,
        folding=_folding(kind, values),
        classes=tuple(match["class"] for match in attributes if match["class"]),
        id=_free_id(state, line, opening, next((match["id"] for match in attributes if match["id"]), None)),
    )


def _title_of(opening: re.Match[str]) -> str | None:
    titles = (opening["bracket"], BEHIND_TITLE.sub("", opening["title"] or ""))
    return " ".join(title.strip() for title in titles if title and title.strip()) or None


def _free_id(state: StateBlock, line: int, opening: re.Match[str], name: str | None) -> str | None:
    """Return the id, or report that it stands on the page already."""
    notes = notes_of(state.env)
    if name is None:
        return None
    if name not in notes.ids:
        notes.ids.add(name)
        return name
    span = _span(state, line, state.src.index(f"#{name}", opening.start()), len(name) + 1)
    message = f"the id {name} stands on this page already"
    notes.report(Code.DUPLICATE_ID, message, span, "give one of them another name")
    return None


def _folding(kind: str, values: dict[str | None, str]) -> Folding | None:
    """Return how it begins: ``{open}`` is VitePress', ``{collapse="true"}`` Quarto's."""
    if "collapse" in values:
        return "open" if values["collapse"].lower() == "false" else "closed"
    if kind == "details":
        return "open" if "open" in values else "closed"
    return None


def _push_title(state: StateBlock, line: int, title: str | None) -> None:
    """Show an unknown container's title as a paragraph: what was written is not to be lost."""
    if title is None:
        return
    level, lines = state.level, [line, line + 1]
    state.tokens += [
        Token("paragraph_open", "p", 1, map=lines, level=level, block=True),
        Token("inline", "", 0, content=title, map=lines, level=level + 1, children=[], block=True),
        Token("paragraph_close", "p", -1, level=level, block=True),
    ]


# --- what is wrong with it ----------------------------------------------------------------------------------


def _report_unknown(state: StateBlock, line: int, position: int, name: str) -> None:
    hint = f"did you mean {near}?" if (near := _near(name.lower())) else f"use one of {', '.join(CALLOUTS)}"
    span = _span(state, line, position, len(name))
    notes_of(state.env).report(Code.UNKNOWN_CALLOUT, f"there is no callout {name}", span, hint)


@lru_cache(maxsize=1_000)
def _near(name: str) -> str | None:
    matches = get_close_matches(name, [*CALLOUTS, *OLDER_TYPES], n=1)
    return OLDER_TYPES.get(matches[0], matches[0]) if matches else None


def _report_unclosed(state: StateBlock, line: int, position: int, colons: str) -> None:
    span = _span(state, line, position, len(_text_of(state, line)))
    hint = f"write {colons} on a line of its own where it ends"
    notes_of(state.env).report(Code.UNCLOSED_CONTAINER, "this container is never closed", span, hint)


def _span(state: StateBlock, line: int, position: int, length: int) -> Span:
    column = position - (state.src.rfind("\n", 0, position) + 1)
    return notes_of(state.env).span(line, column, length)
