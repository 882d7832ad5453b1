"""Whatever is published, and wherever a console resumes, it ends up with the same rows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from alarmd.domain.incident import Incident, State
from alarmd.services.publication import Publication
from alarmd.services.relay import PIECE_BYTES, Relay
from alarmd.services.rows import RowMaker
from alarmd.services.seat import Seat
from alarmd.telemetry import Telemetry
from protocols.console_feed.codec import decode_from_daemon
from protocols.console_feed.messages import Changes, Row, SnapshotPart, VolatileRows
from tests.fakes.clock import START, ManualClock
from tests.fakes.web_parts import NAMES, FakeUnits, incident, signal

COMMITS = st.lists(
    st.lists(st.tuples(st.integers(1, 8), st.sampled_from(list(State))), min_size=1, max_size=5), max_size=25
)


def make_relay(incidents: Iterable[Incident] = (), **changes: int) -> Relay:
    return Relay(
        clock=ManualClock(),
        telemetry=Telemetry(),
        rows=RowMaker(FakeUnits(), NAMES),
        epoch="e1",
        number=0,
        incidents=incidents,
        stamp_painted=lambda *_: None,
        **changes,
    )


def publish(relay: Relay, *incidents: Incident, signals: int = 0) -> None:
    number = relay.number
    pairs = tuple((signal(number * 1000 + n), incidents[0].id) for n in range(signals))
    relay.publish(Publication(number, number + 1, incidents, pairs, (), START))


class Reader:
    """A console as the protocol describes it, and nothing more."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self.number = -1
        self.rows: dict[int, Row] = {}
        self.volatile: list[Row] = []
        self.signals: list[int] = []
        self.snapshots = 0

    async def follow(self, *, seat: Seat | None = None) -> None:
        seat = seat or Seat(self.relay, "e1", self.number)
        for frame in await asyncio.wait_for(seat.take(), 1):
            self.read(frame)

    def read(self, frame: str) -> None:
        message = decode_from_daemon(frame)
        if isinstance(message, SnapshotPart):
            self.snapshots += message.part == 0
            self.rows = self.rows if message.part else {}
            self.rows.update((row.id, row) for row in message.rows)
            self.signals += [s for s, _ in message.signals]
            self.number = message.number
        elif isinstance(message, Changes):
            assert message.previous == self.number
            assert message.number > self.number
            for row in message.rows:
                self.rows[row.id] = row
                if row.state == "closed":
                    del self.rows[row.id]
            self.signals += [s for s, _ in message.signals]
            self.number = message.number
        elif isinstance(message, VolatileRows):
            self.volatile = message.rows


@given(COMMITS, st.integers(0, 25), st.integers(1, 12))
async def test_resuming_from_any_number_gives_the_same_rows(
    commits: list[list[tuple[int, State]]], leave: int, log_rows: int
) -> None:
    relay = make_relay(log_rows=log_rows)
    expected: dict[int, State] = {}
    reader = Reader(relay)
    for at, commit in enumerate(commits):
        if at == leave:
            await reader.follow()
        publish(relay, *(incident(number, state=state) for number, state in commit))
        expected.update(commit)
    if reader.number != relay.number:
        await reader.follow()
    shown = {number: row.state for number, row in reader.rows.items()}
    assert shown == {n: state for n, state in expected.items() if state is not State.CLOSED}
    assert reader.number == relay.number


async def test_a_short_absence_costs_changes_and_a_long_one_a_snapshot() -> None:
    relay = make_relay(log_rows=4)
    reader = Reader(relay)
    await reader.follow()
    publish(relay, incident(1), signals=2)
    await reader.follow()
    assert (reader.snapshots, reader.signals) == (1, [0, 1])
    for number in range(2, 8):
        publish(relay, incident(number))
    await reader.follow()
    assert (reader.snapshots, sorted(reader.rows)) == (2, list(range(1, 8)))


async def test_another_epoch_or_a_number_ahead_gets_a_snapshot() -> None:
    relay = make_relay([incident(1)])
    assert not relay.can_resume("other", 0)
    assert not relay.can_resume("e1", 5)
    assert relay.can_resume("e1", 0)


async def test_a_console_that_starts_late_is_asked_to_confirm_what_nobody_has_seen() -> None:
    relay = make_relay()
    publish(relay, incident(1), signals=3)
    reader = Reader(relay)
    await reader.follow()
    assert reader.signals == [0, 1, 2]
    relay.receipts.painted([0, 2])
    publish(relay, incident(1, presses=2))
    late = Reader(relay)
    await late.follow()
    assert late.signals == [1]


async def test_frames_are_at_most_64_kib_and_commits_are_never_torn() -> None:
    relay = make_relay(incident(n) for n in range(1000))
    snapshot = relay.snapshot()
    assert len(snapshot) > 3
    assert max(map(len, snapshot)) <= PIECE_BYTES
    for number in range(0, 1000, 5):
        publish(relay, *(incident(n, presses=2) for n in range(number, number + 5)), signals=20)
    frames = relay.changes_after(0)
    assert len(frames) > 3
    assert max(map(len, frames)) <= PIECE_BYTES + 5000
    reader = Reader(relay)
    reader.number = 0
    for frame in frames:
        reader.read(frame)
    assert len(reader.rows) == 1000
    assert len(reader.signals) == 4000
    assert reader.number == relay.number


async def test_snapshots_and_changes_are_encoded_once_for_all_consoles() -> None:
    relay = make_relay([incident(1)])
    assert relay.snapshot() is relay.snapshot()
    publish(relay, incident(2))
    assert relay.changes_after(0) is relay.changes_after(0)


async def test_volatile_rows_come_and_go_and_meet_a_newcomer() -> None:
    relay = make_relay()
    relay.volatile((signal(1), signal(2)))
    reader = Reader(relay)
    await reader.follow()
    assert [row.volatile for row in reader.volatile] == [True, True]
    before = relay.volatile_version
    relay.volatile((signal(1), signal(2)))
    assert relay.volatile_version == before
    relay.volatile(())
    await reader.follow()
    assert reader.volatile == []


async def test_a_rename_shows_at_the_next_snapshot() -> None:
    relay = make_relay([incident(1, owner="operator:7"), incident(2)])
    relay.rename({**NAMES, "operator:7": "Karin Lund"})
    reader = Reader(relay)
    await reader.follow()
    assert reader.rows[1].owner_name == "Karin Lund"


async def test_waiting_counts_and_since_when() -> None:
    relay = make_relay([incident(1)])
    assert relay.waiting == 1
    publish(relay, incident(1, state=State.CLAIMED))
    assert relay.waiting == 0
    publish(relay, incident(1))
    reader = Reader(relay)
    await reader.follow()
    assert relay.waiting == 1
    assert reader.rows[1].waiting_since_ms == round(START.timestamp() * 1000)


async def test_a_gap_between_commits_is_counted_and_never_resumed_over() -> None:
    relay = make_relay()
    relay.publish(Publication(5, 6, (incident(1),), (), (), START))
    assert not relay.can_resume("e1", 3)
    assert relay.can_resume("e1", 5)
