"""An exception that nobody expected -> what the preview says in its place: it outlives our faults."""

from handbook.errors import CannotStart


class OurFault(CannotStart):
    """A bug of ours, which is its cause."""


def failure_of(bug: Exception) -> OurFault:
    """Return what is in the way."""
    what = str(bug).partition("\n")[0]
    failure = OurFault(
        f"handbook itself has failed: {type(bug).__name__}{': ' if what else ''}{what}",
        "this is our bug, not a mistake of yours; what was changed last may be what it fails at",
    )
    failure.__cause__ = bug
    return failure
