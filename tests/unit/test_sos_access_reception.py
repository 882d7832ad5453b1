"""Each status of the sheet at the door, and what is raised beside it; no sockets."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from alarmd.config import SosAccessSettings
from alarmd.domain.ports import Verdict
from alarmd.domain.signal import Flag, Kind, Lane
from devices.sos_access.reception import SosAccessReception, masked
from protocols.sos_access import Answer, Fault, Rejected, Request, Root, Splitter, read_answer
from tests.fakes.centre import TestCentre
from tests.fakes.loop import settle, until
from tests.unit.sos_access_parts import PASSWORD, UNIT, alarm, other


class Bench:
    """A reception, and the answers it gave."""

    def __init__(self, *units: Any, **settings: Any) -> None:
        self.fakes = TestCentre(*(units or (UNIT,)))
        words = {"tcp": "127.0.0.1:0", "ping_least_s": 0.0} | settings
        self.reception = SosAccessReception("sos", SosAccessSettings(**words), self.fakes.centre)
        self.answers: list[bytes] = []

    async def ask(self, octets: bytes, *, waits: bool = True) -> Answer | None:
        splitter = Splitter()
        (item,) = splitter.feed(octets) + splitter.finish()
        before = len(self.answers)
        if isinstance(item, Request):
            self.reception.receive(item, "10.0.0.1:5000", self.answers.append)
        else:
            self.reception.reject(item, "10.0.0.1:5000", self.answers.append, waits=waits)
        await until(lambda: len(self.answers) > before)
        await self.reception.settle()
        return read_answer(self.answers[-1]) if self.answers[-1] else None

    async def status(self, octets: bytes) -> int:
        answer = await self.ask(octets)
        assert answer is not None
        return answer.status

    @property
    def kinds(self) -> list[tuple[Lane, Kind, int | None]]:
        return [(signal.lane, signal.kind, signal.unit_id) for signal in self.fakes.intake.signals]

    def refused(self) -> float:
        labels = {"door": "sos", "reason": "authentication"}
        return self.fakes.telemetry.registry.get_sample_value("alarmd_refused_total", labels) or 0.0


PRESS = (Lane.LIFE_SAFETY, Kind.PRESS, 7)


async def test_0_an_alarm_is_stored_and_then_answered() -> None:
    bench = Bench()
    bench.fakes.intake.hold()
    task = asyncio.ensure_future(bench.ask(alarm()))
    await settle()
    assert (bench.answers, bench.kinds) == ([], [PRESS])
    bench.fakes.intake.release()
    answer = await task
    assert answer is not None
    assert (answer.status, answer.reference, answer.root) == (0, "r1", "alarmresponse")
    assert bench.fakes.contact.heard == [7]
    assert len(bench.fakes.intake.answered_ids) == 1


async def test_0_a_repeat_is_folded_and_answered_as_before() -> None:
    bench = Bench()
    assert [await bench.status(alarm()), await bench.status(alarm()), await bench.status(alarm("r2"))] == [0, 0, 0]
    assert bench.kinds == [PRESS, PRESS]
    first, _ = bench.fakes.intake.signals
    assert first.retry.seconds == 30
    assert first.raw
    assert PASSWORD.encode() not in first.raw


async def test_0_without_reference_and_time_every_press_counts() -> None:
    bench = Bench()
    assert [await bench.status(alarm("")), await bench.status(alarm(""))] == [0, 0]
    assert len(bench.kinds) == 2


async def test_1_and_2_unreadable_of_a_known_unit_is_raised() -> None:
    bench = Bench()
    assert await bench.status(alarm().replace(b"</receiver>", b"</reciever>")) == 2
    assert await bench.status(alarm().replace(b"QA", b"Q" * 100_001)) == 1
    assert bench.kinds == [(Lane.LIFE_SAFETY, Kind.UNKNOWN, 7)]
    assert Flag.UNCLASSIFIED in bench.fakes.intake.signals[0].flags
    assert PASSWORD.encode() not in bench.reception.rejects.latest()[0].raw


async def test_2_unreadable_of_nobody_is_a_technical_note_for_each_host() -> None:
    bench = Bench()
    assert await bench.status(b"<alarmrequest><transmittercode>9</x></alarmrequest>") == 2
    assert await bench.status(b"GET / HTTP/1.1\r\n\r\n") == 2
    assert await bench.status(alarm(authentication="fel-losenord-12").replace(b"</receiver>", b"</x>")) == 2
    assert bench.kinds == [(Lane.TECHNICAL, Kind.UNKNOWN, None)]


async def test_what_is_cut_by_the_network_is_kept_and_not_raised() -> None:
    bench = Bench()
    assert await bench.ask(alarm()[:-9], waits=False) is None
    assert bench.kinds == []
    assert bench.reception.rejects.latest()[0].reason == Fault.CUT


async def test_3_a_field_that_is_too_long_is_raised_all_the_same() -> None:
    bench = Bench()
    assert await bench.status(alarm(detector="123456")) == 3
    assert bench.kinds == [PRESS]


@pytest.mark.parametrize("wrong", [{"authentication": "fel-losenord-12"}, {"transmitter_type": "TL002"}])
async def test_4_a_wrong_password_is_an_alarm_of_an_unproved_sender(wrong: dict[str, str]) -> None:
    bench = Bench()
    assert await bench.status(alarm(**wrong)) == 4
    assert (Lane.LIFE_SAFETY, Kind.PRESS, None) in bench.kinds
    (raised,) = [signal for signal in bench.fakes.intake.signals if signal.kind is Kind.PRESS]
    assert raised.flags == {Flag.UNKNOWN_SENDER, Flag.IDENTITY_MISMATCH}
    assert raised.address == "4711"
    assert (bench.fakes.contact.heard, bench.refused()) == ([], 1)


async def test_4_an_unknown_transmitter_is_heard() -> None:
    bench = Bench()
    assert await bench.status(alarm(transmitter_code="9999")) == 4
    assert bench.kinds == [(Lane.LIFE_SAFETY, Kind.PRESS, None)]
    assert bench.fakes.intake.signals[0].flags == {Flag.UNKNOWN_SENDER}
    assert await bench.status(other(Root.PING, code="9999")) == 4
    assert await bench.status(other(Root.PING, code="9999")) == 4
    assert bench.kinds[1:] == [(Lane.TECHNICAL, Kind.LINK, None)]


@pytest.mark.parametrize("verdict", [Verdict.BUSY, Verdict.UNAVAILABLE])
async def test_5_what_is_not_stored_goes_to_the_other_receiver(verdict: Verdict) -> None:
    bench = Bench()
    bench.fakes.intake.verdict = verdict
    assert await bench.status(alarm()) == 5
    assert await bench.status(alarm().replace(b"</receiver>", b"</x>")) == 5
    assert bench.fakes.intake.answered_ids == []


async def test_7_a_missing_field() -> None:
    bench = Bench()
    assert await bench.status(alarm(event_code="")) == 7
    assert await bench.status(alarm(receiver="")) == 7
    assert bench.kinds == [(Lane.LIFE_SAFETY, Kind.UNKNOWN, 7), PRESS]
    assert await bench.status(other(Root.PING, kind="")) == 7
    assert await bench.status(other(Root.PING, code="")) == 7


async def test_9_and_101_pings() -> None:
    bench = Bench(ping_least_s=60.0)
    assert await bench.status(other(Root.PING)) == 0
    assert await bench.status(other(Root.PING)) == 101
    assert bench.fakes.contact.heard == [7, 7]
    assert bench.kinds == []
    off = Bench(replace(UNIT, settings=UNIT.settings | {"heartbeat": "off"}))
    assert await off.status(other(Root.PING)) == 9


async def test_99_when_our_own_side_fails(caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench()

    def submit(signals: object) -> asyncio.Future[Any]:
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        future.set_exception(RuntimeError("boom"))
        return future

    bench.fakes.intake.submit = submit  # type: ignore[method-assign]
    assert await bench.status(alarm()) == 99
    assert "no positive answer" in caplog.text


async def test_100_the_declaration_may_be_asked_for() -> None:
    assert await Bench().status(alarm(header=False)) == 100
    bench = Bench(header="optional")
    assert await bench.status(alarm(header=False)) == 0
    assert bench.kinds == [PRESS]


async def test_a_change_of_password() -> None:
    bench = Bench()
    answer = await bench.ask(other(Root.NEW_AUTHENTICATION))
    assert answer is not None
    new = answer.new_authentication
    assert (answer.status, len(new), answer.root) == (0, 15, "requestnewauthenticationresponse")
    assert await bench.status(alarm("1")) == 0
    assert await bench.status(alarm("2", authentication=new)) == 0
    assert await bench.status(alarm("3")) == 4
    assert await bench.status(alarm("4", authentication=new)) == 0
    assert new.encode() not in b"".join(bench.fakes.tracer.raws)
    assert PASSWORD.encode() not in b"".join(bench.fakes.tracer.raws)


async def test_no_new_password_when_it_cannot_be_kept_or_is_not_deserved() -> None:
    bench = Bench()
    assert await bench.status(other(Root.NEW_AUTHENTICATION, password="fel-losenord-12")) == 4
    bench.fakes.words.away = True
    answer = await bench.ask(other(Root.NEW_AUTHENTICATION))
    assert answer is not None
    assert (answer.status, answer.new_authentication) == (5, "")


async def test_alarms_of_known_units_are_spared() -> None:
    bench = Bench()

    def spares(octets: bytes) -> bool:
        return bench.reception.spares(one(octets))

    assert spares(alarm())
    assert not spares(alarm(transmitter_code="9999"))
    assert not spares(other(Root.PING))


def one(octets: bytes) -> Request:
    (item,) = Splitter().feed(octets)
    assert isinstance(item, Request)
    return item


def test_passwords_are_masked() -> None:
    assert masked(b"<Authentication >x</Authentication><newauthentication>y") == (
        b"<Authentication >...</Authentication><newauthentication>..."
    )
    assert repr(Rejected(Fault.CUT, b"x")) == "Rejected(cut, 1 bytes)"
