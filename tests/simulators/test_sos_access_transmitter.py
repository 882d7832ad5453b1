"""The transmitter against our door: taken, refused, failing over, and its faults."""

from __future__ import annotations

from typing import Any

import pytest

from alarmd.config import SosAccessSettings
from alarmd.domain.ports import Verdict
from devices.stream_door import StreamDoor
from simulators.answer import Kind
from simulators.sos_access.transmitter import Transmitter
from simulators.target import Target
from simulators.wire import Slips
from tests.devices.stream_doors import open_stream_door
from tests.fakes.centre import TestCentre
from tests.unit.sos_access_parts import UNIT

SETTINGS = SosAccessSettings(tcp="127.0.0.1:0", ping_least_s=0.0, idle_s=0.1)
NOBODY = Target("127.0.0.1", 9)


def at(door: StreamDoor[Any]) -> Target:
    return Target(*door.addresses["tcp"])


async def test_alarm_ping_and_a_change_of_password() -> None:
    centre = TestCentre(UNIT)
    async with open_stream_door(SETTINGS, centre) as door:
        unit = Transmitter([at(door)])
        assert (await unit.alarm("QA", reference="r1")).line().startswith("status 0 OK")
        assert (await unit.ping()).taken
        old = unit.authentication
        assert (await unit.renew()).taken
        assert unit.authentication != old
        assert (await unit.ping()).taken
        assert not (await Transmitter([at(door)], authentication=old).ping()).taken
        assert unit.authentication not in repr(unit)


@pytest.mark.parametrize("verdict", [Verdict.UNAVAILABLE, Verdict.BUSY])
async def test_it_goes_to_the_other_receiver(verdict: Verdict) -> None:
    first, second = TestCentre(UNIT), TestCentre(UNIT)
    first.intake.verdict = verdict
    async with open_stream_door(SETTINGS, first) as one, open_stream_door(SETTINGS, second) as two:
        answer = await Transmitter([at(one), at(two)]).alarm("QA")
        assert (answer.kind, answer.tries) == (Kind.TAKEN, 2)
        assert len(second.intake.signals) == 1
        assert (await Transmitter([NOBODY, at(two)]).alarm("QA")).tries == 2
        answer = await Transmitter([at(one)]).alarm("QA")
        assert (answer.kind, answer.tries) == (Kind.BUSY, 3)
    assert (await Transmitter([NOBODY]).ping()).kind is Kind.UNREACHABLE


async def test_faults() -> None:
    centre = TestCentre(UNIT)
    async with open_stream_door(SETTINGS, centre) as door:
        assert (await Transmitter([at(door)], slips=Slips(dribble=True)).alarm("QA")).taken
        assert (await Transmitter([at(door)], slips=Slips(noise=True)).alarm("QA")).taken
        assert (await Transmitter([at(door)], slips=Slips(cut_at=200)).alarm("QA")).said.startswith("status 2")
        assert (await Transmitter([at(door)], header=False).alarm("QA")).said.startswith("status 100")
        assert (await Transmitter([at(door)], slips=Slips(vanish=True)).alarm("QA")).kind is Kind.SILENT
