"""The part of SIP (RFC 3261, 3428) that SCAIP travels on: MESSAGE, REGISTER, OPTIONS; no network."""

from __future__ import annotations

from protocols.sip.builder import (
    ALLOWED_METHODS,
    build_request,
    build_response,
    new_branch,
    new_token,
)
from protocols.sip.content import decoded_body
from protocols.sip.credentials import Algorithm, Challenge, Credentials, parse_challenge, parse_credentials
from protocols.sip.digest import Authenticator, AuthVerdict, Reason, answer_challenge, ha1
from protocols.sip.errors import (
    BodyTooLargeError,
    IntervalTooBriefError,
    MalformedMessageError,
    MessageTooLargeError,
    NotSipError,
    SipError,
    TooManyContactsError,
    UnknownTransitionError,
    UnsupportedEncodingError,
    VersionNotSupportedError,
)
from protocols.sip.fields import CSeq, NameAddress, Via, parse_contacts, parse_name_address, parse_via
from protocols.sip.message import Headers, Request, Response
from protocols.sip.nonces import Nonces, NonceState
from protocols.sip.parser import BadMessage, Event, KeepAlive, parse_datagram
from protocols.sip.registrar import Binding, Flow, Registrar, address_of_record
from protocols.sip.server_transaction import (
    Seen,
    ServerTransactions,
    Standing,
    TransactionKey,
    transaction_key,
)
from protocols.sip.stream import StreamSplitter
from protocols.sip.transaction import (
    CLIENT_TRANSITIONS,
    ClientEvent,
    ClientState,
    ClientTransaction,
    ClientTransactions,
    Effect,
)
from protocols.sip.uri import SipUri, parse_uri

__all__ = [
    "ALLOWED_METHODS",
    "CLIENT_TRANSITIONS",
    "Algorithm",
    "AuthVerdict",
    "Authenticator",
    "BadMessage",
    "Binding",
    "BodyTooLargeError",
    "CSeq",
    "Challenge",
    "ClientEvent",
    "ClientState",
    "ClientTransaction",
    "ClientTransactions",
    "Credentials",
    "Effect",
    "Event",
    "Flow",
    "Headers",
    "IntervalTooBriefError",
    "KeepAlive",
    "MalformedMessageError",
    "MessageTooLargeError",
    "NameAddress",
    "NonceState",
    "Nonces",
    "NotSipError",
    "Reason",
    "Registrar",
    "Request",
    "Response",
    "Seen",
    "ServerTransactions",
    "SipError",
    "SipUri",
    "Standing",
    "StreamSplitter",
    "TooManyContactsError",
    "TransactionKey",
    "UnknownTransitionError",
    "UnsupportedEncodingError",
    "VersionNotSupportedError",
    "Via",
    "address_of_record",
    "answer_challenge",
    "build_request",
    "build_response",
    "decoded_body",
    "ha1",
    "new_branch",
    "new_token",
    "parse_challenge",
    "parse_contacts",
    "parse_credentials",
    "parse_datagram",
    "parse_name_address",
    "parse_uri",
    "parse_via",
    "transaction_key",
]
