from __future__ import annotations

import asyncio

import pytest

from console.pending import Pending, new_id
from protocols.console_feed.codec import decode_from_console
from protocols.console_feed.messages import Command, Reply


async def test_a_command_is_repeated_on_each_connection_until_it_is_answered() -> None:
    pending = Pending()
    first, second = Command(id=new_id(), name="claim", incident=1), Command(id=new_id(), name="renew", incident=1)
    answers = [pending.add(first), pending.add(second)]
    assert [decode_from_console(frame) for frame in pending.take()] == [first, second]
    assert pending.take() == []
    pending.repeat_all()
    assert len(pending.take()) == 2
    pending.resolve(Reply(id=first.id, ok=True))
    assert (await answers[0]).ok
    pending.repeat_all()
    assert [decode_from_console(frame) for frame in pending.take()] == [second]
    pending.abandon()
    with pytest.raises(asyncio.CancelledError):
        await answers[1]
    assert len(pending) == 0


async def test_a_late_or_double_reply_harms_nobody() -> None:
    pending = Pending()
    command = Command(id="a", name="claim", incident=1)
    answer = pending.add(command)
    pending.resolve(Reply(id="a", ok=True))
    pending.resolve(Reply(id="a", ok=False))
    pending.resolve(Reply(id="never asked", ok=False))
    assert (await answer).ok
    pending.add(Command(id="b", name="claim"))
    pending.drop("b")
    assert pending.take() == []
