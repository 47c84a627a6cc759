"""A document and what was asked for -> whether readers get to see it."""

import datetime as dt

from msgspec import Struct

from handbook.model import Document


class Publication(Struct, frozen=True, kw_only=True):
    """What is published: what is dated up to now, and drafts or later dates where they were asked for."""

    now: dt.datetime
    """Aware, in the site's time zone: a bare date begins at that zone's midnight."""
    drafts: bool = False
    future: bool = False


def published(document: Document, publication: Publication) -> bool:
    """Return whether a document is part of the site: the one rule that every page, list and link follows."""
    if document.front_matter.draft and not publication.drafts:
        return False
    return publication.future or not _is_future(document, publication.now)


def _is_future(document: Document, now: dt.datetime) -> bool:
    """Compare as wall clocks, which no date is too early or too late for: a time is read without its zone."""
    date, time = document.front_matter.date, document.front_matter.time or dt.time()
    return date is not None and dt.datetime.combine(date, time) > now.replace(tzinfo=None)
