"""An exchange is answered with its source, once, and remembered."""

from __future__ import annotations

from datetime import UTC, datetime

from devices.scaip.exchange import Exchange, Heard
from devices.scaip.flow import Flows
from devices.scaip.transactions import Transactions
from protocols.sip import Flow, Response, parse_datagram
from tests.fakes.clock import ManualClock
from tests.unit.sip_samples import message


def test_an_answer_names_the_true_source_and_has_a_tag() -> None:
    flows, sent = Flows(), []
    transactions = Transactions(flows, ManualClock())
    flow = Flow("UDP", "203.0.113.9", 40_000)
    heard = Heard(flow, datetime(2026, 3, 2, tzinfo=UTC), 1.0)
    assert (heard.host, heard.source) == ("203.0.113.9", "203.0.113.9:40000")
    key = transactions.begin(message(), heard.source, flow)
    assert key is not None
    exchange = Exchange(message(), heard, flow, key, transactions)
    assert not exchange.answer(200), "nobody to send it"
    flows.open_datagrams(lambda octets, peer: sent.append(octets), ("198.51.100.5", 5060))
    assert exchange.answer(503, (("Retry-After", "5"),))
    response = parse_datagram(sent[0])
    assert isinstance(response, Response)
    assert response.via.param("received") == "203.0.113.9"
    assert response.recipient.tag
    assert response.headers.get("Retry-After") == "5"
