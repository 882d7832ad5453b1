"""A matter is raised once an hour for each sender, with its frame, and restored when it is over."""

from __future__ import annotations

from alarmd.domain.signal import Kind, Lane
from devices.listener import Hourly
from devices.technical_notes import Matter, TechnicalNotes
from tests.fakes.centre import TestCentre
from tests.fakes.loop import turn
from tests.unit.test_arrival import UNIT, arrival


async def test_a_matter_is_raised_once_an_hour_for_each_sender() -> None:
    centre = TestCentre()
    notes = TechnicalNotes(centre.intake, "dc09", Hourly())
    for late_s in (0.0, 10.0, 3599.0, 3601.0):
        here = arrival(UNIT)
        here.received_s += late_s
        notes.tell(Matter.STRANGER, here, {})
    notes.tell(Matter.SEALED, arrival(UNIT), {"problem": "key"})
    await turn()
    assert [signal.kind for signal in centre.intake.signals] == [Kind.LINK, Kind.LINK, Kind.SECURITY], (
        "again after an hour"
    )
    assert {signal.lane for signal in centre.intake.signals} == {Lane.TECHNICAL}
    assert centre.intake.signals[2].detail == {"problem": "key"}


async def test_a_matter_that_was_told_is_restored_once() -> None:
    centre = TestCentre()
    notes = TechnicalNotes(centre.intake, "dc09")
    here = arrival(UNIT)
    assert not notes.over(Matter.CLOCK, here.address)
    notes.tell(Matter.CLOCK, here, {})
    assert notes.over(Matter.CLOCK, here.address)
    assert not notes.over(Matter.CLOCK, here.address)
    notes.restore(Matter.CLOCK, arrival(UNIT))
    assert [(signal.kind, signal.restore) for signal in centre.intake.signals] == [
        (Kind.WRONG_CLOCK, False),
        (Kind.WRONG_CLOCK, True),
    ]
    assert centre.intake.signals[1].label_sv.startswith("Återställt")
