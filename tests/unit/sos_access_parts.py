"""A transmitter and its requests, for tests of the SOS Access door."""

from __future__ import annotations

from typing import Any

from alarmd.domain.unit import AlarmUnit
from protocols.sos_access import AlarmRequest, Request, Root, build

PASSWORD = "hemligt-losen-1"
UNIT = AlarmUnit(
    id=7, tenant_id=3, protocol="sos_access", address="4711",
    settings={"authentication": PASSWORD, "transmitter_type": "TL001"},
)  # fmt: skip


def alarm(reference: str = "r1", **fields: Any) -> bytes:
    known = {"transmitter_code": "4711", "transmitter_type": "TL001", "authentication": PASSWORD, "event_code": "QA"}
    header = fields.pop("header", True)
    words = known | {"receiver": "ARC1", "reference": reference} | fields
    return build(AlarmRequest(root=Root.ALARM, **words), header=header)


def other(root: Root, password: str = PASSWORD, code: str = "4711", kind: str = "TL001") -> bytes:
    return build(
        Request(root=root, reference="r", authentication=password, transmitter_code=code, transmitter_type=kind)
    )
