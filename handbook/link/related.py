"""The blog -> the posts on the same subjects as each post."""

from collections import Counter
from collections.abc import Iterable, Mapping
from heapq import nsmallest
from itertools import chain

from handbook.link.addresses import Located
from handbook.link.blog import Blog, slug_of
from handbook.model import FrontMatter, Url

MOST = 3
"""How many are shown."""

NEWEST = 25
"""How many posts of a subject are looked at: one that most posts share must not make the work grow with the
square of the blog. 1,000 posts with four tags of 13 take 30 ms, and twice as many twice that."""

WEIGHTS = {"tag": 2, "category": 1}
"""A tag says more than a category: it stands on fewer posts."""

Subject = tuple[str, str]
"""A kind of WEIGHTS, and the slug of a name of that kind."""


def related_posts(blog: Blog | None) -> dict[Url, tuple[Located, ...]]:
    """Return the posts that share most tags and categories with each post, of equals the newest first."""
    posts = blog.posts if blog else ()
    subjects = [_subjects(post.document.front_matter) for post in posts]
    newest: dict[Subject, list[int]] = {}
    for number, own in enumerate(subjects):
        for subject in own:
            others = newest.setdefault(subject, [])
            if len(others) < NEWEST:
                others.append(number)
    return {
        post.url: tuple(posts[other] for other in _closest(number, own, newest))
        for number, (post, own) in enumerate(zip(posts, subjects, strict=True))
    }


def _subjects(matter: FrontMatter) -> frozenset[Subject]:
    named = (("tag", matter.tags), ("category", matter.categories))
    return frozenset((kind, slug) for kind, names in named for name in names if (slug := slug_of(name)))


def _closest(number: int, own: Iterable[Subject], newest: Mapping[Subject, list[int]]) -> list[int]:
    others = (newest[subject] * WEIGHTS[subject[0]] for subject in own)
    shared = Counter(chain.from_iterable(others))
    del shared[number]
    return [other for _, other in nsmallest(MOST, ((-weight, other) for other, weight in shared.items()))]
