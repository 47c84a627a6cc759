"""Source -> what other pages say of it: its front matter and its title, without its text."""

from handbook.config import ParseOptions
from handbook.model import ContentPath, Document, Source
from handbook.parse.document import parse, title_of_path
from handbook.parse.front_matter import read_front_matter

LONGEST_TITLE = 1_000
"""Characters at the beginning of a text in which its title is looked for."""


def sketch_of(source: Source, options: ParseOptions) -> Document:
    """Return a document without text and findings: what other pages need to be shown."""
    head = read_front_matter(source, options.limits)
    return Document(
        path=ContentPath(source.path),
        front_matter=head.front_matter,
        title=head.front_matter.title or _title_of(head.body, source, options),
    )


def _title_of(body: str, source: Source, options: ParseOptions) -> str:
    beginning = body[:LONGEST_TITLE].strip().partition("\n\n")[0]
    if beginning.startswith("#") or "\n=" in beginning:
        return parse(Source(path=source.path, text=beginning), options).title
    return title_of_path(source.path)
