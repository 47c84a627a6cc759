"""The bytes of a file -> its text, with lines that end in one way; and text -> bytes, whatever it holds."""

from codecs import BOM_UTF8

from handbook.diagnostics import Code, Diagnostic, Root, Span
from handbook.model import Source


def read_text(content: bytes, path: str, root: Root = "content") -> tuple[Source, list[Diagnostic]]:
    """Decode a file. What is not UTF-8 becomes U+FFFD, with a finding at the first such byte.

    A byte-order mark goes. CR and CRLF become LF, as in CommonMark: lines and columns stay an editor's.
    """
    content = content.removeprefix(BOM_UTF8)
    try:
        return Source(path, _with_line_feeds(content.decode()), root), []
    except UnicodeDecodeError as error:
        before = _with_line_feeds(content[: error.start].decode())
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        finding = Diagnostic(
            Code.BAD_ENCODING,
            f"this file is not UTF-8: byte {content[error.start]:#04x}",
            path,
            Span(line, column),
            "save it as UTF-8",
            root,
        )
        return Source(path, _with_line_feeds(content.decode(errors="replace")), root), [finding]


def encoded(text: str) -> bytes:
    """Encode what is put out. Data files can hold lone surrogates, as JSON escapes; they become ``?``."""
    return text.encode(errors="replace")


def encodable(text: str) -> str:
    """Return a text as it can be encoded."""
    return encoded(text).decode()


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
