"""A DC-09 reception without sockets: what it is told, and what it answered, in order."""

from __future__ import annotations

from dataclasses import replace

from alarmd.domain.unit import AlarmUnit
from devices.dc09.reception import Reception
from devices.dc09.unit_settings import SettingsReader
from protocols.dc09 import Key, build, parse_frame
from tests.fakes.centre import TestCentre
from tests.fakes.loop import turn

UNIT = AlarmUnit(id=7, tenant_id=3, protocol="dc09", address="0123", subscriber_ids=(9,))
KEY = Key(bytes(range(16)))
SEALED = replace(UNIT, settings={"key": "hex:" + KEY.octets.hex()})


def press(seq: str = "0001", account: str = "0123", time: str | None = None, key: Key | None = None) -> bytes:
    return build("ADM-CID", seq, account, data=f"#{account}|1101 01 007", timestamp=time, key=key)


async def ticks() -> None:
    for _ in range(3):
        await turn()


def counted(centre: TestCentre, outcome: str) -> float | None:
    labels = {"door": "dc09", "outcome": outcome}
    return centre.telemetry.registry.get_sample_value("alarmd_frames_total", labels)


class Told:
    """One reception and what it answered, in order."""

    def __init__(self, centre: TestCentre, settings: SettingsReader | None = None) -> None:
        self.reception = Reception("dc09", centre.centre, settings or SettingsReader())
        self.answers: list[str] = []

    async def hears(self, octets: bytes) -> str:
        self.reception.receive(parse_frame(octets), "127.0.0.1:4000", self._note)
        await ticks()
        return self.answers[-1] if self.answers else "nothing yet"

    def _note(self, answer: bytes) -> None:
        self.answers.append(parse_frame(answer).token if answer else "silence")
