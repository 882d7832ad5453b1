"""An IPA sender at the door; no sockets."""

from __future__ import annotations

import pytest

from alarmd.domain.ports import Verdict
from alarmd.domain.signal import Flag, Kind, Lane
from alarmd.domain.unit import AlarmUnit
from devices.ipa.reception import IpaReception, masked
from protocols.ipa import Ack, Alarm, Fault, Heartbeat, Message, Rejected, Splitter, TextMessage, build
from tests.fakes.centre import TestCentre
from tests.fakes.loop import settle, until

STATION = AlarmUnit(id=7, tenant_id=3, protocol="ipa", address="huset", settings={"password": "hemligt"})
ROOM = AlarmUnit(id=8, tenant_id=3, protocol="ipa", address="huset:209")
WHO = {"client_id": "huset", "authentication": "hemligt"}


class Bench:
    """A reception, and the answers it gave."""

    def __init__(self, *units: AlarmUnit) -> None:
        self.fakes = TestCentre(*(units or (STATION,)))
        self.reception = IpaReception("ipa", self.fakes.centre)
        self.answers: list[bytes] = []
        self.known_as = ""

    def send(self, message: Message) -> None:
        (read,) = Splitter().feed(build(message))
        assert isinstance(read, Message)
        self.known_as = self.reception.receive(read, "10.0.0.1:5000", self.known_as, self.answers.append)

    async def result(self, message: Message) -> int | None:
        self.send(message)
        await until(lambda: self.answers)
        return self.said()

    def said(self) -> int | None:
        octets = self.answers.pop()
        if not octets:
            return None
        (ack,) = Splitter().feed(octets)
        assert isinstance(ack, Ack)
        return ack.result

    @property
    def kinds(self) -> list[tuple[Lane, Kind, int | None]]:
        return [(signal.lane, signal.kind, signal.unit_id) for signal in self.fakes.intake.signals]


def alarm(identity: str = "101", **fields: str) -> Alarm:
    return Alarm(**({"id": identity, "source": "209", "type": "ASSIST"} | WHO | fields))  # type: ignore[arg-type]


PRESS = (Lane.LIFE_SAFETY, Kind.PRESS, 8)


async def test_an_alarm_is_stored_and_then_acknowledged() -> None:
    bench = Bench(STATION, ROOM)
    bench.fakes.intake.hold()
    bench.send(alarm())
    await settle()
    assert (bench.answers, bench.kinds) == ([], [PRESS])
    bench.fakes.intake.release()
    await until(lambda: bench.answers)
    assert bench.said() == 200
    assert await bench.result(alarm()) == 200
    assert bench.kinds == [PRESS]
    assert bench.fakes.contact.heard == [7, 8, 7, 8]
    assert b"hemligt" not in bench.fakes.intake.signals[0].raw


async def test_without_an_id_every_alarm_counts_and_nothing_is_answered() -> None:
    bench = Bench()
    assert [await bench.result(alarm("")), await bench.result(alarm(""))] == [None, None]
    assert bench.kinds == [(Lane.LIFE_SAFETY, Kind.PRESS, None)] * 2
    assert {(s.address, s.tenant_id) for s in bench.fakes.intake.signals} == {("huset:209", 3)}


@pytest.mark.parametrize("verdict", [Verdict.BUSY, Verdict.UNAVAILABLE])
async def test_what_is_not_stored(verdict: Verdict) -> None:
    bench = Bench()
    bench.fakes.intake.verdict = verdict
    assert await bench.result(alarm()) == 503


async def test_a_wrong_password_is_an_alarm_of_an_unproved_sender() -> None:
    bench = Bench(STATION, ROOM)
    assert await bench.result(alarm(authentication="fel")) == 401
    assert await bench.result(Heartbeat(id="1", client_id="huset")) == 401
    press = next(signal for signal in bench.fakes.intake.signals if signal.kind is Kind.PRESS)
    assert (press.unit_id, Flag.IDENTITY_MISMATCH in press.flags) == (None, True)
    assert bench.fakes.contact.heard == []
    assert bench.known_as == ""


async def test_heartbeats_texts_and_what_is_missing() -> None:
    bench = Bench()
    assert await bench.result(Heartbeat(id="1", **WHO)) == 200
    assert bench.known_as == "huset"
    assert await bench.result(TextMessage(id="2", to="1001", text="Larm", authentication="hemligt")) == 200
    assert await bench.result(alarm("3", type="")) == 400
    assert await bench.result(Ack(id="4")) is None
    assert bench.fakes.contact.heard == [7, 7, 7]


async def test_strangers_are_heard() -> None:
    bench = Bench()
    assert await bench.result(Heartbeat(id="1", client_id="other")) == 403
    assert await bench.result(alarm(client_id="other")) == 200
    assert await bench.result(Alarm(id="5", type="ASSIST")) == 400
    assert [kind for _, kind, _ in bench.kinds] == [Kind.LINK, Kind.PRESS, Kind.PRESS]


async def test_what_nobody_can_read() -> None:
    bench = Bench()
    broken = Rejected(Fault.UNREADABLE, b'<Alarm Id="9" Authentication="hemligt"><Source>')
    for known_as, lane in (("", Lane.TECHNICAL), ("huset", Lane.LIFE_SAFETY)):
        bench.reception.reject(broken, "10.0.0.1:5000", known_as, bench.answers.append)
        await until(lambda: bench.answers)
        assert bench.said() == 400
        assert bench.fakes.intake.signals[-1].lane is lane
    bench.reception.reject(Rejected(Fault.CUT, b"PUT"), "10.0.0.1:5000", "huset", bench.answers.append)
    assert bench.said() is None
    assert b"hemligt" not in bench.reception.rejects.latest()[1].raw


def test_alarms_of_known_senders_are_spared() -> None:
    bench = Bench()
    assert bench.reception.spares(alarm(), "")
    assert bench.reception.spares(TextMessage(to="1"), "huset")
    assert not bench.reception.spares(alarm(client_id="other"), "")
    assert not bench.reception.spares(Heartbeat(**WHO), "")
    assert masked(b"<Alarm Authentication='x y'>") == b"<Alarm Authentication='...'>"
