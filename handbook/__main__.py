"""``python -m handbook`` is the command ``handbook``."""

import sys

from handbook.cli import main

if __name__ == "__main__":  # pragma: no branch - a process of a pool may look at it, too
    sys.exit(main())
