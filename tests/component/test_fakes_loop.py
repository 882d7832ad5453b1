"""The loop of the tests tells when a condition comes true and when nothing is left to do, by no clock."""

from __future__ import annotations

import asyncio
import socket

import pytest

from tests.fakes.loop import settle, turn, until


async def test_a_condition_is_seen_in_the_turn_in_which_it_comes_true() -> None:
    seen: list[int] = []
    loop = asyncio.get_running_loop()
    loop.call_later(0.02, seen.append, 1)
    await until(lambda: seen)
    assert seen == [1]


async def test_what_a_thread_does_is_seen_when_it_calls_in() -> None:
    seen: list[int] = []
    work = asyncio.get_running_loop().run_in_executor(None, seen.append, 1)
    await until(lambda: seen)
    await work
    await asyncio.get_running_loop().shutdown_default_executor()


async def test_what_never_comes_is_an_error_and_so_is_what_the_condition_raises() -> None:
    with pytest.raises(AssertionError, match=r"did not come true in 0\.01 s"):
        await until(lambda: False, 0.01)
    answers = iter([0])
    with pytest.raises(ZeroDivisionError):
        await until(lambda: 0 if next(answers, None) == 0 else 1 / 0)


async def test_settled_is_when_no_callback_is_due_and_no_bytes_have_come() -> None:
    ours, theirs = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=ours)
    other_reader, other_writer = await asyncio.open_connection(sock=theirs)

    async def echo() -> None:
        while octets := await other_reader.read(10):
            other_writer.write(octets)

    echoing = asyncio.ensure_future(echo())
    writer.write(b"a")
    heard = asyncio.ensure_future(reader.readexactly(1))
    assert not heard.done()
    await settle()
    assert heard.done()
    writer.close()
    await echoing
    other_writer.close()
    await turn(2)
