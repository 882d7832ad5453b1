"""One frame at the door with all that is known of it: who sent it, what its clock says, what may be believed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from alarmd.domain.signal import Flag
from alarmd.domain.unit import AlarmUnit
from devices.arrival import Arrival
from devices.dc09.unit_settings import UnitSettings
from protocols.dc09 import ClockReading, ClockVerdict, Frame

NO_CLOCK = ClockReading(ClockVerdict.ABSENT)
_NO_FLAGS: frozenset[Flag] = frozenset()
_NO_DETAIL: Mapping[str, str] = {}


class Hearing:
    """A frame under way through the door. Not frozen: it is made for every frame, and filled in as more is known.

    Attributes:
        account: what the sender calls itself; its host when the frame names nobody.
        unit: the unit it names, None when nobody knows it.
        gateway: the known unit that spoke for `unit`, if another did.
        reading: what its timestamp says, once the frame is open.
        clock_is_sure: our own clock has not just stepped.
        received_s: monotonic seconds of T1.
    """

    __slots__ = (
        "account", "clock_is_sure", "frame", "gateway", "reading", "received_at", "received_s", "settings", "source",
        "unit",
    )  # fmt: skip

    def __init__(
        self,
        frame: Frame,
        source: str,
        account: str,
        unit: AlarmUnit | None,
        settings: UnitSettings,
        received_at: datetime,
        received_s: float,
    ) -> None:
        self.frame = frame
        self.source = source
        self.account = account
        self.unit = unit
        self.gateway: AlarmUnit | None = None
        self.settings = settings
        self.reading = NO_CLOCK
        self.clock_is_sure = True
        self.received_at = received_at
        self.received_s = received_s

    @property
    def host(self) -> str:
        """The source without its port."""
        return self.source.rpartition(":")[0]

    @property
    def tells_wrong_time(self) -> bool:
        """The unit should hear our time; never while our own clock is in doubt (DESIGN §6)."""
        return self.reading.calls_for_nak and self.clock_is_sure

    @property
    def unprotected(self) -> bool:
        """A plain frame of a unit that has a key of its own: anybody can write one."""
        return self.settings.has_own_key and not self.frame.encrypted

    @property
    def may_be_replay(self) -> bool:
        """An encrypted frame whose time does not say that it was written just now (DC-09 5.5.1.9)."""
        return (
            self.frame.encrypted
            and self.clock_is_sure
            and self.settings.dialect.window is not None
            and self.reading.verdict is not ClockVerdict.GOOD
        )

    @property
    def is_contact(self) -> bool:
        """Whether it shows that the unit lives: not when anybody could have written it, now or long ago."""
        return not self.may_be_replay if self.frame.encrypted else not self.settings.has_own_key

    @property
    def flags(self) -> frozenset[Flag]:
        """What a person should know about how it came."""
        if not self.frame.encrypted and not self.settings.has_own_key and self.reading is NO_CLOCK:
            return _NO_FLAGS
        flags = set()
        if self.reading.calls_for_nak:
            flags.add(Flag.CLOCK_WRONG)
        if self.may_be_replay:
            flags.add(Flag.REPLAY)
        if self.unprotected:
            flags.add(Flag.NOT_ENCRYPTED)
        return frozenset(flags)

    @property
    def detail(self) -> Mapping[str, str]:
        """Who spoke for the unit, if another did."""
        return {"gateway": self.gateway.address} if self.gateway else _NO_DETAIL

    def arrival(self, door: str, tenant_id: int, new_id: Callable[[datetime], int], key: str) -> Arrival:
        """The message to make signals from; `key` is equal for its repeats. `tenant_id` is for unknown senders."""
        return Arrival(
            door=door,
            source=self.source,
            address=self.account,
            unit=self.unit,
            tenant_id=self.gateway.tenant_id if self.gateway else tenant_id,
            received_at=self.received_at,
            received_s=self.received_s,
            message_key=f"dc09:{key}",
            raw=self.frame.raw,
            new_id=new_id,
            device_at=self.reading.sent_at,
            flags=self.flags,
        )
