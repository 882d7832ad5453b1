"""What SOS Access codes become."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from alarmd.config import SosAccessSettings
from alarmd.domain.signal import Flag, Kind, Lane, Signal
from devices.sos_access.reception import SosAccessReception
from devices.sos_access.translate import translate
from protocols.sos_access import AlarmRequest, AlarmType, FieldFault, Root, Status
from tests.fakes.centre import TestCentre
from tests.unit.sos_access_parts import UNIT

BASE = AlarmRequest(root=Root.ALARM, transmitter_code="4711", transmitter_type="TL001", event_code="QA")


def signal(**fields: Any) -> Signal:
    reception = SosAccessReception("sos", SosAccessSettings(tcp="127.0.0.1:0"), TestCentre(UNIT).centre)
    arrival = reception.arrival("10.0.0.1:1", "4711", UNIT, key="k")
    (made,) = translate(replace(BASE, **fields), arrival)
    return made


@pytest.mark.parametrize(
    ("code", "lane", "kind"),
    [
        ("QA", Lane.LIFE_SAFETY, Kind.PRESS),
        ("qa", Lane.LIFE_SAFETY, Kind.PRESS),
        ("FA", Lane.LIFE_SAFETY, Kind.FIRE),
        ("101", Lane.LIFE_SAFETY, Kind.PRESS),
        ("301", Lane.TECHNICAL, Kind.MAINS),
        ("Dörr 7", Lane.LIFE_SAFETY, Kind.UNKNOWN),
    ],
)
def test_codes(code: str, lane: Lane, kind: Kind) -> None:
    made = signal(event_code=code)
    assert (made.lane, made.kind, made.code, made.restore) == (lane, kind, code, False)


def test_a_restore_is_of_what_it_restores() -> None:
    made = signal(event_code="AT", alarm_type=AlarmType.RESTORE)
    assert (made.lane, made.restore) == (Lane.TECHNICAL, True)
    assert made.label_sv.startswith("Återställt")
    assert signal(event_code="QA", alarm_type=AlarmType.RESTORE).lane is Lane.LIFE_SAFETY


def test_everything_it_says_is_there() -> None:
    made = signal(
        section="2", section_text="Plan 2", detector="7", detector_text="Kök", additional_info=("Rum: 214", "B"),
        position="N5919700E0180350", transmitter_area="1", transmitter_time="10:00", reference="r1", receiver="ARC1",
    )  # fmt: skip
    assert made.peripheral == "7"
    assert made.detail == {
        "section": "2", "section_text": "Plan 2", "detector": "7", "detector_text": "Kök", "text": "Rum: 214\nB",
        "position": "N5919700E0180350", "latitude": "59.328333", "longitude": "18.058333", "area": "1",
        "transmitter_time": "10:00", "reference": "r1", "receiver": "ARC1",
    }  # fmt: skip
    assert "latitude" not in signal(position="somewhere").detail


def test_without_an_event_code_somebody_must_look() -> None:
    missing = FieldFault("eventcode", Status.FIELD_MISSING)
    made = signal(event_code="", faults=(missing,))
    assert (made.lane, made.kind) == (Lane.LIFE_SAFETY, Kind.UNKNOWN)
    assert Flag.UNCLASSIFIED in made.flags
    assert "eventcode" in made.detail["problem"]
    assert Flag.INCOMPLETE in signal(faults=(FieldFault("receiver", Status.FIELD_MISSING),)).flags
