"""What happens at a home, in words that no protocol owns, and the codes both protocols have for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class What(StrEnum):
    """Everything a unit can have to say."""

    PRESS = "press"
    FALL = "fall"
    SMOKE = "smoke"
    GAS = "gas"
    THREAT = "threat"
    INACTIVITY = "inactivity"
    BATTERY = "battery"
    MAINS = "mains"
    PENDANT_LOST = "pendant-lost"
    TEST = "test"
    CANCEL = "cancel"
    HEARTBEAT = "heartbeat"


@dataclass(frozen=True, slots=True)
class Codes:
    """One kind of event in each protocol's numbers.

    Attributes:
        contact_id: three digits (DC-05). sia, sia_restored: two letters (DC-03).
        device_type, status, status_restored: SCAIP `dty` and `stc` (SS 91100 tables 5.1 and 5.3).
        priority: SCAIP `pri`, 0 to 9. voice: the unit wants to speak with somebody.
        text: what a unit would write beside the code.
    """

    contact_id: str
    sia: str
    sia_restored: str
    device_type: int
    status: int
    status_restored: int
    priority: int = 0
    voice: bool = False
    text: str = ""


CODES: Mapping[What, Codes] = {
    What.PRESS: Codes("101", "QA", "QH", 3, 10, 93, voice=True),
    What.FALL: Codes("103", "QA", "QH", 5, 9, 94, priority=5, voice=True, text="Fall"),
    What.SMOKE: Codes("111", "FA", "FH", 23, 9, 94, priority=9, voice=True),
    What.GAS: Codes("151", "GA", "GH", 21, 9, 94, priority=9, voice=True),
    What.THREAT: Codes("121", "HA", "HH", 6, 10, 93, priority=8, voice=True),
    What.INACTIVITY: Codes("641", "NA", "NS", 10, 9, 94, voice=True),
    What.BATTERY: Codes("384", "XT", "XR", 3, 16, 15),
    What.MAINS: Codes("301", "AT", "AR", 2, 85, 86),
    What.PENDANT_LOST: Codes("381", "YC", "YK", 3, 123, 124),
    What.TEST: Codes("601", "RX", "RX", 2, 102, 102),
    What.CANCEL: Codes("406", "OC", "OC", 3, 19, 19),
    What.HEARTBEAT: Codes("602", "RP", "RP", 2, 70, 70),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened at a home.

    Attributes:
        restored: it is over (mains back, battery charged).
        zone: which pendant or detector, up to three digits.
        text: free text beside the code. room: where in the home, as text.
        position: WGS-84 latitude and longitude in degrees.
        happened_at: aware time of the event when it is told late; None means now.
        also: further events in the same message (DC-09 with SIA blocks only).
    """

    what: What
    restored: bool = False
    zone: str = "001"
    text: str = ""
    room: str = ""
    position: tuple[float, float] | None = None
    happened_at: datetime | None = None
    also: tuple[What, ...] = ()

    @property
    def codes(self) -> Codes:
        """The numbers for it."""
        return CODES[self.what]


PRESS = Event(what=What.PRESS)
HEARTBEAT = Event(what=What.HEARTBEAT)
