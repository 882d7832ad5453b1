"""A few sockets for many, back again after a loss."""

from __future__ import annotations

import asyncio

from simulators.pool import LinkPool
from simulators.target import Transport
from tests.fakes.loop import until
from tests.simulators.receivers import dc09_receiver


async def test_links_are_numbered_and_come_back() -> None:
    async with dc09_receiver(Transport.TCP) as (receiver, target):
        got: list[tuple[int, bytes]] = []
        pool = LinkPool(target, 2, lambda link, octets: got.append((link, octets)))
        assert not pool.send(0, b"x")
        assert pool.local(0) == ("127.0.0.1", 0)
        await pool.open()
        assert pool.opened == [1, 1]
        assert pool.local(1)[1] > 0
        frame = b'\nC8D90027"ADM-CID"0001L0#0123[#0123|1101 01 007]\r'
        assert pool.send(1, frame)
        await until(lambda: got)
        assert got[0][0] == 1
        await until(lambda: len(receiver._writers) == 2)
        for writer in receiver._writers:
            writer.abort()
        await until(lambda: not pool.send(0, frame))
        pool.tick(asyncio.get_running_loop().time())
        await until(lambda: pool.opened == [2, 2])
        await pool.close()


async def test_nobody_there_is_tried_again_not_at_once() -> None:
    async with dc09_receiver(Transport.TCP) as (_, target):
        pass
    pool = LinkPool(target, 1, lambda link, octets: None)
    await pool.open()
    now = asyncio.get_running_loop().time()
    pool.tick(now)
    assert not pool._opening
    pool.tick(now + 2)
    assert pool._opening
    await pool.close()
