"""PJSIP as the unit: over TLS, with digest, registered or not; it must get its 200 and our verdict."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.devices.scaip.centre import PASSWORD, FakeCentre
from tests.devices.scaip.conftest import OpenDoor

pytestmark = [pytest.mark.peer, pytest.mark.slow, pytest.mark.timeout(60)]
ROOT = Path(__file__).parents[3]
PYTHON = ROOT / ".venv-peers" / "bin" / "python"


@pytest.mark.parametrize("way", ["register", "direct"])
async def test_pjsip_presses_over_tls(
    open_door: OpenDoor, behind: FakeCentre, certificate: tuple[Path, Path], way: str
) -> None:
    door = await open_door(
        tls="127.0.0.1:0", certificate=str(certificate[0]), private_key=str(certificate[1]), challenge=True
    )
    host, port = door.addresses["tls"]
    process = await asyncio.create_subprocess_exec(
        PYTHON, ROOT / "tests" / "devices" / "pjsua_unit.py", host, str(port), certificate[0], "90000001", PASSWORD,
        "90000001", way, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await process.communicate()
    told: list[dict[str, Any]] = [json.loads(line) for line in output.splitlines() if line.startswith(b"{")]
    events = {line["event"]: line for line in told}
    assert process.returncode == 0, output.decode(errors="replace")
    assert events.get("answered", {}).get("code") == 200, output.decode(errors="replace")
    assert events["verdict"]["type"] == "application/scaip+xml"
    assert events["verdict"]["body"] == "<mrs><ref>PJ1</ref><snu>0</snu><mre>1</mre></mrs>"
    assert ("registered" in events) is (way == "register")
    (signal,) = behind.stored
    assert (signal.unit_id, signal.kind) == (1, "press")
    assert behind.intake.answered_ids == [signal.id], "PJSIP answered our verdict with 200"
