"""Who is believed: the three headers of Standard Webhooks, made by its reference library."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.webhook import NotSignedError, Secret, UnusableSecretError, read_envelope, read_secret, sign

# Made by the library standardwebhooks 1.1.0 for Python.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'
HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
AT = datetime(2021, 2, 25, 15, 2, 10, tzinfo=UTC)


def test_the_reference_librarys_signature_is_believed() -> None:
    envelope = read_envelope(HEADERS, BODY, [read_secret(SECRET)])
    assert (envelope.id, envelope.sent_at) == (HEADERS["webhook-id"], AT)


def test_we_sign_as_the_reference_library_does() -> None:
    assert sign(read_secret(SECRET), HEADERS["webhook-id"], AT, BODY) == HEADERS


def test_an_old_and_a_new_secret_are_both_believed() -> None:
    other = Secret(b"x" * 24)
    assert read_envelope(HEADERS, BODY, [other, read_secret(SECRET)]).sent_at == AT
    several = HEADERS | {"webhook-signature": f"v1a,xyz v1,AAAA {HEADERS['webhook-signature']}"}
    assert read_envelope(several, BODY, [read_secret(SECRET)]).sent_at == AT


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": ""},
        {"webhook-id": "x" * 257},
        {"webhook-id": "another"},
        {"webhook-timestamp": "1614265331"},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "9" * 12},
        {"webhook-timestamp": "²"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,%%%"},
        {"webhook-signature": "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
    ],
)
def test_anything_else_is_not(change: dict[str, str]) -> None:
    with pytest.raises(NotSignedError):
        read_envelope(HEADERS | change, BODY, [read_secret(SECRET)])


def test_a_changed_body_is_not_believed() -> None:
    with pytest.raises(NotSignedError):
        read_envelope(HEADERS, BODY + b" ", [read_secret(SECRET)])


@pytest.mark.parametrize(
    "text", ["", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_åäö", "whsec_" + "A" * 100]
)
def test_an_unusable_secret_is_told(text: str) -> None:
    with pytest.raises(UnusableSecretError):
        read_secret(text)


def test_a_secret_is_never_printed() -> None:
    assert "key" not in repr(read_secret(SECRET))


@given(
    st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=256),
    st.integers(0, 253_402_300_799).map(lambda s: datetime.fromtimestamp(s, UTC)),
    st.binary(max_size=200),
    st.binary(min_size=24, max_size=64),
)
def test_what_is_signed_is_believed(identity: str, at: datetime, body: bytes, key: bytes) -> None:
    envelope = read_envelope(sign(Secret(key), identity, at, body), body, [Secret(key)])
    assert envelope.id == identity
    assert envelope.sent_at == at


@given(st.dictionaries(st.sampled_from(list(HEADERS)), st.text(max_size=80)), st.binary(max_size=80))
def test_garbage_is_refused_and_nothing_else_happens(headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(NotSignedError):
        read_envelope(headers, body, [read_secret(SECRET)])
