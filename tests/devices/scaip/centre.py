"""The centre behind a SCAIP door: units that have accounts, and a clock that a test moves on."""

from __future__ import annotations

from alarmd.domain.signal import Signal
from alarmd.domain.unit import AlarmUnit
from alarmd.system_clock import MovableClock
from devices.scaip.accounts import ACCOUNT, PROTOCOL
from protocols.sip import Algorithm, ha1
from tests.fakes.centre import FakeUnits, TestCentre

REALM = "alarmd"
PASSWORD = "hemligt"


class Accounts(FakeUnits):
    """Units by address, and by account where they have one."""

    def add(self, address: str, **settings: str) -> AlarmUnit:
        """Make a unit known, with an account if the settings say so."""
        number = len(self.by_address) + 1
        known = {"protocol": PROTOCOL, "address": address, "settings": settings}
        unit = AlarmUnit(id=number, tenant_id=7, subscriber_ids=(number + 100,), **known)
        self.by_address[PROTOCOL, address] = unit
        if settings.get("sip_user") and ("ha1_md5" in settings or "ha1_sha256" in settings):
            self.by_address[ACCOUNT, settings["sip_user"]] = unit
        return unit


class FakeCentre(TestCentre):
    """Everything behind the door; `units.add` makes a unit known, `moved.advance` lets time pass."""

    def __init__(self) -> None:
        self.moved = MovableClock()
        super().__init__(clock=self.moved, known=Accounts())

    @property
    def stored(self) -> list[Signal]:
        """Everything that was stored, in order."""
        return self.intake.signals

    def refused(self, reason: str) -> float:
        """How often the door refused somebody for that reason."""
        return float(self.telemetry.refused.labels("scaip", reason)._value.get())


def credentials(user: str) -> dict[str, str]:
    """The words that give a unit an account with `PASSWORD`."""
    return {
        "ha1_md5": ha1(Algorithm.MD5, user, REALM, PASSWORD),
        "ha1_sha256": ha1(Algorithm.SHA256, user, REALM, PASSWORD),
    }
