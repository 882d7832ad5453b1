"""What ESPA-X calls become."""

from __future__ import annotations

import pytest

from alarmd.domain.signal import Kind, Lane
from devices.espa_x.translate import address_of, call, call_ended
from devices.reception import Reception
from tests.fakes.centre import TestCentre


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ({"CP-CALLINGNO": "214"}, "larm:214"),
        ({"CP-WARD": "2", "CP-BED": "7"}, "larm:2/7"),
        ({"CP-WARD": "2"}, "larm:2"),
        ({}, "larm"),
    ],
)
def test_what_the_caller_is_called(fields: dict[str, str], address: str) -> None:
    assert address_of("larm", fields) == address


def test_a_call_and_its_end() -> None:
    arrival = Reception("door", "espa_x", TestCentre().centre).arrival("10.0.0.1:1", "larm:214", None)
    signal = call({"CP-CALLINGNO": "214", "CP-TEXTMSG": "Larm", "CP-SIGNAL": "Standard", "X": "1"}, arrival)
    assert (signal.lane, signal.kind, signal.code, signal.peripheral) == (
        Lane.LIFE_SAFETY,
        Kind.PRESS,
        "Standard",
        "214",
    )
    assert signal.detail == {"text": "Larm", "room": "214"}
    assert call({}, arrival).code == "call"
    assert call_ended(arrival).restore
