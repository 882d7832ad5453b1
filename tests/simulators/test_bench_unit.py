"""A unit on the bench: what passes on its wire is heard, lasting things toggle, a cut link says so."""

from __future__ import annotations

from simulators.answer import Kind
from simulators.bench.unit import BenchUnit, Passed, Told
from simulators.dc09_frames import Dialler
from simulators.events import What
from simulators.scaip_messages import Caller
from simulators.target import Protocol
from tests.simulators.receivers import dc09_receiver


async def test_a_press_its_bytes_and_its_answer() -> None:
    heard: list[Passed | Told] = []
    async with dc09_receiver() as (_, target):
        unit = BenchUnit(
            target, Protocol.DC09, "0042", heard.append, dialler=Dialler(account="0042"), caller=Caller(cid="1")
        )
        assert (await unit.do(What.PRESS)).taken
        out, back, told = heard
        assert isinstance(out, Passed)
        assert isinstance(back, Passed)
        assert isinstance(told, Told)
        assert (out.out, back.out, told.what) == (True, False, "press")
        assert b'"ADM-CID"' in out.octets
        assert b'"ACK"' in back.octets
        await unit.close()


async def test_mains_are_pulled_and_put_back() -> None:
    async with dc09_receiver() as (receiver, target):
        unit = BenchUnit(
            target, Protocol.DC09, "0042", lambda news: None, dialler=Dialler(account="0042"), caller=Caller(cid="1")
        )
        await unit.do(What.MAINS)
        assert unit.lasting == {What.MAINS}
        await unit.do(What.MAINS)
        assert unit.lasting == set()
        assert [frame.data.split("|")[1][:4] for frame in receiver.frames] == ["1301", "3301"]
        await unit.close()


async def test_a_cut_link_says_so_and_works_again_when_plugged() -> None:
    async with dc09_receiver() as (receiver, target):
        unit = BenchUnit(
            target, Protocol.DC09, "0042", lambda news: None, dialler=Dialler(account="0042"), caller=Caller(cid="1")
        )
        await unit.cut()
        answer = await unit.do(What.PRESS)
        assert (answer.kind, answer.said) == (Kind.UNREACHABLE, "the link is cut")
        assert receiver.frames == []
        await unit.cut()
        assert (await unit.do(What.PRESS)).taken
        await unit.close()
