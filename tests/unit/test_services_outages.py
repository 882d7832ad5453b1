"""An outage begins, absorbs, ends, and leaves those that are lost for reasons of their own."""

from __future__ import annotations

from alarmd.domain.outage import Standing
from alarmd.services.outages import Loss, Outages, Return
from tests.fakes.clock import START
from tests.fakes.signals import unit


def test_an_outage_from_its_first_unit_to_its_last() -> None:
    outages = Outages()
    units = [unit(n) for n in range(1, 41)]
    losses = [outages.lost(one, 100.0 + n, 10_000) for n, one in enumerate(units[:21])]
    assert [loss.is_part for loss in losses] == [False] * 20 + [True]
    assert losses[-1].swallowed == tuple(range(1, 21))
    assert outages.lost(units[30], 200.0, 10_000) == Loss(True)
    assert outages.holds(units[0])
    assert not outages.holds(units[39])
    back = [outages.back(one) for one in [*units[:19], units[30]]]
    assert all(b == Return(True) for b in back[:19])
    assert back[19] == Return(True, True, (20, 21))
    assert outages.back(units[19]) == Return(False)


def test_losses_that_lie_apart_are_none() -> None:
    outages = Outages()
    assert not any(outages.lost(unit(n), 301.0 * n, 10_000).is_part for n in range(1, 100))


def test_one_flapping_unit_is_none() -> None:
    outages = Outages()
    assert not any(outages.lost(unit(1), float(n), 10_000).is_part for n in range(100))


def test_each_tenant_and_protocol_is_counted_apart() -> None:
    outages = Outages()
    for n in range(1, 21):
        outages.lost(unit(n), 1.0, 10_000)
        outages.lost(unit(n + 100, tenant_id=2), 1.0, 10_000)
        outages.lost(unit(n + 200, protocol="scaip"), 1.0, 10_000)
    assert outages.lost(unit(99, tenant_id=2), 2.0, 10_000).is_part
    assert not outages.holds(unit(1))


def test_an_open_one_is_taken_up_after_a_restart() -> None:
    outages = Outages()
    outages.take_up((1, "dc09"), Standing(dict.fromkeys(range(1, 11), START), 12, 12))
    assert outages.holds(unit(1))
    assert outages.lost(unit(11), 5.0, 10_000) == Loss(True)
    assert outages.size(unit(1)) == 11
    back = [outages.back(unit(number)) for number in range(1, 11)]
    assert [b.is_over for b in back] == [False] * 9 + [True]
    assert back[9].left == (11,)
