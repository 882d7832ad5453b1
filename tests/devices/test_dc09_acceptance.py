"""Sheet §12, the checklist for acceptance, as far as the door decides it; each item is named by its number."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alarmd.domain.ports import Verdict
from alarmd.domain.signal import Flag, Kind, Lane
from alarmd.domain.unit import AlarmUnit
from protocols.dc09 import Key, Purpose, build, decrypt, duh, format_timestamp, message_key, parse_frame, read_datagram
from tests.devices.dc09_doors import UNIT, Client, client, datagrams, open_door, press
from tests.fakes.centre import NOON, TestCentre
from tests.fakes.loop import settle, turn, until
from tests.golden.dc09_vectors import VECTORS, named, octets, vectors

KEY = Key(bytes(range(16)))


def ids(vector: dict[str, Any]) -> str:
    return str(vector["name"])


def sender_of(vector: dict[str, Any], **words: str) -> AlarmUnit:
    """The unit that a vector's frame comes from, with its key and without a window."""
    frame = read_datagram(octets(vector))
    settings = {"window": "off"} | words
    if vector.get("key_hex"):
        settings["key"] = "hex:" + vector["key_hex"]
    return replace(UNIT, address=getattr(frame, "account", None) or "0123", settings=settings)


MARK = AlarmUnit(id=999, tenant_id=1, protocol="dc09", address="777777")
MARK_ANSWER = build("ACK", "9998", "777777", "")


async def reply_to(centre: TestCentre, sent: bytes, way: str) -> bytes:
    """What the door answers; b"" when only the link test that is sent behind it is answered."""
    centre.units.by_address["dc09", MARK.address] = MARK
    mark = build("NULL", "9998", MARK.address)
    heard = b""
    async with open_door(centre) as door:
        if way == "udp":
            async with datagrams(door) as (transport, udp):
                transport.sendto(sent)
                transport.sendto(mark)
                while MARK_ANSWER not in heard:
                    heard += await udp.answer()
                await settle()
                while not udp.heard.empty():
                    heard += udp.heard.get_nowait()
        else:
            async with client(door) as unit:
                unit.send(sent + mark)
                while MARK_ANSWER not in heard:
                    heard += await asyncio.wait_for(unit.reader.read(4096), 5)
    return heard.replace(MARK_ANSWER, b"")


# ---- 1: all vectors, bytes of the reply equal where given ----


@pytest.mark.parametrize("way", ["tcp", "udp"])
@pytest.mark.parametrize("vector", [v for v in VECTORS if "reply_hex" in v.get("expect", {})], ids=ids)
async def test_12_1_the_reply_is_equal_byte_for_byte(vector: dict[str, Any], way: str) -> None:
    centre = TestCentre(sender_of(vector))
    assert await reply_to(centre, octets(vector), way) == bytes.fromhex(vector["expect"]["reply_hex"])


SINGLE = [
    v
    for v in vectors("plain", "link", "encrypted", "padding", "extended", "field", "text", "reply")
    if v["name"] not in ("encrypted-unknown-key", "unknown-token") and v["expect"].get("reply") == "ACK"
]


@pytest.mark.parametrize("vector", SINGLE, ids=ids)
async def test_12_1_every_vector_that_deserves_an_ack_gets_one(vector: dict[str, Any]) -> None:
    centre = TestCentre(sender_of(vector))
    answer = parse_frame(await reply_to(centre, octets(vector), "tcp"))
    frame = parse_frame(octets(vector))
    assert (answer.token, answer.encrypted, answer.echo) == ("ACK", frame.encrypted, frame.echo)
    if frame.encrypted:
        assert decrypt(answer, Key(bytes.fromhex(vector["key_hex"]))).timestamp is not None
    assert bool(centre.intake.signals) == (frame.purpose is not Purpose.LINK_TEST)


async def test_12_1_an_unknown_token_hears_duh_and_rings() -> None:
    vector = named("unknown-token")
    centre = TestCentre(sender_of(vector))
    assert await reply_to(centre, octets(vector), "tcp") == duh(parse_frame(octets(vector)))
    assert centre.intake.signals[0].lane is Lane.LIFE_SAFETY


async def test_12_1_an_unknown_account_rings_and_is_answered() -> None:
    centre = TestCentre()
    assert b'"ACK"' in await reply_to(centre, octets(named("unknown-account")), "tcp")
    (signal,) = centre.intake.signals
    assert (signal.lane, Flag.UNKNOWN_SENDER in signal.flags) == (Lane.LIFE_SAFETY, True)


# The vector `bad-length-long` has the bytes of a good frame, against its own note.
DAMAGED = [v for v in vectors("malformed") if v["name"] not in ("bad-length-long", "unknown-token", "unknown-account")]


@pytest.mark.parametrize("vector", DAMAGED, ids=ids)
@pytest.mark.parametrize("way", ["tcp", "udp"])
async def test_12_1_damage_is_silent(vector: dict[str, Any], way: str) -> None:
    centre = TestCentre(sender_of(vector))
    assert await reply_to(centre, octets(vector), way) == b""
    assert centre.intake.signals == []


STREAM_UNITS = tuple(
    AlarmUnit(id=n + 10, tenant_id=1, protocol="dc09", address=address, settings={"window": "off"})
    for n, address in enumerate(("0123", "4711", "1234"))
)


@pytest.mark.parametrize("vector", vectors("stream"), ids=ids)
async def test_12_1_streams_are_answered_frame_by_frame_and_raised_once(vector: dict[str, Any]) -> None:
    centre = TestCentre(*STREAM_UNITS)
    async with open_door(centre) as door, client(door) as unit:
        for chunk in vector["chunks_hex"]:
            unit.send(bytes.fromhex(chunk))
            await unit.writer.drain()
            await settle()
        unit.writer.write_eof()
        heard = await asyncio.wait_for(unit.reader.read(), 5)
    assert heard == b"".join(bytes.fromhex(reply) for reply in vector["expect"]["replies_hex"])
    assert len(centre.intake.signals) == len(vector["expect"]["events"])


@pytest.mark.parametrize("vector", vectors("session"), ids=ids)
async def test_12_1_sessions_of_a_foreign_client(vector: dict[str, Any]) -> None:
    words = {"window": "off"} | ({"key": "hex:" + vector["key_hex"]} if vector["key_hex"] else {})
    frames = [bytes.fromhex(exchange["client_hex"]) for exchange in vector["exchange"]]
    account = parse_frame(frames[0]).account or ""
    centre = TestCentre(replace(UNIT, address=account, settings=words))
    async with open_door(centre) as door, client(door) as unit:
        for frame, exchange in zip(frames, vector["exchange"], strict=True):
            unit.send(frame)
            answer = await asyncio.wait_for(unit.reader.readuntil(b"\r"), 5)
            theirs = bytes.fromhex(exchange["receiver_hex"])
            assert len(answer) == len(theirs)
            assert parse_frame(answer).echo == parse_frame(theirs).echo
            assert vector["key_hex"] or answer == theirs


# ---- 2: killed between store and ACK: the repeat gives one event and an ACK ----


async def test_12_2_the_repeat_of_a_stored_frame_is_folded_and_answered() -> None:
    centre = TestCentre(UNIT)
    async with open_door(centre) as door:
        centre.intake.hold()
        async with client(door) as unit:
            unit.send(press(1))
            await until(lambda: centre.intake.submitted)
        async with client(door) as again:
            again.send(press(1))
            await settle()
            centre.intake.release()
            assert await again.answers(1) == ["ACK 0001"]
    assert len(centre.intake.signals) == 1


# ---- 3: 1 000 diallers in one minute, each ACK under 1 s ----


@pytest.mark.slow
async def test_12_3_a_thousand_diallers_two_hundred_at_once_are_each_answered_within_a_second() -> None:
    units = [AlarmUnit(id=n, tenant_id=1, protocol="dc09", address=f"{n:04}") for n in range(1, 1001)]
    centre = TestCentre(*units)
    loop = asyncio.get_running_loop()

    crowd = asyncio.Semaphore(200)

    async def dial(number: int, host: str, port: int) -> float:
        async with crowd:
            reader, writer = await asyncio.open_connection(host, port)
            began = loop.time()
            unit = Client(reader, writer)
            unit.send(press(number, account=f"{number:04}"))
            assert await unit.answers(1) == [f"ACK {number:04}"]
            took = loop.time() - began
            writer.transport.abort()
            return took

    async with open_door(centre, connections_per_source=2000) as door:
        host, port = door.addresses["tcp"]
        took = await asyncio.gather(*(dial(number, host, port) for number in range(1, 1001)))
        await until(lambda: not door._connections)
    assert max(took) < 1.0
    assert len(centre.intake.signals) == 1000


# ---- 4: split at every byte; ten glued; noise between ----


async def test_12_4_a_frame_split_at_every_byte_is_one_frame() -> None:
    centre = TestCentre(UNIT)
    size = len(press(1))
    async with open_door(centre) as door, client(door) as unit:
        for cut in range(1, size):
            frame = press(cut)
            unit.send(frame[:cut])
            await unit.writer.drain()
            await turn()
            unit.send(frame[cut:])
            assert await unit.answers(1) == [f"ACK {cut:04}"]
        for octet in press(size):
            unit.send(bytes([octet]))
            await unit.writer.drain()
        assert await unit.answers(1) == [f"ACK {size:04}"]
    assert len(centre.intake.signals) == size


async def test_12_4_ten_glued_frames_with_noise_between_are_answered_in_order() -> None:
    centre = TestCentre(UNIT)
    async with open_door(centre) as door, client(door) as unit:
        unit.send(b"\r\n\0noise".join(press(number) for number in range(1, 11)))
        assert await unit.answers(10) == [f"ACK {number:04}" for number in range(1, 11)]
    assert len(centre.intake.signals) == 10


# ---- 5: clock −41 s, −40 s, +20 s, +21 s ----


WINDOW = [
    pytest.param(v, case, id=f"{v['name']} {case['receiver_clock_utc']}")
    for v in vectors("window")
    for case in v["expect"]["cases"]
]


@pytest.mark.parametrize(("vector", "case"), WINDOW)
async def test_12_5_the_window_has_its_borders(vector: dict[str, Any], case: dict[str, str]) -> None:
    now = datetime.fromisoformat(case["receiver_clock_utc"])
    centre = TestCentre(sender_of(vector, window="-40..20"), at=now.astimezone(UTC))
    answer = await reply_to(centre, octets(vector), "tcp")
    if case["reply"] == "NAK":
        assert answer == bytes.fromhex(case["reply_hex"])
    else:
        assert parse_frame(answer).token == "ACK"
    frame = parse_frame(octets(vector))
    raised = centre.intake.signals
    assert bool(raised) == (frame.purpose is not Purpose.LINK_TEST)
    assert all((Flag.CLOCK_WRONG in signal.flags) == (case["reply"] == "NAK") for signal in raised)


# ---- 6: wrong key; no key; key change while running ----


async def test_12_6_wrong_key_no_key_and_a_key_changed_while_running() -> None:
    at = format_timestamp(NOON + timedelta(seconds=1))
    wrong = replace(UNIT, settings={"key": "hex:" + "ff" * 16})
    centre = TestCentre(wrong, at=NOON)
    sealed = [build("ADM-CID", f"{n:04}", "0123", "#0123|1101 01 007", timestamp=at, key=KEY) for n in range(1, 4)]
    async with open_door(centre) as door, client(door) as unit:
        unit.send(sealed[0])
        assert await unit.silence()
        centre.units.by_address["dc09", "0123"] = UNIT
        unit.send(sealed[1])
        assert await unit.silence()
        centre.units.by_address["dc09", "0123"] = replace(UNIT, settings={"key": "hex:" + KEY.octets.hex()})
        unit.send(sealed[2])
        assert await unit.answers(1) == ["ACK 0003"]
    rings = [signal for signal in centre.intake.signals if signal.lane is Lane.LIFE_SAFETY]
    assert [(signal.kind, Flag.UNCLASSIFIED in signal.flags) for signal in rings] == [
        (Kind.UNKNOWN, True), (Kind.UNKNOWN, True), (Kind.PRESS, False),
    ]  # fmt: skip
    notes = [signal for signal in centre.intake.signals if signal.lane is Lane.TECHNICAL]
    assert [signal.kind for signal in notes] == [Kind.SECURITY]


# ---- 7: disk full or database locked: no ACK, no DUH; the dialler repeats until we are well ----


@pytest.mark.parametrize("way", ["tcp", "udp"])
async def test_12_7_without_a_commit_nothing_is_answered_and_the_repeat_is(way: str) -> None:
    centre = TestCentre(UNIT)
    frames = [press(1), build("XYZ-99", "0002", "0123", data="?")]
    async with open_door(centre) as door, client(door) as unit, datagrams(door) as (transport, udp):
        send = unit.send if way == "tcp" else transport.sendto
        centre.intake.verdict = Verdict.UNAVAILABLE
        for frame in frames:
            send(frame)
        assert await unit.silence()
        assert udp.heard.empty()
        centre.intake.verdict = Verdict.STORED
        for frame in frames:
            send(frame)
        if way == "tcp":
            assert await unit.answers(2) == ["ACK 0001", "DUH 0002"]
        else:
            assert {(await udp.answer())[10:13], (await udp.answer())[10:13]} == {b"ACK", b"DUH"}
    assert len({message_key(parse_frame(frame)) for frame in frames}) == len(centre.intake.signals) == 2
