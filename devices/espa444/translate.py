"""ESPA blocks to signals: calls, calls taken back, faults of the station, and what is only worth noting."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from alarmd.config.doors.espa444 import EspaRule
from alarmd.domain.signal import Kind, Lane, Signal
from devices.arrival import Arrival
from devices.plain_codes import lane_of_kind
from protocols.espa444 import TRANSMITTER_FAILURE, Block, CallType, Header, RecordKind

_PRIORITIES = {"1": "alarm", "2": "high", "3": "normal"}
_CALL = ("Anrop från basstation", "call from a base station")
_SPEECH = ("Samtalsbegäran från basstation", "speech call from a base station")


@dataclass(frozen=True, slots=True)
class Call:
    """What one block says.

    Attributes:
        address: of the unit it is about, None for the station itself.
        detail: its texts; they may name a person.
    """

    address: str | None
    kind: Kind
    lane: Lane
    labels: tuple[str, str]
    code: str
    restore: bool = False
    peripheral: str = ""
    detail: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_clear: bool = True

    def signal(self, arrival: Arrival) -> Signal:
        """Its signal; a block that says nothing we know is *unclassified*."""
        if not self.is_clear:
            return arrival.unclassified(self.detail)
        return arrival.signal(
            1,
            self.lane,
            self.kind,
            labels=self.labels,
            code=self.code,
            restore=self.restore,
            peripheral=self.peripheral,
            detail=self.detail,
        )


def read_call(block: Block, charset: str, rules: Sequence[EspaRule] = ()) -> Call:
    """Say what a block means; never fails."""
    address, text = block.find(RecordKind.ADDRESS, charset), block.find(RecordKind.TEXT, charset)
    detail = _detail(block, charset)
    code = "/".join(filter(None, (block.header, detail.get("call_type", ""), detail.get("priority_code", ""))))
    if block.header == Header.CALL and (address or text):
        return _call(block, address, text or "", code, detail, rules)
    if block.find(RecordKind.SYSTEM_STATUS) == TRANSMITTER_FAILURE:
        labels = "Sändarfel i basstationen", "transmitter failure at the base station"
        return Call(None, Kind.DEVICE_FAULT, Lane.TECHNICAL, labels, code, detail=detail)
    if block.header in (Header.STATUS, Header.STATUS_REQUEST, Header.SUBSCRIBER_LINE, Header.OTHER):
        labels = "Meddelande från basstation", "message from a base station"
        return Call(address or None, Kind.INFORMATION, Lane.INFORMATION, labels, code, detail=detail)
    return Call(address or None, Kind.UNKNOWN, Lane.LIFE_SAFETY, _CALL, code, detail=detail, is_clear=False)


def _call(
    block: Block, address: str | None, text: str, code: str, detail: Mapping[str, str], rules: Sequence[EspaRule]
) -> Call:
    call_type = block.find(RecordKind.CALL_TYPE)
    kind, unit, peripheral = Kind.PRESS, address or None, ""
    for rule in rules:
        found = re.search(rule.text, text) if rule.text else None
        if (not rule.address or rule.address == address) and (not rule.text or found):
            kind, peripheral = Kind(rule.kind), rule.peripheral
            unit = (found.expand(rule.unit) if found else rule.unit) or unit
            break
    labels = _SPEECH if call_type == CallType.SPEECH else _CALL
    restore = call_type == CallType.RESET
    if restore:
        labels = "Återtaget anrop från basstation", "call taken back at the base station"
    return Call(unit, kind, lane_of_kind(kind), labels, code, restore, peripheral, detail)


def _detail(block: Block, charset: str) -> dict[str, str]:
    words = {
        RecordKind.ADDRESS: "call_address",
        RecordKind.TEXT: "text",
        RecordKind.CALL_TYPE: "call_type",
        RecordKind.PRIORITY: "priority_code",
        RecordKind.CALL_STATUS: "call_status",
        RecordKind.SYSTEM_STATUS: "system_status",
    }
    detail = {word: value for kind, word in words.items() if (value := block.find(kind, charset))}
    if priority := _PRIORITIES.get(detail.get("priority_code", "")):
        detail["priority"] = priority
    return detail
