"""A notice is taken by one node, on both stores; two senders that race deliver each one once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text

from alarmd.domain.incident import State
from alarmd.domain.ports import Batch, Notice, NoticeState, SendOutcome, SendResult
from alarmd.services.outbox import Outbox
from alarmd.store.engine import tool_engine
from alarmd.store.notices import SqlNotices
from alarmd.store.reader import open_register
from alarmd.store.writer import SqlLedger, open_ledger
from alarmd.system_clock import SystemClock
from alarmd.telemetry import Telemetry
from tests.fakes.clock import START
from tests.fakes.loop import settle, turn, until
from tests.fakes.web_parts import incident

MANY = 120


@pytest_asyncio.fixture
async def ledgers(url: str) -> AsyncIterator[list[SqlLedger]]:
    """Two nodes' ledgers on one store."""
    async with AsyncExitStack() as stack:
        made = [open_ledger(url, SystemClock()) for _ in range(2)]
        for each in made:
            stack.push_async_callback(each.close)
        yield made


async def hand_in(ledger: SqlLedger, *notices: Notice) -> None:
    await ledger.commit(Batch(at=START, based_on=0, notices=list(notices)))


def notice(number: int) -> Notice:
    """One that waits."""
    return Notice(
        id=number, incident_id=50, tenant_id=1, step=0, responder_id=3, target=f"sms-{number}", link_token="",
        created_at=START, expires_at=START, next_at=START,
    )  # fmt: skip


def sending(given: Notice, attempts: int) -> Notice:
    return replace(given, state=NoticeState.SENDING, attempts=attempts, link_token="fresh", result="node 1")


async def test_whoever_is_first_has_it(ledgers: list[SqlLedger]) -> None:
    one, two = (SqlNotices(ledger.worker) for ledger in ledgers)
    given = notice(7)
    await hand_in(ledgers[0], given)
    taken = await asyncio.gather(*(each.take(sending(given, 1)) for each in (one, two, one, two)))
    assert sorted(taken) == [False, False, False, True]
    assert not await two.take(sending(given, 1))
    assert await two.take(sending(given, 2)), "its node is gone: the next attempt is ours"
    await hand_in(ledgers[0], replace(sending(given, 1), state=NoticeState.STALE))
    assert not await one.take(sending(given, 2)), "what an earlier attempt became changes nothing any more"
    await hand_in(ledgers[0], replace(sending(given, 2), state=NoticeState.HANDED_OVER))
    assert not await one.take(sending(given, 3)), "it has been sent"


async def test_the_new_link_is_good_before_the_message_leaves(url: str, ledgers: list[SqlLedger]) -> None:
    given = notice(7)
    await hand_in(ledgers[0], given)
    assert await SqlNotices(ledgers[0].worker).take(sending(given, 1))
    engine = tool_engine(url)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT notice_id FROM links")).scalars().all() == [7]
    engine.dispose()


class Phone:
    """Implements `Sender`: counts what it delivers, a little slowly."""

    def __init__(self) -> None:
        self.delivered: Counter[str] = Counter()

    async def send(self, target: str, title: str, body: str) -> SendResult:
        self.delivered[target] += 1
        await turn()
        return SendResult(SendOutcome.SENT)


@pytest.mark.slow
async def test_two_senders_that_race_deliver_each_notice_once(url: str, ledgers: list[SqlLedger]) -> None:
    clock, phone = SystemClock(), Phone()
    now = clock.now()
    given = [
        replace(notice(number), next_at=now, created_at=now, expires_at=now.replace(year=2999))
        for number in range(1, MANY + 1)
    ]
    await hand_in(ledgers[0], *given)
    async with AsyncExitStack() as stack:
        for node, ledger in enumerate(ledgers):
            register: Any = open_register(url, ledger)
            stack.push_async_callback(register.close)
            outbox = Outbox(
                clock=clock,
                telemetry=Telemetry(),
                register=register,
                sender=phone,
                compose=lambda incident, notice: ("", notice.link_token),
                incident_of=lambda number: incident(number, state=State.DISPATCHED, step=given[0].step),
                take=SqlNotices(ledger.worker).take,
                save=lambda notice: None,
                node=node,
                new_token=lambda: "fresh",
                on_unreached=lambda notice: None,
            )
            task = asyncio.ensure_future(outbox.run())
            stack.push_async_callback(ended, task)
        await until(lambda: len(phone.delivered) >= MANY, 15)
        await settle()
    assert phone.delivered == Counter({one.target: 1 for one in given})


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_what_is_not_there_cannot_be_taken(ledgers: list[SqlLedger]) -> None:
    assert not await SqlNotices(ledgers[0].worker).take(sending(notice(9), 1))
