"""An event as the SCAIP document and the SIP message a unit would send for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from protocols.scaip.build import build_request
from protocols.scaip.documents import Address, GeoLocation, MessageRequest, MessageType
from simulators.events import Event, What
from simulators.sip_auth import Account
from simulators.sip_line import Message, address

CONTENT_TYPE = "application/scaip+xml"
NO_VOICE = (Address("no-voice"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """How one unit presents itself.

    Attributes:
        cid: controller id, digits. user: the SIP user, the cid unless it differs. account: for digest.
        domain: of its address of record; the receiver's host unless given. receiver: user of the receiver.
        callback: the unit wants to be called (`cha` 1) instead of calling.
        interval_free: the receiver may set the heartbeat interval (`hbo` 001).
    """

    cid: str
    user: str = ""
    account: Account | None = None
    domain: str = ""
    receiver: str = "alarm"
    callback: bool = False
    interval_free: bool = True

    @property
    def name(self) -> str:
        """The SIP user it is known by."""
        return self.user or self.cid

    def document(self, event: Event, ref: str, kind: MessageType = MessageType.MESSAGE, parts_left: int = 0) -> bytes:
        """The `mrq` for an event (SS 91100 table 3.1); `parts_left` is `ame`."""
        heartbeat = event.what is What.HEARTBEAT
        codes = event.codes
        reset = kind is MessageType.RESET
        return build_request(
            MessageRequest(
                ref=ref,
                mty=MessageType.HEARTBEAT if heartbeat else kind,
                hbo=1 if heartbeat and self.interval_free else 0,
                cha=1 if self.callback and codes.voice else 0,
                cid=self.cid,
                dty=codes.device_type,
                did="" if heartbeat or reset else event.zone.lstrip("0"),
                dte=event.text[:32] or codes.text,
                crd=self._reached_at() if codes.voice else NO_VOICE,
                stc=None if heartbeat or reset else codes.status_restored if event.restored else codes.status,
                pri=codes.priority,
                lge=_location(event),
                lco=34 if event.position else None,
                lte=event.room[:32],
                ame=parts_left,
            )
        )

    def _reached_at(self) -> tuple[Address, ...]:
        return (Address("sip", f"{self.name}@{self.domain}" if self.domain else ""),)

    def message(self, body: bytes, host: str) -> Message:
        """The MESSAGE that carries a document to the receiver."""
        domain = self.domain or host
        receiver = address(self.receiver, host)
        return Message(
            "MESSAGE",
            str(receiver.uri),
            address(self.name, domain),
            receiver,
            (("Content-Type", CONTENT_TYPE), ("User-Agent", "alarm-sim")),
            body,
        )

    def registration(self, host: str, contact: tuple[str, int], transport: str, expires_s: int) -> Message:
        """The REGISTER that tells the receiver where verdicts for this unit go (RFC 3261 §10.2)."""
        domain = self.domain or host
        own = address(self.name, domain)
        where = address(self.name, *contact, transport=transport)
        headers = (("Contact", str(where)), ("Expires", str(expires_s)), ("User-Agent", "alarm-sim"))
        return Message("REGISTER", str(address("", domain).uri), own, own, headers)


def _location(event: Event) -> GeoLocation | None:
    if event.position is None and event.happened_at is None:
        return None
    geo = "{:.6f},{:.6f}".format(*event.position) if event.position else ""
    at = event.happened_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00") if event.happened_at else ""
    return GeoLocation(geo=geo, tim=at)
