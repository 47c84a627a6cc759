"""The environment and a time zone -> the moment that decides what is published yet."""

import datetime as dt
from collections.abc import Mapping

from handbook.errors import CannotStart

EPOCH = "SOURCE_DATE_EPOCH"
"""What reproducible builds call a fixed time: reproducible-builds.org/specs/source-date-epoch."""


def now(zone: str, environment: Mapping[str, str]) -> dt.datetime:
    """Return the time that the environment fixes, else that of the clock. Raises CannotStart."""
    fixed = environment.get(EPOCH)
    if not fixed:
        return dt.datetime.now(_zone(zone))
    try:
        return dt.datetime.fromtimestamp(int(fixed), _zone(zone))
    except (ValueError, OverflowError, OSError):
        raise CannotStart(f"{EPOCH} must be a number of seconds, not {fixed}") from None


def _zone(name: str) -> dt.tzinfo:
    if name == "UTC":
        return dt.UTC
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - 7 ms, and many sites say UTC

    return ZoneInfo(name)
