"""Settings of doors to receivers that cannot be."""

from __future__ import annotations

from alarmd.config.doors.receivers import Ademco685Settings, SurgardSettings


def test_codes_have_kinds() -> None:
    assert not list(SurgardSettings(url="/dev/ttyS0", codes={"A 266": "press"}).contradictions())
    for shape in (SurgardSettings, Ademco685Settings):
        assert "codes" in "".join(shape(url="/dev/ttyS0", codes={"1": "nonsense"}).contradictions())
