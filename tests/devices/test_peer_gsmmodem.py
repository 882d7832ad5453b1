"""Foreign truth for our modem simulator: python-gsmmodem-new must come up on it, read from it and send through it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from simulators.sms_modem.modem import Sent
from simulators.sms_modem.terminal import ModemTerminal
from tests.fakes.loop import until

pytestmark = [pytest.mark.peer, pytest.mark.slow, pytest.mark.timeout(60)]

PEERS_PYTHON = Path(__file__).resolve().parents[2] / ".venv-peers" / "bin" / "python"
UNIT, PERSON = "+46701740605", "+46701740610"

# What it reads is printed as one JSON line each; then it sends what the job says and prints what became of that.
CLIENT = """
import json, logging, sys
from gsmmodem.modem import GsmModem

logging.disable(logging.CRITICAL)
job = json.loads(sys.argv[1])

def say(**facts):
    print(json.dumps(facts), flush=True)

def received(sms):
    say(sender=sms.number, text=sms.text, sent=sms.time.isoformat())

modem = GsmModem(job["path"], 9600, smsReceivedCallbackFunc=received)
modem.smsTextMode = False
modem.connect()
say(imei=modem.imei, signal=modem.signalStrength, centre=modem.smsc)
modem.processStoredSms()
say(stored="read")
for text in job["sends"]:
    sms = modem.sendSms(job["to"], text, waitForDeliveryReport=True, deliveryTimeout=10)
    say(sent=text, status=int(sms.status), reference=sms.reference)
sys.stdin.readline()
modem.close()
"""


class Client:
    """The foreign client, running."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def says(self) -> dict[str, Any]:
        """The next thing it says."""
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line and self._process.stderr is not None:
            raise AssertionError((await self._process.stderr.read()).decode())
        told: dict[str, Any] = json.loads(line)
        return told

    async def end(self) -> None:
        """Let it close the port."""
        await self._process.communicate(b"\n")


async def start(terminal: ModemTerminal, *sends: str) -> Client:
    job = json.dumps({"path": terminal.path, "to": PERSON, "sends": list(sends)})
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        str(PEERS_PYTHON), "-W", "ignore", "-c", CLIENT, job, stdin=pipe, stdout=pipe, stderr=pipe
    )
    return Client(process)


async def test_it_comes_up_and_reads_what_we_code() -> None:
    with ModemTerminal() as terminal:
        modem = terminal.modem
        modem.receive(UNIT, "SOS från köket: [1] {2} 10€")
        client = await start(terminal)
        assert await client.says() == {"imei": "350000000000017", "signal": 18, "centre": "+46705008999"}
        stored = await client.says()
        assert (stored["sender"], stored["text"]) == (UNIT, "SOS från köket: [1] {2} 10€")
        assert await client.says() == {"stored": "read"}
        modem.receive(UNIT, "Łódź – hjälp")
        told = await client.says()
        assert (told["sender"], told["text"]) == (UNIT, "Łódź – hjälp")
        await until(lambda: not modem.places)
        await client.end()


async def test_it_sends_and_believes_our_reports() -> None:
    sent: list[Sent] = []
    with ModemTerminal(on_sent=sent.append) as terminal:
        client = await start(terminal, "Larm i Kräklinge", "Larm – 2")
        for _ in range(2):
            await client.says()
        for reference, text in enumerate(("Larm i Kräklinge", "Larm – 2"), 1):
            assert await client.says() == {"sent": text, "status": 1, "reference": reference}
        assert [(each.number, each.submit.text, each.submit.wants_report) for each in sent] == [
            (PERSON, "Larm i Kräklinge", True), (PERSON, "Larm – 2", True),
        ]  # fmt: skip
        await client.end()
