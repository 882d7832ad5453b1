"""Which requests belong together: the key of a repetition, and messages sent in parts (sheet §4.1, `ame`).

Pure: the span in which equal keys are folded is the caller's. Times are seconds on a clock that never goes back.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import NamedTuple

from protocols.scaip.documents import SIP_FROM, MessageRequest


class SessionKey(NamedTuple):
    """One session of one controller: ME, IN and RE share it."""

    account: str
    cid: str
    ref: str


class MessageKey(NamedTuple):
    """One event: equal keys inside the retry span are the same message sent again.

    The same ref with another event has another key, so that a unit that restarts its counter is never silenced.
    """

    session: SessionKey
    mty: str
    dty: int
    did: str
    dco: int | None
    stc: int | None
    lco: int | None

    def as_text(self) -> str:
        """64 hexadecimal digits, for a unique column; the same on every machine."""
        return sha256(json.dumps([*self.session, *self[1:]]).encode()).hexdigest()


def session_key(request: MessageRequest, account: str, transaction: str) -> SessionKey:
    """The session a request belongs to.

    Args:
        request: as read.
        account: the authenticated account, or another name of who sent it: equal refs of two senders differ.
        transaction: names the SIP transaction (its Call-ID will do), and stands in for a missing ref.
    """
    return SessionKey(account, request.cid, request.ref or f"no ref {transaction}")


def message_key(request: MessageRequest, account: str, transaction: str) -> MessageKey:
    """The key of layers 2 and 3 of sheet §4.1; arguments as for `session_key`."""
    return MessageKey(
        session_key(request, account, transaction),
        request.mty.value,
        request.dty,
        request.did,
        request.dco,
        request.stc,
        request.lco,
    )


@dataclass(frozen=True, slots=True)
class Assembled:
    """A whole message, or what came of it when the rest stayed away.

    Attributes:
        request: all parts in one.
        parts: how many came.
        complete: whether none is missing.
        session: whose it is.
    """

    request: MessageRequest
    parts: int
    complete: bool
    session: SessionKey


class PartAssembler:
    """Puts the parts of a message together; a part counts down in `ame` to 0.

    A message in one part passes through untouched and costs nothing. What stays incomplete for `timeout_s`, or
    must make room, is delivered as it is: half an alarm is an alarm.
    """

    def __init__(self, *, timeout_s: float = 5.0, max_parts: int = 8, max_sessions: int = 1000) -> None:
        self._timeout_s = timeout_s
        self._max_parts = max_parts
        self._max_sessions = max_sessions
        self._open: OrderedDict[SessionKey, tuple[float, dict[int, MessageRequest]]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._open)

    def add(self, session: SessionKey, request: MessageRequest, now: float) -> list[Assembled]:
        """Take a part; gives what is ready by it: nothing, one message, or also one that had to make room."""
        if request.ame == 0 and session not in self._open:
            return [Assembled(request, 1, True, session)]
        ready: list[Assembled] = []
        if session not in self._open:
            if len(self._open) >= self._max_sessions:
                ready.append(self._close(next(iter(self._open))))
            self._open[session] = now + self._timeout_s, {}
        parts = self._open[session][1]
        parts[request.ame] = request
        if len(parts) == max(parts) + 1 or len(parts) >= self._max_parts or max(parts) >= self._max_parts:
            ready.append(self._close(session))
        return ready

    def expire(self, now: float) -> list[Assembled]:
        """What has waited long enough for its missing parts."""
        due = [session for session, (deadline, _) in self._open.items() if deadline <= now]
        return [self._close(session) for session in due]

    @property
    def next_deadline(self) -> float | None:
        """When to call `expire`, or None."""
        return next(iter(self._open.values()))[0] if self._open else None

    def _close(self, session: SessionKey) -> Assembled:
        parts = self._open.pop(session)[1]
        ordered = [parts[number] for number in sorted(parts, reverse=True)]
        whole = ordered[0]
        for part in ordered[1:]:
            whole = _joined(whole, part)
        return Assembled(replace(whole, ame=0), len(parts), len(parts) == max(parts) + 1, session)


_FIRST_WINS = ("dco", "stc", "lco", "lge", "ico", "did", "lva")
_JOINED_TEXTS = ("dte", "stt", "lte", "ite")
_HIGHEST_WINS = ("sco", "cha", "hbo", "pri")


def _joined(whole: MessageRequest, part: MessageRequest) -> MessageRequest:
    """The first parts with what the next one adds; differing texts are put one after the other."""
    changes: dict[str, object] = {}
    for tag in _FIRST_WINS:
        value = getattr(whole, tag)
        changes[tag] = getattr(part, tag) if value is None or value == "" else value
    for tag in _JOINED_TEXTS:
        before, after = getattr(whole, tag), getattr(part, tag)
        changes[tag] = before if after in before else f"{before} {after}".strip()
    for tag in _HIGHEST_WINS:
        changes[tag] = max(getattr(whole, tag), getattr(part, tag))
    changes["crd"] = tuple(dict.fromkeys((*_stated(whole), *_stated(part)))) or SIP_FROM
    changes["unknown"] = tuple(dict.fromkeys((*whole.unknown, *part.unknown)))
    changes["remarks"] = tuple(dict.fromkeys((*whole.remarks, *part.remarks)))
    return replace(whole, **changes)  # type: ignore[arg-type]


def _stated(request: MessageRequest) -> tuple[object, ...]:
    return () if request.crd == SIP_FROM else request.crd
