"""The rules may fail; the signal is stored and the incident waits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alarmd.domain import commands as c
from alarmd.domain.incident import State
from alarmd.domain.ports import Verdict
from alarmd.domain.signal import Flag, Kind, Lane
from alarmd.services import decide
from alarmd.services.decide import plain
from alarmd.services.desk_reply import DeskCode
from tests.fakes.loop import settle
from tests.fakes.services import running
from tests.fakes.signals import battery, signal


def broken_rules(*args: object, **more: object) -> object:
    raise ZeroDivisionError("rules")


async def test_a_bug_in_the_rules_stores_the_signal_and_opens_an_incident(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running() as centre:
        monkeypatch.setattr(decide, "place", broken_rules)
        receipt = await centre.take(signal(centre.clock))
        assert receipt.verdict is Verdict.STORED
        assert centre.ledger.incidents[receipt.incident_id or 0].state is State.WAITING
        assert centre.counted("alarmd_broken_invariants_total", name="placement") == 1
        assert (await centre.take(signal(centre.clock, lane=Lane.TEST))).durable


async def test_a_bug_in_the_rules_puts_the_open_incident_back_on_top(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running() as centre:
        first = await centre.take(signal(centre.clock))
        number = first.incident_id or 0
        await centre.desk.execute("c1", c.Claim(number, "operator:1"))
        monkeypatch.setattr(decide, "place", broken_rules)
        second = await centre.take(signal(centre.clock))
        assert second.incident_id == number
        it = centre.ledger.incidents[number]
        assert (it.state, it.returned, it.owner) == (State.WAITING, True, "")
        assert centre.ledger.entries[-1].what == "broken"


async def test_a_transition_the_clock_should_never_ask_for_breaks_the_incident() -> None:
    async with running() as centre:
        first = await centre.take(signal(centre.clock))
        number = first.incident_id or 0
        reply = centre.desk.by_clock(c.StepExpired(number, "alarmd"), lambda incident: True)
        await settle()
        assert reply.result().code is DeskCode.ILLEGAL
        assert centre.ledger.entries[-1].what == "broken"
        assert centre.counted("alarmd_broken_invariants_total", name="transition") == 1
        assert [i.label_sv for i in centre.ledger.open_incidents(Lane.TECHNICAL)] == ["Programfel i larmcentralen"]


async def test_an_incident_without_a_deadline_never_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = decide.apply

    def forgetful(*args: object) -> object:
        after, entry = whole(*args)  # type: ignore[arg-type]
        return (replace(after, deadline_at=None), entry) if isinstance(args[1], c.Claim) else (after, entry)

    async with running() as centre:
        first = await centre.take(signal(centre.clock))
        number = first.incident_id or 0
        monkeypatch.setattr(decide, "apply", forgetful)
        await centre.desk.execute("c1", c.Claim(number, "operator:1"))
        it = centre.ledger.incidents[number]
        assert (it.state, it.deadline_at is None) == (State.WAITING, False)


async def test_where_and_the_restores_line_come_with_the_incident() -> None:
    async with running() as centre:
        opened = await centre.take(battery(centre.clock))
        assert centre.ledger.incidents[opened.incident_id or 0].where == "Exempelkommun, Byn"
        closed = await centre.take(battery(centre.clock, restore=True))
        assert closed.incident_id == opened.incident_id
        it = centre.ledger.incidents[opened.incident_id or 0]
        assert (it.state, it.outcome) == (State.CLOSED, "restored")
        assert centre.ledger.entries[-1].what == "restored"


async def test_a_fault_and_its_restore_in_one_batch() -> None:
    async with running() as centre:
        centre.ledger.gate.clear()
        blocker = centre.intake.submit([signal(centre.clock)])
        await settle()
        two = [centre.intake.submit([battery(centre.clock, restore=back)]) for back in (False, True)]
        again = centre.intake.submit([battery(centre.clock)])
        centre.ledger.gate.set()
        await settle()
        assert blocker.result().durable
        assert two[0].result().incident_id == two[1].result().incident_id
        assert again.result().incident_id != two[0].result().incident_id


def test_a_plain_signal_keeps_what_matters() -> None:
    odd = signal(
        kind=Kind.FIRE, address="Å\x00\ud800", detail={"text": "\x00"}, raw=b"\x00", label_sv="x\x00", code="1" * 999
    )
    kept = plain(odd)
    assert (kept.kind, kept.lane, kept.raw, kept.subject) == (odd.kind, odd.lane, odd.raw, odd.subject)
    assert kept.flags == {Flag.UNCLASSIFIED}
    assert all(text.isascii() and text.isprintable() for text in (kept.address, kept.message_key, kept.code))
    assert kept.message_key != odd.message_key
    assert not kept.detail
