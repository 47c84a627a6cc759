"""Events with fields -> lines on standard error, by structlog, and only when somebody asks for them."""

from collections.abc import MutableMapping
from typing import Any, Protocol, TextIO

LONGEST = 200
"""Characters of a field: enough for a path or an address, too little for the text of a page."""


class Log(Protocol):
    """Takes an event's name and its fields."""

    def __call__(self, event: str, **fields: object) -> None:
        """Log an event."""


def silent(event: str, **fields: object) -> None:
    """Log nothing, and import nothing for it."""


def logging_to(stream: TextIO, *, colours: bool) -> Log:
    """Return what logs events to a stream, one a line, with the time and the fields."""
    import structlog  # noqa: PLC0415 - takes 60 ms, and only --verbose needs it

    def only_small_facts(
        _logger: object, _name: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        return {name: value for name, value in event.items() if _is_small(value)}

    logger = structlog.wrap_logger(
        structlog.PrintLogger(stream),
        processors=[
            only_small_facts,
            structlog.processors.TimeStamper(fmt="%H:%M:%S.%f", utc=False),
            structlog.dev.ConsoleRenderer(colors=colours, pad_event_to=0),
        ],
        wrapper_class=structlog.BoundLogger,
        cache_logger_on_first_use=True,
    )

    def log(event: str, **fields: object) -> None:
        logger.info(event, **fields)

    return log


def _is_small(value: object) -> bool:
    """Say whether a field may be logged: numbers and short words, never a body."""
    if isinstance(value, str):
        return len(value) <= LONGEST and value.isprintable()
    return isinstance(value, int | float)
