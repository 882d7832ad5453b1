"""What a person sees who presses from a terminal."""

from __future__ import annotations

import argparse
import asyncio
import json

import pytest

from protocols.scaip.documents import MessageResponse
from simulators.cli import _parser
from simulators.cli_unit import run_unit
from simulators.target import Target, Transport
from tests.fakes.loop import until
from tests.simulators.receivers import dc09_receiver
from tests.simulators.scaip_receiver import scaip_receiver


def options(target: Target, *words: str) -> argparse.Namespace:
    return _parser().parse_args([*words, "--target", f"{target.host}:{target.port}"])


async def test_a_press_and_its_answer(capsys: pytest.CaptureFixture[str]) -> None:
    async with dc09_receiver() as (receiver, target):
        status = await run_unit(options(target, "press", "--unit", "1042", "--zone", "7"))
        assert status == 0
        [frame] = receiver.frames
        assert frame.data == "#1042|1101 01 007"
        out = capsys.readouterr().out
        assert out.startswith(f"press 1042 → {target}  {frame.seq}: ACK  ")
        assert out.endswith(" ms\n")


async def test_two_runs_never_look_like_a_repetition() -> None:
    async with dc09_receiver() as (receiver, target):
        for _ in range(6):
            await run_unit(options(target, "press"))
        assert len(set(receiver.seqs)) > 1
        assert {f.account for f in receiver.frames} == {"1000"}


async def test_scaip_says_both_times_and_the_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    async with scaip_receiver() as (receiver, target):
        receiver.judge = lambda d: MessageResponse(ref=d.ref, snu=5, ste="unknown controller")
        words = ["smoke", "--protocol", "scaip", "--register", "--position", "59.33,18.06", "--callback"]
        assert await run_unit(options(target, *words)) == 1
        out = capsys.readouterr().out.splitlines()
        assert out[0] == f"register 90000001 → {target}: 200"
        assert out[1].startswith(f"smoke 90000001 → {target}  {receiver.refs[0]}: 200, snu 5 unknown controller  ")
        assert "(SIP 200 after " in out[1]
        assert out[1].endswith("[refused]")
        document = receiver.documents[0]
        assert (document.cha, document.lge and document.lge.geo) == (1, "59.330000,18.060000")


async def test_json_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    async with dc09_receiver(Transport.UDP) as (_, target):
        words = ["battery", "--transport", "udp", "--json", "--times", "2", "--every", "0.01", "--restored"]
        assert await run_unit(options(target, *words)) == 0
        answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [a["kind"] for a in answers] == ["taken", "taken"]
        assert all(a["said"] == "ACK" and a["ms"] > 0 for a in answers)


async def test_silence_beats_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    async with dc09_receiver() as (receiver, target):
        assert await run_unit(options(target, "silence", "--times", "2", "--every", "0.01")) == 0
        assert [f.token for f in receiver.frames] == ["NULL", "NULL"]
        assert capsys.readouterr().out.splitlines()[-1] == "1000 is silent from now on"


async def test_a_heartbeat_obeys_the_receivers_interval() -> None:
    async with scaip_receiver() as (receiver, target):
        receiver.judge = lambda d: MessageResponse(ref=d.ref, snu=0, hbi=1440)
        words = ["heartbeat", "--protocol", "scaip", "--times", "2", "--every", "0.01"]
        beating = asyncio.ensure_future(run_unit(options(target, *words)))
        await until(lambda: receiver.documents)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(beating, 0.1)
        assert len(receiver.documents) == 1
