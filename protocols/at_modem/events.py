"""What a modem says: answers to commands, and what it says by itself (3GPP TS 27.005 §3, TS 27.007 §6 and §7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes:
        text: without its end. payload: hex sent after the prompt, closed by Ctrl-Z; empty for most.
        within_s: how long the modem may take. shown: what a trace may show of it.
    """

    text: str = field(repr=False)
    shown: str
    payload: str = field(default="", repr=False)
    within_s: float = 5.0


class Result(StrEnum):
    """How an answer ended."""

    OK = "ok"
    ERROR = "error"
    CME_ERROR = "cme_error"
    CMS_ERROR = "cms_error"


@dataclass(frozen=True, slots=True)
class Answer:
    """All that a command got.

    Attributes:
        lines: between the command and its end. code: of a CME or CMS error, None without.
    """

    command: Command
    lines: tuple[str, ...]
    result: Result
    code: int | None = None

    @property
    def is_ok(self) -> bool:
        """The modem did it."""
        return self.result is Result.OK

    @property
    def reason(self) -> str:
        """`ok`, or the error with its number, for logs and sentences."""
        return self.result.value if self.code is None else f"{self.result.value}_{self.code}"


@dataclass(frozen=True, slots=True)
class Prompt:
    """The modem waits for the payload: write these octets."""

    octets: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Stored:
    """A message or a report lies in a place of the card or the modem (+CMTI, +CDSI)."""

    storage: str
    index: int


@dataclass(frozen=True, slots=True)
class Direct:
    """A message or a report that the modem did not store (+CMT, +CDS).

    Attributes:
        tpdu_length: as stated, None when it is no number.
    """

    pdu: str = field(repr=False)
    tpdu_length: int | None


@dataclass(frozen=True, slots=True)
class Ring:
    """Somebody calls."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls (+CLIP): the number with `+` when it is international; empty when it is withheld."""

    number: str


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The caller has given up."""


@dataclass(frozen=True, slots=True)
class Restarted:
    """The modem has started anew: what was set is gone, its echo is on again."""


@dataclass(frozen=True, slots=True)
class CardChanged:
    """The modem speaks of its card without being asked: `READY`, `NOT INSERTED` and the like."""

    state: str


@dataclass(frozen=True, slots=True)
class Registered:
    """The modem speaks of its network without being asked: the state as in `replies.Registration`."""

    state: int


@dataclass(frozen=True, slots=True)
class Unexpected:
    """A line that nobody asked for and nobody knows, or one too long; counted, and kept for technicians."""

    text: str = field(repr=False)


Event = (
    Answer | Prompt | Stored | Direct | Ring | Caller | CallEnded | Restarted | CardChanged | Registered | Unexpected
)
