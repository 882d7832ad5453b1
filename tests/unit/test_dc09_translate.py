"""DC-09 extended data reaches the timeline; keys never do."""

from __future__ import annotations

from datetime import UTC, datetime

from devices.dc09.translate import translate
from protocols.dc09 import TOLERANT, Extended, build, parse_frame
from tests.unit.test_arrival import UNIT, arrival

FIELDS = (
    Extended("X", "018E03.500"),
    Extended("Y", "59N19.700"),
    Extended("I", "Hjälp"),
    Extended("H", "07:30:00,01-01-2026"),
    Extended("M", "001122334455"),
    Extended("K", "secret"),
)


def test_extended_fields_become_detail_and_the_time_of_occurrence() -> None:
    frame = parse_frame(build("SIA-DCS", "0001", "0123", data="#0123|NQA7^Badrum^", extended=FIELDS))
    (signal,) = translate(frame, arrival(UNIT), TOLERANT)
    assert signal.detail["text"] == "Hjälp"
    assert signal.detail["latitude"] == "59.328333"
    assert signal.detail["zone_name"] == "Badrum"
    assert signal.detail["field_M"] == "001122334455"
    assert signal.device_at is None or signal.device_at == datetime(2026, 1, 1, 7, 30, tzinfo=UTC)
    assert "secret" not in repr(signal.detail)


def test_data_that_cannot_be_read_is_unclassified_and_says_why() -> None:
    frame = parse_frame(build("ADM-CID", "0001", "0123", data="#0123|what"))
    (signal,) = translate(frame, arrival(UNIT), TOLERANT)
    assert signal.kind == "unknown"
    assert "QXYZ" in signal.detail["problem"]
