"""Who is registered where: a table of bindings without a clock (RFC 3261 §10.3).

The flow a REGISTER came over is the real target; the Contact it names is often a private address.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from protocols.sip.errors import IntervalTooBriefError, MalformedMessageError, TooManyContactsError
from protocols.sip.fields import NameAddress, parse_contacts
from protocols.sip.message import Request
from protocols.sip.uri import SipUri


@dataclass(frozen=True, slots=True)
class Flow:
    """Where bytes really come from and can be sent back to.

    `connection` names the TCP or TLS connection and is empty for UDP. `door` names the listening socket.
    """

    transport: str
    host: str
    port: int
    connection: str = ""
    door: str = ""

    @property
    def reliable(self) -> bool:
        """Whether the transport itself repeats what is lost."""
        return self.transport.upper() != "UDP"

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.transport.lower()}:{host}:{self.port}" + (f"#{self.connection}" if self.connection else "")


@dataclass(frozen=True, slots=True)
class Binding:
    """One contact of one address of record, reachable over `flow` until `expires_at`."""

    aor: str
    contact: SipUri
    flow: Flow
    call_id: str
    cseq: int
    registered_at: float
    expires_at: float

    def contact_field(self, now: float) -> tuple[str, str]:
        """The Contact field of the answer, with the seconds that are left."""
        return "Contact", f"<{self.contact}>;expires={max(0, round(self.expires_at - now))}"


def address_of_record(uri: SipUri, default_host: str = "") -> str:
    """`user@host`, host in lower case, no port, no parameters; `default_host` for a From without domain."""
    return f"{uri.user}@{(uri.host or default_host).lower()}"


class Registrar:
    """All bindings, newest first for each address of record. Times are seconds on a monotonic clock.

    Args:
        min_expires_s: shorter wishes are refused with 423; 0 (leaving) is always fine.
        max_expires_s: longer wishes are cut to this: units behind NAT must come back often.
        default_expires_s: when a unit wishes nothing readable.
        max_contacts: for one address of record; the oldest leaves when a new one comes.
    """

    def __init__(
        self,
        *,
        min_expires_s: int = 60,
        max_expires_s: int = 300,
        default_expires_s: int = 300,
        max_contacts: int = 8,
    ) -> None:
        self._min = min_expires_s
        self._max = max_expires_s
        self._default = default_expires_s
        self._max_contacts = max_contacts
        self._bindings: dict[str, list[Binding]] = {}

    def __len__(self) -> int:
        return sum(len(bindings) for bindings in self._bindings.values())

    def register(self, request: Request, aor: str, flow: Flow, now: float) -> tuple[Binding, ...]:
        """Carry out a REGISTER whose sender is known to speak for `aor`; gives what is bound afterwards.

        Without Contact nothing changes (a query). All or nothing: an error leaves the table as it was.

        Raises:
            MalformedMessageError: Contact cannot be read, or `*` comes without Expires 0.
            IntervalTooBriefError: a wish is below the shortest expiry.
            TooManyContactsError: more contacts at once than may be bound.
        """
        contacts = parse_contacts(request.headers.get_all("Contact"))
        wished = _seconds(request.headers.get("Expires"))
        bound = list(self.lookup(aor, now))
        if contacts is None:
            if wished != 0:
                raise MalformedMessageError("Contact * needs Expires 0")
            bound = [b for b in bound if _is_newer(b, request)]
        else:
            if len(contacts) > self._max_contacts:
                raise TooManyContactsError(f"at most {self._max_contacts} contacts")
            granted = [(contact, self._granted(contact, wished)) for contact in contacts]
            for contact, seconds in reversed(granted):
                bound = _with(bound, contact, seconds, Binding(
                    aor, contact.uri, flow, request.call_id, request.cseq.number, now, now + seconds
                ))  # fmt: skip
        self._put(aor, bound[: self._max_contacts])
        return self.lookup(aor, now)

    def _granted(self, contact: NameAddress, wished: int | None) -> int:
        own = _seconds(contact.param("expires"))
        seconds = own if own is not None else wished if wished is not None else self._default
        if 0 < seconds < self._min:
            raise IntervalTooBriefError(self._min)
        return min(seconds, self._max)

    def _put(self, aor: str, bound: list[Binding]) -> None:
        if bound:
            self._bindings[aor] = bound
        else:
            self._bindings.pop(aor, None)

    def lookup(self, aor: str, now: float) -> tuple[Binding, ...]:
        """The living bindings, newest first."""
        return tuple(b for b in self._bindings.get(aor, ()) if b.expires_at > now)

    def drop_connection(self, connection: str) -> tuple[Binding, ...]:
        """Forget what was bound over a connection that is closed; gives what went."""
        return self._keep(lambda binding: binding.flow.connection != connection) if connection else ()

    def expire(self, now: float) -> tuple[Binding, ...]:
        """Forget what is over; gives what went."""
        return self._keep(lambda binding: binding.expires_at > now)

    def _keep(self, wanted: Callable[[Binding], bool]) -> tuple[Binding, ...]:
        gone: list[Binding] = []
        for aor, bound in list(self._bindings.items()):
            left = [b for b in bound if wanted(b)]
            if len(left) != len(bound):
                gone += [b for b in bound if not wanted(b)]
                self._put(aor, left)
        return tuple(gone)

    @property
    def next_deadline(self) -> float | None:
        """When the first binding is over, or None; looks at all of them."""
        return min((b.expires_at for bound in self._bindings.values() for b in bound), default=None)


def _seconds(text: str | None) -> int | None:
    """A readable, whole number of seconds; anything else counts as no wish (RFC 3261 §20.19)."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else None


def _is_newer(binding: Binding, request: Request) -> bool:
    """Whether the binding was made by a later REGISTER of the same unit, which this one may not undo."""
    return binding.call_id == request.call_id and binding.cseq > request.cseq.number


def _with(bound: list[Binding], contact: NameAddress, seconds: int, new: Binding) -> list[Binding]:
    """The bindings with this contact set, renewed or removed.

    A lower CSeq under the same Call-ID may still renew (a unit that restarts begins at 1 again): a binding
    too many costs nothing, one too few costs the verdict. It may not remove.
    """
    key = contact.uri.binding_key
    others = [b for b in bound if b.contact.binding_key != key]
    if seconds > 0:
        return [new, *others]
    late = [b for b in bound if b.contact.binding_key == key and b.call_id == new.call_id and b.cseq > new.cseq]
    return [*late, *others]
