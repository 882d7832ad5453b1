"""Promise 2: nothing is dropped for being odd; only failed authentication is refused, counted and visible."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.demo.centre import Ports
from protocols.dc09 import build
from protocols.dc09.clock import format_timestamp
from protocols.dc09.keys import Key
from simulators.answer import Kind
from simulators.events import PRESS
from simulators.scaip_messages import Caller
from simulators.scaip_unit import Patience, ScaipUnit
from simulators.sip_auth import Account
from simulators.target import Target, Transport
from tests.fakes.loop import until
from tests.fakes.pace import asked
from tests.smoke.lab import Lab, ask, dialler, hear, press
from tests.smoke.watching import Watcher

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]

STRANGER = "9876"
KNOWN, SECOND, THIRD = "1000", "1002", "1004"


def _said(lab: Lab, octets: bytes) -> str:
    answer = ask(lab, octets)
    return "" if answer is None else answer.token


def _open(lab: Lab, lane: str) -> list[dict[str, Any]]:
    return [incident for incident in lab.incidents() if incident["lane"] == lane]


async def test_a_strangers_alarm_is_raised_and_can_be_tied_to_a_person(running: Lab) -> None:
    lab = running
    assert _said(lab, press(1, STRANGER)) == _said(lab, press(2, STRANGER)) == "ACK"
    (incident,) = _open(lab, "life_safety")
    assert (incident["unit_id"], incident["subscriber_id"], incident["presses"]) == (None, None, 2)
    assert "unknown_sender" in incident["flags"]
    with closing(lab.database()) as store:
        person = store.execute("SELECT id FROM subscribers ORDER BY id LIMIT 1").fetchone()[0]
    async with Watcher(lab) as console:
        await until(console.rows)
        await console.do("tie", subscriber_id=person)
        (tied,) = _open(lab, "life_safety")
        assert (tied["subscriber_id"], tied["subject"]) == (person, f"subscriber:{person}")
        await console.do("claim")
        await console.do("close", outcome="helped_by_voice", text="")
    lab.centre.kill()
    lab.centre.start()
    assert _said(lab, press(3, STRANGER)) == "ACK"
    (later,) = _open(lab, "life_safety")
    assert (later["subscriber_id"], later["tenant_id"]) == (person, tied["tenant_id"])
    assert later["id"] != tied["id"]
    assert "tied" in later["flags"]


def test_what_a_known_unit_says_is_raised_whether_it_can_be_read_or_not(running: Lab) -> None:
    lab = running
    assert _said(lab, build("XYZ-ABC", "0001", KNOWN, data="what is this")) == "DUH"
    assert _said(lab, build("ADM-CID", "0002", SECOND, data=f"#{SECOND}|no such event")) == "ACK"
    assert _said(lab, build("SIA-DCS", "0003", THIRD, data=f"#{THIRD}|Nri1/??\x01\x02")) == "ACK"
    incidents = _open(lab, "life_safety")
    assert len(incidents) == 3
    assert all(incident["kind"] == "unknown" for incident in incidents)
    assert all("unclassified" in signal["flags"] for signal in lab.signals())


def test_a_stranger_whom_nobody_can_read_stands_in_the_technical_queue_once(running: Lab) -> None:
    lab = running
    for number in range(1, 4):
        assert _said(lab, build("XYZ-ABC", f"{number:04}", STRANGER, data=f"noise {number}")) == "DUH"
    assert _open(lab, "life_safety") == []
    (incident,) = _open(lab, "technical")
    assert incident["signals"] == 3


def test_a_wrong_clock_is_a_flag_on_a_raised_alarm(running: Lab) -> None:
    lab = running
    stamp = format_timestamp(datetime.now(UTC) - timedelta(hours=7))
    frame = build("ADM-CID", "0001", KNOWN, data=f"#{KNOWN}|1101 01 001", timestamp=stamp)
    assert _said(lab, frame) == "NAK"
    (incident,) = _open(lab, "life_safety")
    assert (incident["kind"], incident["presses"]) == ("press", 1)
    assert "clock_wrong" in incident["flags"]


async def test_a_failed_checksum_and_a_cut_frame_are_silence_and_are_counted(running: Lab) -> None:
    lab = running
    broken = press(1).replace(b"1101", b"1102")
    with dialler(lab, 1.0) as line:
        line.sendall(broken)
        assert hear(line) is None
    with dialler(lab, 1.0) as line:
        line.sendall(press(2)[:20])
        line.shutdown(socket.SHUT_WR)
        assert hear(line) is None
    assert lab.signals() == []
    assert await asked(lambda: lab.metric('alarmd_frames_total{door="dc09",outcome="cut"}') == 1)
    assert lab.metric('alarmd_frames_total{door="dc09",outcome="bad_crc"}') == 1
    assert _said(lab, press(1)) == "ACK"


def test_failed_authentication_is_refused_counted_and_visible(running: Lab) -> None:
    lab = running
    request = urllib.request.Request(
        lab.centre.base + "/api/login",
        data=json.dumps({"username": "demo", "password": "guess"}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with pytest.raises(urllib.error.HTTPError, match="401") as refused:
        urllib.request.urlopen(request, timeout=10)
    refused.value.close()
    assert lab.metric('alarmd_refused_total{door="login",reason="credentials"}') == 1
    sealed = build(
        "ADM-CID", "0001", KNOWN, data=f"#{KNOWN}|1101 01 001", key=Key(bytes(16)),
        timestamp=format_timestamp(datetime.now(UTC)),
    )  # fmt: skip
    assert ask(lab, sealed, 1.0) is None or _said(lab, sealed) != "ACK"
    assert lab.metric('alarmd_frames_total{door="dc09",outcome="wrong_key"}') >= 1
    (incident,) = _open(lab, "technical")
    assert incident["kind"] == "security"


GUARDED = """
[[doors]]
kind = "scaip"
name = "guarded"
udp = "127.0.0.1:{port}"
challenge = true
"""


async def test_the_scaip_door_keeps_it_too(lab: Lab) -> None:
    port = Ports.free().scaip
    lab.centre.more += GUARDED.format(port=port)
    lab.centre.write_settings()
    lab.centre.start()
    lab.log_in()
    patience = Patience(sip_s=5.0, verdict_s=5.0, tries=1)
    target = Target("127.0.0.1", lab.centre.ports.scaip, Transport.UDP)
    async with ScaipUnit(Caller(cid="77700001"), target, patience=patience) as stranger:
        assert (await stranger.send(PRESS)).taken
    async with ScaipUnit(Caller(cid="90000001"), target, patience=patience) as known:
        response = await known.line.request(known.caller.message(b"<mrq><ref>half a docu", "127.0.0.1"))
        assert response.status == 200
    strange, unread = _open(lab, "life_safety")[::-1]
    assert "unknown_sender" in strange["flags"]
    assert (unread["kind"], unread["unit_id"] is not None) == ("unknown", True)
    guesser = Caller(cid="90000003", account=Account("90000003", "guess"))
    async with ScaipUnit(guesser, Target("127.0.0.1", port, Transport.UDP), patience=patience) as unit:
        for _ in range(6):
            assert (await unit.send(PRESS)).kind is Kind.REFUSED
    assert lab.metric('alarmd_refused_total{door="guarded",reason="authentication"}') >= 5
    assert await asked(lambda: [each["kind"] for each in _open(lab, "technical")] == ["security"])
    assert len(_open(lab, "life_safety")) == 2
