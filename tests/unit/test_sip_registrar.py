"""Bindings: newest first, the real source as target, gone when their time is over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.sip import Binding, Flow, Registrar, address_of_record, parse_uri
from protocols.sip.errors import IntervalTooBriefError, MalformedMessageError, TooManyContactsError
from tests.unit.sip_samples import message

AOR = "90000001@arc.example.com"
HOME = Flow("UDP", "192.0.2.10", 5060)
AWAY = Flow("TCP", "198.51.100.7", 40001, connection="c17")


def put(
    registrar: Registrar,
    contact: str | None,
    expires: str | None = "120",
    *,
    flow: Flow = HOME,
    now: float = 0.0,
    cseq: int = 1,
    call_id: str = "c",
) -> tuple[Binding, ...]:
    headers = [("Contact", contact)] if contact else []
    headers += [("Expires", expires)] if expires is not None else []
    request = message("REGISTER", cseq=cseq, call_id=call_id, headers=tuple(headers))
    return registrar.register(request, AOR, flow, now)


def test_r29_a_new_address_comes_first() -> None:
    registrar = Registrar()
    put(registrar, "<sip:90000001@10.0.0.2:5060>")
    put(registrar, "<sip:90000001@10.9.9.9:5060>", flow=AWAY, now=5.0, call_id="d")
    newest, older = registrar.lookup(AOR, 6.0)
    assert (newest.flow, older.flow) == (AWAY, HOME)
    assert newest.contact_field(6.0) == ("Contact", "<sip:90000001@10.9.9.9:5060>;expires=119")


def test_r29_the_same_contact_from_a_new_source_moves() -> None:
    registrar = Registrar()
    put(registrar, "<sip:a@10.0.0.2>")
    (binding,) = put(registrar, "<sip:A@10.0.0.2>;q=0.1, <sip:a@10.0.0.2>;q=0.9", flow=AWAY, now=50.0, cseq=1)[1:]
    assert (binding.flow, binding.expires_at) == (AWAY, 170.0)
    assert len(registrar) == 2


def test_expiry_is_exact_and_never_longer_than_offered() -> None:
    registrar = Registrar(min_expires_s=60, max_expires_s=300)
    put(registrar, "<sip:a@h>", "86400")
    assert registrar.next_deadline == 300.0
    assert registrar.lookup(AOR, 299.9)
    assert registrar.lookup(AOR, 300.0) == ()
    assert len(registrar.expire(300.0)) == 1
    assert registrar.next_deadline is None
    assert len(registrar) == 0


@pytest.mark.parametrize(
    ("contact", "expires", "seconds"),
    [
        ("<sip:a@h>;expires=90", "120", 90),
        ("<sip:a@h>;expires=junk", "120", 120),
        ("<sip:a@h>", None, 200),
        ("<sip:a@h>", "-1", 200),
    ],
)
def test_whose_wish_counts(contact: str, expires: str | None, seconds: int) -> None:
    (binding,) = put(Registrar(default_expires_s=200), contact, expires)
    assert binding.expires_at == seconds


def test_too_brief_is_423_and_changes_nothing() -> None:
    registrar = Registrar()
    put(registrar, "<sip:a@h>")
    with pytest.raises(IntervalTooBriefError) as caught:
        put(registrar, "<sip:b@h>, <sip:c@h>;expires=10")
    assert (caught.value.status, caught.value.headers()) == (423, (("Min-Expires", "60"),))
    assert len(registrar) == 1


def test_leaving_one_all_or_asking_only() -> None:
    registrar = Registrar()
    put(registrar, "<sip:a@h>, <sip:b@h>, <sip:c@h>")
    assert [str(b.contact) for b in registrar.lookup(AOR, 0.0)] == ["sip:a@h", "sip:b@h", "sip:c@h"]
    assert len(put(registrar, None, None)) == 3
    assert len(put(registrar, "<sip:b@h>", "0", cseq=2)) == 2
    with pytest.raises(MalformedMessageError):
        put(registrar, "*", "60")
    assert put(registrar, "*", "0", cseq=3) == ()
    assert len(registrar) == 0


def test_a_late_datagram_cannot_remove_a_newer_binding_but_a_restart_can_renew() -> None:
    registrar = Registrar()
    put(registrar, "<sip:a@h>", cseq=9)
    assert len(put(registrar, "<sip:a@h>", "0", cseq=8)) == 1
    assert len(put(registrar, "*", "0", cseq=8)) == 1
    (renewed,) = put(registrar, "<sip:a@h>", cseq=1, now=10.0)
    assert (renewed.cseq, renewed.expires_at) == (1, 130.0)


def test_bounds_and_closed_connections() -> None:
    registrar = Registrar(max_contacts=2)
    with pytest.raises(TooManyContactsError):
        put(registrar, "<sip:a@h>, <sip:b@h>, <sip:c@h>")
    for user in "abc":
        put(registrar, f"<sip:{user}@h>", flow=AWAY if user == "c" else HOME)
    assert [b.contact.user for b in registrar.lookup(AOR, 0.0)] == ["c", "b"]
    assert registrar.drop_connection("") == ()
    assert [b.contact.user for b in registrar.drop_connection("c17")] == ["c"]
    assert len(registrar) == 1


def test_addresses_of_record() -> None:
    assert address_of_record(parse_uri("sip:90000001@ARC.example.com:5060;x=1")) == AOR
    assert address_of_record(parse_uri("sip:90000001@"), "arc.example.com") == AOR
    assert str(Flow("TLS", "2001:db8::1", 5061, "c1")) == "tls:[2001:db8::1]:5061#c1"
    assert AWAY.reliable
    assert not HOME.reliable


STEP = st.tuples(st.sampled_from("abc"), st.sampled_from([0, 60, 100, 300]), st.floats(0, 200))


@given(st.lists(STEP, max_size=30))
def test_walks_agree_with_a_plain_model(steps: list[tuple[str, int, float]]) -> None:
    registrar = Registrar()
    model: dict[str, float] = {}
    now = 0.0
    for n, (user, expires, pause) in enumerate(steps):
        now += pause
        put(registrar, f"<sip:{user}@h>", str(expires), now=now, cseq=n + 1)
        model.pop(user, None)
        if expires:
            model[user] = now + expires
        registrar.expire(now)
        model = {u: at for u, at in model.items() if at > now}
        bound = registrar.lookup(AOR, now)
        assert [(b.contact.user, b.expires_at) for b in bound] == list(model.items())[::-1]
