"""Pages -> the blog: its posts, newest first, and the lists that show them, a part at a time."""

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from handbook.config import BlogSettings
from handbook.link.addresses import Located, folder_of, folder_url, is_index, same_address
from handbook.link.folders import label_of
from handbook.model import FrontMatter, Pager, PageRef, Url
from handbook.names import title_of_name

LONGEST_SLUG = 60
"""In characters: 240 bytes at most, which every file system takes as a name."""


class Part(Struct, frozen=True):
    """One page of a list of posts."""

    url: Url
    title: str
    posts: tuple[Located, ...]
    pager: Pager | None
    """None where it is the whole list."""


class Blog(Struct, frozen=True):
    """The posts, and where they are listed."""

    url: Url
    title: str
    index: Located | None
    """The page that gives the list its title and an introduction."""
    posts: tuple[Located, ...]
    parts: tuple[Part, ...]
    """The pages of the list of all posts."""
    terms: tuple[Part, ...]
    """The pages of the lists of each category and tag."""
    categories: Mapping[str, PageRef]
    """By slug."""
    tags: Mapping[str, PageRef]


def find_blog(pages: Sequence[Located], settings: BlogSettings) -> Blog | None:
    """Find the posts and make their lists; None where there is neither a post nor an index page."""
    path = settings.path.strip("/")
    posts = tuple(sorted((page for page in pages if is_post(page, path)), key=_newest_first)) if path else ()
    index = next((page for page in pages if path and _is_index_of(page, path)), None)
    if not posts and not index:
        return None
    url = index.url if index else folder_url(path)
    title = index.document.title if index else title_of_name(path.rpartition("/")[2])
    categories = _terms(posts, lambda matter: matter.categories, f"{url}categories/")
    tags = _terms(posts, lambda matter: matter.tags, f"{url}tags/")
    return Blog(
        url=url,
        title=label_of(index) if index else title,
        index=index,
        posts=posts,
        parts=tuple(_parts(url, title, posts, settings.page_size)),
        terms=tuple(
            part
            for reference, listed in (*categories.values(), *tags.values())
            for part in _parts(reference.url, reference.title, listed, settings.page_size)
        ),
        categories={slug: reference for slug, (reference, _) in categories.items()},
        tags={slug: reference for slug, (reference, _) in tags.items()},
    )


def is_post(page: Located, blog_path: str) -> bool:
    """Return whether a page is a post: it lies below the blog's folder and is no index.

    ``blog/winter/index.md`` is one, too, if it has a date or names the blog as its ``rootPage``.
    """
    path, matter = page.document.path, page.document.front_matter
    if not path.startswith(f"{blog_path}/"):
        return False
    if not is_index(path):
        return True
    names_blog = (matter.root_page or "").strip(" /").casefold() == blog_path.casefold()
    return folder_of(path) != blog_path and (matter.date is not None or names_blog)


def terms_of(names: Iterable[str], terms: Mapping[str, PageRef]) -> tuple[PageRef, ...]:
    """Return the pages of a post's categories or tags, each once."""
    return tuple(terms[slug] for slug in dict.fromkeys(map(slug_of, names)) if slug in terms)


def slug_of(name: str) -> str:
    """Return a name as part of an address: letters and digits in lower case, hyphens between; ``&`` is and.

    Marks stay with their letters, or Hindi and Thai words would fall apart. A name without letters and digits
    is spelled by its code points.
    """
    text = unicodedata.normalize("NFC", name.replace("&", " and ")).lower()
    kept = "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in text)
    slug = "-".join(kept.split()) or "-".join(f"u{ord(letter):x}" for letter in name.strip())
    return slug[:LONGEST_SLUG].strip("-")


def _is_index_of(page: Located, blog_path: str) -> bool:
    path = page.document.path
    is_inside = is_index(path) and folder_of(path) == blog_path
    return is_inside or same_address(page.url) == same_address(folder_url(blog_path))


def _newest_first(page: Located) -> tuple[int, int, float, str]:
    """Sort by date and time, latest first; those without a date last; ties by path, first first."""
    date, time = page.document.front_matter.date, page.document.front_matter.time or dt.time()
    if date is None:
        return 1, 0, 0.0, page.document.path
    seconds = dt.timedelta(hours=time.hour, minutes=time.minute, seconds=time.second).total_seconds()
    return 0, -date.toordinal(), -seconds, page.document.path


def _terms(
    posts: Iterable[Located], names_of: Callable[[FrontMatter], Iterable[str]], base: str
) -> dict[str, tuple[PageRef, list[Located]]]:
    """Return the page and the posts of each term, by slug; it is called what most posts call it."""
    names: dict[str, Counter[str]] = {}
    listed: dict[str, list[Located]] = {}
    for post in posts:
        slugs: dict[str, str] = {}
        for name in names_of(post.document.front_matter):
            slugs.setdefault(slug_of(name), name.strip())
        for slug, name in slugs.items():
            names.setdefault(slug, Counter())[name] += 1
            listed.setdefault(slug, []).append(post)
    return {
        slug: (PageRef(Url(f"{base}{slug}/"), _most_used(names[slug])), listed[slug])
        for slug in sorted(names)
        if slug
    }


def _most_used(names: Counter[str]) -> str:
    return min(names, key=lambda name: (-names[name], name))


def _parts(url: Url, title: str, posts: Sequence[Located], page_size: int) -> Iterator[Part]:
    size = max(page_size, 1)
    count = max(-(-len(posts) // size), 1)
    urls = [url, *(Url(f"{url}page/{number}/") for number in range(2, count + 1))]
    for index, part_url in enumerate(urls):
        number = index + 1
        yield Part(
            url=part_url,
            title=title if number == 1 else f"{title}, page {number}",
            posts=tuple(posts[index * size : number * size]),
            pager=Pager(
                number=number,
                count=count,
                newer=urls[index - 1] if index else None,
                older=urls[number] if number < count else None,
            )
            if count > 1
            else None,
        )
