"""The paging system's side of the line: we are polled and selected, and answer (ESPA 4.4.4 §2, sheet §5.2).

Pure: items and our own verdicts go in, bytes to send and blocks to store come out. One block is under way at a
time; its acknowledgement is the back-pressure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from protocols.espa444.block import Block
from protocols.espa444.splitter import Answer, Enquiry, Fault, Item, Refusal, Rejected

SAY_ACK = b"\x06"
SAY_EOT = b"\x04"
SAY_NAK = b"\x15"
SAY_DAMAGED = b"1\x15"
"""NAK with reason 1, transmission error."""

SELECTED_FOR_S = 15.0
"""Longest wait for a block after a selection or another block, seconds (sheet §5.5)."""

WITHIN_BLOCK_S = 3.0
"""Longest pause inside a block, seconds (sheet §5.5)."""


class State(StrEnum):
    """Where the conversation stands."""

    IDLE = "idle"
    CALLING = "calling"
    SELECTED = "selected"
    STORING = "storing"
    OTHERS = "others"


class Event(StrEnum):
    """What can happen."""

    ENQ_CONTROL = "enq_control"
    ENQ_US = "enq_us"
    ENQ_OTHER = "enq_other"
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
    ACK = "ack"
    EOT = "eot"
    NAK = "nak"
    DAMAGED = "damaged"
    TAKE = "take"


_I, _C, _S, _W, _O = State
_E = Event

TRANSITIONS: Mapping[tuple[State, Event], tuple[State, Do]] = {
    # Whatever came before, an enquiry begins anew; a late verdict then finds nobody who waits for it.
    **{(state, _E.ENQ_CONTROL): (_C, Do.NOTHING) for state in State},
    **{(state, _E.ENQ_OTHER): (_O, Do.NOTHING) for state in State},
    **{(state, _E.ENQ_US): (_I, Do.EOT) for state in State},
    **{(state, _E.EOT): (_I, Do.NOTHING) for state in State},
    **{(state, _E.TIMEOUT): (_I, Do.NOTHING) for state in State},
    **{(state, _E.ODD): (state, Do.NOTHING) for state in State},
    # A station that lost patience repeats its block while it is being stored: the first one's verdict answers both.
    **{(state, _E.REPEAT): (state, Do.NOTHING) for state in State},
    **{(state, _E.STORED): (state, Do.NOTHING) for state in State},
    **{(state, _E.NOT_STORED): (state, Do.NOTHING) for state in State},
    (_C, _E.ENQ_US): (_S, Do.ACK),
    (_S, _E.BLOCK): (_W, Do.TAKE),
    (_S, _E.DAMAGED): (_S, Do.DAMAGED),
    (_W, _E.STORED): (_S, Do.ACK),
    (_W, _E.NOT_STORED): (_S, Do.NAK),
    (_W, _E.TIMEOUT): (_W, Do.NOTHING),
    # Another block, or one nobody can read: the verdict on the first must not be taken for an answer to it.
    (_W, _E.BLOCK): (_W, Do.TAKE),
    (_W, _E.DAMAGED): (_S, Do.DAMAGED),
    # A block nobody selected us for is an alarm all the same when its check character is right; the station
    # that forgot to select us, or whose selection was damaged, gets the acknowledgement it waits for.
    (_I, _E.BLOCK): (_W, Do.TAKE),
    (_C, _E.BLOCK): (_W, Do.TAKE),
    (_I, _E.DAMAGED): (_I, Do.NOTHING),
    (_C, _E.DAMAGED): (_I, Do.NOTHING),
    # Another station was selected: its blocks are not ours.
    (_O, _E.BLOCK): (_O, Do.NOTHING),
    (_O, _E.DAMAGED): (_O, Do.NOTHING),
}
"""State and event give the next state and what to do."""

_SAID = {Do.ACK: SAY_ACK, Do.EOT: SAY_EOT, Do.NAK: SAY_NAK, Do.DAMAGED: SAY_DAMAGED}


@dataclass(frozen=True, slots=True)
class Turn:
    """What follows one event. `say`: bytes to send, `b""` for silence. `take`: a block to store before answering."""

    say: bytes = b""
    take: Block | None = None


class PagingLink:
    """One line, we in the paging role.

    Args:
        address: ours, one character, `2` by the proposal. control: the control station's, `1`.
    """

    def __init__(self, address: str = "2", control: str = "1") -> None:
        self._address, self._control = address, control
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

    def timed_out(self) -> Turn:
        """Nothing came for `SELECTED_FOR_S`."""
        return self._go(Event.TIMEOUT, None)

    def _go(self, event: Event, block: Block | None) -> Turn:
        self.state, do = TRANSITIONS[self.state, event]
        if do is Do.TAKE:
            self._taken = block
        return Turn(_SAID.get(do, b""), block if do is Do.TAKE else None)

    def _event(self, item: Item) -> Event:
        if isinstance(item, Enquiry):
            if item.address == self._address:
                return Event.ENQ_US
            return Event.ENQ_CONTROL if item.address == self._control else Event.ENQ_OTHER
        if isinstance(item, Block):
            taken = self._taken if self.state is State.STORING else None
            return Event.REPEAT if taken is not None and taken.raw == item.raw else Event.BLOCK
        if isinstance(item, Rejected):
            return Event.ODD if item.reason is Fault.NOISE else Event.DAMAGED
        if isinstance(item, Refusal):
            return Event.ODD
        return Event.EOT if item is Answer.EOT else Event.ODD
