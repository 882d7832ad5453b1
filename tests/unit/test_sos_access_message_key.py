"""Equal for repeats, different for everything else; how long a repeat is one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocols.sos_access import AlarmRequest, AlarmType, Root, message_key, repeats_within_s

BASE = AlarmRequest(
    root=Root.ALARM, transmitter_code="4711", transmitter_type="TL001", reference="r1", event_code="QA",
    transmitter_time="2026-05-01 10:00:00.120", detector="7",
)  # fmt: skip


def test_a_repeat_has_the_same_key() -> None:
    assert message_key(replace(BASE, detector_text="Kök", authentication="other", receiver="2")) == message_key(BASE)


@pytest.mark.parametrize(
    "field",
    ["transmitter_code", "transmitter_type", "reference", "event_code", "transmitter_area", "section", "detector",
     "transmitter_time"],
)  # fmt: skip
def test_any_other_field_makes_another_alarm(field: str) -> None:
    assert message_key(replace(BASE, **{field: "x"})) != message_key(BASE)  # type: ignore[arg-type]


def test_a_restore_is_another_message_and_fields_do_not_run_together() -> None:
    assert message_key(replace(BASE, alarm_type=AlarmType.RESTORE)) != message_key(BASE)
    assert message_key(replace(BASE, section="12", detector="")) != message_key(
        replace(BASE, section="1", detector="2")
    )


def test_how_long_a_repeat_is_a_repeat() -> None:
    assert repeats_within_s(BASE) == 180
    assert repeats_within_s(replace(BASE, transmitter_time="")) == 30
    assert repeats_within_s(replace(BASE, transmitter_time="", reference="")) == 0
