"""REGISTER at our door (sheet §2.5): which address of record is reached over which flow."""

from __future__ import annotations

from alarmd.domain.ports import Clock
from devices.scaip.flow import Flows
from protocols.sip import (
    Binding,
    Flow,
    MalformedMessageError,
    Registrar,
    Request,
    SipError,
    address_of_record,
    parse_contacts,
)

SWEEP_EVERY_S = 30.0


class Registrations:
    """The registrar on our flows and clock."""

    def __init__(self, flows: Flows, clock: Clock) -> None:
        self._flows = flows
        self._clock = clock
        self._registrar = Registrar()
        self._sweep_at = clock.monotonic() + SWEEP_EVERY_S

    def register(self, request: Request, flow: Flow) -> tuple[int, tuple[tuple[str, str], ...]]:
        """Carry out a REGISTER whose sender may do so; gives status and header fields of the answer."""
        now = self._clock.monotonic()
        aor = address_of_record(request.recipient.uri, request.sender.uri.host)
        try:
            bindings = self._registrar.register(request, aor, contact_flow(request, flow), now)
        except SipError as error:
            return error.status, error.headers()
        return 200, tuple(binding.contact_field(now) for binding in bindings)

    def living(self, request: Request) -> Binding | None:
        """The newest binding of the sender of a MESSAGE whose flow still lives; None when it never registered."""
        if not len(self._registrar):
            return None
        aor = address_of_record(request.sender.uri, request.recipient.uri.host)
        for binding in self._registrar.lookup(aor, self._clock.monotonic()):
            if self._flows.alive(binding.flow):
                return binding
        return None

    def tick(self) -> None:
        """Forget now and then what is over."""
        now = self._clock.monotonic()
        if now >= self._sweep_at:
            self._sweep_at = now + SWEEP_EVERY_S
            self._registrar.expire(now)


def contact_flow(request: Request, flow: Flow) -> Flow:
    """Where a registered unit is reached: over what it came from, but a unit without NAT at the port it names."""
    if flow.reliable:
        return flow
    try:
        contacts = parse_contacts(request.headers.get_all("Contact"))
    except MalformedMessageError:
        return flow
    if contacts and contacts[0].uri.host.strip("[]") == flow.host and 0 < contacts[0].uri.effective_port < 65_536:
        return Flow(flow.transport, flow.host, contacts[0].uri.effective_port)
    return flow
