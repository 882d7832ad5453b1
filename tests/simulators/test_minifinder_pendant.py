"""The pendant against our door."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alarmd.domain.signal import Flag, Kind
from simulators.answer import Kind as Got
from simulators.minifinder.pendant import ALARMS, Pendant
from simulators.wire import Asker, Slips
from tests.devices.stream_doors import open_stream_door
from tests.devices.test_minifinder_connection import SETTINGS, UNIT
from tests.fakes.centre import TestCentre
from tests.simulators.stream_units import at


async def test_everything_it_says() -> None:
    centre = TestCentre(UNIT)
    async with open_stream_door(SETTINGS, centre) as door:
        asker = Asker(at(door))
        pendant = Pendant(asker)
        answers = [await pendant.send(what) for what in [*ALARMS, "heartbeat", "position", "time"]]
        assert [answer.said for answer in answers] == ["answer 7F"] * 7 + ["answer 03"]
        with pytest.raises(ValueError, match="sos"):
            await pendant.send("odd")
        late = Pendant(asker, late_s=3600.0, place=None)
        assert (await late.send("sos")).taken
        await asker.close()
    signals = centre.intake.signals
    assert [signal.kind for signal in signals][:2] == [Kind.PRESS, Kind.FALL]
    assert signals[-1].device_at is not None
    assert signals[-1].received_at - signals[-1].device_at > timedelta(minutes=59)
    assert Flag.LATE in signals[-1].flags
    assert signals[-1].detail["latitude"] == "59.328331"


async def test_faults() -> None:
    centre = TestCentre(UNIT)
    async with open_stream_door(SETTINGS, centre) as door:
        for slips in (Slips(dribble=True), Slips(noise=True)):
            asker = Asker(at(door), slips)
            assert (await Pendant(asker).send("heartbeat")).taken
            await asker.close()
        for asker, wrong in (
            (Asker(at(door), tries=1, answer_s=0.05), True),
            (Asker(at(door), Slips(vanish=True)), False),
        ):
            assert (await Pendant(asker, wrong_crc=wrong).send("heartbeat")).kind is Got.SILENT
            await asker.close()
