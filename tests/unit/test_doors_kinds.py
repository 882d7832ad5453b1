"""Kinds in the settings are words of the domain (looked at from here, since neither room knows the other)."""

from __future__ import annotations

from alarmd.config.doors.kinds import KINDS
from alarmd.domain.signal import Kind


def test_they_are_kinds_and_each_once() -> None:
    assert len({Kind(word) for word in KINDS}) == len(KINDS)
