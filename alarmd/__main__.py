"""`python -m alarmd` is the alarmd command."""

from __future__ import annotations

import sys

from alarmd.cli import main

if __name__ == "__main__":
    sys.exit(main())
