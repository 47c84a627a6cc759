import datetime as dt

from rendered import files, page, site

PAGES = (
    page("/"),
    page("/für dich/", last_updated=dt.date(2023, 7, 3)),
    page("/secret/", no_index=True),
    page("/404.html", template="404.html"),
)


def test_the_sitemap_lists_what_may_be_found():
    made = files(site(*PAGES, url="https://example.org/hb/"))

    assert made["sitemap.xml"].decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        "<url><loc>https://example.org/hb/</loc></url>\n"
        "<url><loc>https://example.org/hb/f%C3%BCr%20dich/</loc><lastmod>2023-07-03</lastmod></url>\n"
        "</urlset>\n"
    )


def test_crawlers_are_told_where_the_sitemap_is():
    made = files(site(url="https://example.org/hb/"))

    assert made["robots.txt"] == b"User-agent: *\nAllow: /\n\nSitemap: https://example.org/hb/sitemap.xml\n"


def test_without_an_address_there_is_no_sitemap():
    made = files(site(*PAGES))

    assert "sitemap.xml" not in made
    assert made["robots.txt"] == b"User-agent: *\nAllow: /\n"
