"""SCAIP requests to signals: what happened, in which lane, and everything the unit said about it."""

from __future__ import annotations

from alarmd.domain.signal import Flag, Kind, Lane, Signal
from devices.arrival import Arrival, kind_of, lane_of
from devices.scaip.sessions import Session
from protocols.scaip import (
    MessageRequest,
    MessageResponse,
    MessageType,
    Refusal,
    classify,
    code_text,
    locate,
)

_LIFE = frozenset(
    {Kind.PRESS, Kind.FALL, Kind.FIRE, Kind.GAS, Kind.WATER, Kind.THREAT, Kind.INACTIVITY, Kind.ASSISTANCE}
)
_TEXTS = (("dte", "device_text"), ("stt", "status_text"), ("lte", "location_text"), ("ite", "info_text"))
_WITHDRAWN = ("Återtaget av larmenheten", "withdrawn by the unit, which may have gone to another receiver")
_UPDATED = ("Ny uppgift från larmenheten", "update from the unit")
_CONTINUED = ("Fortsättning på meddelandet", "further part of the message")


def translate(
    request: MessageRequest, arrival: Arrival, detail: dict[str, str], session: Session | None, *, adds: bool
) -> Signal:
    """The signal of a readable request other than a heartbeat.

    `detail` is from `describe`; `session` is what its reference stood for before, if anything; `adds` says whether
    it only adds to that.
    """
    if request.mty is MessageType.RESET:
        lane = Lane.LIFE_SAFETY if session is None or session.lane is Lane.LIFE_SAFETY else Lane.INFORMATION
        return arrival.signal(
            1, lane, Kind.CANCELLED, labels=_WITHDRAWN, code=_code("RE", request), peripheral=request.did,
            detail=detail, flags=(Flag.WITHDRAWN,),
        )  # fmt: skip
    if adds and session is not None:
        labels = _UPDATED if request.mty is MessageType.INFORMATION else _CONTINUED
        return arrival.signal(
            1, session.lane, session.kind, labels=labels, code=_code(request.mty.value, request),
            peripheral=request.did, detail=detail, flags=(Flag.STILL_PRESENT,),
        )  # fmt: skip
    meaning = classify(request)
    kind = kind_of(meaning.kind)
    if kind is Kind.CANCELLED:
        lane = Lane.LIFE_SAFETY
    elif meaning.restore:
        lane = Lane.LIFE_SAFETY if kind in _LIFE else Lane.TECHNICAL
    else:
        lane = lane_of(meaning.event_class)
    return arrival.signal(
        1, lane, kind, labels=(meaning.label_sv, meaning.label_en), code=meaning.code, restore=meaning.restore,
        peripheral=request.did, detail=detail,
    )  # fmt: skip


def unreadable(refusal: Refusal, arrival: Arrival) -> Signal:
    """A request that cannot be taken as it is, with all that could be read of it: somebody must look."""
    detail = describe(refusal.salvaged, arrival) if refusal.salvaged else {}
    return arrival.unclassified(detail | {"problem": str(refusal.error)})


def asks_for_call(signal: Signal) -> bool:
    """Whether a call should follow: an alarm, and neither its end nor its withdrawal."""
    return signal.lane is Lane.LIFE_SAFETY and not signal.restore and signal.kind is not Kind.CANCELLED


def describe(request: MessageRequest, arrival: Arrival) -> dict[str, str]:
    """All that a request says, for the timeline; codes in Swedish, as people read them."""
    detail = {"ref": request.ref}
    for tag, word in _TEXTS:
        if text := getattr(request, tag):
            detail[word] = text
    if request.dco is not None:
        detail["component"] = code_text("dco", request.dco).sv
    if request.lco is not None or request.lva:
        detail["location"] = f"{code_text('lco', request.lco).sv} {request.lva}".strip()
    if request.lge is not None:
        detail |= _position(request, arrival)
    detail["call"] = " ".join(str(address) for address in request.crd)
    if request.cha == 1:
        detail["callback"] = "wanted"
    _describe_numbers(request, detail)
    for tag, text in request.unknown:
        detail[f"tag_{tag[:32]}"] = text
    if request.remarks:
        detail["remarks"] = ", ".join(str(remark) for remark in request.remarks)
    return detail


def _describe_numbers(request: MessageRequest, detail: dict[str, str]) -> None:
    if request.pri:
        detail["priority"] = str(request.pri)
    if request.sco:
        detail["system"] = str(request.sco)
    if request.ico is not None:
        detail["info_code"] = str(request.ico)
    if request.ame:
        detail["parts_left"] = str(request.ame)


def _position(request: MessageRequest, arrival: Arrival) -> dict[str, str]:
    if request.lge is None:
        return {}
    position = locate(request.lge, arrival.received_at)
    detail = {"position": position.raw}
    if position.lat is not None and position.lon is not None:
        detail["latitude"], detail["longitude"] = f"{position.lat:.6f}", f"{position.lon:.6f}"
    if position.at is not None:
        detail["position_at"] = position.at.isoformat()
    if position.fault:
        detail["position_problem"] = position.fault
    return detail


def describe_answer(answer: MessageResponse) -> dict[str, str]:
    """What the unit is told about the call, so that operators know who calls whom."""
    if not answer.mre:
        return {"answer_call": "none"}
    told = {"answer_call": {1: "duplex", 2: "listen", 3: "speak"}[answer.mre]}
    if answer.cre <= 60:
        told["answer_callback_minutes"] = str(answer.cre)
    if answer.tnu:
        told["answer_transfer"] = " ".join(str(address) for address in answer.tnu)
    return told


def _code(word: str, request: MessageRequest) -> str:
    return f"{word} {request.dty}/{'-' if request.stc is None else request.stc}"
