"""SIPp as the unit: its own SIP, over UDP and TCP, with and without digest, must be understood and understand us."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from devices.scaip.listener import ScaipDoor
from tests.devices.scaip.centre import PASSWORD, FakeCentre, credentials
from tests.devices.scaip.conftest import OpenDoor
from tests.fakes.loop import until

pytestmark = [pytest.mark.peer, pytest.mark.slow, pytest.mark.timeout(60)]
SCENARIOS = Path(__file__).parent.parent / "sipp"
CALLS = 30
WAYS = {"udp": "u1", "tcp": "t1"}


async def sipp(door: ScaipDoor, way: str, scenario: str, folder: Path, *, verdicts: bool = True) -> None:
    """Run a scenario CALLS times; the verdicts come outside its calls, to a scenario of their own."""
    program = shutil.which("sipp")
    assert program, "sipp is missing: apt-get install sip-tester"
    users = folder / "users.csv"
    lines = [f"{90_000_001 + i};[authentication username={90_000_001 + i} password={PASSWORD}]" for i in range(CALLS)]
    users.write_text("SEQUENTIAL\n" + "\n".join(lines) + "\n")
    host, port = door.addresses[way]
    extra = ["-oocsf", str(SCENARIOS / "verdict.xml")] if verdicts else []
    process = await asyncio.create_subprocess_exec(
        program, f"{host}:{port}", "-sf", str(SCENARIOS / scenario), *extra, "-inf", str(users), "-t", WAYS[way],
        "-i", "127.0.0.1", "-m", str(CALLS), "-r", "30", "-nostdin", "-timeout", "20", "-timeout_error",
        "-d", "1000", "-deadcall_wait", "0",
        cwd=folder, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode(errors="replace")[-2000:]


def people(behind: FakeCentre) -> None:
    for number in range(90_000_001, 90_000_001 + CALLS):
        behind.units.add(str(number), **credentials(str(number)))


async def all_answered(behind: FakeCentre) -> None:
    await until(lambda: len(behind.intake.answered_ids) >= CALLS)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("challenge", [False, True])
async def test_sipp_presses_and_hears_the_verdict(
    open_door: OpenDoor, behind: FakeCentre, tmp_path: Path, way: str, challenge: bool
) -> None:
    people(behind)
    door = await open_door(tcp="127.0.0.1:0", challenge=challenge)
    await sipp(door, way, "press_digest.xml" if challenge else "press.xml", tmp_path)
    await all_answered(behind)
    assert sorted(s.address for s in behind.stored) == [str(90_000_001 + i) for i in range(CALLS)]
    assert {s.id for s in behind.stored} == set(behind.intake.answered_ids)


@pytest.mark.parametrize("way", WAYS)
async def test_sipp_registers(open_door: OpenDoor, behind: FakeCentre, tmp_path: Path, way: str) -> None:
    people(behind)
    door = await open_door(tcp="127.0.0.1:0", challenge=True)
    await sipp(door, way, "register_digest.xml", tmp_path, verdicts=False)
    assert len(behind.contact.heard) == CALLS
