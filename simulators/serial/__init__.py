"""What every simulated base station shares: the cable, its faults, and the options of its words."""

from __future__ import annotations

SERIAL_ROOMS = ("ademco685", "espa444", "surgard")
"""Rooms of base stations; the `cli` of each adds its own word."""
