"""IPA 1.0 draft: a stream to messages and acknowledgements; both ends' own bytes. No IO, no clock."""

from __future__ import annotations

from protocols.ipa.errors import IpaError, PeerError
from protocols.ipa.message import Ack, Alarm, Heartbeat, Location, Message, Qualifier, TextMessage, build, parse
from protocols.ipa.splitter import Fault, Item, Rejected, Splitter

__all__ = [
    "Ack",
    "Alarm",
    "Fault",
    "Heartbeat",
    "IpaError",
    "Item",
    "Location",
    "Message",
    "PeerError",
    "Qualifier",
    "Rejected",
    "Splitter",
    "TextMessage",
    "build",
    "parse",
]
