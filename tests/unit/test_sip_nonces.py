"""Nonces are known again without a table, for a time, and each count works once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from protocols.sip import Nonces, NonceState


def test_fresh_then_stale_then_still_stale() -> None:
    nonces = Nonces(b"k", lifetime_s=10)
    nonce = nonces.issue(100.0)
    assert nonces.check(nonce, 110.0) is NonceState.FRESH
    assert nonces.check(nonce, 110.1) is NonceState.STALE
    assert nonces.use(nonce, 1, 111.0) is NonceState.STALE


def test_another_secret_or_a_changed_letter_is_foreign() -> None:
    nonces = Nonces(b"k")
    nonce = nonces.issue(1.0)
    assert Nonces(b"other").check(nonce, 1.0) is NonceState.FOREIGN
    for at in range(0, len(nonce), 5):
        changed = nonce[:at] + ("A" if nonce[at] != "A" else "B") + nonce[at + 1 :]
        assert nonces.check(changed, 1.0) is NonceState.FOREIGN
    for odd in ("", "å", "====", nonce + "AAAA", nonce[:-1]):
        assert nonces.check(odd, 1.0) is NonceState.FOREIGN


def test_two_nonces_of_one_instant_differ() -> None:
    nonces = Nonces(b"k")
    assert nonces.issue(1.0) != nonces.issue(1.0)


@given(st.lists(st.integers(0, 200), max_size=60))
def test_no_count_works_twice(counts: list[int]) -> None:
    nonces = Nonces(b"k")
    nonce = nonces.issue(0.0)
    good: list[int] = []
    for count in counts:
        state = nonces.use(nonce, count, 1.0)
        if state is NonceState.FRESH:
            assert count not in good
            good.append(count)
        else:
            assert state is NonceState.REPLAYED
            assert count in good or count < 1 or count <= max(good) - 64
    assert good == [] or 0 not in good


def test_when_the_table_is_full_old_nonces_turn_stale() -> None:
    nonces = Nonces(b"k", limit=2)
    kept = [nonces.issue(float(n)) for n in range(3)]
    for nonce in kept:
        assert nonces.use(nonce, 1, 3.0) is NonceState.FRESH
    assert nonces.use(kept[0], 1, 3.0) is NonceState.STALE
    assert nonces.use(kept[2], 1, 3.0) is NonceState.REPLAYED


def test_expired_nonces_leave_the_table() -> None:
    nonces = Nonces(b"k", lifetime_s=10)
    nonces.use(nonces.issue(0.0), 1, 1.0)
    nonces.use(nonces.issue(20.0), 1, 20.0)
    assert len(nonces._counts) == 1
