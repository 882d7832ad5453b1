"""The two documents of SCAIP as values: `mrq` from the unit, `mrs` back (SS 91100; sheet §3.1, §3.2).

Attributes carry the standard's tag names, so that a trace, the standard and the code read alike. A value equal
to its default is the same as an omitted element.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from protocols.scaip.status import StatusNumber

VERSION = "01.00"
"""The version we speak; a higher minor one is processed all the same."""


_MEDIA = {"sip-pp": "sip", "sips": "sip", "tel": "gsm"}


class MessageType(StrEnum):
    """`mty`: what a request is about."""

    MESSAGE = "ME"
    RESET = "RE"
    INFORMATION = "IN"
    HEARTBEAT = "PI"


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """`crd` or `tnu`: a scheme and an address, which may be empty (`gsm:` = has GSM, number unknown)."""

    scheme: str
    address: str = ""

    @property
    def medium(self) -> str:
        """`sip`, `gsm` or `no-voice`, whatever spelling was used; another scheme as it is."""
        return _MEDIA.get(self.scheme, self.scheme)

    @classmethod
    def read(cls, text: str) -> Address | None:
        """Read `gsm:+46…` or `sip:…`; a bare number or SIP address gets its scheme; None for empty text."""
        scheme, colon, address = text.partition(":")
        if not text:
            return None
        if not colon:
            return cls("sip" if "@" in text else "gsm", text)
        return cls(scheme.strip().lower(), address.strip())

    def __str__(self) -> str:
        return f"{self.scheme}:{self.address}"

    def __repr__(self) -> str:
        return f"<Address {self.scheme}>"


SIP_FROM = (Address("sip"),)
"""Default of `crd`: the address in the SIP From."""


@dataclass(frozen=True, slots=True, repr=False)
class GeoLocation:
    """`lge`: texts as sent; `protocols.scaip.position` reads them."""

    geo: str = ""
    tim: str = ""
    gga: str = ""


class RemarkKind(StrEnum):
    """What was odd about a document that was accepted."""

    OVERLONG = "overlong"
    UNKNOWN_ELEMENT = "unknown element"
    REPEATED = "repeated"
    LONG_TAG = "long tag"
    NOT_UTF8 = "not UTF-8"
    UNKNOWN_SCHEME = "unknown scheme"
    CORRECTED = "corrected"
    NEWER_VERSION = "newer version"


@dataclass(frozen=True, slots=True)
class Remark:
    """One oddity and the tag it was found at; never a value, since values are personal data."""

    kind: RemarkKind
    tag: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.tag}".strip()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MessageRequest:
    """`mrq`. Mandatory: ref, cid, dty. Codes are integers; None is an omitted code.

    Attributes:
        ref: 1 to 16 letters and digits, the same in every repetition; empty only in a dialect without it.
        cid: 1 to 32 digits, the controller's account number.
        dty: device type, 0 to 9999.
        ver: NN.NN.
        sco: 0 single unit, 1 to 3 grouped equipment.
        cha: 0 the unit calls, 1 wants to be called back.
        mty: message, reset, information or heartbeat.
        hbo: 1 when the receiver may set the heartbeat interval.
        did: identity of the device that raised the event.
        dco: device component.
        dte: device text.
        crd: where the caller can be reached, one for each medium.
        stc: status code; None means alarm.
        stt: status text.
        pri: 0 to 9, highest.
        lco: location code.
        lva: number of the area or address.
        lge: position.
        lte: location text.
        ico: information code.
        ite: information text.
        ame: how many further parts follow, 0 to 9999.
        unknown: elements the standard does not name, as (tag, text).
        remarks: what was odd; no part of the content, so not compared.
    """

    ref: str
    cid: str
    dty: int
    ver: str = VERSION
    sco: int = 0
    cha: int = 0
    mty: MessageType = MessageType.MESSAGE
    hbo: int = 0
    did: str = ""
    dco: int | None = None
    dte: str = ""
    crd: tuple[Address, ...] = SIP_FROM
    stc: int | None = None
    stt: str = ""
    pri: int = 0
    lco: int | None = None
    lva: str = ""
    lge: GeoLocation | None = None
    lte: str = ""
    ico: int | None = None
    ite: str = ""
    ame: int = 0
    unknown: tuple[tuple[str, str], ...] = ()
    remarks: tuple[Remark, ...] = field(default=(), compare=False)

    @property
    def wants_no_voice(self) -> bool:
        """Whether a call is impossible or unwanted: only `no-voice:` offered, or `mreq` 4 (sheet §8)."""
        mreq = next((text for tag, text in self.unknown if tag == "mreq"), "") if self.unknown else ""
        return mreq.lstrip("0") == "4" or all(address.medium == "no-voice" for address in self.crd)

    def __repr__(self) -> str:
        return f"<MessageRequest {self.mty} dty={self.dty} stc={self.stc}>"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MessageResponse:
    """`mrs`. Mandatory: ref, snu. None is an omitted element.

    Attributes:
        ref: copied from the request.
        snu: the verdict; 0 to 999, see StatusNumber.
        ste: printable ASCII, at most 128 characters.
        cve: version to use, NN.NN; omitted means 01.00.
        mre: 0 no voice, 1 duplex, 2 we listen, 3 we speak.
        cre: 1 to 60 minutes of callback, 61 call the pre-set receiver, 62 call `tnu`.
        tnu: address to call.
        hbi: heartbeat interval, 1 to 1440 minutes.
        unknown: elements the standard does not name, as (tag, text).
    """

    ref: str
    snu: int
    ste: str = ""
    cve: str | None = None
    mre: int = 0
    cre: int = 61
    tnu: tuple[Address, ...] = ()
    hbi: int | None = None
    unknown: tuple[tuple[str, str], ...] = ()

    @property
    def status(self) -> StatusNumber:
        """The verdict; a number nobody assigned counts as an undefined error."""
        try:
            return StatusNumber(self.snu)
        except ValueError:
            return StatusNumber.UNDEFINED

    def __repr__(self) -> str:
        return f"<MessageResponse snu={self.snu}>"
