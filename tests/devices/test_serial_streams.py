"""Streams that take no bytes, hang up, or fail while they are written."""

from __future__ import annotations

import asyncio
import os
import threading

import pytest

from devices.serial_streams import MOST_UNSENT, DescriptorStream, ThreadStream


class Ends:
    """A pipe for each direction, and what the stream told."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.reasons: list[str] = []


async def until(done: asyncio.Event) -> None:
    async with asyncio.timeout(5):
        await done.wait()


async def test_what_the_system_does_not_take_at_once_is_sent_later() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    filled = 0
    try:
        while True:
            filled += os.write(writing, b"." * 4096)
    except BlockingIOError:
        pass
    ends = Ends()
    loop = asyncio.get_running_loop()
    # Only the writing half is used: a pipe's writing end never becomes readable.
    stream = DescriptorStream(loop, writing, ends.heard.append, ends.reasons.append)
    loop.remove_reader(writing)
    stream.write(b"answer")
    left = filled
    while left:
        left -= len(os.read(reading, min(left, 65536)))
    there = asyncio.Event()
    loop.add_reader(reading, there.set)
    await until(there)
    loop.remove_reader(reading)
    assert os.read(reading, 100) == b"answer"
    assert ends.reasons == []
    stream.stop()
    os.close(reading)
    os.close(writing)


async def test_a_station_that_takes_nothing_is_gone() -> None:
    reading, writing = os.pipe()
    ends = Ends()
    stream = DescriptorStream(asyncio.get_running_loop(), writing, ends.heard.append, ends.reasons.append)
    stream.write(b"." * (MOST_UNSENT + 1))
    assert ends.reasons == ["it takes no bytes from us"]
    stream.write(b"more")
    assert len(ends.reasons) == 1
    os.close(reading)
    os.close(writing)


async def test_a_hang_up_is_told_once() -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    gone = asyncio.Event()
    reasons: list[str] = []
    stream = DescriptorStream(
        asyncio.get_running_loop(), reading, lambda octets: None, lambda why: (reasons.append(why), gone.set())[0]
    )
    os.close(writing)
    await until(gone)
    stream.stop()
    assert reasons == ["the other end has hung up"]
    os.close(reading)


class Broken:
    """A port whose reading fails when it is told to."""

    in_waiting = 0

    def __init__(self) -> None:
        self.fails = threading.Event()

    def read(self, size: int = 1) -> bytes:
        if self.fails.wait(0.01):
            raise TypeError("closed under its reader")
        return b""


@pytest.mark.parametrize("stopped", [False, True])
async def test_a_thread_that_fails_is_a_lost_line_unless_we_have_stopped(stopped: bool) -> None:
    port, gone = Broken(), asyncio.Event()
    reasons: list[str] = []
    stream = ThreadStream(
        asyncio.get_running_loop(),
        port,
        lambda octets: None,
        lambda octets: None,
        lambda why: (reasons.append(why), gone.set())[0],
    )
    if stopped:
        stream.stop()
        stream.write(b"x")
    port.fails.set()
    if not stopped:
        await until(gone)
    assert reasons == ([] if stopped else ["closed under its reader"])
