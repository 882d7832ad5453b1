"""The program itself, started as people start it."""

from __future__ import annotations

import asyncio
import json
import signal
import sys

import pytest

from protocols.dc09.keys import parse_key
from simulators.cli import main
from simulators.target import Target, Transport
from tests.fakes.loop import turn, until
from tests.simulators.receivers import dc09_receiver
from tests.simulators.scaip_receiver import scaip_receiver

pytestmark = pytest.mark.slow


async def start(*words: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "simulators",
        *words,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def run(*words: str) -> tuple[int, str, str]:
    process = await start(*words)
    out, err = await process.communicate()
    await turn()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


def place(target: Target) -> str:
    return f"{target.host}:{target.port}"


async def test_press() -> None:
    async with dc09_receiver(key=parse_key("text:0123456789abcdef")) as (receiver, target):
        status, out, err = await run("press", "--target", place(target), "--key", "text:0123456789abcdef")
        assert (status, err, len(receiver.frames)) == (0, "", 1)
        assert ": *ACK  " in out


async def test_fleet_stops_cleanly_on_a_signal() -> None:
    async with dc09_receiver(Transport.UDP) as (receiver, target):
        process = await start("fleet", "-n", "50", "--protocol", "dc09", "--beat", "1", "--dc09-port", str(target.port))
        assert process.stdout is not None
        first = (await process.stdout.readline()).decode()
        assert "  sent " in first
        assert "  cpu " in first
        process.send_signal(signal.SIGTERM)
        out, err = await process.communicate()
        assert out.decode().splitlines()[-1].startswith("in all")
        assert (process.returncode, err) == (0, b"")
        assert receiver.frames
        await turn()


async def test_scenario_by_its_name() -> None:
    async with scaip_receiver() as (scaip, other):
        status, out, err = await run("scenario", "nowhere")
        assert (status, out) == (2, "")
        assert "no file nowhere; shipped are backlog" in err
        process = await start("scenario", "eight-presses", "--scaip-port", str(other.port))
        assert process.stdout is not None
        assert (await process.stdout.readline()).decode() == "One person presses eight times: 60 s\n"
        await until(lambda: scaip.documents)
        process.send_signal(signal.SIGINT)
        out_bytes, _ = await process.communicate()
        assert b"taken 1" in out_bytes
        assert process.returncode == 0
        await turn()


async def test_load_prints_json() -> None:
    async with dc09_receiver() as (_, target):
        words = ["load", "--rate", "500", "--seconds", "0.4", "--connections", "4", "--units", "100"]
        status, out, _ = await run(*words, "--target", place(target))
        result = json.loads(out)
        assert (status, result["sent"], result["answered"]) == (0, 200, 200)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["press", "--key", "hex:12"], "this one has 2 hex digits"),
        (["press", "--transport", "tls"], "encrypts by itself"),
        (["press", "--loss", "2"], "share from 0 to 1"),
        (["fleet", "--transport", "tls"], "add --protocol scaip"),
        (["press", "--position", "here"], "wants LAT,LON"),
    ],
)
def test_mistakes_are_told_in_one_line(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    err = capsys.readouterr().err
    assert err.startswith("alarm-sim: ")
    assert says in err
    assert err.count("\n") == 1
