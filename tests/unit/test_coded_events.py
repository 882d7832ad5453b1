"""Contact ID and SIA events as signals."""

from __future__ import annotations

import pytest

from alarmd.domain.signal import Flag, Kind, Lane
from devices.coded_events import coded_signals, read_contact_id, read_sia
from protocols.contact_id import UnreadableEventError
from tests.fakes.arrivals import arrival


def test_contact_id() -> None:
    account, event = read_contact_id("#4711|1101 01 007")
    (signal,) = coded_signals(arrival("x", "4711"), [event], {"receiver": "01"}, flags=[Flag.REPLAY])
    assert account == "4711"
    assert (signal.kind, signal.lane, signal.peripheral) == (Kind.PRESS, Lane.LIFE_SAFETY, "007")
    assert signal.detail == {"qualifier": "1", "area": "01", "zone": "007", "receiver": "01"}
    assert Flag.REPLAY in signal.flags


def test_the_detail_of_a_remembered_event_is_not_shared() -> None:
    read_contact_id("1101 01 007")[1].detail["mine"] = "only"
    assert "mine" not in read_contact_id("1101 01 007")[1].detail


def test_a_long_text_is_read_too() -> None:
    assert read_contact_id("#" + "4" * 60 + "|3101 00 001")[0] == "4" * 60


def test_sia_with_several_events() -> None:
    account, events = read_sia("#4711|Nri1QA007^Kök^/YT|Atext")
    signals = coded_signals(arrival("x", "4711"), events, {})
    assert account == "4711"
    assert [signal.kind for signal in signals] == [Kind.PRESS, Kind.BATTERY]
    assert signals[0].detail["zone_name"] == "Kök"
    assert [signal.message_key for signal in signals] == ["key", "key/2"]


def test_what_is_no_event_is_said() -> None:
    with pytest.raises(UnreadableEventError):
        read_contact_id("hello")
    with pytest.raises(UnreadableEventError):
        read_sia("#1|")
