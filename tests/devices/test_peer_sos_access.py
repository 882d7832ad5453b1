"""Foreign truth for the SOS Access door: the client sos-access 0.0.8 must be understood and understand us."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from alarmd.config import SosAccessSettings
from alarmd.domain.ports import Verdict
from alarmd.domain.signal import Kind
from devices.stream_door import StreamDoor
from tests.devices.stream_doors import open_stream_door
from tests.fakes.centre import TestCentre
from tests.unit.sos_access_parts import PASSWORD, UNIT

pytestmark = [pytest.mark.peer, pytest.mark.slow, pytest.mark.timeout(60)]

PEERS_PYTHON = Path(__file__).resolve().parents[2] / ".venv-peers" / "bin" / "python"
SETTINGS = SosAccessSettings(tcp="127.0.0.1:0", ping_least_s=0.0)

CLIENT = """
import json, sys
from sos_access.client import SOSAccessClient
ports, password, words = json.loads(sys.argv[1]), sys.argv[2], sys.argv[3:]
second = {"secondary_receiver_address": ("127.0.0.1", ports[1])} if len(ports) > 1 else {"use_single_receiver": True}
client = SOSAccessClient(transmitter_code="4711", transmitter_type="TL001", authentication=password,
                         receiver_id="ARC1", receiver_address=("127.0.0.1", ports[0]), **second)
acts = {
    "alarm": lambda: client.send_alarm("QA", reference="r1", detector="7", detector_text="K\\u00f6k",
                                       additional_info={"Namn": "\\u00d6sten"}),
    "restore": lambda: client.restore_alarm("QA"),
    "ping": client.ping,
    "renew": client.request_new_auth,
}
for word in words:
    try:
        answer = acts[word]()
        print(json.dumps([word, str(answer.status), getattr(answer, "new_authentication", None)]), flush=True)
    except Exception as error:
        print(json.dumps([word, type(error).__name__, None]), flush=True)
"""


async def said(doors: list[StreamDoor[Any]], *words: str, password: str = PASSWORD) -> list[list[Any]]:
    if not PEERS_PYTHON.exists():
        pytest.fail("the foreign peers are not installed: make .venv-peers/.ready", pytrace=False)
    ports = json.dumps([door.addresses["tcp"][1] for door in doors])
    process = await asyncio.create_subprocess_exec(
        str(PEERS_PYTHON), "-W", "ignore", "-c", CLIENT, ports, password, *words,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return [json.loads(line) for line in out.decode().splitlines()]


async def test_everything_it_can_send() -> None:
    centre = TestCentre(UNIT)
    async with open_stream_door(SETTINGS, centre) as door:
        answers = await said([door], "alarm", "restore", "ping", "renew")
    assert [answer[1].rpartition(".")[2] for answer in answers] == ["0"] * 4
    assert len(answers[3][2]) == 15
    press, restore = centre.intake.signals
    assert (press.kind, press.restore, restore.restore) == (Kind.PRESS, False, True)
    assert press.detail["detector_text"] == "Kök"
    assert press.detail["text"].startswith("Namn")
    assert centre.contact.heard == [7] * 4


async def test_a_wrong_password_is_an_error_there_and_an_alarm_here() -> None:
    centre = TestCentre(UNIT)
    async with open_stream_door(SETTINGS, centre) as door:
        ((_, problem, _),) = await said([door], "alarm", password="fel-losenord-12")
    assert "Auth" in problem
    assert Kind.PRESS in [signal.kind for signal in centre.intake.signals]


async def test_it_fails_over_when_we_cannot_store() -> None:
    first, second = TestCentre(UNIT), TestCentre(UNIT)
    first.intake.verdict = Verdict.UNAVAILABLE
    async with open_stream_door(SETTINGS, first) as one, open_stream_door(SETTINGS, second) as two:
        assert len(await said([one, two], "alarm")) == 1
    assert [signal.kind for signal in second.intake.signals] == [Kind.PRESS]
