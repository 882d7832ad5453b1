"""Sending through the modem simulator: handed over is one thing, delivered another."""

from __future__ import annotations

import pytest

from alarmd.domain.ports import SendOutcome, SendResult
from simulators.sms_modem.faults import Faults
from simulators.sms_modem.modem import Sent
from tests.fakes.sms import UNIT, Bench, open_bench

NUMBER = "+46701740610"
LONG = "Larm i Kräklinge " * 20


def listen(bench: Bench) -> tuple[list[tuple[str, bool]], list[Sent]]:
    reports: list[tuple[str, bool]] = []
    sent: list[Sent] = []
    bench.door.gateway.report_to(lambda handle, delivered: reports.append((handle, delivered)))
    bench.sim._on_sent = sent.append
    return reports, sent


@pytest.mark.parametrize("text", ["Larm", LONG, "Larm – 🆘"])
async def test_a_text_is_handed_over_and_then_delivered(text: str) -> None:
    async with open_bench() as bench:
        reports, sent = listen(bench)
        result = await bench.door.gateway.send_text(NUMBER, text)
        assert (result.outcome, result.handle) == (SendOutcome.SENT, "sms-1")
        assert "".join(each.submit.text for each in sent) == text
        assert {each.number for each in sent} == {NUMBER}
        await bench.until(lambda: bool(reports))
        assert reports == [("sms-1", True)]
        await bench.empty()


async def test_a_text_that_the_network_gives_up() -> None:
    async with open_bench(faults=Faults(report_status=0x41)) as bench:
        reports, _ = listen(bench)
        await bench.door.gateway.send_text(NUMBER, LONG)
        await bench.until(lambda: bool(reports))
        await bench.empty()
        assert reports == [("sms-1", False)]


@pytest.mark.parametrize("faults", [Faults(lost_reports=True), Faults(report_status=0x30), Faults(report_status=0x01)])
async def test_handed_over_never_means_delivered(faults: Faults) -> None:
    async with open_bench(faults=faults) as bench:
        reports, _ = listen(bench)
        assert (await bench.door.gateway.send_text(NUMBER, "Larm")).outcome is SendOutcome.SENT
        bench.sim.receive(UNIT.address, "SOS")
        await bench.until(lambda: bool(bench.told))
        await bench.empty()
        assert reports == []


@pytest.mark.parametrize(
    ("error", "outcome"), [(38, SendOutcome.RETRY), (500, SendOutcome.RETRY), (1, SendOutcome.REJECTED)]
)
async def test_refusals(error: int, outcome: SendOutcome) -> None:
    async with open_bench(faults=Faults(refuses_sending=error)) as bench:
        assert await bench.door.gateway.send_text(NUMBER, "Larm") == SendResult(outcome, f"cms_error_{error}")


async def test_without_reports_there_is_no_handle() -> None:
    async with open_bench(reports=False) as bench:
        assert await bench.door.gateway.send_text(NUMBER, "Larm") == SendResult(SendOutcome.SENT)


async def test_what_cannot_be_sent_and_a_modem_that_is_away() -> None:
    async with open_bench() as bench:
        gateway = bench.door.gateway
        assert (await gateway.send_text("Karin", "Larm")).outcome is SendOutcome.REJECTED
        bench.sim.restart()
        await bench.until(lambda: not bench.door.modem.is_open)
        assert await gateway.send_text(NUMBER, "Larm") == SendResult(SendOutcome.RETRY, "modem_away")
        await bench.door.close()
        assert await gateway.send_text(NUMBER, "Larm") == SendResult(SendOutcome.RETRY, "modem_away")
