"""The unit's side of digest, judged by the centre's side."""

from __future__ import annotations

import pytest

from protocols.sip.digest import Algorithm, Authenticator, ha1
from protocols.sip.message import Headers, Response
from protocols.sip.nonces import Nonces
from simulators.sip_auth import Account, Authorization

STORED = {a: ha1(a, "group", "alarm", "secret") for a in Algorithm}
URI = "sip:alarm@127.0.0.1"


def challenge(authenticator: Authenticator, now: float = 0.0, *, stale: bool = False, status: int = 401) -> Response:
    name = "WWW-Authenticate" if status == 401 else "Proxy-Authenticate"
    return Response(status, "", Headers((name, t) for t in authenticator.challenges(now, stale=stale)))


@pytest.mark.parametrize("algorithms", [(Algorithm.MD5, Algorithm.SHA256), (Algorithm.SHA256,)])
def test_every_count_is_accepted_once(algorithms: tuple[Algorithm, ...]) -> None:
    centre = Authenticator("alarm", Nonces(b"0" * 32), algorithms)
    unit = Authorization(Account("group", "secret"))
    assert unit.headers("MESSAGE", URI) == ()
    assert unit.challenged(challenge(centre))
    for _ in range(3):
        [(name, value)] = unit.headers("MESSAGE", URI)
        assert name == "Authorization"
        assert centre.verify(value, "MESSAGE", STORED, 1.0).accepted
        assert not centre.verify(value, "MESSAGE", STORED, 1.0).accepted


def test_a_proxy_is_answered_in_its_own_field_and_a_stale_nonce_is_known() -> None:
    centre = Authenticator("alarm", Nonces(b"0" * 32))
    unit = Authorization(Account("group", "secret"))
    assert not unit.stale
    assert unit.challenged(challenge(centre, stale=True, status=407))
    assert unit.stale
    assert unit.headers("REGISTER", URI)[0][0] == "Proxy-Authorization"


@pytest.mark.parametrize(
    "response",
    [
        Response(200, "OK", Headers()),
        Response(401, "", Headers()),
        Response(401, "", Headers([("WWW-Authenticate", 'Basic realm="alarm"')])),
        Response(401, "", Headers([("WWW-Authenticate", "Digest nonce=only")])),
        Response(401, "", Headers([("WWW-Authenticate", 'Digest realm="a", nonce="b", algorithm=MD4')])),
    ],
)
def test_what_is_no_challenge_we_speak_is_left(response: Response) -> None:
    unit = Authorization(Account("group", "secret"))
    assert not unit.challenged(response)
    assert unit.headers("MESSAGE", URI) == ()
