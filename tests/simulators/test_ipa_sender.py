"""The IPA system against our door."""

from __future__ import annotations

from alarmd.domain.ports import Verdict
from protocols.ipa import Qualifier
from simulators.answer import Kind
from simulators.ipa.sender import Sender
from simulators.wire import Asker, Slips
from tests.devices.stream_doors import open_stream_door
from tests.devices.test_ipa_listener import SETTINGS
from tests.fakes.centre import TestCentre
from tests.simulators.stream_units import at
from tests.unit.test_ipa_reception import STATION


async def test_everything_it_says() -> None:
    centre = TestCentre(STATION)
    async with open_stream_door(SETTINGS, centre) as door:
        asker = Asker(at(door), Slips(noise=True))
        sender = Sender(asker, authentication="hemligt")
        answers = [
            await sender.alarm("1", "209", "ASSIST"),
            await sender.alarm("2", "209", "ASSIST", Qualifier.RESET),
            await sender.text("3", "1001", "Larm"),
            await sender.beat("4"),
        ]
        assert [answer.said for answer in answers] == ["200 OK"] * 4
        assert (await Sender(asker).beat("5")).kind is Kind.REFUSED
        centre.intake.verdict = Verdict.UNAVAILABLE
        assert (await sender.alarm("6", "209", "ASSIST")).kind is Kind.BUSY
        await asker.close()
    assert len(centre.intake.signals) >= 3
