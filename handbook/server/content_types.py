"""A file's name -> its content type.

From a table of our own: that of the machine comes from its registry or from /etc, where scripts have been
found as text/plain, which no browser runs.
"""

from pathlib import PurePosixPath

UNKNOWN = "application/octet-stream"

TEXT = "; charset=utf-8"

TYPES = {
    ".css": f"text/css{TEXT}",
    ".csv": f"text/csv{TEXT}",
    ".htm": f"text/html{TEXT}",
    ".html": f"text/html{TEXT}",
    ".ics": f"text/calendar{TEXT}",
    ".js": f"text/javascript{TEXT}",
    ".md": f"text/markdown{TEXT}",
    ".mjs": f"text/javascript{TEXT}",
    ".toml": f"text/plain{TEXT}",
    ".txt": f"text/plain{TEXT}",
    ".vtt": f"text/vtt{TEXT}",
    ".yaml": f"text/plain{TEXT}",
    ".yml": f"text/plain{TEXT}",
    # These say themselves in which encoding they are, or are always UTF-8.
    ".atom": "application/atom+xml",
    ".geojson": "application/geo+json",
    ".json": "application/json",
    ".map": "application/json",
    ".rss": "application/rss+xml",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml",
    ".xsl": "application/xslt+xml",
    # Pictures.
    ".apng": "image/apng",
    ".avif": "image/avif",
    ".bmp": "image/bmp",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".jfif": "image/jpeg",
    ".jpe": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".webp": "image/webp",
    # Sound and film.
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    # Fonts.
    ".otf": "font/otf",
    ".ttf": "font/ttf",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    # Documents and archives.
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".epub": "application/epub+zip",
    ".gz": "application/gzip",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".tar": "application/x-tar",
    ".wasm": "application/wasm",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
    # The parts of a search index.
    ".pagefind": UNKNOWN,
    ".pf_filter": UNKNOWN,
    ".pf_fragment": UNKNOWN,
    ".pf_index": UNKNOWN,
    ".pf_meta": UNKNOWN,
}

OF_HOSTS = frozenset({"_headers", "_redirects", "CNAME"})
"""What hosts read, and somebody may want to look at."""


def content_type_of(path: str) -> str:
    """Return the type of a file by the last extension of its name, in any case."""
    name = PurePosixPath(path)
    if name.name in OF_HOSTS:
        return f"text/plain{TEXT}"
    return TYPES.get(name.suffix.lower(), UNKNOWN)
