"""A preview that followed any edits shows what one that begins now shows."""

from authoring import Author
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from lived import Lived
from on_disk import write_site

BROKEN = {
    "handbook.toml": "[site\n",
    "templates/base.html": "{% if %}",
    "templates/page.html": "{% extends 'theme/page.html' %}{% block body %}{{ page.oh }}{% endblock %}",
    "templates/sidebar.html": "{{ oh }}",
}


class Previewing(Author):
    """An author who previews: after every edit, what is served equals what a new server would."""

    def __init__(self) -> None:
        super().__init__()
        self.files = self.read()
        self.preview = Lived(self.site, self.cache).wake()
        self.served = self.preview.everything()

    def read(self):
        return {path: path.read_bytes() for path in self.site.rglob("*") if path.is_file()}

    @rule(name=st.sampled_from(list(BROKEN)))
    def break_something(self, name: str) -> None:
        write_site(self.site, {name: BROKEN[name]})

    @rule(name=st.sampled_from(list(BROKEN)))
    def remove_what_is_broken(self, name: str) -> None:
        (self.site / name).unlink(missing_ok=True)

    @invariant()
    def warm_equals_cold(self) -> None:
        before, self.files = self.files, self.read()
        changed = [path for path in {*before, *self.files} if before.get(path) != self.files.get(path)]
        published = len(self.preview.published)
        self.preview.wake(*changed)
        fresh = Lived(self.site).wake()

        if fresh.live._failure:
            assert self.preview.live._failure.message == fresh.live._failure.message
            return
        served, self.served = self.served, self.preview.everything()
        assert self.served == fresh.everything()
        assert self.preview.live._failure is None
        assert len(self.preview.published) > published or self.served == served


Previewing.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=10,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestPreviewing = Previewing.TestCase
