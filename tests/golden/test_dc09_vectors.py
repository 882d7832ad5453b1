"""Every shared DC-09 vector: fields read as expected, replies equal byte for byte where given."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from protocols.contact_id import parse_contact_id, parse_sia
from protocols.dc09 import (
    ClockVerdict,
    DeviceClock,
    Dialect,
    Fault,
    Frame,
    Key,
    Purpose,
    Rejected,
    Splitter,
    WrongKeyError,
    ack,
    build,
    decrypt,
    duh,
    message_key,
    nak,
    parse_frame,
    read_clock,
    read_datagram,
    read_position,
    read_text,
)
from protocols.dc09.crc import crc16
from protocols.dc09.crypto import decrypt_text
from protocols.dc09.envelope import seal
from tests.golden.dc09_vectors import DOCUMENT, VECTORS, named, octets, vectors

FIELDS = ("token", "encrypted", "seq", "receiver", "prefix", "account", "data", "timestamp")


def ids(vector: dict[str, Any]) -> str:
    return str(vector["name"])


def opened(vector: dict[str, Any]) -> Frame:
    frame = parse_frame(octets(vector))
    return decrypt(frame, Key(bytes.fromhex(vector["key_hex"]))) if vector.get("key_hex") else frame


def test_all_categories_are_walked_here() -> None:
    walked = ("plain", "link", "encrypted", "padding", "extended", "field", "text", "reply", "window")
    assert {v["category"] for v in VECTORS} == {*walked, "malformed", "stream", "session"}


@pytest.mark.parametrize("check", DOCUMENT["crc_check"], ids=lambda check: check["crc"])
def test_crc_check_values(check: dict[str, str]) -> None:
    assert f"{crc16(check['ascii'].encode()):04X}" == check["crc"]


WITH_FIELDS = [
    v
    for v in vectors("plain", "link", "encrypted", "padding", "extended", "field", "text", "reply", "window")
    if v["name"] != "encrypted-unknown-key"
]


@pytest.mark.parametrize("vector", WITH_FIELDS, ids=ids)
def test_fields_are_read_as_expected(vector: dict[str, Any]) -> None:
    expect, frame = vector["expect"], opened(vector)
    assert {n: getattr(frame, n) for n in FIELDS if n in expect} == {n: expect[n] for n in FIELDS if n in expect}
    if "extended" in expect:
        assert [field.text for field in frame.extended] == expect["extended"]
    assert not frame.sealed


@pytest.mark.parametrize("vector", [v for v in WITH_FIELDS if "pad_length" in v["expect"]], ids=ids)
def test_any_pad_is_read(vector: dict[str, Any]) -> None:
    frame = parse_frame(octets(vector))
    assert frame.ciphertext is not None
    plain = decrypt_text(frame.ciphertext, Key(bytes.fromhex(vector["key_hex"])))
    assert len(plain) == vector["expect"]["ciphertext_bytes"]
    tail = opened(vector).data.encode() + b"]"
    pad = plain[: plain.index(tail, vector["expect"]["pad_length"])].removesuffix(b"|")
    assert len(pad) == vector["expect"]["pad_length"]


@pytest.mark.parametrize("vector", [v for v in VECTORS if "reply_hex" in v.get("expect", {})], ids=ids)
def test_the_reply_is_equal_byte_for_byte(vector: dict[str, Any]) -> None:
    assert ack(opened(vector)) == bytes.fromhex(vector["expect"]["reply_hex"])


@pytest.mark.parametrize("vector", [v for v in WITH_FIELDS if "meaning" in v["expect"]], ids=ids)
def test_what_it_means(vector: dict[str, Any]) -> None:
    frame, meaning = opened(vector), dict(vector["expect"]["meaning"])
    assert meaning
    for name, letter in (("mac", "M"), ("verification", "V"), ("alarm_text", "I"), ("room", "R")):
        if name in meaning:
            assert read_text(frame.extended, letter) == meaning.pop(name)
    if "latitude" in meaning:
        position = read_position(frame.extended)
        assert position is not None
        assert position.latitude == pytest.approx(meaning.pop("latitude"))
        assert position.longitude == pytest.approx(meaning.pop("longitude"))
    if frame.purpose is Purpose.CONTACT_ID:
        event = parse_contact_id(frame.data)
        read = {"cid": event.code, "qualifier": event.qualifier, "area": event.area, "zone": event.zone}
    elif "events" in meaning:
        read = {"events": [f"{e.code}{e.address} area {e.area}" for e in parse_sia(frame.data).events]}
    else:
        sia = parse_sia(frame.data).events[0]
        read = {
            "sia_code": sia.code,
            "address": sia.address,
            "address_name": sia.address_name,
            "area": sia.area,
            "area_name": sia.area_name,
            "text": sia.text,
        }
    assert {name: read[name] for name in meaning} == meaning


def test_the_wrong_key_is_told_from_the_right_one() -> None:
    frame = parse_frame(octets(named("encrypted-unknown-key")))
    assert (frame.token, frame.seq, frame.account, frame.sealed) == ("SIA-DCS", "7554", "CEA", True)
    for octet in range(40):
        with pytest.raises(WrongKeyError):
            decrypt(frame, Key(bytes([octet]) * 16))


def test_local_time_frame_is_good_by_its_dialect_and_gets_nak_without() -> None:
    frame = opened(named("local-time-null-seq0"))
    now = datetime(2023, 9, 7, 14, 56, 20, tzinfo=UTC)
    local = Dialect(clock=DeviceClock(zone=ZoneInfo("Europe/Stockholm")))
    assert read_clock(frame, now, local).verdict is ClockVerdict.GOOD
    assert read_clock(frame, now).verdict is ClockVerdict.AHEAD
    assert read_clock(frame, now, Dialect(window=None)).verdict is ClockVerdict.NOT_CHECKED


def test_crc_with_cr_is_taken_if_the_dialect_allows() -> None:
    frame = opened(named("crc-includes-cr-1533"))
    assert frame.crc_includes_cr
    assert Dialect().takes(frame)
    assert not Dialect(crc_includes_cr=False).takes(frame)
    assert b'"ACK"1533L0#4F39[]' in ack(frame)


def test_a_wrong_checksum_is_a_silent_reject() -> None:
    raw = octets(named("bad-crc"))
    assert Splitter().feed(raw) == [Rejected(Fault.BAD_CRC, raw)]
    assert read_datagram(raw) == Rejected(Fault.BAD_CRC, raw)


def test_a_wrong_length_is_a_silent_reject() -> None:
    # The vector's bytes are those of the good frame in two-frames-in-one-segment: its length, 0027, is right.
    # What its note describes, one too large with the right checksum, is made here.
    good = octets(named("bad-length-long"))
    assert named("two-frames-in-one-segment")["chunks_hex"][0].startswith(good.hex().upper())
    raw = good.replace(b"0027", b"0028", 1)
    assert Splitter().feed(raw) == [Rejected(Fault.BAD_LENGTH, raw)]
    assert read_datagram(raw) == Rejected(Fault.BAD_LENGTH, raw)


def test_unknown_token_gets_duh() -> None:
    vector = named("unknown-token")
    frame = opened(vector)
    assert frame.purpose is Purpose.OTHER
    assert duh(frame) == seal(vector["expect"]["replies_printable"][0].encode())


def test_unknown_account_is_an_event_like_any_other() -> None:
    frame = opened(named("unknown-account"))
    assert (frame.account, parse_contact_id(frame.data).code) == ("9999", "101")


@pytest.mark.parametrize("vector", vectors("stream"), ids=ids)
def test_streams(vector: dict[str, Any]) -> None:
    splitter = Splitter()
    items = [item for chunk in vector["chunks_hex"] for item in splitter.feed(bytes.fromhex(chunk))]
    items += splitter.finish()
    frames = [item for item in items if isinstance(item, Frame)]
    assert [ack(frame) for frame in frames] == [bytes.fromhex(r) for r in vector["expect"]["replies_hex"]]
    events = {}
    for frame in frames:
        if frame.purpose is not Purpose.LINK_TEST:
            words = frame.data.partition("|")[2].removeprefix("N")
            events[message_key(frame)] = f"{frame.token} {words}"
    assert list(events.values()) == vector["expect"]["events"]
    if vector["name"] == "cut-after-half":
        assert items == [Rejected(Fault.CUT, bytes.fromhex(vector["chunks_hex"][0]))]


@pytest.mark.parametrize("vector", vectors("text"), ids=ids)
def test_texts_in_windows_1252(vector: dict[str, Any]) -> None:
    frame, expect = opened(vector), vector["expect"]
    if "location" in expect:
        assert read_text(frame.extended, "L") == expect["location"]
    else:
        assert parse_sia(frame.data).events[0].text == expect["text"]


WINDOW_CASES = [
    pytest.param(v, case, id=f"{v['name']} {case['receiver_clock_utc']}")
    for v in vectors("window")
    for case in v["expect"]["cases"]
]


@pytest.mark.parametrize(("vector", "case"), WINDOW_CASES)
def test_clock_minus_41_minus_40_plus_20_plus_21_seconds(vector: dict[str, Any], case: dict[str, str]) -> None:
    frame, now = opened(vector), datetime.fromisoformat(case["receiver_clock_utc"])
    reading = read_clock(frame, now)
    assert reading.calls_for_nak == (case["reply"] == "NAK")
    assert read_clock(frame, now, Dialect(window=None)).calls_for_nak is False
    if case["reply"] == "NAK":
        assert nak(frame, now) == bytes.fromhex(case["reply_hex"])
        assert reading.skew_s in (-41, 21)


def test_an_old_server_whose_month_was_one_too_low() -> None:
    frame = opened(named("nak-from-iobroker"))
    assert frame.purpose is Purpose.ANSWER
    now = datetime(2019, 6, 7, 15, 39, 35, tzinfo=UTC)
    assert read_clock(frame, now, Dialect(clock=DeviceClock(month_error=-1))).skew_s == 0


EXCHANGES = [pytest.param(v, e, id=f"{v['name']} {n}") for v in vectors("session") for n, e in enumerate(v["exchange"])]


@pytest.mark.parametrize(("vector", "exchange"), EXCHANGES)
def test_sessions_of_a_foreign_client(vector: dict[str, Any], exchange: dict[str, Any]) -> None:
    key = Key(bytes.fromhex(vector["key_hex"])) if vector["key_hex"] else None
    frame = parse_frame(bytes.fromhex(exchange["client_hex"]))
    if key:
        frame = decrypt(frame, key)
    decoded = exchange["client_decoded"]
    assert [field.text for field in frame.extended] == decoded.pop("extended")
    assert {name: getattr(frame, name) for name in decoded} == decoded
    taken = bytes.fromhex(exchange["receiver_hex"])
    ours = ack(frame, key=key, now=datetime(2026, 11, 22, tzinfo=UTC))
    if key is None:
        assert ours == taken
        return
    # Pad and time differ: the same header, the same length, and both open to an answer without data.
    theirs_open, ours_open = (decrypt(parse_frame(octets), key) for octets in (taken, ours))
    assert len(ours) == len(taken)
    assert (ours_open.echo, ours_open.data, ours_open.token) == (theirs_open.echo, "", "ACK")
    assert ours_open.timestamp == "00:00:00,11-22-2026"


def test_a_build_equals_the_reference_frame() -> None:
    frame = build("SIA-DCS", "0001", "1234", "#1234|NRR|Atest", receiver="F3", prefix="77")
    assert frame == octets(named("published-reference-RR-text"))
