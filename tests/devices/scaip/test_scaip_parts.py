"""Parts of one message: told once, with all that came."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from alarmd.domain.signal import Kind, Lane, Signal
from devices.scaip.parts import Parts
from protocols.scaip import MessageRequest, SessionKey

KEY = SessionKey("a", "1", "R1")
SIGNAL = Signal(
    id=1, door="scaip", source="", address="1", tenant_id=1, unit_id=1, subscriber_id=1, lane=Lane.LIFE_SAFETY,
    kind=Kind.PRESS, message_key="k", received_at=datetime(2026, 3, 2, tzinfo=UTC), received_s=0.0,
)  # fmt: skip


def part(ame: int, text: str) -> MessageRequest:
    return MessageRequest(ref="R1", cid="1", dty=3, ame=ame, ite=text)


@given(st.permutations([3, 2, 1]))
def test_any_order_of_parts_is_told_once(order: list[int]) -> None:
    told: list[Any] = []
    parts: Parts[str] = Parts(lambda *what: told.append(what))
    for number in order:
        parts.landed(KEY, part(number, f"p{number}"), f"s{number}", SIGNAL, number, 1.0)
        assert KEY in parts
    parts.landed(KEY, part(0, "p0"), "s0", SIGNAL, 9, 1.0)
    ((sender, whole, _, ids),) = told
    assert (sender, whole.ite, ids) == ("s0", "p3 p2 p1 p0", [*order, 9])
    assert KEY not in parts


def test_what_stays_away_is_not_waited_for() -> None:
    told: list[Any] = []
    parts: Parts[str] = Parts(lambda *what: told.append(what))
    parts.expire(0.0)
    parts.landed(KEY, part(1, "half"), "s", SIGNAL, 1, 1.0)
    parts.expire(5.9)
    assert told == []
    parts.expire(6.1)
    assert told[0][1].ite == "half"
    parts.expire(20.0)
    assert len(told) == 1
