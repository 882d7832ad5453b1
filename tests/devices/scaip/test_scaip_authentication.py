"""Who is let in without being asked, and how wrong tries are counted."""

from __future__ import annotations

import pytest

from alarmd.config import ScaipSettings
from devices.scaip.accounts import UnitAccounts
from devices.scaip.authentication import FORGET_AFTER_S, Admitted, Failures, Gatekeeper, Refused
from tests.devices.scaip.centre import Accounts
from tests.devices.scaip.client import mrq
from tests.fakes.clock import ManualClock
from tests.unit.sip_samples import message


def gatekeeper(units: Accounts, *, challenge: bool = True, trusted: tuple[str, ...] = ("127.0.0.0/8",)) -> Gatekeeper:
    door = ScaipSettings(challenge=challenge, trusted_sources=trusted)
    return Gatekeeper(door, UnitAccounts(units), ManualClock())


@pytest.mark.parametrize(
    ("challenge", "host", "admitted"),
    [(True, "127.0.0.1", False), (False, "127.0.0.1", True), (False, "192.0.2.10", False)],
)
def test_without_a_challenge_only_trusted_sources_are_let_in(challenge: bool, host: str, admitted: bool) -> None:
    judged = gatekeeper(Accounts(), challenge=challenge).judge(message(), host)
    assert isinstance(judged, Admitted) is admitted
    if isinstance(judged, Refused):
        assert judged.status == 401


def test_a_trusted_unit_is_known_by_its_address_or_its_controller_id() -> None:
    units = Accounts()
    units.add("90000001", auth="none", trusted_source="192.0.2.0/24")
    units.add("90000002", auth="none", trusted_source="192.0.2.0/24")
    keeper = gatekeeper(units)
    assert keeper.judge(message(), "192.0.2.10") == Admitted("90000001", False)
    assert isinstance(keeper.judge(message(), "198.51.100.1"), Refused)
    del units.by_address["scaip", "90000001"]
    assert keeper.judge(message(body=mrq(cid="90000002")), "192.0.2.10") == Admitted("90000002", False)
    assert isinstance(keeper.judge(message(body=mrq(cid="90000003")), "192.0.2.10"), Refused)


def test_failures_are_forgotten_after_a_quiet_time_and_are_few() -> None:
    failures = Failures(most=2)
    assert [failures.count("a", float(i)) for i in range(3)] == [1, 2, 3]
    assert failures.count("a", 3 + FORGET_AFTER_S) == 1
    failures.count("b", 400.0)
    failures.count("c", 400.0)
    assert failures.count("a", 401.0) == 1
