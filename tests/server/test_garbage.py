"""What a preview keeps of the builds that are over: nothing."""

import gc
import weakref

import pytest
from lived import Lived
from on_disk import write_site

from handbook.server.garbage import Garbage


@pytest.fixture(autouse=True)
def collector():
    """The collector as it was before."""
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)
    gc.enable()


class Edited:
    """A preview in which a page is edited, and looked at after each edit."""

    def __init__(self, folder):
        self.folder = folder
        garbage = Garbage()
        self.lived = Lived(folder)
        self.lived.live._publish = lambda _change: None
        self.lived.live._report = lambda rebuilt: garbage.after(rebuilt.snapshot.rendering)

    def save(self, text):
        """Return what does not keep the build alive."""
        write_site(self.folder, {"content/index.md": text})
        current = self.lived.wake(self.folder / "content/index.md").current
        current.answer("/"), current.problems("/"), current.answer("/sitemap.xml")
        return current


def test_a_build_is_gone_as_soon_as_the_text_has_changed(tmp_path):
    edited = Edited(tmp_path)
    edited.save("# Home\n\n[x](y.md)\n")
    gc.disable()

    builds = [weakref.ref(edited.save(f"# Home\n\n[x](y.md) {number}\n")) for number in range(3)]

    assert [build() is not None for build in builds] == [False, False, True]


def test_what_rendered_a_site_is_gone_when_pages_are_called_otherwise(tmp_path):
    edited = Edited(tmp_path)
    edited.save("# Home\n")

    renderers = [weakref.ref(edited.save(f"# Home {number}\n").rendering.renderer) for number in range(5)]

    # The last but one was in use when garbage was looked for.
    assert [renderer() is not None for renderer in renderers] == [False, False, False, True, True]
