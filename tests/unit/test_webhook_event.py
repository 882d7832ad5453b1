"""One event as JSON: what can be read is, what cannot is kept, and only a missing unit is an error."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.webhook import Event, Position, UnreadableEventError, build_event, parse_event

times = st.integers(-2_000_000_000_000_000, 200_000_000_000_000_000).map(
    lambda us: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)
)
words = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=64)
places = st.builds(
    Position,
    st.floats(-90, 90),
    st.floats(-180, 180),
    st.none() | st.floats(0, 1e6),
    st.none() | times,
)
events = st.builds(
    Event,
    unit=words,
    event=st.just("") | words,
    restored=st.booleans(),
    at=st.none() | times,
    peripheral=st.just("") | words,
    text=st.just("") | words,
    position=st.none() | places,
    battery_percent=st.none() | st.integers(0, 100),
)


@given(events)
def test_round_trip(event: Event) -> None:
    assert parse_event(build_event(event)) == event


@given(st.binary(max_size=200))
def test_garbage_is_an_error_of_ours(body: bytes) -> None:
    with pytest.raises(UnreadableEventError):
        parse_event(body)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda v: st.lists(v) | st.dictionaries(st.text(), v)
    )
)
def test_any_members_can_stand_beside_the_unit(value: object) -> None:
    import json

    members = {"unit": "A1", "odd": value, "at": value, "position": value, "event": value, "battery_percent": value}
    event = parse_event(json.dumps(members).encode())
    assert event.unit == "A1"
    assert len(event.extras) <= 32


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'{"event":"press"}',
        b'{"unit":""}',
        b'{"unit":true}',
        b'{"unit":"%s"}' % (b"x" * 65),
        b"[" * 5000,
        b'{"unit":"\xff"}',
    ],
)
def test_no_unit_is_an_error(body: bytes) -> None:
    with pytest.raises(UnreadableEventError):
        parse_event(body)


def test_a_number_may_name_a_unit() -> None:
    assert parse_event(b'{"unit": 4711, "event": "press"}').unit == "4711"


def test_what_cannot_be_read_is_kept_as_text() -> None:
    event = parse_event(
        b'{"unit":"A1","at":"yesterday","position":{"latitude":91,"longitude":0},"room":"k\\u00f6k","battery_percent":140}'
    )
    assert event.at is None
    assert event.position is None
    assert event.extras == {
        "room": "kök",
        "at": "yesterday",
        "position": '{"latitude": 91, "longitude": 0}',
        "battery_percent": "140",
    }


def test_nothing_that_no_terminal_can_show_comes_through() -> None:
    event = parse_event(b'{"unit":"A1\\ud800","text":"a\\u001b[2Jb","x":"\\u0000"}')
    assert event.unit == "A1"
    assert event.text == "a [2Jb"
    assert event.extras == {"x": " "}
