"""What the commands say about themselves. After a lone backspace, click leaves the lines as they are."""

PROGRAM = """Make a website of a folder of Markdown: a company's handbook, its blog, or both.

\b
  handbook init acme                 a small handbook and blog to start from
  handbook serve acme                preview it while you write
  handbook build acme                write the website to acme/site/
  handbook check acme                say what is wrong with the pages
  handbook new post "We moved"       begin a post
"""

BUILD = """Write the website of DIR (by default: the current folder).

DIR is a site with a handbook.toml (or [tool.handbook] in pyproject.toml), a folder with content/, or just a
folder of Markdown. A site's pages go to site/ in its folder, those of a mere folder of Markdown to site/ in
the current one. What is wrong with the content is printed with its file, line and column; the site is
written all the same.

\b
  handbook build                     the site in the current folder
  handbook build ~/notes             any folder of Markdown
  handbook build --strict            for CI: warnings fail, too
  handbook build -d public -u https://acme.example/handbook/
"""

CHECK = """Say what is wrong with the site in DIR (by default: the current folder).

This is "build" without writing: every page is read, linked and rendered, and the findings are the same.

\b
  handbook check                     the site in the current folder
  handbook check ~/notes             any folder of Markdown
  handbook check --strict            for CI: warnings fail, too
"""

SERVE = """Preview the site in DIR (by default: the current folder), and show every edit at once.

The site is held in memory; no file of it is written. Open pages change as you save, block by block, and
show what is wrong where it stands. Drafts and what is dated in the future are shown, too. Only this machine
can read it, unless --host says otherwise.

\b
  handbook serve                     the site in the current folder
  handbook serve ~/notes -o          any folder of Markdown, and open the browser
  handbook serve --host 0.0.0.0      for others in the network, too
"""

INIT = """Put a small handbook and blog into DIR (by default: the current folder).

No file that exists is touched: if one is in the way, nothing is written.

\b
  handbook init acme
"""

NEW = "Begin a page or a post in the site in the current folder."

PAGE = """Begin a page at PATH, a place below the content folder.

\b
  handbook new page handbook/leave.md --title "Taking time off"
"""

POST = """Begin a post called TITLE, with the date of today.

\b
  handbook new post "We moved" --author robin-example
"""

EXIT_CODES = """\b
Exit codes:
  0  all is well
  1  something in the content is wrong (with --strict, warnings count)
  2  the command or the configuration is wrong, or a file cannot be written
  3  a bug of handbook itself
"""
