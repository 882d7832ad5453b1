"""The live trace: what is said, to whom it is shown, and what is never shown."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from alarmd.services.trace import MOST_RAW, MOST_WAITING, Trace, TraceLine, printable
from tests.fakes.clock import ManualClock
from tests.fakes.loop import settle


def called() -> str:
    raise AssertionError("decoded for nobody")


async def read(trace: Trace, unit: str) -> tuple[list[TraceLine], asyncio.Task[None]]:
    lines: list[TraceLine] = []

    async def follow() -> None:
        async for line in trace.listen(unit):
            lines.append(line)

    task = asyncio.create_task(follow())
    await settle()
    return lines, task


async def test_a_listener_hears_its_unit_and_ends_when_the_trace_closes() -> None:
    trace = Trace(ManualClock())
    trace.note("dc09", "0007", "in", b"early", called)
    lines, task = await read(trace, "0007")
    everything, other = await read(trace, "")
    assert trace.is_heard
    trace.note("dc09", "0007", "in", b"\n9A2C0051\r", lambda: "press")
    trace.note("dc09", "0008", "out", b"ACK", "answer")
    await settle()
    trace.close()
    await task
    await other
    assert [(one.unit, one.direction, one.decoded) for one in lines] == [("0007", "in", "press")]
    assert [one.unit for one in everything] == ["0007", "0008"]
    assert not trace.is_heard
    late, ended = await read(trace, "")
    await ended
    assert late == []


async def test_nobody_listens_to_that_unit_and_nothing_is_decoded() -> None:
    trace = Trace(ManualClock())
    listener = trace.listen("0001")
    trace.note("dc09", "0002", "in", b"x", called)
    trace.leave(listener)
    trace.note("dc09", "0001", "in", b"x", called)


async def test_a_slow_reader_loses_the_oldest_lines_and_is_told() -> None:
    trace = Trace(ManualClock())
    listener = trace.listen("")
    for number in range(MOST_WAITING + 3):
        trace.note("dc09", str(number), "in", b"", "")
    listener.end()
    lines = [line async for line in listener]
    assert (len(lines), lines[0].unit, lines[0].dropped, lines[1].dropped) == (MOST_WAITING, "3", 3, 0)


def test_credentials_are_never_shown() -> None:
    raw = (
        b'MESSAGE sip:larm SIP/2.0\r\nAuthorization: Digest username="u",\r\n response="deadbeef"\r\n'
        b"proxy-authorization: Basic c2VjcmV0\r\nVia: x\r\n\r\npassword=hemligt&a=1"
    )
    shown = printable(raw)
    for secret in ("deadbeef", "c2VjcmV0", "hemligt", "username"):
        assert secret not in shown
    assert "Via: x" in shown


def test_odd_bytes_are_escaped_and_long_ones_cut() -> None:
    assert printable(b"\x00\x1bok\xc3\xa5") == "\\x00\\x1bokå"
    assert printable(b"\xff") == "ÿ"
    assert printable(b"a" * (MOST_RAW + 5)).endswith("[5 bytes more]")


@given(st.binary())
def test_any_bytes_can_be_looked_at(raw: bytes) -> None:
    assert all(c.isprintable() or c in "\r\n\t" for c in printable(raw))
