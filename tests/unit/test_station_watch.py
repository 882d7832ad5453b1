"""Silence and noise of a base station, told once and restored."""

from __future__ import annotations

from alarmd.domain.signal import Kind
from devices.station_watch import CALM_FROM, DISTURBED_FROM, StationWatch
from devices.technical_notes import TechnicalNotes
from tests.fakes.arrivals import arrival
from tests.fakes.centre import TestCentre
from tests.fakes.loop import until


def watch(centre: TestCentre, silent_s: float) -> StationWatch:
    notes = TechnicalNotes(centre.intake, "surgard")
    return StationWatch(silent_s, centre.clock, notes, lambda: arrival("surgard", "mlr2"), lambda: ["4711", "4712"])


async def test_silence_is_told_once_and_ends_with_the_first_word() -> None:
    centre = TestCentre()
    station = watch(centre, 0.01)
    station.begin()
    await until(lambda: centre.intake.submitted)
    station._look()
    station._look()
    station.end()
    (silent,) = centre.intake.signals
    assert (silent.kind, silent.detail["units"], silent.detail["silent_s"]) == (Kind.LINK, "4711, 4712", "0.01")
    station.heard()
    station.heard()
    assert [signal.restore for signal in centre.intake.signals] == [False, True]


async def test_a_station_that_never_has_to_speak_is_not_told_about() -> None:
    centre = TestCentre()
    station = watch(centre, 0)
    station.begin()
    assert station._timer is None


async def test_noise_is_told_after_a_few_and_ends_after_many_good_words() -> None:
    centre = TestCentre()
    station = watch(centre, 0)
    for _ in range(DISTURBED_FROM - 1):
        station.disturbed("noise")
    station.heard()
    assert centre.intake.signals == []
    for _ in range(DISTURBED_FROM * 5):
        station.disturbed("noise")
    (disturbed,) = centre.intake.signals
    assert (disturbed.kind, disturbed.detail) == (Kind.DEVICE_FAULT, {"problem": "noise"})
    for _ in range(CALM_FROM):
        station.heard()
    assert [signal.restore for signal in centre.intake.signals] == [False, True]
