"""Notices: at least once, until the step's time ends, each channel in its turn, taken over from the dead."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest_asyncio

from alarmd.domain.incident import Incident, State
from alarmd.domain.ports import LedgerUnavailable, Notice, NoticeState, SendOutcome, SendResult
from alarmd.services.outbox import AT_ONCE, PATIENCE_S, SWEEP_S, UNTAKEN_S, Outbox
from alarmd.services.publication import Publication
from alarmd.telemetry import Telemetry
from tests.fakes.clock import START, ManualClock
from tests.fakes.loop import settle
from tests.fakes.web_parts import FakeRegister, incident

OK, RETRY, NEVER = (SendResult(outcome, outcome.value) for outcome in SendOutcome)


class Phone:
    """Implements `Sender`: answers as told, the last answer for ever."""

    def __init__(self) -> None:
        self.answers: dict[str, list[SendResult | Exception]] = {}
        self.sent: list[tuple[str, str, str]] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def send(self, target: str, title: str, body: str) -> SendResult:
        self.sent.append((target, title, body))
        await self.gate.wait()
        answers = self.answers.get(target, [OK])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


class Room:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.phone = Phone()
        self.register = FakeRegister()
        self.incident: Incident | None = incident(1, state=State.DISPATCHED, step=0)
        self.saved: list[Notice] = []
        self.attempts: dict[int, int] = {}
        self.store_is_away = False
        self.unreached: list[Notice] = []
        self.handles: list[tuple[Notice, str]] = []
        self.telemetry = Telemetry()
        self.outbox = self.make()

    async def take(self, sending: Notice) -> bool:
        """As the store does: whoever knows of all attempts so far may make the next one."""
        if self.store_is_away:
            raise LedgerUnavailable("away")
        if sending.attempts != self.attempts.get(sending.id, sending.attempts - 1) + 1:
            return False
        self.attempts[sending.id] = sending.attempts
        self.saved.append(sending)
        return True

    def make(self) -> Outbox:
        return Outbox(
            clock=self.clock,
            telemetry=self.telemetry,
            register=self.register,
            sender=self.phone,
            compose=lambda incident, notice: (incident.kind, notice.link_token),
            incident_of=lambda number: self.incident,
            take=self.take,
            save=self.saved.append,
            new_token=lambda: "fresh",
            on_unreached=self.unreached.append,
            on_handed_over=lambda notice, handle: self.handles.append((notice, handle)),
        )

    def publish(self, *notices: Notice) -> None:
        self.outbox.publish(Publication(1, 1, (), (), notices, self.clock.now()))

    def states(self, number: int = 1) -> list[NoticeState]:
        return [notice.state for notice in self.saved if notice.id == number]


def notice(number: int = 1, **changes: Any) -> Notice:
    plain = Notice(
        id=number,
        incident_id=1,
        tenant_id=1,
        step=0,
        responder_id=3,
        target=f"sms-{number}",
        link_token="token",
        created_at=START,
        expires_at=START + timedelta(seconds=60),
        next_at=START,
    )
    return replace(plain, **changes)


@pytest_asyncio.fixture
async def room(no_task_left: None) -> AsyncIterator[Room]:
    made = Room()
    task = asyncio.create_task(made.outbox.run())
    await settle()
    yield made
    assert not task.done(), task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_what_a_report_may_come_for_is_told_with_its_notice(room: Room) -> None:
    room.phone.answers["sms-1"] = [SendResult(SendOutcome.SENT, "", "handle-1")]
    room.publish(notice(), notice(2))
    await room.clock.advance(1)
    assert [(each.id, each.state, handle) for each, handle in room.handles] == [
        (1, NoticeState.HANDED_OVER, "handle-1")
    ]


async def test_a_notice_is_marked_sent_and_handed_over_once(room: Room) -> None:
    room.publish(notice())
    await room.clock.advance(1)
    assert room.phone.sent == [("sms-1", "press", "token")]
    assert room.states() == [NoticeState.SENDING, NoticeState.HANDED_OVER]
    room.publish(notice(), *room.saved)
    await room.clock.advance(120)
    assert len(room.phone.sent) == 1


async def test_a_refusal_for_now_is_tried_again_with_pauses_until_the_steps_time_ends(room: Room) -> None:
    room.phone.answers["sms-1"] = [RETRY]
    room.publish(notice())
    await room.clock.advance(120)
    assert 5 <= len(room.phone.sent) <= 8
    assert room.saved[-1].state is NoticeState.STALE
    assert room.saved[-1].attempts == len(room.phone.sent)
    assert b'alarmd_notices_total{result="stale"} 1.0' in room.telemetry.exposition()


async def test_a_sender_that_raises_is_tried_again(room: Room) -> None:
    room.phone.answers["sms-1"] = [RuntimeError("a bug"), OK]
    room.publish(notice())
    await room.clock.advance(5)
    assert room.saved[-1].state is NoticeState.HANDED_OVER


async def test_a_rejected_channel_brings_the_next_one_forward_and_the_last_one_tells(room: Room) -> None:
    room.phone.answers = {"sms-1": [NEVER], "sms-2": [NEVER]}
    later = START + timedelta(seconds=20)
    room.publish(notice(1), notice(2, next_at=later), notice(3, responder_id=4, next_at=later))
    await room.clock.advance(1)
    assert [target for target, _, _ in room.phone.sent] == ["sms-1", "sms-2"]
    assert [one.id for one in room.unreached] == [2]
    await room.clock.advance(20)
    assert room.states(3)[-1] is NoticeState.HANDED_OVER


async def test_channels_wait_for_their_turn(room: Room) -> None:
    room.publish(notice(1), notice(2, next_at=START + timedelta(seconds=20)))
    await room.clock.advance(19)
    assert len(room.phone.sent) == 1
    await room.clock.advance(2)
    assert len(room.phone.sent) == 2


async def test_a_step_that_is_over_sends_nothing_more(room: Room) -> None:
    assert room.incident is not None
    for changed in (
        replace(room.incident, state=State.ACCEPTED),
        replace(room.incident, step=1),
        replace(room.incident, state=State.CLOSED),
        None,
    ):
        room.incident = changed
        number = len(room.saved) + 10
        room.publish(notice(number))
        await room.clock.advance(1)
        assert room.states(number) == [NoticeState.STALE]
    assert room.phone.sent == []


async def test_a_step_of_the_wall_clock_moves_no_deadline(room: Room) -> None:
    room.publish(notice(1, next_at=START + timedelta(seconds=10)))
    room.clock.step(-3600)
    await room.clock.advance(11)
    assert room.states() == [NoticeState.SENDING, NoticeState.HANDED_OVER]


async def test_one_slow_channel_holds_up_only_itself(room: Room) -> None:
    room.phone.gate.clear()
    room.publish(*(notice(n) for n in range(1, AT_ONCE + 3)))
    await room.clock.advance(1)
    assert len(room.phone.sent) == AT_ONCE
    room.phone.gate.set()
    await room.clock.advance(1)
    assert len(room.phone.sent) == AT_ONCE + 2


async def test_after_a_restart_open_notices_are_sent_with_a_new_link(room: Room) -> None:
    again = room.make()
    room.register.notices = [notice(7, state=NoticeState.SENDING, attempts=1, link_token="", target="sms-7")]
    task = asyncio.create_task(again.run())
    await settle()
    assert room.phone.sent == [("sms-7", "press", "fresh")]
    assert room.saved[0].link_token == "fresh"
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_another_daemons_notices_are_left_alone_until_it_is_gone(room: Room) -> None:
    room.register.notices = [notice(7, expires_at=START + timedelta(seconds=600), next_at=START + timedelta(seconds=2))]
    await room.clock.advance(4.9)
    assert room.phone.sent == []
    await room.clock.advance(2 + PATIENCE_S + SWEEP_S)
    assert [target for target, _, _ in room.phone.sent] == ["sms-7"]


async def test_at_start_what_another_node_is_sending_is_its_own_and_what_we_were_sending_is_sent_again(
    room: Room,
) -> None:
    again = room.make()
    later = START + timedelta(seconds=30)
    sending = notice(state=NoticeState.SENDING, attempts=1, next_at=later, expires_at=START + timedelta(seconds=90))
    room.register.notices = [
        replace(sending, id=7, target="theirs", result="node 1"),
        replace(sending, id=8, target="ours", result="node 0"),
    ]
    task = asyncio.create_task(again.run())
    await settle()
    assert [target for target, _, _ in room.phone.sent] == ["ours"]
    room.register.notices.pop()
    await room.clock.advance(30 + PATIENCE_S + SWEEP_S)
    assert [target for target, _, _ in room.phone.sent] == ["ours", "theirs"]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_notice_that_another_node_has_taken_is_not_sent_here(room: Room) -> None:
    room.attempts[1] = 1
    room.publish(notice())
    await room.clock.advance(2)
    assert room.phone.sent == []
    room.register.notices = [notice(attempts=1, state=NoticeState.SENDING, result="node 1", next_at=START)]
    await room.clock.advance(PATIENCE_S + SWEEP_S)
    assert len(room.phone.sent) == 1, "its node is gone"


async def test_while_the_store_is_away_a_notice_waits_a_little_and_is_then_sent_all_the_same(room: Room) -> None:
    room.store_is_away = True
    room.publish(notice())
    await room.clock.advance(UNTAKEN_S - 0.1)
    assert room.phone.sent == []
    await room.clock.advance(1.2)
    assert len(room.phone.sent) == 1
    assert room.states() == [NoticeState.SENDING, NoticeState.HANDED_OVER]


async def test_a_store_that_cannot_be_read_does_not_stop_sending(room: Room, monkeypatch: Any) -> None:
    async def away() -> list[Notice]:
        raise LedgerUnavailable("away")

    monkeypatch.setattr(room.register, "open_notices", away)
    await room.clock.advance(SWEEP_S + 1)
    room.publish(notice())
    await room.clock.advance(1)
    assert len(room.phone.sent) == 1
