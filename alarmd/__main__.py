"""Starts the program; arguments first."""

from __future__ import annotations


def main() -> int:
    """Run the program; the exit status is returned."""
    return 0
