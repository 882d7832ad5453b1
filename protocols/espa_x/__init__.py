"""ESPA-X 1.00: a stream to messages, and answers; both ends' own bytes. No IO, no clock of its own."""

from __future__ import annotations

from protocols.espa_x.errors import BadFieldError, EspaXError, HeaderError, InvalidError, MalformedError, PeerError
from protocols.espa_x.message import Message, build, parse
from protocols.espa_x.splitter import Fault, Item, Rejected, Splitter

__all__ = [
    "BadFieldError",
    "EspaXError",
    "Fault",
    "HeaderError",
    "InvalidError",
    "Item",
    "MalformedError",
    "Message",
    "PeerError",
    "Rejected",
    "Splitter",
    "build",
    "parse",
]
