"""The element names of SCAIP: the short tags, and the long family some units use (FEATURES RX-3)."""

from __future__ import annotations

REQUEST_NAMES = {
    "ref": "reference", "ver": "version", "sco": "systemConfig", "cha": "callHandling", "mty": "messageType",
    "hbo": "heartbeatOptions", "cid": "controllerId", "dty": "deviceType", "did": "deviceId",
    "dco": "deviceComponent", "dte": "deviceText", "crd": "callerId", "stc": "statusCode", "stt": "statusText",
    "pri": "priority", "lco": "locationCode", "lva": "locationValue", "lge": "locationGeo", "lte": "locationText",
    "ico": "infoCode", "ite": "infoText", "ame": "additionalMessage",
}  # fmt: skip
RESPONSE_NAMES = {
    "ref": "reference", "snu": "statusNumber", "ste": "statusText", "cve": "commonVersion", "mre": "mediaReply",
    "cre": "callhandlingReply", "tnu": "transferredNumber", "hbi": "heartbeatInterval",
}  # fmt: skip
GEO_NAMES = {"geo": "geo", "tim": "timeStamp", "gga": "gga"}

TEXT_LIMITS = {"did": 16, "dte": 32, "stt": 32, "lva": 2, "lte": 32, "ite": 128, "geo": 23, "tim": 22, "gga": 82}
"""Longest text, in characters; longer ones are accepted with a remark (sheet §4.6)."""


def _folded(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


_REQUEST_ALIASES = {_folded(long): short for short, long in REQUEST_NAMES.items()} | {s: s for s in REQUEST_NAMES}
_RESPONSE_ALIASES = {_folded(long): short for short, long in RESPONSE_NAMES.items()} | {s: s for s in RESPONSE_NAMES}


def request_tag(name: str) -> str | None:
    """The short tag for any spelling of a request's element (`controllerId`, `controller-id`); None if unknown."""
    return name if name in REQUEST_NAMES else _REQUEST_ALIASES.get(_folded(name))


def response_tag(name: str) -> str | None:
    """The short tag for any spelling of an answer's element; None if unknown."""
    return name if name in RESPONSE_NAMES else _RESPONSE_ALIASES.get(_folded(name))


def geo_tag(name: str) -> str | None:
    """The short tag for a child of `lge`; None if unknown."""
    folded = _folded(name)
    return folded if folded in GEO_NAMES else {"timestamp": "tim"}.get(folded)
