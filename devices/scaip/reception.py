"""What the SCAIP door does with each thing the SIP codec finds: absorb repetitions, authenticate, hand over, answer.

No sockets here: events come in with the flow they came over, answers leave through `Flows`.
"""

from __future__ import annotations

from alarmd.config import ScaipSettings
from alarmd.domain.signal import Kind, Lane
from devices.arrival import Arrival
from devices.listener import Centre, Hourly, Rejects
from devices.scaip.accounts import PROTOCOL, UnitAccounts
from devices.scaip.authentication import Admitted, Gatekeeper, Refused
from devices.scaip.exchange import Exchange, Heard
from devices.scaip.flow import Flows, reply_address
from devices.scaip.messages import Messages
from devices.scaip.registrar import Registrations
from devices.scaip.transactions import Transactions
from devices.scaip.verdicts import Verdicts
from protocols.scaip import CONTENT_TYPE
from protocols.sip import (
    ALLOWED_METHODS,
    BadMessage,
    Event,
    Flow,
    KeepAlive,
    NotSipError,
    Request,
    Response,
    build_response,
    new_token,
)

_HEARTBEAT = b">PI<"
_ALLOW = ("Allow", ALLOWED_METHODS)
_ABLE = (_ALLOW, ("Accept", CONTENT_TYPE), ("Accept-Encoding", "identity, gzip, deflate"))


class Reception:
    """One SCAIP door's way with SIP messages."""

    def __init__(self, name: str, settings: ScaipSettings, centre: Centre, flows: Flows) -> None:
        self._name = name
        self._centre = centre
        self._flows = flows
        self.rejects = Rejects()
        self._hourly = Hourly()
        self._accounts = UnitAccounts(centre.units)
        self._gatekeeper = Gatekeeper(settings, self._accounts, centre.clock)
        self._transactions = Transactions(flows, centre.clock)
        self._registrations = Registrations(flows, centre.clock)
        verdicts = Verdicts(flows, self._transactions, self._registrations)
        self._messages = Messages(name, settings, centre, self._accounts, verdicts)

    def receive(self, event: Event, flow: Flow) -> bool:
        """Take one thing that came over `flow`; True when it is a request that gets one answer, now or later."""
        if isinstance(event, Request):
            return self._request(event, flow)
        if isinstance(event, Response):
            known = self._transactions.heard(event)
            self._centre.telemetry.count_frame(self._name, "answer" if known else "stray_answer")
        elif isinstance(event, KeepAlive):
            if event.answer:
                self._flows.send(flow, event.answer)
        else:
            self._bad(event, flow)
        return False

    def spares(self, request: Request) -> bool:
        """True for what a source may send however much it sends: events of units we know (promise 5)."""
        return (
            request.method == "MESSAGE"
            and _HEARTBEAT not in request.body
            and self._accounts.unit(request.sender.uri.user) is not None
        )

    @property
    def owed(self) -> int:
        """Requests without their answer yet."""
        return self._transactions.owed

    def lose(self, flow: Flow) -> None:
        """A connection is gone, and what was asked over it alone is not answered any more."""
        self._transactions.lose(flow)

    def tick(self) -> None:
        """Let the timers act; call it about ten times a second."""
        self._transactions.tick()
        self._messages.tick()
        self._registrations.tick()

    def _bad(self, bad: BadMessage, flow: Flow) -> None:
        self._centre.telemetry.count_frame(self._name, "unreadable")
        self.rejects.keep(self._centre.clock.now(), f"{flow.host}:{flow.port}", str(bad.error), bad.raw)
        if self._centre.tracer.is_heard:
            self._centre.tracer.note(self._name, "", "in", bad.raw, f"not SIP: {bad.error}")
        if bad.partial is None or isinstance(bad.error, NotSipError) or bad.partial.method == "ACK":
            return
        self._flows.send(
            self._reply(bad.partial, flow), _answer(bad.partial, bad.error.status, flow, bad.error.headers())
        )

    @staticmethod
    def _reply(request: Request, flow: Flow) -> Flow:
        if flow.reliable:
            return flow
        host, port = reply_address(request.via, flow.host, flow.port)
        return flow if port == flow.port else Flow(flow.transport, host, port)

    def _request(self, request: Request, flow: Flow) -> bool:
        if request.method == "ACK":
            return False
        clock = self._centre.clock
        heard = Heard(flow, clock.now(), clock.monotonic())
        reply = self._reply(request, flow)
        key = self._transactions.begin(request, flow.connection or heard.source, reply)
        if key is None:
            self._centre.telemetry.count_frame(self._name, "repeated")
            return False
        exchange = Exchange(request, heard, reply, key, self._transactions)
        if request.method in ("MESSAGE", "REGISTER"):
            self._authenticate(exchange)
        elif request.method == "OPTIONS":
            exchange.answer(200, _ABLE)
        else:
            self._centre.telemetry.count_frame(self._name, "other_method")
            exchange.answer(405, (_ALLOW,))
        return True

    def _authenticate(self, exchange: Exchange) -> None:
        judgement = self._gatekeeper.judge(exchange.request, exchange.heard.host)
        if isinstance(judgement, Refused):
            return self._refuse(exchange, judgement)
        self._centre.telemetry.count_frame(self._name, "ok")
        if exchange.request.method == "MESSAGE":
            return self._messages.receive(exchange, judgement)
        self._register(exchange, judgement)

    def _refuse(self, exchange: Exchange, refused: Refused) -> None:
        """Ask for credentials, or say no. Wrong ones are counted, and told to technicians when they go on."""
        if self._centre.tracer.is_heard:
            name = exchange.request.sender.uri.user
            self._centre.tracer.note(
                self._name, name, "in", b"", f"{exchange.request.method} refused: {refused.reason}"
            )
        if refused.counted:
            self._centre.telemetry.refused.labels(self._name, "authentication").inc()
        if refused.status == 403 and self._hourly.due((exchange.heard.host,), exchange.heard.monotonic_s):
            self._report(exchange, refused)
        exchange.answer(refused.status, refused.headers)

    def _report(self, exchange: Exchange, refused: Refused) -> None:
        """Somebody guesses, or a unit has the wrong password and cannot raise alarms: a technical incident."""
        heard = exchange.heard
        arrival = Arrival(
            door=self._name,
            source=heard.source,
            address=heard.host,
            unit=None,
            tenant_id=self._centre.tenant_id,
            received_at=heard.at,
            received_s=heard.monotonic_s,
            message_key=f"scaip:refused:{heard.host}",
            raw=b"",
            new_id=self._centre.new_id,
        )
        signal = arrival.signal(
            1,
            Lane.TECHNICAL,
            Kind.SECURITY,
            labels=("Upprepat fel lösenord från en avsändare", "a sender keeps giving wrong credentials"),
            detail={"reason": refused.reason, "from_user": exchange.request.sender.uri.user[:64]},
        )
        self._centre.intake.submit((signal,))

    def _register(self, exchange: Exchange, sender: Admitted) -> None:
        user = exchange.request.recipient.uri.user
        if not self._accounts.speaks_for(sender.name, user):
            self._centre.telemetry.refused.labels(self._name, "register").inc()
            exchange.answer(403)
            return
        unit = self._centre.units.find(PROTOCOL, user)
        if unit is not None:
            self._centre.contact.beat(unit.id)
        exchange.answer(*self._registrations.register(exchange.request, exchange.reply))


def _answer(request: Request, status: int, flow: Flow, headers: tuple[tuple[str, str], ...]) -> bytes:
    """An answer outside any transaction."""
    response = build_response(request, status, source=(flow.host, flow.port), to_tag=new_token(4), headers=headers)
    return bytes(response)
