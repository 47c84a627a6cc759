"""Templates and values -> HTML, everything escaped; a template's fault becomes a place in its file."""

import datetime as dt
import traceback
from collections.abc import Callable, Mapping
from types import CodeType
from typing import Any, NoReturn

from jinja2 import (
    Environment,
    FunctionLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    pass_context,
)
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.runtime import Context

from handbook.errors import CannotStart

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class _Compiled(BytecodeCache):
    """What templates were compiled to, for as long as the process lives: 40 ms for the theme's.

    Jinja names entries by the template's name and the digest of its text.
    """

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._codes.get(bucket.key, ("", None))
        bucket.code = code if checksum == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self._codes[bucket.key] = bucket.checksum, bucket.code


COMPILED = _Compiled()


class Templates:
    """The templates of a site, compiled when first used.

    ``filters`` and ``values`` are known to all of them. Content is only ever a value, never a template.
    """

    def __init__(
        self,
        texts: Mapping[str, str],
        filters: Mapping[str, Callable[..., Any]],
        values: Mapping[str, object],
    ) -> None:
        self.texts = texts
        self.environment = Environment(
            # A name as the file's name makes tracebacks name the template; DictLoader would say "<template>".
            loader=FunctionLoader(lambda name: (texts[name], name, None) if name in texts else None),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=COMPILED,
        )
        own = {name: _when_rendered(apply) for name, apply in filters.items()}
        self.environment.filters.update(own, date=written_date)
        self.environment.globals = dict(values)

    def render(self, name: str, **values: object) -> str:
        """Return what a template makes of the values. Raises CannotStart with the line that is wrong."""
        try:
            return self.environment.get_template(name).render(values)
        except Exception as error:  # noqa: BLE001 - a template is the site's own code and may raise anything
            self._fail(name, error)

    def _fail(self, name: str, error: Exception) -> NoReturn:
        template, line = _place(name, error, self.texts)
        place = f"{template}:{line}" if line else template
        message = f"template {place}: {_reason(error)}"
        raise CannotStart(
            "\n".join([message, *_excerpt(self.texts.get(template, ""), line)]), HINT
        ) from error


HINT = "the names a template can use are listed at the top of theme/base.html"


def _when_rendered(apply: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that Jinja does not apply as it compiles: sites that differ share what it compiles.

    Of all filters it applies those to what is written in the template, as in ``{{ '/' | href }}``, but for
    those that take the context.
    """

    @pass_context
    def filtered(_context: Context, *arguments: object) -> object:
        return apply(*arguments)

    return filtered


def written_date(date: dt.date) -> str:
    """Return a date as it is shown, the same in every locale: ``Jul 3, 2023``."""
    return f"{MONTHS[date.month - 1]} {date.day}, {date.year}"


def _place(name: str, error: Exception, texts: Mapping[str, str]) -> tuple[str, int]:
    if isinstance(error, TemplateSyntaxError):
        return error.name or name, error.lineno
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in texts]
    return (frames[-1].filename, frames[-1].lineno or 0) if frames else (name, 0)


def _reason(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name}"
    return str(error) or type(error).__name__


def _excerpt(text: str, line: int) -> list[str]:
    lines = text.splitlines()
    numbers = range(max(1, line - 1), min(len(lines), line + 1) + 1) if line else ()
    return [f"{'>' if number == line else ' '}{number:4} | {lines[number - 1]}" for number in numbers]
