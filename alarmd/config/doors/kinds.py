"""Kinds of signals that an installation may give to codes and texts of its own."""

from __future__ import annotations

KINDS = (
    "press", "fall", "fire", "gas", "water", "threat", "inactivity", "assistance", "unknown", "battery", "mains",
    "tamper", "link", "device_fault", "information", "test",
)  # fmt: skip
