"""``python -m exekall``."""

import sys

from exekall.cli.entry import main

if __name__ == "__main__":
    sys.exit(main())
