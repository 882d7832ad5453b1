"""Digest against the worked examples of RFC 2617 and RFC 7616, and the centre's judgement."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.sip import (
    Algorithm,
    Authenticator,
    Challenge,
    Credentials,
    Nonces,
    Reason,
    answer_challenge,
    ha1,
    parse_challenge,
    parse_credentials,
)
from protocols.sip.digest import expected_response

REALM = "alarmd"
PASSWORD = "s3cret"
STORED = {a: ha1(a, "group7", REALM, PASSWORD) for a in Algorithm}


def _authenticator(lifetime_s: float = 300.0) -> Authenticator:
    return Authenticator(REALM, Nonces(b"key", lifetime_s=lifetime_s))


def _answer(challenge: str, password: str = PASSWORD, count: int = 1) -> str:
    asked = parse_challenge(challenge)
    assert asked is not None
    return answer_challenge(asked, "group7", password, "MESSAGE", "sip:arc", cnonce="0a4f", count=count)


@pytest.mark.parametrize(
    ("algorithm", "realm", "password", "nonce", "cnonce", "response"),
    [
        (
            Algorithm.MD5,
            "testrealm@host.com",
            "Circle Of Life",
            "dcd98b7102dd2f0e8b11d0f600bfb0c093",
            "0a4f113b",
            "6629fae49393a05397450978507c4ef1",
        ),
        (
            Algorithm.MD5,
            "http-auth@example.org",
            "Circle of Life",
            "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
            "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
            "8ca523f5e9506fed4657c9700eebdbec",
        ),
        (
            Algorithm.SHA256,
            "http-auth@example.org",
            "Circle of Life",
            "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
            "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        ),
    ],
    ids=["RFC 2617 3.5", "RFC 7616 3.9.1 MD5", "RFC 7616 3.9.1 SHA-256"],
)
def test_worked_examples(
    algorithm: Algorithm, realm: str, password: str, nonce: str, cnonce: str, response: str
) -> None:
    answer = answer_challenge(
        Challenge(realm, nonce, algorithm), "Mufasa", password, "GET", "/dir/index.html", cnonce=cnonce
    )
    read = parse_credentials(answer)
    assert read is not None
    assert (read.response, read.nc) == (response, "00000001")


def test_the_old_form_without_qop() -> None:
    given_ = Credentials("Mufasa", "testrealm@host.com", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "/dir/index.html", "")
    secret = ha1(Algorithm.MD5, "Mufasa", "testrealm@host.com", "Circle Of Life")
    assert expected_response(secret, Algorithm.MD5, "GET", given_) == "670fd8c2df070c60b045671b8b24ff02"


def test_md5_is_offered_first_and_basic_never() -> None:
    challenges = _authenticator().challenges(0.0)
    assert [c.algorithm for text in challenges if (c := parse_challenge(text))] == [
        Algorithm.MD5,
        Algorithm.SHA256,
    ]
    assert all(text.startswith("Digest ") and 'qop="auth"' in text for text in challenges)


@pytest.mark.parametrize("offer", [0, 1])
def test_r28_right_credentials_are_accepted_once_per_count(offer: int) -> None:
    auth = _authenticator()
    challenge = auth.challenges(0.0)[offer]
    header = _answer(challenge)
    assert auth.username(header) == "group7"
    assert auth.verify(header, "MESSAGE", STORED, 1.0).accepted
    again = auth.verify(header, "MESSAGE", STORED, 1.0)
    assert (again.reason, again.stale, again.suspicious) == (Reason.REPLAYED, True, False)
    assert auth.verify(_answer(challenge, count=2), "MESSAGE", STORED, 2.0).accepted


def test_r28_every_other_answer_is_refused_with_a_reason() -> None:
    auth = _authenticator()
    challenge = auth.challenges(0.0)[0]
    good = _answer(challenge)
    cases = {
        Reason.NONE_GIVEN: auth.verify(None, "MESSAGE", STORED, 1.0),
        Reason.NOT_DIGEST: auth.verify("Basic Z3JvdXA3OnMzY3JldA==", "MESSAGE", STORED, 1.0),
        Reason.UNREADABLE: auth.verify("Digest nonsense", "MESSAGE", STORED, 1.0),
        Reason.WRONG_REALM: auth.verify(good.replace(REALM, "other"), "MESSAGE", STORED, 1.0),
        Reason.WRONG_ALGORITHM: auth.verify(good.replace("MD5", "MD5-sess"), "MESSAGE", STORED, 1.0),
        Reason.WRONG_QOP: auth.verify(good.replace("qop=auth", "qop=auth-int"), "MESSAGE", STORED, 1.0),
        Reason.UNKNOWN_USER: auth.verify(good, "MESSAGE", None, 1.0),
        Reason.WRONG_PASSWORD: auth.verify(_answer(challenge, "guess"), "MESSAGE", STORED, 1.0),
    }
    for reason, verdict in cases.items():
        assert verdict.reason is reason
        assert not verdict.accepted
        assert not verdict.stale
    assert auth.verify(good, "REGISTER", STORED, 1.0).reason is Reason.WRONG_PASSWORD
    assert auth.verify(good.replace("nc=00000001", "nc=x"), "MESSAGE", STORED, 1.0).reason is Reason.WRONG_QOP
    assert auth.verify(good, "MESSAGE", STORED, 1.0).accepted, "a refused try does not spend the count"
    assert not cases[Reason.NONE_GIVEN].suspicious
    assert cases[Reason.WRONG_PASSWORD].suspicious
    assert auth.username("Digest nonsense") == auth.username(None) == auth.username("Basic x") == ""


def test_a_stale_nonce_is_said_only_to_who_knows_the_password() -> None:
    auth = _authenticator(lifetime_s=10)
    challenge = auth.challenges(0.0)[0]
    late = auth.verify(_answer(challenge), "MESSAGE", STORED, 20.0)
    assert (late.reason, late.stale) == (Reason.STALE_NONCE, True)
    assert auth.verify(_answer(challenge, "guess"), "MESSAGE", STORED, 20.0).stale is False
    assert "stale=true" in auth.challenges(20.0, stale=True)[0]
    foreign = Authenticator(REALM, Nonces(b"before the restart")).challenges(19.0)[0]
    assert auth.verify(_answer(foreign), "MESSAGE", STORED, 20.0).reason is Reason.STALE_NONCE


def test_the_form_without_qop_only_where_allowed() -> None:
    auth = _authenticator()
    challenge = auth.challenges(0.0, qop=False)[0]
    header = _answer(challenge)
    assert "qop" not in header
    assert auth.verify(header, "MESSAGE", STORED, 1.0).reason is Reason.WRONG_QOP
    assert auth.verify(header, "MESSAGE", STORED, 1.0, without_qop=True).accepted


@given(st.text(max_size=80))
def test_garbage_is_never_accepted(text: str) -> None:
    assert not _authenticator().verify("Digest " + text, "MESSAGE", STORED, 0.0).accepted
