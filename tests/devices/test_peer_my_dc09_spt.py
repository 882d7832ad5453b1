"""Foreign truth for our DC-09 door: my-dc09-spt must be heard, answered, and told the time when its clock is wrong."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest

from alarmd.domain.signal import Flag, Kind, Lane
from alarmd.system_clock import SystemClock
from devices.dc09.listener import Dc09Door
from tests.devices.dc09_doors import UNIT, open_door
from tests.fakes.centre import TestCentre
from tests.fakes.loop import turn

pytestmark = [pytest.mark.peer, pytest.mark.slow, pytest.mark.timeout(60)]

PEERS_PYTHON = Path(__file__).resolve().parents[2] / ".venv-peers" / "bin" / "python"
KEYS = {"plain": "", "AES-128": "0123456789abcdef", "AES-256": "0123456789abcdef0123456789ABCDEF"}

# One job: where the receiver is, how to speak, and what to send. Its answers are printed as one JSON line.
DIALLER = """
import json, logging, sys, time
from my_dc09_spt.dc09_spt import dc09_spt
from my_dc09_spt.msg.dc09_msg import dc09_msg
from my_dc09_spt.msg.dc05_msg import dc05_msg
from my_dc09_spt.msg.dc03_msg import dc03_msg

logging.disable(logging.CRITICAL)
job = json.loads(sys.argv[1])
spt = dc09_spt("0123", line=job["line"])
key = job["key"].encode() or None
spt.set_path("main", "primary", "127.0.0.1", job["port"], account="0123", key=key, type=job["way"])
path = spt.tpaths["main"]["primary"]["path"]
heard, answers = [], []
answered = dc09_msg.dc09answer

def listen(self, number, answer):
    # After a NAK it hands itself bytes where it wants text, a fault of its own; what it heard is what counts.
    text = answer if isinstance(answer, str) else answer.decode()
    heard.append(text)
    return answered(self, number if not isinstance(answer, bytes) else job["sends"][0]["seq"], text)

dc09_msg.dc09answer = listen
for send in job["sends"]:
    path.set_offset(send.get("offset", 0))
    text = "]"
    if send["token"] == "ADM-CID":
        text = dc05_msg.dc05event("0123", send["fields"]) + dc09_msg.dc09_extra(send["fields"])
    elif send["token"] == "SIA-DCS":
        text = dc03_msg.dc03event("0123", send["fields"]) + dc09_msg.dc09_extra(send["fields"])
    answers.append(spt.transfer_msg(send["seq"], send["token"], text, path))
print(json.dumps({"taken": answers, "heard": heard, "offset": path.get_offset()}))
"""


async def dial(
    door: Dc09Door, way: str, key: str, sends: Sequence[dict[str, Any]], line: int | None = 0
) -> dict[str, Any]:
    if not PEERS_PYTHON.exists():
        pytest.fail("the foreign peers are not installed: make .venv-peers/.ready", pytrace=False)
    job = {"port": door.addresses[way.lower()][1], "way": way, "key": KEYS[key], "line": line, "sends": list(sends)}
    process = await asyncio.create_subprocess_exec(
        str(PEERS_PYTHON), "-W", "ignore", "-c", DIALLER, json.dumps(job),
        stdout=asyncio.subprocess.PIPE, stderr=sys.stderr,
    )  # fmt: skip
    out, _ = await asyncio.wait_for(process.communicate(), 30)
    await turn()
    told: dict[str, Any] = json.loads(out.splitlines()[-1])
    return told


def centre_for(key: str) -> TestCentre:
    return TestCentre(replace(UNIT, settings={"key": f"text:{KEYS[key]}"} if KEYS[key] else {}))


PRESS = {"token": "ADM-CID", "seq": 1, "fields": {"code": 101, "q": 1, "area": 1, "zone": 7}}
FIRE = {
    "token": "SIA-DCS", "seq": 2,
    "fields": {"code": "FA", "zone": 3, "lon": "018E03.500", "lat": "59N19.700", "verification": "example.invalid"},
}  # fmt: skip
BEAT = {"token": "NULL", "seq": 0}


@pytest.mark.parametrize("way", ["TCP", "UDP"])
@pytest.mark.parametrize("key", list(KEYS))
async def test_its_events_and_link_tests_are_heard_and_answered(way: str, key: str) -> None:
    centre = centre_for(key)
    async with open_door(centre) as door:
        told = await dial(door, way, key, [PRESS, FIRE, BEAT])
    assert told["taken"] == [True, True, True]
    assert [('"*ACK"' if KEYS[key] else '"ACK"') in text for text in told["heard"]] == [True] * 3
    assert '"0000L0#0123[' in told["heard"][2]
    press, fire = centre.intake.signals
    assert (press.kind, press.peripheral, press.lane, press.unit_id) == (Kind.PRESS, "007", Lane.LIFE_SAFETY, UNIT.id)
    assert (fire.kind, fire.detail["latitude"], fire.detail["verification"]) == (
        Kind.FIRE,
        "59.328333",
        "example.invalid",
    )
    assert centre.contact.heard == [UNIT.id] * 3
    assert all(not signal.flags for signal in centre.intake.signals)


async def test_it_is_heard_without_a_line_number() -> None:
    centre = centre_for("plain")
    async with open_door(centre) as door:
        told = await dial(door, "TCP", "plain", [PRESS, BEAT], line=None)
    assert told["taken"] == [True, True]
    assert '"ACK"0001#0123[]' in told["heard"][0]
    assert len(centre.intake.signals) == 1


@pytest.mark.parametrize("way", ["TCP", "UDP"])
@pytest.mark.parametrize("key", ["AES-128", "AES-256"])
async def test_its_wrong_clock_is_raised_first_put_right_by_nak_and_the_resend_is_folded(way: str, key: str) -> None:
    centre = centre_for(key)
    async with open_door(centre) as door:
        told = await dial(door, way, key, [PRESS | {"offset": 3600}])
    assert [text[10:14] if "*" not in text[:12] else text[10:15] for text in told["heard"]] == ['NAK"', '*ACK"']
    (press,) = centre.intake.signals
    assert (press.kind, press.lane) == (Kind.PRESS, Lane.LIFE_SAFETY)
    assert {Flag.CLOCK_WRONG, Flag.REPLAY} <= press.flags
    assert told["taken"] == [True]
    assert abs(told["offset"]) < 5
    # Only the resend, with our time, shows that the unit lives now.
    assert centre.contact.heard == [UNIT.id]


async def test_a_repeat_of_its_message_is_one_press_and_answered_again() -> None:
    centre = centre_for("AES-128")
    async with open_door(centre) as door:
        told = await dial(door, "TCP", "AES-128", [PRESS, PRESS, PRESS | {"seq": 2}])
    assert told["taken"] == [True, True, True]
    assert len(centre.intake.signals) == 2


async def test_its_time_is_kept_as_the_devices_time() -> None:
    centre = centre_for("AES-128")
    async with open_door(centre) as door:
        await dial(door, "TCP", "AES-128", [PRESS])
    told = centre.intake.signals[0].device_at
    assert told is not None
    assert told.tzinfo is UTC
    assert abs(told - SystemClock().now()) < timedelta(seconds=20)
