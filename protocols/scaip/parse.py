"""An `mrq` from bytes (sheet §3, §4.6): lenient where a life may hang on it, and never silent.

`read_request` never raises: it gives the request, or a refusal that says what to answer and holds whatever could
be read, since an unreadable message of a known unit is still an alarm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from protocols.scaip.dialects import STANDARD, Dialect
from protocols.scaip.documents import (
    SIP_FROM,
    VERSION,
    Address,
    GeoLocation,
    MessageRequest,
    MessageType,
    Remark,
    RemarkKind,
)
from protocols.scaip.elements import TEXT_LIMITS, geo_tag, request_tag
from protocols.scaip.errors import (
    ContentError,
    FormatError,
    MissingElementError,
    MissingReferenceError,
    ScaipError,
    VersionError,
)
from protocols.scaip.status import StatusNumber
from protocols.scaip.xml import MAX_BYTES, Document, Element, find_text, read_xml

SCHEMES = frozenset({"sip", "sips", "sip-pp", "gsm", "tel", "no-voice"})
NO_REFERENCE = "0"
"""The `ref` of an answer to a request that had none (sheet §4.6)."""

_REF = re.compile(r"[A-Za-z0-9]{1,16}")
_CID = re.compile(r"[0-9]{1,32}")
_VERSION = re.compile(r"0*([0-9]{1,2})\.([0-9]{1,2})")
_LIMITS = {"dty": 9999, "stc": 9999, "dco": 999, "lco": 999, "ico": 999, "ame": 9999, "hbo": 999, "pri": 9, "sco": 3,
           "cha": 1}  # fmt: skip

_CODES = ("sco", "cha", "hbo", "dco", "pri", "lco", "ico", "ame")
_AS_WRITTEN = ("did", "dte", "stt", "lva", "lte", "ite")


@dataclass(frozen=True, slots=True, repr=False)
class Refusal:
    """A request that cannot be taken as it is.

    Attributes:
        error: what is wrong; its `status` is the `snu`.
        ref: for the answer: the sender's, found in the text if need be, else NO_REFERENCE.
        cid: whose it is, as far as it can be read; empty otherwise.
        salvaged: the request with defaults for what was wrong, when ref, cid and dty are there: for showing. It
            is an alarm of unknown kind whatever it says.
    """

    error: ScaipError
    ref: str
    cid: str = ""
    salvaged: MessageRequest | None = None

    @property
    def status(self) -> StatusNumber:
        """The `snu` of the answer."""
        return self.error.status

    def __repr__(self) -> str:
        return f"<Refusal {self.status.name}>"


def read_request(body: bytes, dialect: Dialect = STANDARD, *, max_bytes: int = MAX_BYTES) -> MessageRequest | Refusal:
    """Read an `mrq`; never raises.

    Args:
        body: as received, unpacked.
        dialect: of the sender, if known.
        max_bytes: above it the answer is status 1.
    """
    try:
        document = read_xml(body, max_bytes)
    except ScaipError as error:
        return _unreadable(error, body)
    if document.root not in dialect.request_roots:
        return _unreadable(FormatError("unknown root element"), body)
    return _Reading(document, dialect).request()


def _unreadable(error: ScaipError, body: bytes) -> Refusal:
    return Refusal(error, find_text(body, "ref") or NO_REFERENCE, find_text(body, "cid"))


class _Reading:
    """One pass over the elements; collects the first error and every remark."""

    def __init__(self, document: Document, dialect: Dialect) -> None:
        self._dialect = dialect
        self._remarks: list[Remark] = [] if document.utf8 else [Remark(RemarkKind.NOT_UTF8)]
        self._error: ScaipError | None = None
        self._texts: dict[str, str] = {}
        self._addresses: list[Address] = []
        self._unknown: list[tuple[str, str]] = []
        self._geo: GeoLocation | None = None
        for element in document.elements:
            self._take(element)

    def _remark(self, kind: RemarkKind, tag: str = "") -> None:
        self._remarks.append(Remark(kind, tag))

    def _wrong(self, error: ScaipError) -> None:
        self._error = self._error or error

    def _take(self, element: Element) -> None:
        tag = request_tag(element.name)
        if tag is None:
            self._unknown.append((element.name, element.text))
            if element.name != "mreq":
                self._remark(RemarkKind.UNKNOWN_ELEMENT, element.name[:32])
            return
        if tag != element.name:
            self._remark(RemarkKind.LONG_TAG, tag)
        if tag == "crd":
            self._take_address(element.text)
        elif tag == "lge":
            self._take_geo(element)
        elif tag in self._texts:
            self._remark(RemarkKind.REPEATED, tag)
        elif element.text:
            self._texts[tag] = element.text

    def _take_address(self, text: str) -> None:
        address = Address.read(text)
        if address is None:
            return
        if address.scheme not in SCHEMES:
            self._remark(RemarkKind.UNKNOWN_SCHEME, "crd")
        self._addresses.append(address)

    def _take_geo(self, element: Element) -> None:
        values = {tag: child.text for child in element.children if (tag := geo_tag(child.name))}
        if self._geo is not None:
            self._remark(RemarkKind.REPEATED, "lge")
        elif values:
            self._geo = GeoLocation(**values)

    def request(self) -> MessageRequest | Refusal:
        """The request, or the refusal with the first error in the order of sheet §4.6."""
        ref, cid, dty = self._texts.get("ref", ""), self._cid(), self._code("dty")
        if not ref and not self._dialect.without_ref:
            return Refusal(MissingReferenceError("missing ref"), NO_REFERENCE, cid)
        missing = [tag for tag in ("cid", "dty") if not self._texts.get(tag)]
        if missing:
            return Refusal(MissingElementError("missing " + " ".join(missing)), self._answer_ref(), cid)
        if ref and not _REF.fullmatch(ref):
            self._wrong(ContentError("ref not 1 to 16 letters or digits"))
        if not _CID.fullmatch(cid):
            self._wrong(ContentError("cid not 1 to 32 digits"))
        if dty is None:
            return Refusal(self._error or ContentError("dty not a number"), self._answer_ref(), cid)
        request = self._build(ref, cid, dty)
        if self._error is None:
            return request
        return Refusal(self._error, self._answer_ref(), cid, request)

    def _answer_ref(self) -> str:
        """The sender's ref as far as an answer may carry it: 64 letters and digits at most."""
        ref = re.sub(r"[^A-Za-z0-9]", "", self._texts.get("ref", ""))
        return ref[:64] or NO_REFERENCE

    def _build(self, ref: str, cid: str, dty: int) -> MessageRequest:
        mty, stc = self._message_type(), self._code("stc")
        if "mty" not in self._texts and stc is not None and stc == self._dialect.heartbeat_stc:
            mty = MessageType.HEARTBEAT
        self._check_lengths()
        texts = self._texts
        found: dict[str, Any] = {tag: texts[tag] for tag in _AS_WRITTEN if tag in texts}
        found |= {tag: code for tag in _CODES if tag in texts and (code := self._code(tag)) is not None}
        return MessageRequest(
            ref=ref,
            cid=cid,
            dty=dty,
            ver=self._version(),
            mty=mty,
            crd=tuple(self._addresses) or SIP_FROM,
            stc=stc,
            lge=self._geo,
            unknown=tuple(self._unknown),
            remarks=tuple(self._remarks),
            **found,
        )

    def _cid(self) -> str:
        cid = self._texts.get("cid", "")
        if self._dialect.plus_in_cid and cid.startswith("+"):
            self._remark(RemarkKind.CORRECTED, "cid")
            return cid[1:]
        return cid

    def _code(self, tag: str) -> int | None:
        """A code as integer: leading zeros are optional (sheet §3)."""
        text = self._texts.get(tag)
        if text is None:
            return None
        if not (text.isascii() and text.isdigit()) or len(text) > 16 or int(text) > _LIMITS[tag]:
            self._wrong(ContentError(f"{tag} outside its type"))
            return None
        return int(text)

    def _message_type(self) -> MessageType:
        text = self._texts.get("mty", "ME").upper()
        try:
            return MessageType(text)
        except ValueError:
            self._wrong(ContentError("mty outside its type"))
            return MessageType.MESSAGE

    def _version(self) -> str:
        text = self._texts.get("ver")
        if text is None:
            return VERSION
        match = _VERSION.fullmatch(text)
        if match is None:
            self._wrong(ContentError("ver outside its type"))
            return VERSION
        if int(match.group(1)) != int(VERSION[:2]):
            self._wrong(VersionError("version"))
        elif text > VERSION:
            self._remark(RemarkKind.NEWER_VERSION)
        return f"{int(match.group(1)):02}.{match.group(2):0<2}"

    def _check_lengths(self) -> None:
        for tag, limit in TEXT_LIMITS.items():
            text = getattr(self._geo, tag, "") if tag in ("geo", "tim", "gga") else self._texts.get(tag, "")
            if len(text) > limit:
                self._remark(RemarkKind.OVERLONG, tag)
