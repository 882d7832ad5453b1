"""JSON from strangers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from protocols.mqtt_devices import UnreadableError
from protocols.mqtt_devices.json_tree import (
    LONGEST_TEXT,
    child,
    clean,
    from_epoch,
    load,
    number,
    percent,
    position,
    text,
    time,
    truth,
    whole,
)


@pytest.mark.parametrize(
    "payload", [b"", b"{", b"[1]", b"7", b"\xff\xfe", b"[" * 100_000, b'{"a":1e999}', b'{"a":NaN}']
)
def test_what_is_no_object_is_unreadable(payload: bytes) -> None:
    with pytest.raises(UnreadableError):
        load(payload)


def test_what_is_missing_or_odd_reads_as_nothing() -> None:
    tree: dict[str, Any] = {"a": {"b": "x\ny"}, "n": True, "big": 10**400, "list": [1], "p": 101}
    assert text(tree, "a", "b") == "x y"
    assert text(tree, "a", "b", "c") == text(tree, "list") == ""
    assert number(tree, "n") is None
    assert number(tree, "big") is None
    assert (whole(tree, "nowhere"), percent(tree, "p"), child(tree, "list")) == (0, None, {})


def test_long_texts_are_cut() -> None:
    assert len(clean("å" * 10_000)) == LONGEST_TEXT


def test_truth_in_all_its_spellings() -> None:
    assert [truth(v) for v in (True, 1, "TRUE", " on ", "1")] == [True] * 5
    assert [truth(v) for v in (False, 0, "False", "off")] == [False] * 4
    assert [truth(v) for v in (None, "perhaps", [])] == [None] * 3


def test_times_have_up_to_nine_decimals() -> None:
    at = datetime(2026, 5, 1, 10, 0, 0, 345678, tzinfo=UTC)
    assert time({"t": "2026-05-01T10:00:00.345678901Z"}, "t") == at
    assert time({"t": "2026-05-01T12:00:00.345678+02:00"}, "t") == at
    assert [time({"t": odd}, "t") for odd in ("2026-05-01T10:00:00", "yesterday", 5, "0001-01-01T00:00:00+23:00")] == [
        None
    ] * 4


def test_unix_times_out_of_range_are_none() -> None:
    assert from_epoch(0) == datetime(1970, 1, 1, tzinfo=UTC)
    assert [from_epoch(odd) for odd in (None, 1e300, -1e300)] == [None] * 3


def test_positions_that_are_not_on_earth() -> None:
    assert position(59.3, 18.1) is not None
    assert [position(*odd) for odd in ((0.0, 0.0), (91.0, 0.0), (0.0, -181.0), (None, 1.0))] == [None] * 4
