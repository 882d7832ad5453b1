"""Foreign truth for our DC-09 dialler: pysiaalarm 3.2.2 must understand its frames and be understood."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from protocols.dc09.keys import parse_key
from simulators.answer import Kind
from simulators.clock import wall_now
from simulators.dc09_frames import Dialler, Token
from simulators.dc09_unit import Dc09Unit, Tries
from simulators.events import Event, What
from simulators.faults import FaultSettings
from simulators.target import Target, Transport
from tests.fakes.loop import turn

pytestmark = [pytest.mark.peer, pytest.mark.slow, pytest.mark.timeout(60)]

ROOT = Path(__file__).resolve().parents[2]
PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python"
KEY = "0123456789abcdef"

RECEIVER = """
import asyncio, json, sys
from pysiaalarm import CommunicationsProtocol, SIAAccount
from pysiaalarm.aio import SIAClient

async def heard(event):
    print(json.dumps({"account": event.account, "code": event.code, "type": event.message_type.value,
                      "zone": event.ri, "sequence": event.sequence}), flush=True)

async def main(port, transport):
    accounts = [SIAAccount("1000"), SIAAccount("1001", sys.argv[3])]
    client = SIAClient("127.0.0.1", port, accounts, heard, protocol=CommunicationsProtocol[transport])
    await client.async_start()
    print("ready", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await client.async_stop()

asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
"""


class Peer:
    def __init__(self, process: asyncio.subprocess.Process, target: Target) -> None:
        self.process = process
        self.target = target

    async def line(self) -> str:
        assert self.process.stdout is not None
        async with asyncio.timeout(10):
            return (await self.process.stdout.readline()).decode().strip()

    async def event(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(await self.line())
        return found


async def free_port() -> int:
    server = await asyncio.start_server(lambda r, w: None, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port


@asynccontextmanager
async def pysiaalarm(transport: Transport) -> AsyncIterator[Peer]:
    if not PEERS_PYTHON.exists():
        pytest.fail("the foreign peers are not installed: make .venv-peers/.ready", pytrace=False)
    port = await free_port()
    process = await asyncio.create_subprocess_exec(
        str(PEERS_PYTHON),
        "-O",  # its UDP server asserts a class that asyncio's transports do not have
        "-W",
        "ignore",
        "-c",
        RECEIVER,
        str(port),
        transport.name,
        KEY,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=sys.stderr,
    )
    peer = Peer(process, Target("127.0.0.1", port, transport))
    try:
        assert await peer.line() == "ready"
        yield peer
    finally:
        process.kill()
        await process.wait()
        await turn()


def dialler(encrypted: bool, token: Token = Token.CONTACT_ID) -> Dialler:
    if encrypted:
        return Dialler(account="1001", key=parse_key(f"text:{KEY}"), token=token)
    return Dialler(account="1000", token=token, stamped=True)


@pytest.mark.parametrize("transport", [Transport.TCP, Transport.UDP])
@pytest.mark.parametrize("encrypted", [False, True])
async def test_it_takes_our_frames_plain_and_encrypted(transport: Transport, encrypted: bool) -> None:
    async with pysiaalarm(transport) as peer, Dc09Unit(dialler(encrypted), peer.target) as unit:
        answer = await unit.send(Event(what=What.PRESS, zone="007"))
        assert (answer.kind, answer.said) == (Kind.TAKEN, "*ACK" if encrypted else "ACK")
        heard = await peer.event()
        assert (heard["account"], heard["code"], heard["type"]) == (unit.dialler.account, "QA", "ADM-CID")
        assert heard["sequence"] == answer.message
        beat = await unit.beat()
        assert beat.taken


@pytest.mark.parametrize("encrypted", [False, True])
async def test_it_takes_our_sia_blocks_with_text(encrypted: bool) -> None:
    async with pysiaalarm(Transport.TCP) as peer, Dc09Unit(dialler(encrypted, Token.SIA), peer.target) as unit:
        answer = await unit.send(Event(what=What.SMOKE))
        assert answer.taken
        heard = await peer.event()
        assert (heard["code"], heard["type"]) == ("FA", "SIA-DCS")


async def test_its_nak_sets_our_clock() -> None:
    async with pysiaalarm(Transport.TCP) as peer:
        faults = FaultSettings(clock_skew_s=3600)
        async with Dc09Unit(dialler(True), peer.target, faults=faults, wall=wall_now) as unit:
            answer = await unit.send(Event(what=What.PRESS))
            assert answer.taken
            assert answer.clock_set
            assert abs(unit.clock.skew_s) < 5


async def test_it_does_not_take_a_wrong_key() -> None:
    async with pysiaalarm(Transport.TCP) as peer:
        faults = FaultSettings(wrong_key=True)
        async with Dc09Unit(dialler(True), peer.target, faults=faults, tries=Tries(1, 0.5)) as unit:
            assert not (await unit.send(Event(what=What.PRESS))).taken
