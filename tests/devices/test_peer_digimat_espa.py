"""Foreign truth for our ESPA blocks: digimat.espa, a pager system, must acknowledge our station's calls.

It splits bytes with text on Python 3, so its block is handed to it decoded; nothing else of it is touched.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
from pathlib import Path

import pytest

from simulators.espa444.station import ControlStation, call_block, spoil_block
from simulators.serial.cable import Cable
from simulators.serial.slips import Slips, SlipSettings
from tests.fakes.serial_line import PseudoTerminal

PEERS_PYTHON = Path(__file__).resolve().parents[2] / ".venv-peers" / "bin" / "python"

PAGER = """
import json, logging, sys, time
from digimat.espa import espa
from digimat.espa.link import LinkSerial

logging.disable(logging.CRITICAL)
decode = espa.MessageServer.decodeBuffer
espa.MessageServer.decodeBuffer = lambda self, octets: decode(self, bytes(octets).decode("latin-1"))
server = espa.Server(LinkSerial("line", sys.argv[1]))
server.start()
print("ready", flush=True)
while True:
    notification = server.getNotification()
    if notification:
        print(json.dumps(notification.data), flush=True)
    time.sleep(0.05)
"""


def has_digimat() -> bool:
    words = [str(PEERS_PYTHON), "-c", "import digimat.espa"]
    return PEERS_PYTHON.exists() and subprocess.run(words, capture_output=True, check=False).returncode == 0


pytestmark = [pytest.mark.peer, pytest.mark.slow, pytest.mark.timeout(60)]


@pytest.fixture(autouse=True)
def digimat_is_there() -> None:
    if not has_digimat():
        pytest.skip("digimat.espa is not among the peers")


async def test_it_acknowledges_our_calls_and_refuses_a_wrong_check_character() -> None:
    with PseudoTerminal() as line:
        pager = await asyncio.create_subprocess_exec(
            str(PEERS_PYTHON), "-c", PAGER, line.url, stdout=asyncio.subprocess.PIPE
        )
        assert pager.stdout is not None
        assert await pager.stdout.readline() == b"ready\n"
        cable = Cable(line.master, lambda: None)
        try:
            for text in ("LARM RUM 7", "Toalett 3", "Temp=41 C; rum #4"):
                station = ControlStation(cable, Slips(SlipSettings(), spoil_block))
                assert (await station.call(call_block("1001", text))).taken
                heard = json.loads(await asyncio.wait_for(pager.stdout.readline(), 5))
                assert (heard["1"], heard["2"], heard["6"]) == ("1001", text, "1")
            spoilt = ControlStation(cable, Slips(SlipSettings(spoilt=1.0), spoil_block))
            outcome = await spoilt.call(call_block("1001", "LARM"))
            assert not outcome.taken
            assert "1 NAK" in outcome.answers
        finally:
            cable.close()
            pager.kill()
            await pager.communicate()
