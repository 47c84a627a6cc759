"""The blog -> the posts on the same subjects as each post."""

from collections.abc import Mapping, Sequence

from handbook.link.addresses import Located
from handbook.link.blog import Blog, slug_of
from handbook.model import FrontMatter, Url

MOST = 3
"""How many are shown."""

NEWEST = 50
"""How many posts of a subject are looked at: one that most posts share must not make the work grow with the
square of the blog."""

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
        post.url: tuple(posts[other] for other in _closest(number, subjects, newest))
        for number, post in enumerate(posts)
    }


def _subjects(matter: FrontMatter) -> frozenset[Subject]:
    named = (("tag", matter.tags), ("category", matter.categories))
    return frozenset((kind, slug) for kind, names in named for name in names if (slug := slug_of(name)))


def _closest(
    number: int, subjects: Sequence[frozenset[Subject]], newest: Mapping[Subject, Sequence[int]]
) -> list[int]:
    own = subjects[number]
    others = {other for subject in own for other in newest[subject]} - {number}
    shared = {other: sum(WEIGHTS[kind] for kind, _ in own & subjects[other]) for other in others}
    return sorted(others, key=lambda other: (-shared[other], other))[:MOST]
