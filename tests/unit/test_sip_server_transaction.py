"""Retransmissions get the stored answer; anything that differs is new."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from protocols.sip import Seen, ServerTransactions, Standing, transaction_key
from protocols.sip.transaction import TIMEOUT
from tests.unit.sip_samples import message

KEY = transaction_key(message(), "udp:192.0.2.10:5060")


def test_r31_a_retransmission_is_absorbed_and_then_answered_again() -> None:
    table = ServerTransactions()
    assert table.begin(KEY, 0.0) == Seen(Standing.NEW)
    assert table.begin(KEY, 0.5) == Seen(Standing.IN_PROGRESS)
    table.complete(KEY, b"200", 1.0, reliable=False)
    assert table.begin(KEY, 32.9) == Seen(Standing.ANSWERED, b"200")
    assert table.next_deadline == 1.0 + TIMEOUT
    assert table.begin(KEY, 33.0) == Seen(Standing.NEW)


def test_r33_a_constant_branch_does_not_hide_the_next_alarm() -> None:
    same = {"branch": "z9hG4bK-0001"}
    base = transaction_key(message(body=b"1", **same), "a")  # type: ignore[arg-type]
    others = [
        transaction_key(message(body=b"2", **same), "a"),  # type: ignore[arg-type]
        transaction_key(message(body=b"1", call_id="c2", **same), "a"),  # type: ignore[arg-type]
        transaction_key(message(body=b"1", cseq=2, **same), "a"),  # type: ignore[arg-type]
        transaction_key(message("OPTIONS", body=b"1", **same), "a"),  # type: ignore[arg-type]
        transaction_key(message(body=b"1", **same), "b"),  # type: ignore[arg-type]
    ]
    assert len({base, *others}) == 6
    assert transaction_key(message(body=b"1", **same), "a") == base  # type: ignore[arg-type]


def test_a_reliable_answer_is_not_kept_and_a_dropped_request_is_new_again() -> None:
    table = ServerTransactions()
    table.begin(KEY, 0.0)
    table.complete(KEY, b"200", 0.1, reliable=True)
    assert len(table) == 0
    table.begin(KEY, 0.2)
    table.forget(KEY)
    assert table.begin(KEY, 0.3).standing is Standing.NEW


def test_one_that_is_never_answered_does_not_stay_for_ever() -> None:
    table = ServerTransactions()
    table.begin(KEY, 0.0)
    table.expire(TIMEOUT)
    assert len(table) == 0
    assert table.next_deadline is None


def test_the_table_is_bounded() -> None:
    table = ServerTransactions(limit=3)
    keys = [transaction_key(message(cseq=n), "a") for n in range(1, 6)]
    for key in keys:
        table.begin(key, 0.0)
    assert len(table) == 3
    assert table.begin(keys[-1], 0.0).standing is Standing.IN_PROGRESS


STEP = st.tuples(st.sampled_from(["begin", "complete", "forget"]), st.integers(0, 3), st.floats(0, 20))


@given(st.lists(STEP, max_size=40))
def test_walks_agree_with_a_plain_model(steps: list[tuple[str, int, float]]) -> None:
    table = ServerTransactions()
    model: dict[int, tuple[float, bytes | None]] = {}
    keys = [transaction_key(message(cseq=n + 1), "a") for n in range(4)]
    now = 0.0
    for step, n, pause in steps:
        now += pause
        model = {k: v for k, v in model.items() if v[0] > now}
        if step == "begin":
            seen = table.begin(keys[n], now)
            if n not in model:
                assert seen.standing is Standing.NEW
                model[n] = now + TIMEOUT, None
            else:
                assert seen.response == (model[n][1] or b"")
                assert seen.standing is (Standing.ANSWERED if model[n][1] else Standing.IN_PROGRESS)
        elif step == "complete" and n in model:
            table.complete(keys[n], b"r", now, reliable=False)
            model[n] = now + TIMEOUT, b"r"
        elif step == "forget":
            table.forget(keys[n])
            model.pop(n, None)
        table.expire(now)
        assert len(table) == len(model)
        assert table.next_deadline == min((v[0] for v in model.values()), default=None)
