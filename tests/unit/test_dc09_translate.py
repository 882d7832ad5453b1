"""DC-09 extended data reaches the timeline; keys never do."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize(
    "data", ["#0123|1101 01 007", "1101 01 007", " #0123|1101 01 007", "0123|1101 01 007", "#0123|110101007|"]
)
def test_an_event_reads_the_same_however_its_account_is_written(data: str) -> None:
    frame = parse_frame(build("ADM-CID", "0001", "0123", data=data))
    for _ in range(2):
        (signal,) = translate(frame, arrival(UNIT), TOLERANT)
        assert (signal.kind, signal.code, signal.peripheral, signal.flags) == ("press", "101", "007", frozenset())
        assert signal.detail == {"qualifier": "1", "area": "01", "zone": "007"}


def test_a_signals_detail_is_its_own() -> None:
    frame = parse_frame(build("ADM-CID", "0001", "0123", data="#0123|1101 01 007"))
    one, other = (translate(frame, arrival(UNIT), TOLERANT, {"gateway": name})[0] for name in ("6000", "7000"))
    assert (one.detail["gateway"], other.detail["gateway"]) == ("6000", "7000")


@given(st.text(st.characters(codec="latin-1", exclude_characters="\r\n]"), max_size=60))
def test_whatever_stands_in_the_data_a_signal_comes_out(data: str) -> None:
    for token in ("ADM-CID", "SIA-DCS", "XYZ-99"):
        frame = parse_frame(build(token, "0001", "0123", data=data))
        assert translate(frame, arrival(UNIT), TOLERANT)
