"""Our own requests are repeated until answered, and given up after 32 s; what we answered is kept as long."""

from __future__ import annotations

import pytest

from devices.scaip.flow import Flows
from devices.scaip.transactions import NOBODY, Transactions
from protocols.sip import Flow, build_response, parse_datagram
from tests.fakes.clock import ManualClock
from tests.unit.sip_samples import message

UDP = Flow("UDP", "192.0.2.10", 5060)
TCP = Flow("TCP", "192.0.2.10", 4000, "tcp-1")


class Bench:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.flows = Flows()
        self.sent: list[tuple[str, bytes]] = []
        self.flows.open_datagrams(lambda octets, peer: self.sent.append((peer[0], octets)), ("198.51.100.5", 5060))
        self.flows.open_stream("tcp-1", lambda octets: self.sent.append(("tcp-1", octets)), ("198.51.100.5", 5060))
        self.transactions = Transactions(self.flows, self.clock)
        self.ends: list[int] = []

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            self.clock.jump(0.1)
            self.transactions.tick()


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_over_udp_it_is_repeated_with_growing_pauses_and_given_up(bench: Bench) -> None:
    bench.transactions.ask(message(), [UDP], bench.ends.append)
    bench.run(31.5)
    assert 10 <= len(bench.sent) <= 11
    assert bench.ends == []
    bench.run(1.0)
    assert bench.ends == [NOBODY]
    assert bench.transactions.waiting == 0


def test_over_tcp_it_is_sent_once(bench: Bench) -> None:
    bench.transactions.ask(message(), [TCP], bench.ends.append)
    bench.run(33)
    assert [where for where, _ in bench.sent] == ["tcp-1"]
    assert bench.ends == [NOBODY]


def test_two_ways_are_tried_in_turn(bench: Bench) -> None:
    bench.transactions.ask(message(), [UDP, TCP], bench.ends.append)
    bench.run(2.0)
    assert [where for where, _ in bench.sent] == ["192.0.2.10", "tcp-1", "192.0.2.10"]


def test_a_way_that_is_gone_is_passed_over(bench: Bench) -> None:
    bench.flows.close_stream("tcp-1")
    bench.transactions.ask(message(), [TCP, UDP], bench.ends.append)
    assert [where for where, _ in bench.sent] == ["192.0.2.10"]
    bench.flows.close_datagrams()
    bench.run(0.7)
    assert bench.ends == [NOBODY]
    bench.transactions.ask(message(branch="z9hG4bK-2"), [UDP], bench.ends.append)
    assert bench.ends == [NOBODY, NOBODY]


@pytest.mark.parametrize("status", [200, 404, 480])
def test_the_first_final_answer_ends_it(bench: Bench, status: int) -> None:
    request = message()
    bench.transactions.ask(request, [UDP], bench.ends.append)
    assert bench.transactions.heard(build_response(request, 100))
    assert bench.ends == []
    assert bench.transactions.heard(build_response(request, status))
    assert bench.ends == [status]
    assert not bench.transactions.heard(build_response(request, status))
    bench.run(40)
    assert bench.ends == [status]


def test_a_repetition_is_answered_as_before_for_32_seconds(bench: Bench) -> None:
    request = message()
    key = bench.transactions.begin(request, "192.0.2.10:5060", UDP)
    assert key is not None
    assert bench.transactions.begin(request, "192.0.2.10:5060", UDP) is None
    assert bench.sent == []
    assert bench.transactions.answer(key, bytes(build_response(request, 200)), UDP)
    bench.clock.jump(31)
    assert bench.transactions.begin(request, "192.0.2.10:5060", UDP) is None
    assert len(bench.sent) == 2
    assert parse_datagram(bench.sent[0][1]) == parse_datagram(bench.sent[1][1])
    bench.clock.jump(2)
    assert bench.transactions.begin(request, "192.0.2.10:5060", UDP) is not None
    assert bench.transactions.begin(request, "192.0.2.99:5060", UDP) is not None


def test_what_was_asked_over_a_connection_alone_goes_with_it(bench: Bench) -> None:
    bench.transactions.ask(message(), [TCP], bench.ends.append)
    bench.transactions.ask(message(branch="z9hG4bK-2"), [TCP, UDP], bench.ends.append)
    bench.flows.close_stream("tcp-1")
    bench.transactions.lose(TCP)
    assert bench.ends == [NOBODY]
    assert bench.transactions.waiting == 1
