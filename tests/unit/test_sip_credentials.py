"""The texts of challenges and credentials."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.sip import (
    Algorithm,
    Challenge,
    Credentials,
    MalformedMessageError,
    parse_challenge,
    parse_credentials,
)
from protocols.sip.credentials import read_algorithm

TEXT = st.text('aÅ1 ",\\=;', min_size=1, max_size=10)


@given(TEXT, TEXT, st.sampled_from(Algorithm), st.booleans(), st.booleans(), TEXT)
def test_challenges_survive(realm: str, nonce: str, algorithm: Algorithm, qop: bool, stale: bool, opaque: str) -> None:
    challenge = Challenge(realm, nonce, algorithm, qop, stale, opaque)
    assert parse_challenge(str(challenge)) == challenge


@given(TEXT, TEXT, TEXT, st.sampled_from([("", "", ""), ("auth", "00000001", "c n")]))
def test_credentials_survive(username: str, realm: str, nonce: str, qop: tuple[str, str, str]) -> None:
    given_ = Credentials(username, realm, nonce, "sip:h", "0a", "MD5", *qop)
    assert parse_credentials(str(given_)) == given_
    assert repr(given_) == "<Credentials>"


def test_the_form_of_a_challenge() -> None:
    assert (
        str(Challenge("alarmd", "n", stale=True))
        == 'Digest realm="alarmd", nonce="n", stale=true, algorithm=MD5, qop="auth"'
    )


def test_only_digest_with_auth_is_understood() -> None:
    assert parse_challenge('Basic realm="x"') is None
    assert parse_credentials("Basic YTpi") is None
    assert parse_challenge('Digest realm="x", nonce="n", qop="auth-int"') is None
    assert parse_challenge('Digest realm="x", nonce="n", algorithm=MD5-sess') is None
    both = parse_challenge('digest REALM="x",nonce=n,qop="auth-int, auth"')
    assert both is not None
    assert (both.nonce, both.qop, both.algorithm) == ("n", True, Algorithm.MD5)
    assert read_algorithm("sha-256") is Algorithm.SHA256


def test_missing_parameters_are_named() -> None:
    with pytest.raises(MalformedMessageError, match="nonce, response"):
        parse_credentials('Digest username="a", realm="b", uri="c"')
    with pytest.raises(MalformedMessageError):
        parse_challenge('Digest realm="x"')


@given(st.text(max_size=60))
def test_garbage_is_read_or_refused(text: str) -> None:
    for read in (parse_challenge, parse_credentials):
        try:
            read("Digest " + text)
        except MalformedMessageError:
            continue
