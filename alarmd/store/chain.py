"""The journal's hash chain (DESIGN §6 *Journal*): pure arithmetic on bytes, shared by writing and verifying.

`payload_digest = SHA-256(salt ‖ stored bytes)`, so that a payload can be erased and cannot be guessed from its digest.
`hash = SHA-256(prev_hash ‖ payload_digest ‖ seq ‖ at ‖ tenant ‖ len(kind) ‖ len(ref) ‖ kind ‖ ref)`, with numbers
big-endian: seq, at (microseconds since 1970) and tenant in 8 bytes, the lengths in 4.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

SALT_BYTES = 32
GENESIS = bytes(32)
_FIELDS = struct.Struct(">qqqII")


class Head(NamedTuple):
    """Where the chain ends: the one row of `journal_head`."""

    seq: int
    hash: bytes
    feed_no: int
    epoch: str


class Entry(NamedTuple):
    """What is about to be journalled. `at` is microseconds since 1970; `ref` is `signal:1`, `entry:2`, …."""

    at: int
    tenant_id: int
    kind: str
    ref: str
    payload: bytes


class Page(NamedTuple):
    """Rows for `journal` and `journal_payload`, and the hash the chain ends with."""

    journal: list[tuple[object, ...]]
    payload: list[tuple[object, ...]]
    seq: int
    hash: bytes


def payload_digest(salt: bytes, payload: bytes) -> bytes:
    """Digest of a stored payload under its salt."""
    return sha256(salt + payload).digest()


def link(prev_hash: bytes, digest: bytes, seq: int, at: int, tenant_id: int, kind: str, ref: str) -> bytes:
    """The hash of a journal row."""
    word, name = kind.encode(), ref.encode()
    fields = _FIELDS.pack(seq, at, tenant_id, len(word), len(name))
    return sha256(prev_hash + digest + fields + word + name).digest()


def extend(head: Head, entries: Sequence[Entry]) -> Page:
    """Continue the chain from `head`; the entry with index i gets the number `head.seq + 1 + i`."""
    salts = os.urandom(SALT_BYTES * len(entries))
    seq, previous = head.seq, head.hash
    journal: list[tuple[object, ...]] = []
    payloads: list[tuple[object, ...]] = []
    for index, (at, tenant_id, kind, ref, payload) in enumerate(entries):
        seq += 1
        salt = salts[index * SALT_BYTES : (index + 1) * SALT_BYTES]
        digest = sha256(salt + payload).digest()
        current = link(previous, digest, seq, at, tenant_id, kind, ref)
        journal.append((seq, at, tenant_id, kind, ref, digest, previous, current))
        payloads.append((seq, tenant_id, salt, payload))
        previous = current
    return Page(journal, payloads, seq, previous)
