"""Which model reads an uplink's bytes."""

from __future__ import annotations

from typing import Any

import pytest

from protocols.mqtt_devices import CutBytesError, Event
from protocols.mqtt_devices.lorawan import Uplink, read_base64, read_uplink


def uplink(port: int, data: str, *, model: str = "", profile: str = "", decoded: Any = None) -> Uplink:
    return Uplink(port, bytes.fromhex(data), decoded or {}, model, profile)


def test_the_registered_model_wins_over_the_servers_profile() -> None:
    eight = "0C1A010100E601F4"
    assert read_uplink(uplink(2, eight, model="pb01", profile="Dragino TrackerD"))[1] == "pb01"
    assert read_uplink(uplink(9, "5001", model="lw004pb"))[1] == "lw004pb"


def test_the_profile_names_the_model_however_it_is_spelt() -> None:
    for profile in ("Dragino PB01-L", "dragino pb01", "PB01"):
        assert read_uplink(uplink(2, "0C1A010100E601F4", profile=profile))[1] == "pb01"


def test_port_and_length_decide_when_nobody_says_a_model() -> None:
    assert read_uplink(uplink(85, "FF2E01"))[1] == "ws101"
    assert read_uplink(uplink(147, "01CB3B"))[1] == "tbpb100"
    assert read_uplink(uplink(2, "0C1A010100E601F4"))[1] == "pb01"
    assert read_uplink(uplink(3, "0389455A0113C60F4F54"))[1] == "trackerd"


def test_unknown_bytes_fall_back_on_the_servers_fields() -> None:
    reading, model = read_uplink(uplink(10, "AA", decoded={"button_event": {"status": "double press"}}))
    assert (reading.events, model) == ((Event("button_double"),), "fields")


def test_unknown_bytes_that_nobody_decodes_may_be_a_press() -> None:
    with pytest.raises(CutBytesError, match="port 10"):
        read_uplink(uplink(10, "AA", decoded={"something": 1}))


def test_an_empty_uplink_is_a_sign_of_life() -> None:
    reading, model = read_uplink(uplink(0, ""))
    assert (reading.events, model) == ((), "")


def test_base64_that_is_none() -> None:
    assert read_base64(None) == b""
    assert read_base64("AXU=") == b"\x01\x75"
    assert [read_base64(odd) for odd in ("A", "!!!!", 7, "åäöå")] == [None] * 4
