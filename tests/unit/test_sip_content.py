"""Packed bodies are unpacked within limits."""

from __future__ import annotations

import gzip
import zlib

import pytest

from protocols.sip import decoded_body
from protocols.sip.errors import BodyTooLargeError, MalformedMessageError, UnsupportedEncodingError
from tests.unit.sip_samples import MRQ, message


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("identity", MRQ),
        ("gzip", gzip.compress(MRQ)),
        ("Deflate", zlib.compress(MRQ)),
        ("deflate", _raw_deflate(MRQ)),
    ],
)
def test_unpacked(encoding: str, body: bytes) -> None:
    assert decoded_body(message(body=body, headers=(("Content-Encoding", encoding),))) == MRQ


def test_not_packed_at_all() -> None:
    assert decoded_body(message(body=MRQ)) == MRQ


def test_a_bomb_stops_at_the_limit() -> None:
    body = zlib.compress(b"\0" * 10_000_000)
    with pytest.raises(BodyTooLargeError):
        decoded_body(message(body=body, headers=(("e", "deflate"),)))


def test_unknown_and_broken_packing() -> None:
    with pytest.raises(UnsupportedEncodingError) as caught:
        decoded_body(message(headers=(("e", "br"),)))
    assert caught.value.status == 415
    assert dict(caught.value.headers())["Accept-Encoding"]
    for body in (b"junk", gzip.compress(MRQ)[:30]):
        with pytest.raises(MalformedMessageError):
            decoded_body(message(body=body, headers=(("e", "gzip"),)))
