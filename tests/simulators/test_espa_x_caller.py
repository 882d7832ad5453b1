"""The nurse-call system against our door."""

from __future__ import annotations

from simulators.answer import Kind
from simulators.espa_x.caller import Caller
from simulators.wire import Asker, Slips
from tests.devices.stream_doors import open_stream_door
from tests.devices.test_espa_x_listener import SETTINGS
from tests.fakes.centre import TestCentre
from tests.simulators.stream_units import at
from tests.unit.test_espa_x_session import STATION


async def test_a_call_from_login_to_end() -> None:
    centre = TestCentre(STATION)
    async with open_stream_door(SETTINGS, centre) as door:
        asker = Asker(at(door), Slips(dribble=True))
        caller = Caller(asker)
        answers = [await caller.call("1", "214", "Larm"), await caller.stop("1"), await caller.beat()]
        assert [answer.said for answer in answers] == ["200 OK"] * 3
        assert "hemligt" not in repr(caller)
        await asker.close()
    assert [signal.restore for signal in centre.intake.signals] == [False, True]


async def test_faults() -> None:
    async with open_stream_door(SETTINGS, TestCentre(STATION)) as door:
        for caller in (Caller(Asker(at(door)), password="fel"), Caller(Asker(at(door)), log_in=False)):
            assert (await caller.call("1", "214")).kind is Kind.REFUSED
            await caller.asker.close()
