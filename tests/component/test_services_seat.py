"""Each console at its own pace: 100 frames a second, the first change at once, a slow one gets a snapshot."""

from __future__ import annotations

import asyncio
from itertools import pairwise

from alarmd.services.relay import Relay
from alarmd.services.seat import FRAME_S, MOST_SAID, Seat
from protocols.console_feed.codec import decode_from_daemon
from protocols.console_feed.messages import Changes, Goodbye, Reply, SnapshotPart, Welcome
from tests.fakes.clock import ManualClock
from tests.fakes.loop import settle
from tests.fakes.web_parts import incident
from tests.property.test_services_relay import make_relay, publish


class Taker:
    """Takes frames as a writer does and notes when they came."""

    def __init__(self, relay: Relay, number: int = 0) -> None:
        self.clock = relay.clock
        self.seat = Seat(relay, "e1", number)
        self.got: list[tuple[float, str]] = []

    async def run(self) -> None:
        while frames := await self.seat.take():
            self.got += [(self.clock.monotonic(), frame) for frame in frames]


async def test_at_most_a_hundred_frames_a_second_and_the_first_at_once() -> None:
    relay = make_relay()
    clock = relay.clock
    assert isinstance(clock, ManualClock)
    taker = Taker(relay)
    task = asyncio.create_task(taker.run())
    await clock.advance(5)
    began = clock.monotonic()
    publish(relay, incident(1))
    await settle()
    assert [at for at, _ in taker.got] == [began]
    for n in range(1000):
        publish(relay, incident(1 + n % 20, presses=n + 2))
        await clock.advance(0.001)
    await clock.advance(1)
    times = [at for at, _ in taker.got]
    assert 90 <= len(times) <= 102
    assert min(b - a for a, b in pairwise(times)) >= FRAME_S / 2 - 1e-9
    last = decode_from_daemon(taker.got[-1][1])
    assert isinstance(last, Changes)
    assert last.number == relay.number
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_in_a_flood_consoles_that_came_at_different_times_share_their_frames() -> None:
    relay = make_relay()
    clock = relay.clock
    assert isinstance(clock, ManualClock)
    takers = [Taker(relay) for _ in range(3)]
    tasks = []
    for taker in takers:
        tasks.append(asyncio.create_task(taker.run()))
        publish(relay, incident(1))
        await clock.advance(0.007)
    for n in range(200):
        publish(relay, incident(1 + n % 20, presses=n + 2))
        await clock.advance(0.001)
    frames = [[frame for _, frame in taker.got[-5:]] for taker in takers]
    assert frames[0] == frames[1] == frames[2]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_slow_console_is_sent_back_to_a_snapshot_and_holds_up_nobody() -> None:
    relay = make_relay(log_rows=8)
    slow, quick = Seat(relay, "e1", 0), Taker(relay)
    task = asyncio.create_task(quick.run())
    clock = relay.clock
    assert isinstance(clock, ManualClock)
    for n in range(1, 31):
        publish(relay, incident(n))
        await clock.advance(FRAME_S)
    frames = [decode_from_daemon(frame) for frame in await slow.take()]
    assert isinstance(frames[0], SnapshotPart)
    assert len(frames[0].rows) == 30
    assert all(isinstance(decode_from_daemon(frame), Changes) for _, frame in quick.got)
    quick.seat.dismiss("stopping", "Adjö")
    await task
    assert isinstance(decode_from_daemon(quick.got[-1][1]), Goodbye)


async def test_what_is_said_to_one_console_does_not_wait_for_the_pace() -> None:
    relay = make_relay()
    seat = Seat(relay, "e1", 0)
    publish(relay, incident(1))
    await seat.take()
    publish(relay, incident(2))
    seat.say(Welcome(epoch="e1", number=1, operator="operator:7", operator_name="K", snapshot=False))
    first = [decode_from_daemon(frame) for frame in await seat.take()]
    assert [type(message) for message in first] == [Welcome]


async def test_a_console_that_reads_no_replies_is_dismissed() -> None:
    seat = Seat(make_relay(), "e1", 0)
    for number in range(MOST_SAID + 5):
        seat.say(Reply(id=str(number), ok=True))
    frames = await seat.take()
    assert len(frames) == MOST_SAID + 1
    assert decode_from_daemon(frames[-1]) == Goodbye(reason="slow")
    assert await seat.take() == []


async def test_after_goodbye_nothing_follows() -> None:
    relay = make_relay()
    seat = Seat(relay, "e1", 0)
    relay.dismiss_all("stopping")
    publish(relay, incident(1))
    seat.dismiss("slow")
    assert [decode_from_daemon(f) for f in await seat.take()] == [Goodbye(reason="stopping")]
    assert await seat.take() == []
    assert seat.farewell == "stopping"
    seat.leave()
    assert relay.seats == set()
