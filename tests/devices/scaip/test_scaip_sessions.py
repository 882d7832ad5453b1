"""What a reference stood for, and what only adds to it."""

from __future__ import annotations

import pytest

from alarmd.domain.signal import Kind, Lane
from devices.scaip.sessions import FORGET_AFTER_S, Session, Sessions, adds_to
from protocols.scaip import MessageRequest, MessageType, SessionKey

KEY = SessionKey("a", "1", "R1")


def test_sessions_end_and_are_few() -> None:
    sessions = Sessions(most=2)
    sessions.begin(KEY, Session(Lane.TECHNICAL, Kind.BATTERY, 10.0))
    assert sessions.find(KEY, 10.0 + FORGET_AFTER_S) is not None
    assert sessions.find(KEY, 11.0 + FORGET_AFTER_S) is None
    for ref in ("R2", "R3"):
        sessions.begin(KEY._replace(ref=ref), Session(Lane.TEST, Kind.TEST, 10.0))
    assert len(sessions) == 2
    assert sessions.find(KEY, 10.0) is None
    sessions.forget(KEY._replace(ref="R2"))
    assert len(sessions) == 1


@pytest.mark.parametrize(
    ("mty", "parts_until_s", "adds"),
    [
        (MessageType.INFORMATION, 0.0, True),
        (MessageType.MESSAGE, 0.0, False),
        (MessageType.MESSAGE, 15.0, True),
        (MessageType.RESET, 15.0, False),
    ],
)
def test_what_only_adds(mty: MessageType, parts_until_s: float, adds: bool) -> None:
    request = MessageRequest(ref="R1", cid="1", dty=3, mty=mty)
    session = Session(Lane.LIFE_SAFETY, Kind.PRESS, 10.0, parts_until_s)
    assert adds_to(session, request, 12.0) is adds
    assert not adds_to(None, request, 12.0)
