"""The verdict (`mrs`) on its way to the unit: a MESSAGE of our own over the right flow (sheet §2.3)."""

from __future__ import annotations

from collections.abc import Callable

from devices.scaip.exchange import Exchange
from devices.scaip.flow import Flows
from devices.scaip.registrar import Registrations
from devices.scaip.transactions import NOBODY, Transactions
from protocols.sip import Flow, NameAddress, Request, SipUri, Via, build_request, new_branch

Delivered = Callable[[], None]
Lost = Callable[[int], None]
_ANYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to


class Verdicts:
    """Sends verdicts and follows them until the unit has answered."""

    def __init__(self, flows: Flows, transactions: Transactions, registrations: Registrations) -> None:
        self._flows = flows
        self._transactions = transactions
        self._registrations = registrations

    def tell(self, exchange: Exchange, body: bytes, content_type: str, delivered: Delivered, lost: Lost) -> None:
        """Send `body` to the unit that sent the request of `exchange`.

        `delivered` is called when the unit answered 2xx, `lost` otherwise, with the status (0: nobody answered).
        The unit repeats its request then, and is told again.
        """
        target, flows = self._way(exchange)
        living = [flow for flow in flows if self._flows.alive(flow)]
        if not living:
            lost(NOBODY)
            return

        def end(status: int) -> None:
            if 200 <= status < 300:
                delivered()
            else:
                lost(status)

        self._transactions.ask(self._message(exchange.request, target, living[0], content_type, body), living, end)

    def _way(self, exchange: Exchange) -> tuple[str, list[Flow]]:
        """Request-URI, and the flows to try in turn.

        A connection that the question just came over is known to live, so it is used. Over UDP the registered
        contact goes first, and each repetition takes the other way, for a NAT that forgot one of them.
        """
        source = exchange.reply
        binding = self._registrations.living(exchange.request)
        if binding is None:
            return _synthetic(exchange.request, source), [source]
        target = str(binding.contact)
        if binding.flow == source:
            return target, [source]
        if source.reliable and self._flows.converses(source):
            return target, [source]
        return target, [binding.flow, source]

    def _message(self, request: Request, target: str, flow: Flow, content_type: str, body: bytes) -> Request:
        host, port = self._flows.here(flow)
        if host in _ANYWHERE:
            host = request.uri.host or host
        branch = new_branch()
        return build_request(
            "MESSAGE",
            target,
            via=Via(flow.transport, _written(host), port, (("rport", None), ("branch", branch))),
            sender=request.recipient.with_tag(branch[-8:]),
            recipient=NameAddress(request.sender.uri),
            call_id=branch[-16:],
            headers=(("Content-Type", content_type),),
            body=body,
        )


def _synthetic(request: Request, flow: Flow) -> str:
    """The address of a unit that never registered: where it spoke from."""
    uri = SipUri(
        "sip", request.sender.uri.user, _written(flow.host), flow.port, (("transport", flow.transport.lower()),)
    )
    return str(uri)


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
