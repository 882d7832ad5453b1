"""`python -m deploy.demo` runs the demo, `python -m deploy.demo check` checks it without a terminal."""

from __future__ import annotations

import asyncio
import sys

from deploy.demo import check, run


def main() -> int:
    """Run what was asked for."""
    return asyncio.run(check.main()) if sys.argv[1:] == ["check"] else run.main()


sys.exit(main())
