"""The watch against our door."""

from __future__ import annotations

import pytest

from alarmd.domain.signal import Flag, Kind
from simulators.setracker.watch import ALARMS, Watch
from simulators.wire import Asker, Slips
from tests.devices.stream_doors import open_stream_door
from tests.devices.test_setracker_connection import SETTINGS, UNIT
from tests.fakes.centre import TestCentre
from tests.simulators.stream_units import at


async def test_everything_it_says() -> None:
    centre = TestCentre(UNIT)
    async with open_stream_door(SETTINGS, centre) as door:
        asker = Asker(at(door))
        watch = Watch(asker)
        answers = [await watch.send(what) for what in [*ALARMS, "link", "init", "position"]]
        assert [answer.said for answer in answers] == ["AL"] * 5 + ["LK", "INIT", "LK"]
        with pytest.raises(ValueError, match="sos"):
            await watch.send("odd")
        assert (await Watch(asker, late_s=3600.0, place=None, wrong_length=True).send("sos")).taken
        await asker.close()
    signals = centre.intake.signals
    assert signals[0].kind is Kind.PRESS
    assert Flag.LATE in signals[-1].flags
    assert signals[-1].detail["latitude"] == "59.328331"


async def test_faults() -> None:
    async with open_stream_door(SETTINGS, TestCentre(UNIT)) as door:
        for slips in (Slips(dribble=True), Slips(noise=True)):
            asker = Asker(at(door), slips)
            assert (await Watch(asker).send("link")).taken
            await asker.close()
        asker = Asker(at(door), Slips(cut_at=9), tries=1, answer_s=0.05)
        assert not (await Watch(asker).send("link")).taken
        await asker.close()
