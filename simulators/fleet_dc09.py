"""A fleet's DC-09 traffic: thousands of diallers over a few sockets, without a task for each message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import monotonic

from protocols.dc09.build import next_seq
from protocols.dc09.frame import Frame
from protocols.dc09.splitter import Splitter, read_datagram
from simulators.clock import wall_now
from simulators.dc09_frames import LINK_TEST_SEQ, Dialler
from simulators.dc09_unit import drawn_seq
from simulators.events import HEARTBEAT, PRESS
from simulators.pool import LinkPool
from simulators.retry import RetryQueue
from simulators.tally import Tally
from simulators.target import Target

_Key = tuple[str, str]

UDP_PAUSES_S = (1.0, 1.0, 1.0, 1.0, 1.0)
TCP_PAUSES_S = (5.0, 5.0)


class Dc09Carrier:
    """Beats and presses for numbered units; answers are told to the tally.

    Link tests of plain units are built once and kept; all else is built when it is sent.
    """

    def __init__(self, target: Target, diallers: Sequence[Dialler], tally: Tally, *, links: int) -> None:
        self._diallers = diallers
        self._tally = tally
        self._stream = target.transport.reliable
        self._pool = LinkPool(target, min(links, len(diallers)), self._receive)
        self._splitters = [Splitter() for _ in range(len(self._pool))]
        self._opened = [0] * len(self._pool)
        self._waiting: dict[_Key, tuple[float, int, bytes]] = {}
        self._retries: RetryQueue[_Key] = RetryQueue(TCP_PAUSES_S if self._stream else UDP_PAUSES_S)
        self._seqs = [drawn_seq() for _ in diallers]
        self._beats: list[bytes] = [b""] * len(diallers)

    async def open(self) -> None:
        """Open the sockets."""
        await self._pool.open()

    def beat(self, unit: int) -> None:
        """Send a link test, unless the last one still waits."""
        dialler = self._diallers[unit]
        if (dialler.account, LINK_TEST_SEQ) in self._waiting:
            return
        frame = self._beats[unit]
        if not frame:
            frame = dialler.frame(HEARTBEAT, LINK_TEST_SEQ, wall_now())
            if dialler.key is None and not dialler.stamped:
                self._beats[unit] = frame
        self._send(unit, LINK_TEST_SEQ, frame)

    def press(self, unit: int) -> None:
        """Send a press under the unit's next sequence number."""
        seq = self._seqs[unit]
        self._seqs[unit] = next_seq(seq)
        self._tally.presses += 1
        self._send(unit, seq, self._diallers[unit].frame(PRESS, seq, wall_now()))

    def tick(self, now: float) -> None:
        """Send again what was not answered, give up what was sent often enough; `now` is the loop's time."""
        self._pool.tick(now)
        again, given_up = self._retries.due(now)
        for key in again:
            _, unit, frame = self._waiting[key]
            self._tally.again += 1
            self._pool.send(unit % len(self._pool), frame)
        for key in given_up:
            del self._waiting[key]
            self._tally.unanswered += 1

    async def close(self) -> None:
        """Close the sockets."""
        await self._pool.close()

    def _send(self, unit: int, seq: str, frame: bytes) -> None:
        now = monotonic()
        key = self._diallers[unit].account, seq
        self._waiting[key] = now, unit, frame
        self._retries.sent(key, now)
        self._tally.sent += 1
        self._pool.send(unit % len(self._pool), frame)

    def _receive(self, link: int, octets: bytes) -> None:
        for item in self._items(link, octets):
            if isinstance(item, Frame):
                self._answer(item)

    def _items(self, link: int, octets: bytes) -> list[object]:
        if not self._stream:
            return [read_datagram(octets)]
        if self._opened[link] != self._pool.opened[link]:
            self._opened[link] = self._pool.opened[link]
            self._splitters[link] = Splitter()
        return list(self._splitters[link].feed(octets))

    def _answer(self, frame: Frame) -> None:
        word = frame.token
        # A NAK names nobody: it is for the one who has waited longest.
        key = next(iter(self._waiting), ("", "")) if word == "NAK" else (frame.account or "", frame.seq)
        found = self._waiting.pop(key, None)
        if found is None:
            return
        self._retries.answered(key)
        if word == "ACK":
            self._tally.took((monotonic() - found[0]) * 1000)
        else:
            self._tally.refused += 1


def diallers(addresses: Sequence[str], like: Dialler) -> list[Dialler]:
    """One dialler for each account, all alike otherwise."""
    return [replace(like, account=address) for address in addresses]
