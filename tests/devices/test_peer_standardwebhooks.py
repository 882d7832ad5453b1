"""Foreign truth for the webhook door: what the reference library of Standard Webhooks signs is believed."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from tests.devices.webhook_doors import SECRET, UNIT, webhook_door
from tests.fakes.centre import TestCentre

pytestmark = [pytest.mark.peer, pytest.mark.slow]

PEERS_PYTHON = Path(__file__).resolve().parents[2] / ".venv-peers" / "bin" / "python"
SERVICE = """
import sys, urllib.request
from datetime import datetime, timezone
from standardwebhooks import Webhook

url, secret = sys.argv[1:]
for number in (1, 1, 2):
    body = '{"unit": "A1", "event": "fall", "text": "på köksgolvet"}'
    at = datetime.now(timezone.utc)
    headers = {
        "webhook-id": f"msg_{number}",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(f"msg_{number}", at, body),
        "content-type": "application/json",
    }
    print(urllib.request.urlopen(urllib.request.Request(url, body.encode(), headers)).read().decode())
"""


async def test_its_messages_are_stored_and_repeats_folded() -> None:
    centre = TestCentre(UNIT)
    async with webhook_door(centre) as door:
        host, port = door.addresses["http"]
        peer = await asyncio.create_subprocess_exec(
            sys.executable if not PEERS_PYTHON.exists() else str(PEERS_PYTHON), "-c", SERVICE,
            f"http://{host}:{port}/v1/events", SECRET, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        said, _ = await peer.communicate()
        assert [line.split('"')[3] for line in said.decode().splitlines()] == ["stored", "repeated", "stored"]
    assert [(s.kind.value, s.detail["text"], set(s.flags)) for s in centre.intake.signals] == [
        ("fall", "på köksgolvet", set()),
        ("fall", "på köksgolvet", set()),
    ]
