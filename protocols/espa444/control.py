"""The control station's side of the line: we poll one station and take what it has to say (sheet §5.2).

Pure like `paging`: items, verdicts and the poll's clock go in, bytes to send and blocks to store come out.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from protocols.espa444.block import Block
from protocols.espa444.paging import SAY_ACK, SAY_DAMAGED, SAY_EOT, SAY_NAK, Turn
from protocols.espa444.splitter import Answer, Enquiry, Fault, Item, Rejected

POLL_ANSWER_S = 2.5
"""Longest wait for the answer to a poll, seconds (sheet §5.5)."""


class State(StrEnum):
    """Where the conversation stands."""

    IDLE = "idle"
    POLLED = "polled"
    SELECTED = "selected"
    STORING = "storing"


class Event(StrEnum):
    """What can happen."""

    POLL_DUE = "poll_due"
    ENQ_US = "enq_us"
    BLOCK = "block"
    REPEAT = "repeat"
    DAMAGED = "damaged"
    EOT = "eot"
    ODD = "odd"
    STORED = "stored"
    NOT_STORED = "not_stored"
    TIMEOUT = "timeout"


class Do(StrEnum):
    """What follows."""

    NOTHING = "nothing"
    POLL = "poll"
    ACK = "ack"
    NAK = "nak"
    DAMAGED = "damaged"
    EOT = "eot"
    TAKE = "take"


_I, _P, _S, _W = State
_E = Event

TRANSITIONS: Mapping[tuple[State, Event], tuple[State, Do]] = {
    **{(state, _E.POLL_DUE): (state, Do.NOTHING) for state in State},
    **{(state, _E.EOT): (_I, Do.NOTHING) for state in State},
    **{(state, _E.ODD): (state, Do.NOTHING) for state in State},
    # Repeated while it is being stored: the first one's verdict answers both.
    **{(state, _E.REPEAT): (state, Do.NOTHING) for state in State},
    **{(state, _E.STORED): (state, Do.NOTHING) for state in State},
    **{(state, _E.NOT_STORED): (state, Do.NOTHING) for state in State},
    # A station may select us without a poll; then too it is answered.
    **{(state, _E.ENQ_US): (_S, Do.ACK) for state in State},
    **{(state, _E.BLOCK): (_W, Do.TAKE) for state in State},
    **{(state, _E.DAMAGED): (state, Do.NOTHING) for state in State},
    (_I, _E.POLL_DUE): (_P, Do.POLL),
    (_I, _E.TIMEOUT): (_I, Do.NOTHING),
    (_P, _E.TIMEOUT): (_I, Do.NOTHING),
    (_S, _E.TIMEOUT): (_I, Do.EOT),
    (_S, _E.DAMAGED): (_S, Do.DAMAGED),
    (_W, _E.TIMEOUT): (_W, Do.NOTHING),
    # The verdict on the first block must not be taken for an answer to one that nobody could read.
    (_W, _E.DAMAGED): (_S, Do.DAMAGED),
    (_W, _E.STORED): (_S, Do.ACK),
    (_W, _E.NOT_STORED): (_S, Do.NAK),
}
"""State and event give the next state and what to do."""

_SAID = {Do.ACK: SAY_ACK, Do.NAK: SAY_NAK, Do.DAMAGED: SAY_DAMAGED, Do.EOT: SAY_EOT}


class ControlLink:
    """One line, we in the control role.

    Args:
        address: ours, `1` by the proposal. station: the polled station's, `2`.
    """

    def __init__(self, address: str = "1", station: str = "2") -> None:
        self._address, self._station = address, station
        self._poll = station.encode("ascii") + b"\x05"
        self.state = State.IDLE
        self._taken: Block | None = None

    def hear(self, item: Item) -> Turn:
        """One item came from the line."""
        return self._go(self._event(item), item if isinstance(item, Block) else None)

    def decided(self, block: Block, *, durable: bool) -> Turn:
        """A block that was taken is on disk, or could not be stored; nobody waits for any but the last."""
        if block is not self._taken:
            return Turn()
        return self._go(Event.STORED if durable else Event.NOT_STORED, None)

    def poll_due(self) -> Turn:
        """It is time for the next poll; nothing is sent while the station speaks."""
        return self._go(Event.POLL_DUE, None)

    def timed_out(self) -> Turn:
        """The station did not go on: no answer to a poll, or no block after its selection."""
        return self._go(Event.TIMEOUT, None)

    def _go(self, event: Event, block: Block | None) -> Turn:
        self.state, do = TRANSITIONS[self.state, event]
        say = self._poll if do is Do.POLL else _SAID.get(do, b"")
        if do is Do.TAKE:
            self._taken = block
        return Turn(say, block if do is Do.TAKE else None)

    def _event(self, item: Item) -> Event:
        if isinstance(item, Enquiry):
            return Event.ENQ_US if item.address == self._address else Event.ODD
        if isinstance(item, Block):
            taken = self._taken if self.state is State.STORING else None
            return Event.REPEAT if taken is not None and taken.raw == item.raw else Event.BLOCK
        if isinstance(item, Rejected):
            return Event.ODD if item.reason is Fault.NOISE else Event.DAMAGED
        return Event.EOT if item is Answer.EOT else Event.ODD
