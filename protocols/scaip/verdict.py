"""Which `mrs` a request gets: the table of sheet §3.3, §4.4 and §4.6 as pure functions."""

from __future__ import annotations

from dataclasses import dataclass

from protocols.scaip.documents import (
    VERSION,
    Address,
    MessageRequest,
    MessageResponse,
    MessageType,
    RemarkKind,
)
from protocols.scaip.errors import VersionError
from protocols.scaip.parse import NO_REFERENCE, Refusal
from protocols.scaip.status import StatusNumber

DUPLEX = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPolicy:
    """How the centre wants to be called, and how often to be told that a unit lives.

    Attributes:
        mre: 0 no voice, 1 duplex, 2 we listen, 3 we speak.
        callback_minutes: 1 to 60: how long a unit that wants to be called back answers by itself.
        tnu: where units shall call; empty: the number set in the unit. Only one whose medium the unit offered is
            sent; a bare scheme (`gsm:`) only chooses the medium.
        heartbeat_minutes: 1 to 1440; sent when the unit lets us set it; None: its own interval.
    """

    mre: int = DUPLEX
    callback_minutes: int = 5
    tnu: tuple[Address, ...] = ()
    heartbeat_minutes: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.mre <= 3:
            raise ValueError("mre is 0 to 3")
        if not 1 <= self.callback_minutes <= 60:
            raise ValueError("callback_minutes is 1 to 60")
        if self.heartbeat_minutes is not None and not 1 <= self.heartbeat_minutes <= 1440:
            raise ValueError("heartbeat_minutes is 1 to 1440")


NO_CALLS = AnswerPolicy(mre=0)


def taken(request: MessageRequest, policy: AnswerPolicy = NO_CALLS, *, call: bool = False) -> MessageResponse:
    """Status 0, after the commit: somebody will see it.

    Args:
        request: what was taken.
        policy: how to be called.
        call: whether a call is wanted, as for alarms of class A and B. Heartbeats, updates and withdrawals never
            ask for one, nor does anything toward a unit that offers none.
    """
    ref = request.ref or NO_REFERENCE
    hbi = policy.heartbeat_minutes if request.hbo == 1 else None
    cve = _cve(request)
    if not call or policy.mre == 0 or request.mty is not MessageType.MESSAGE or request.wants_no_voice:
        return MessageResponse(ref=ref, snu=StatusNumber.HANDLED, hbi=hbi, cve=cve)
    cre, tnu = _callback(request, policy)
    return MessageResponse(ref=ref, snu=StatusNumber.HANDLED, mre=policy.mre, cre=cre, tnu=tnu, hbi=hbi, cve=cve)


def _callback(request: MessageRequest, policy: AnswerPolicy) -> tuple[int, tuple[Address, ...]]:
    if request.cha == 1:
        return policy.callback_minutes, ()
    offered = {address.medium for address in request.crd}
    possible = tuple(address for address in policy.tnu if address.medium in offered)
    if possible and possible[0].address:
        return 62, tuple(address for address in possible if address.address)
    return 61, possible[:1]


def _cve(request: MessageRequest) -> str | None:
    if request.ver > VERSION:
        return VERSION
    newer = request.remarks and any(remark.kind is RemarkKind.NEWER_VERSION for remark in request.remarks)
    return VERSION if newer else None


def not_taken(request: MessageRequest, status: StatusNumber, text: str = "") -> MessageResponse:
    """Any other verdict on a readable request: HOLD, NOT_TREATED, BUSY or an error.

    Args:
        request: what is answered.
        status: not HANDLED.
        text: for `ste`.

    Raises:
        ValueError: status is HANDLED.
    """
    if status is StatusNumber.HANDLED:
        raise ValueError("status 0 is a promise: use taken()")
    return MessageResponse(ref=request.ref or NO_REFERENCE, snu=status, ste=text, cve=_cve(request))


def refused(refusal: Refusal) -> MessageResponse:
    """The verdict on a request that could not be read; without ref the text says nothing more than the number."""
    error = refusal.error
    return MessageResponse(
        ref=refusal.ref,
        snu=error.status,
        ste="" if error.status is StatusNumber.REFERENCE_MISSING else str(error),
        cve=VERSION if isinstance(error, VersionError) else None,
    )
