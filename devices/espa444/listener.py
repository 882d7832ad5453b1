"""The ESPA 4.4.4 door: one serial line in either role; a block is acknowledged when it is stored."""

from __future__ import annotations

import asyncio

from alarmd.config.doors.espa444 import EspaSettings
from devices.base_station import BaseStation
from devices.espa444.translate import read_call
from protocols.espa444 import (
    POLL_ANSWER_S,
    SAY_ACK,
    SAY_DAMAGED,
    SAY_EOT,
    SAY_NAK,
    SELECTED_FOR_S,
    WITHIN_BLOCK_S,
    Answer,
    Block,
    ControlLink,
    Enquiry,
    Item,
    PagingLink,
    Refusal,
    Rejected,
    Splitter,
    Turn,
)

_WORDS = {SAY_ACK: "ACK", SAY_EOT: "EOT", SAY_NAK: "NAK", SAY_DAMAGED: "1 NAK"}


class EspaDoor(BaseStation[EspaSettings]):
    """One [[doors]] block of kind espa444."""

    _splitter: Splitter
    _link: PagingLink | ControlLink
    _timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Begin in silence, or with a poll."""
        settings = self.settings
        self._splitter = Splitter()
        if settings.role == "control":
            self._link = ControlLink(settings.control, settings.address)
            self._poll()
        else:
            self._link = PagingLink(settings.address, settings.control)

    def take(self, octets: bytes) -> None:
        """Hear what the station says."""
        for item in self._splitter.feed(octets):
            self._hear(item)
        self._wait(SELECTED_FOR_S)

    # ---- within ----

    def _hear(self, item: Item) -> None:
        if isinstance(item, Rejected):
            self.reject(item.reason.value, item.raw)
        else:
            self.heard(_raw(item), "", _spoken(item))
        self._follow(self._link.hear(item))

    def _follow(self, turn: Turn) -> None:
        self.say(turn.say, _WORDS.get(turn.say, "poll"))
        if turn.take is not None:
            self._store(turn.take)

    def _store(self, block: Block) -> None:
        call = read_call(block, self.settings.charset, self.settings.rules)

        def decided(durable: bool) -> bool:
            turn = self._link.decided(block, durable=durable)
            self._follow(turn)
            self._wait(SELECTED_FOR_S)
            return turn.say == SAY_ACK

        arrival = self.arrival(call.address, block.raw)
        self.store([self.read(arrival, lambda arrival: [call.signal(arrival)])], decided)

    def _poll(self) -> None:
        if isinstance(self._link, ControlLink):
            if (turn := self._link.poll_due()).say:
                self._follow(turn)
                self._wait(POLL_ANSWER_S)
            self.later(self.settings.poll_s, self._poll)

    def _wait(self, for_s: float) -> None:
        """How long the station may take to go on; shorter inside a block."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.later(WITHIN_BLOCK_S if self._splitter.waiting else for_s, self._timed_out)

    def _timed_out(self) -> None:
        if items := self._splitter.give_up():
            for item in items:
                self._hear(item)
            self._wait(SELECTED_FOR_S)
        else:
            self._follow(self._link.timed_out())


def _raw(item: Block | Enquiry | Answer | Refusal) -> bytes:
    if isinstance(item, Block):
        return item.raw
    if isinstance(item, Enquiry):
        return item.address.encode("ascii") + b"\x05"
    if isinstance(item, Refusal):
        return item.reason.encode("ascii") + SAY_NAK
    return SAY_EOT if item is Answer.EOT else SAY_ACK


def _spoken(item: Block | Enquiry | Answer | Refusal) -> str:
    if isinstance(item, Block):
        return f"block, header {item.header}, {len(item.records)} records"
    if isinstance(item, Enquiry):
        return f"enquiry {item.address}"
    return "NAK" if isinstance(item, Refusal) else item.value.upper()
