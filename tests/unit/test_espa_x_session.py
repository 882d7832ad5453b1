"""A system's session at the door; no sockets."""

from __future__ import annotations

from typing import Any

import pytest

from alarmd.domain.ports import Verdict
from alarmd.domain.signal import Flag, Kind, Lane
from alarmd.domain.unit import AlarmUnit
from devices.espa_x.reception import EspaXReception
from devices.espa_x.session import masked
from protocols.espa_x import Fault, Message, Rejected, Splitter, build
from tests.fakes.centre import NOON, TestCentre
from tests.fakes.loop import settle, until

STATION = AlarmUnit(id=7, tenant_id=3, protocol="espa_x", address="larm", settings={"password": "hemligt"})
ROOM = AlarmUnit(id=8, tenant_id=3, protocol="espa_x", address="larm:214")
CALL = {"CP-PR-REF": "77", "CP-CALLINGNO": "214", "CP-TEXTMSG": "Larm rum 214", "CP-PRIO": "Emergency"}


class Bench:
    """A session, and the answers it gave."""

    def __init__(self, *units: AlarmUnit) -> None:
        self.fakes = TestCentre(*(units or (STATION,)))
        self.reception = EspaXReception("espa", self.fakes.centre)
        self.session = self.reception.open_session("10.0.0.1:5000")
        self.answers: list[bytes] = []
        self.number = ""

    async def ask(self, name: str, **fields: str) -> Message | None:
        asked = Message(f"REQ.{name}", "4", self.number, {key.replace("_", "-"): v for key, v in fields.items()})
        (message,) = Splitter().feed(build(asked, NOON))
        assert isinstance(message, Message)
        self.session.receive(message, self.answers.append)
        return await self.answer(1)

    async def answer(self, count: int) -> Message | None:
        await until(lambda: len(self.answers) >= count)
        octets = self.answers.pop()
        if not octets:
            return None
        (told,) = Splitter().feed(octets)
        assert isinstance(told, Message)
        return told

    async def code(self, name: str, **fields: str) -> str:
        told = await self.ask(name, **fields)
        assert told is not None
        return told.fields["RSP-CODE"]

    async def log_in(self, said: str = "hemligt", user: str = "larm") -> str:
        told = await self.ask("LOGIN", **{"LI-USER": user, "LI-PASSWORD": said})
        assert told is not None
        self.number = told.session_id
        return told.fields["RSP-CODE"]

    @property
    def kinds(self) -> list[tuple[Lane, Kind, int | None, bool]]:
        return [(s.lane, s.kind, s.unit_id, s.restore) for s in self.fakes.intake.signals]


async def test_a_call_is_stored_and_then_answered_and_not_raised_twice() -> None:
    bench = Bench(STATION, ROOM)
    assert await bench.log_in() == "200"
    first = await bench.ask("P-START", **CALL)
    second = await bench.ask("P-START", **CALL)
    assert first is not None
    assert second is not None
    assert first.fields["SP-PR-TAN"] == second.fields["SP-PR-TAN"]
    assert (first.fields["RSP-CODE"], first.session_id, first.invoke_id) == ("200", bench.number, "4")
    assert bench.kinds == [(Lane.LIFE_SAFETY, Kind.PRESS, 8, False)]
    assert await bench.code("P-STOP", CP_PR_REF="77") == "200"
    assert bench.kinds[1:] == [(Lane.LIFE_SAFETY, Kind.PRESS, 8, True)]
    assert await bench.code("P-STOP", CP_PR_REF="78") == "410"


async def test_no_positive_answer_before_the_commit() -> None:
    bench = Bench()
    await bench.log_in()
    bench.fakes.intake.hold()
    message = Message("REQ.P-START", "5", bench.number, CALL, b"raw")
    bench.session.receive(message, bench.answers.append)
    await settle()
    assert bench.answers == []
    bench.fakes.intake.release()
    told = await bench.answer(1)
    assert told is not None
    (signal,) = bench.fakes.intake.signals
    assert (signal.address, signal.tenant_id, signal.unit_id) == ("larm:214", 3, None)
    bench.fakes.intake.verdict = Verdict.UNAVAILABLE
    assert await bench.code("P-START", **(CALL | {"CP-PR-REF": "78"})) == "503"
    assert await bench.code("P-STOP", CP_PR_REF="77") == "503"


async def test_login_and_what_comes_before_it() -> None:
    bench = Bench()
    assert await bench.code("HEARTBEAT") == "407"
    assert await bench.code("P-START", **CALL) == "407"
    assert await bench.log_in("fel") == "401"
    assert await bench.log_in(user="nobody") == "401"
    assert not bench.session.is_open
    assert [(s.lane, s.kind) for s in bench.fakes.intake.signals] == [(Lane.TECHNICAL, Kind.SECURITY)] * 3
    assert bench.fakes.intake.signals[0].detail["text"] == "Larm rum 214"
    assert b"hemligt" not in b"".join(bench.fakes.tracer.raws)


async def test_everything_else() -> None:
    bench = Bench()
    await bench.log_in()
    names = ("HEARTBEAT", "S-CONDITION", "S-PARAMETERS", "P-GETSTAT", "ODD")
    assert [await bench.code(name) for name in names] == ["200", "200", "200", "200", "400"]
    assert bench.fakes.contact.heard == [7] * 6
    assert await bench.code("P-START") == "400"
    bench.session.receive(Message("RSP.ODD"), bench.answers.append)
    assert bench.answers.pop() == b""
    assert await bench.code("LOGOUT") == "200"
    assert await bench.code("HEARTBEAT") == "407"


@pytest.mark.parametrize("logged_in", [True, False])
async def test_what_nobody_can_read(logged_in: bool) -> None:
    bench = Bench()
    if logged_in:
        await bench.log_in()
    bench.session.reject(Rejected(Fault.MALFORMED, b"<"), bench.answers.append)
    told = await bench.answer(1)
    assert told is not None
    assert (told.name, told.fields["RSP-CODE"]) == ("IND.ERROR", "601")
    (signal,) = bench.fakes.intake.signals
    assert Flag.UNCLASSIFIED in signal.flags
    assert signal.lane is (Lane.LIFE_SAFETY if logged_in else Lane.TECHNICAL)
    bench.session.reject(Rejected(Fault.CUT, b"EX"), bench.answers.append)
    assert bench.answers.pop() == b""


def test_passwords_are_masked() -> None:
    fields: dict[str, Any] = {"LI-PASSWORD": "hemligt"}
    assert masked(Message("REQ.LOGIN", fields=fields, raw=b"<LI-PASSWORD>hemligt<")) == b"<LI-PASSWORD>...<"
    assert masked(Message("REQ.LOGIN", raw=b"x")) == b"x"
