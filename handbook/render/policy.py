"""A configuration -> what pages may load: a Content-Security-Policy, and ``_headers`` for hosts."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from handbook.config import Config
from handbook.encoding import encoded
from handbook.model import Output, OutputPath, Site
from handbook.render.theme import FOLDER

HEADERS = OutputPath("_headers")

FOR_A_YEAR = "Cache-Control: public, max-age=31536000, immutable"


def policy_of(config: Config) -> str:
    """Return the policy of every page: https://www.w3.org/TR/CSP3/.

    Pictures, sound and film may come from elsewhere, but not unencrypted; what runs or styles may not.
    """
    frames = (f"https://{host}" for host in config.security.frames)
    directives = (
        ("default-src", "'none'"),
        # The search's engine is WebAssembly; without the word, browsers would not compile it.
        ("script-src", "'self' 'wasm-unsafe-eval'" if config.search.enabled else "'self'"),
        ("style-src", "'self'"),
        # Handbooks hold many a style="…", in tables from editors, on pictures. It runs nothing.
        ("style-src-attr", "'unsafe-inline'"),
        # The theme's icons are data: in its style sheet.
        ("img-src", "'self' https: data:"),
        ("media-src", "'self' https:"),
        ("font-src", "'self'"),
        ("connect-src", "'self'"),
        ("frame-src", " ".join(("'self'", *frames))),
        ("manifest-src", "'self'"),
        ("worker-src", "'self'"),
        ("base-uri", "'none'"),
        ("form-action", "'self'"),
    )
    return "; ".join(f"{name} {sources}" for name, sources in directives)


def headers(site: Site, hashed: Sequence[OutputPath]) -> Output:
    """Write the headers that a host adds, in the form that Netlify and Cloudflare Pages read.

    The site's own lines stand first. ``hashed`` are the theme's files, whose names below
    ``assets/`` change with their content, so that browsers need never ask for them again.
    https://docs.netlify.com/manage/routing/headers/, https://developers.cloudflare.com/pages/configuration/headers/
    """
    base = quote(site.config.base_path, safe="/%")
    # A host sends two policies as both, and browsers keep to both: the site's own could only forbid more.
    has_own = "content-security-policy:" in site.own_headers.lower()
    # A page cannot say of itself who may frame it: browsers pass over that in a <meta>.
    policy = f"  Content-Security-Policy: {policy_of(site.config)}; frame-ancestors 'self'"
    lines = [
        f"{base}/*",
        *(() if has_own else (policy,)),
        "  X-Content-Type-Options: nosniff",
        "  Referrer-Policy: strict-origin-when-cross-origin",
        *(line for path in _unchanging(site, hashed) for line in (f"{base}/{path}", f"  {FOR_A_YEAR}")),
    ]
    return Output(HEADERS, encoded("\n".join([*site.own_headers.splitlines(), *lines, ""])))


def _unchanging(site: Site, hashed: Sequence[OutputPath]) -> Iterator[str]:
    """Yield the paths that can be kept for ever: one for all, unless the site's own files are among them."""
    outputs = (*site.assets, *(page.url.removeprefix("/") for page in site.pages))
    if any(path.startswith(f"{FOLDER}/") for path in outputs):
        yield from (path for path in hashed if path.startswith(f"{FOLDER}/"))
    else:
        yield f"{FOLDER}/*"
