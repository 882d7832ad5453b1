"""What ESPA blocks mean: calls, calls taken back, faults, rules of the installation, and what nobody knows."""

from __future__ import annotations

from alarmd.config.doors.espa444 import EspaRule
from alarmd.domain.signal import Kind, Lane
from devices.espa444.translate import Call, read_call
from protocols.espa444 import Block, Splitter, build_block
from tests.golden.serial_vectors import named


def read(*records: tuple[str, bytes], header: str = "1", rules: tuple[EspaRule, ...] = ()) -> Call:
    return read_call(block(build_block(header, records)), "auto", rules)


def block(raw: bytes) -> Block:
    (item,) = Splitter().feed(raw)
    assert isinstance(item, Block)
    return item


def test_a_call_is_a_press() -> None:
    call = read_call(block(named("call-alarm")), "auto")
    assert (call.address, call.kind, call.lane, call.restore) == ("1001", Kind.PRESS, Lane.LIFE_SAFETY, False)
    assert call.code == "1/3/1"
    assert call.detail["priority"] == "alarm"


def test_two_records_are_enough_and_text_alone_is_the_stations() -> None:
    assert read(("1", b"12"), ("2", b"WC")).address == "12"
    assert read(("2", b"LARM")).address is None


def test_a_speech_call_says_so() -> None:
    assert read(("1", b"12"), ("4", b"2")).labels[0] == "Samtalsbegäran från basstation"


def test_a_reset_is_a_restore() -> None:
    assert read(("1", b"12"), ("4", b"1")).restore


def test_the_first_rule_that_fits_names_unit_and_kind() -> None:
    rules = (
        EspaRule(address="900", kind="fire", peripheral="panel"),
        EspaRule(text=r"RUM (\d+)", unit=r"rum-\g<1>"),
        EspaRule(text="BATTERI", kind="battery"),
    )
    fire = read(("1", b"900"), ("2", b"RUM 7"), rules=rules)
    assert (fire.kind, fire.address, fire.peripheral) == (Kind.FIRE, "900", "panel")
    assert read(("1", b"1"), ("2", b"LARM RUM 7"), rules=rules).address == "rum-7"
    battery = read(("1", b"1"), ("2", b"BATTERI"), rules=rules)
    assert (battery.kind, battery.lane, battery.address) == (Kind.BATTERY, Lane.TECHNICAL, "1")


def test_a_transmitter_failure_is_the_stations() -> None:
    call = read(("8", b"1"), header="2")
    assert (call.address, call.lane, call.kind) == (None, Lane.TECHNICAL, Kind.DEVICE_FAULT)


def test_status_and_other_headers_are_information() -> None:
    for header in "2345":
        assert read(("1", b"12"), header=header).lane is Lane.INFORMATION


def test_what_says_nothing_is_unclassified() -> None:
    for call in (read(), read(("1", b""), ("9", b"x")), read(("1", b"12"), header="7")):
        assert not call.is_clear
    assert read(("1", b"12"), header="7").address == "12"


def test_nothing_of_a_person_is_printed() -> None:
    assert "Anna" not in repr(read(("1", b"1"), ("2", b"Anna")))
