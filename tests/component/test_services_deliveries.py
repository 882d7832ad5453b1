"""Delivery reports: in the timeline, on the notice, and on to the next channel when the network has given up."""

from __future__ import annotations

from dataclasses import replace

from alarmd.domain import commands as c
from alarmd.domain.incident import Incident, State
from alarmd.domain.lifecycle import apply
from alarmd.domain.policy import DEFAULT
from alarmd.domain.ports import Notice, NoticeState
from alarmd.services import deliveries
from alarmd.services.deliveries import Deliveries
from alarmd.services.desk import Guard
from alarmd.telemetry import Telemetry
from tests.component.test_services_outbox import notice
from tests.fakes.clock import START
from tests.fakes.web_parts import incident


class Desk:
    """Takes the clock's commands."""

    def __init__(self) -> None:
        self.given: list[tuple[c.Command, Guard]] = []

    def by_clock(self, command: c.Command, guard: Guard) -> None:
        self.given.append((command, guard))


class Room:
    def __init__(self) -> None:
        self.desk = Desk()
        self.saved: list[Notice] = []
        self.refused: list[Notice] = []
        self.telemetry = Telemetry()
        self.deliveries = Deliveries(self.desk, self.telemetry, self.saved.append, self.refused.append)  # type: ignore[arg-type]


HANDED_OVER = notice(state=NoticeState.HANDED_OVER)


def test_delivered() -> None:
    room = Room()
    room.deliveries.handed_over(HANDED_OVER, "sms-1")
    room.deliveries.reported("sms-1", True)
    room.deliveries.reported("sms-1", True)
    ((command, guard),) = room.desk.given
    assert command == c.Delivered(1, "alarmd", "responder:3")
    assert guard(incident(1, state=State.DISPATCHED))
    assert not guard(incident(1, state=State.CLOSED))
    assert [each.state for each in room.saved] == [NoticeState.DELIVERED]
    assert room.refused == []


def test_undelivered_goes_to_the_next_channel() -> None:
    room = Room()
    room.deliveries.handed_over(HANDED_OVER, "sms-1")
    room.deliveries.reported("sms-1", False)
    assert [type(command) for command, _ in room.desk.given] == [c.Undelivered]
    assert room.refused == [HANDED_OVER]
    assert room.saved == [replace(HANDED_OVER, state=NoticeState.UNDELIVERED, next_at=None)]


def test_a_report_may_be_faster_than_the_answer() -> None:
    room = Room()
    room.deliveries.reported("sms-1", True)
    assert room.desk.given == []
    room.deliveries.handed_over(HANDED_OVER, "sms-1")
    assert len(room.desk.given) == 1


def test_nothing_is_kept_for_ever() -> None:
    room = Room()
    for number in range(deliveries.MOST_OPEN + 1):
        room.deliveries.handed_over(HANDED_OVER, f"sms-{number}")
    room.deliveries.reported("sms-0", True)
    assert room.desk.given == []


def test_a_report_changes_no_state_and_no_deadline() -> None:
    before: Incident = incident(1, state=State.DISPATCHED, step=0)
    after, entry = apply(before, c.Delivered(before.id, "alarmd", "responder:3"), START, DEFAULT, 1)
    assert (after.state, after.deadline_at, after.step) == (before.state, before.deadline_at, before.step)
    assert entry is not None
    assert (entry.what, entry.detail) == ("delivered", {"responder": "responder:3"})
