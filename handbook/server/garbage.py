"""Builds that follow each other -> when their cyclic garbage is looked for, and in how much of them."""

import gc

from handbook.server.snapshot import Rendering

COLLECTED = 50_000, 20, 100
"""A site of 5,000 pages is millions of objects, none of them garbage: looking for some in all of them takes
0.2 s, and by default happens after every few rebuilds."""


class Garbage:
    """Has garbage collected where a build leaves some, and not in what the first one made."""

    def __init__(self) -> None:
        """Collect none until the first build is there."""
        gc.disable()
        gc.set_threshold(*COLLECTED)
        self._rendering: Rendering | None = None

    def after(self, rendering: Rendering) -> None:
        """Take note of what renders the newest build."""
        before, self._rendering = self._rendering, rendering
        if before is None:
            # Once: what is frozen is never looked at again, and each rebuild leaves some garbage.
            gc.freeze()
            gc.enable()
        elif before is not rendering:
            # Templates and sidebars refer to themselves, and so keep their whole site: 2 KB a page of it.
            # This takes 10 ms for 2,000 pages; by itself, with these thresholds, it would hardly ever happen.
            gc.collect()
