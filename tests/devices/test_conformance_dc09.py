"""Our own DC-09 door under the receiver's suite; and receivers that do wrong are found out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from protocols.dc09 import Frame, Splitter, build, parse_key
from simulators.conformance import dc09
from simulators.conformance.dc09 import Dc09Suite
from simulators.conformance.report import Outcome, Result, conforms, try_case
from simulators.target import Target, Transport
from tests.devices.dc09_doors import UNIT, open_door
from tests.fakes.centre import TestCentre
from tests.fakes.clock import settle

KEY = "hex:" + "0123456789abcdef" * 2


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dc09, "SILENCE_S", 0.05)
    monkeypatch.setattr(dc09, "ANSWER_S", 0.3)


async def outcomes(suite: Dc09Suite) -> dict[str, Outcome]:
    return {case.id: await try_case(case) for case in suite.cases()}


@pytest.mark.parametrize("way", [Transport.TCP, Transport.UDP])
async def test_our_own_door_does_all_that_is_asked(way: Transport) -> None:
    centre = TestCentre(replace(UNIT, settings={"key": KEY}))
    async with open_door(centre) as door:
        found = await outcomes(Dc09Suite(Target(*door.addresses[way.value], way), UNIT.address, parse_key(KEY)))
    assert conforms(list(found.values())), {o.id: o.observed for o in found.values() if o.result is Result.FAILED}
    skipped = {o.id for o in found.values() if o.result is Result.SKIPPED}
    assert skipped == ({"after-bad", "glued", "split"} if way is Transport.UDP else set())


async def test_without_a_key_the_encrypted_cases_are_skipped() -> None:
    async with open_door(TestCentre(UNIT)) as door:
        found = await outcomes(Dc09Suite(Target(*door.addresses["tcp"]), UNIT.address))
    assert {o.id for o in found.values() if o.result is Result.SKIPPED} == {
        "encrypted", "old-clock", "wrong-key", "plain-despite-key",
    }  # fmt: skip


@asynccontextmanager
async def receiver(answer: Callable[[Frame], bytes]) -> AsyncIterator[Target]:
    """A receiver that says what `answer` says to each frame."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        splitter = Splitter()
        while octets := await reader.read(4096):
            for item in splitter.feed(octets):
                if isinstance(item, Frame):
                    writer.write(answer(item))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield Target(*server.sockets[0].getsockname()[:2])
        await settle()


@pytest.mark.slow
async def test_a_silent_receiver_fails() -> None:
    async with receiver(lambda frame: b"") as target:
        found = await outcomes(Dc09Suite(target, "0123"))
    assert not conforms(list(found.values()))
    assert found["link-test"].observed == "0 of 1 answers within 0.3 s"
    assert found["bad-crc"].result is Result.PASSED


async def test_a_receiver_that_names_another_account_is_found_out() -> None:
    async with receiver(lambda frame: build("ACK", frame.seq, "9999")) as target:
        found = await outcomes(Dc09Suite(target, "0123"))
    assert found["contact-id"].result is Result.FAILED
    assert "'9999'" in found["contact-id"].observed


async def test_nobody_there_is_a_failure_and_no_crash() -> None:
    found = await outcomes(Dc09Suite(Target("127.0.0.1", 1), "0123"))
    assert {o.result for o in found.values()} == {Result.FAILED, Result.SKIPPED}
