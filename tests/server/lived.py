"""A builder of the preview without its threads: woken by hand, and asked what stands at every address."""

import re
from functools import partial

from handbook.cache import Cache
from handbook.server.content_types import content_type_of
from handbook.server.live import Live
from handbook.server.reread import reread, reread_named
from handbook.server.serve import ServeOrder, _order_of
from handbook.server.snapshot import Session

SESSION = Session(server_id="beef", token="0123", content_type=content_type_of)


class NoSearch:
    """Stands for the index, which is made elsewhere."""

    def ask(self, site):
        self.site = site

    def find(self, _path):
        return None


class Lived:
    """A Live that builds when it is told to."""

    def __init__(self, folder, cache=None, **order):
        self.published = []
        self.snapshots = []
        self.reported = []
        self.live = Live(
            partial(_order_of, ServeOrder(folder=folder, **order)),
            cache=cache or Cache(),
            session=SESSION,
            searching=NoSearch(),
            publish=self._publish,
            report=self.reported.append,
        )
        self.live._ask_git = lambda _project: None

    def _publish(self, change):
        self.published.append(change)
        self.snapshots.append(self.current)

    def wake(self, *named):
        """Read what is named, and then look at everything, as the watch has it."""
        if named:
            self.live._rebuild(frozenset(named), reread_named)
        self.live._rebuild(frozenset(), reread)
        return self

    @property
    def current(self):
        return self.live.current

    @property
    def kinds(self):
        return [change.kind for change in self.published]

    def text(self, path):
        return self.current.answer(path).body.decode()

    def everything(self):
        """Return what stands at every address, and what is said of every page, without numbers of builds."""
        site = self.current.made.site
        paths = [page.url for page in site.pages]
        paths += [f"/{path}" for path in (*site.assets, *self.current._others)]
        return {path: answer_of(self.current, path) for path in paths} | {
            f"problems of {path}": self.current.problems(path) for path in paths
        }


OF_THE_PAST = re.compile(rb'data-handbook-generation="\d+"|<p><a class="handbook-good".*?</a></p>')
"""What a server that begins now cannot know: which build this is, and what could be shown before."""


def answer_of(snapshot, path):
    answer = snapshot.answer(path)
    body = answer.body if isinstance(answer.body, bytes) else answer.body.read_bytes()
    return answer.status, answer.type, OF_THE_PAST.sub(b"", body)
