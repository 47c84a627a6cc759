"""``python -m checks html|lighthouse|screenshots``: what ``./dev`` calls when all is installed."""

import sys
from importlib import import_module

COMMANDS = {
    "html": "checks.conformance",
    "lighthouse": "checks.lighthouse",
    "screenshots": "checks.screenshots",
}


def main() -> int:
    """Run the command that is named. Return how it ends."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in COMMANDS:
        print(f"usage: python -m checks {'|'.join(COMMANDS)}", file=sys.stderr)
        return 2
    code: int = import_module(COMMANDS[name]).main(sys.argv[2:])
    return code


if __name__ == "__main__":
    sys.exit(main())
