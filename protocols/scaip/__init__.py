"""SCAIP documents (SS 91100:2014): mrq, mrs, their code tables and what they mean; no network, no clock."""

from __future__ import annotations

from protocols.scaip.build import MAX_RESPONSE, build_request, build_response
from protocols.scaip.classify import Classification, EventClass, Override, classify
from protocols.scaip.codes import (
    Kind,
    Text,
    code_text,
    components,
    device_types,
    is_vendor_code,
    locations,
    status_codes,
)
from protocols.scaip.dialects import (
    CONTENT_TYPE,
    DIALECTS,
    SCHEMA_STRICT,
    STANDARD,
    WRAPPED,
    Dialect,
    is_scaip,
)
from protocols.scaip.documents import (
    VERSION,
    Address,
    GeoLocation,
    MessageRequest,
    MessageResponse,
    MessageType,
    Remark,
    RemarkKind,
)
from protocols.scaip.errors import (
    ContentError,
    FormatError,
    MissingElementError,
    MissingReferenceError,
    ScaipError,
    TooLongError,
    VersionError,
)
from protocols.scaip.parse import NO_REFERENCE, Refusal, read_request
from protocols.scaip.parse_response import read_response
from protocols.scaip.position import Position, locate
from protocols.scaip.session import Assembled, MessageKey, PartAssembler, SessionKey, message_key, session_key
from protocols.scaip.status import StatusNumber
from protocols.scaip.verdict import NO_CALLS, AnswerPolicy, not_taken, refused, taken
from protocols.scaip.xml import MAX_BYTES

__all__ = [
    "CONTENT_TYPE",
    "DIALECTS",
    "MAX_BYTES",
    "MAX_RESPONSE",
    "NO_CALLS",
    "NO_REFERENCE",
    "SCHEMA_STRICT",
    "STANDARD",
    "VERSION",
    "WRAPPED",
    "Address",
    "AnswerPolicy",
    "Assembled",
    "Classification",
    "ContentError",
    "Dialect",
    "EventClass",
    "FormatError",
    "GeoLocation",
    "Kind",
    "MessageKey",
    "MessageRequest",
    "MessageResponse",
    "MessageType",
    "MissingElementError",
    "MissingReferenceError",
    "Override",
    "PartAssembler",
    "Position",
    "Refusal",
    "Remark",
    "RemarkKind",
    "ScaipError",
    "SessionKey",
    "StatusNumber",
    "Text",
    "TooLongError",
    "VersionError",
    "build_request",
    "build_response",
    "classify",
    "code_text",
    "components",
    "device_types",
    "is_scaip",
    "is_vendor_code",
    "locate",
    "locations",
    "message_key",
    "not_taken",
    "read_request",
    "read_response",
    "refused",
    "session_key",
    "status_codes",
    "taken",
]
