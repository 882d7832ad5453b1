"""Our own SCAIP door under the receiver's suite, with and without a password."""

from __future__ import annotations

from simulators.conformance.report import Outcome, Result, conforms, try_case
from simulators.conformance.scaip import ScaipSuite
from simulators.sip_auth import Account
from simulators.target import Target, Transport
from tests.devices.scaip.centre import PASSWORD
from tests.devices.scaip.conftest import OpenDoor


async def outcomes(suite: ScaipSuite) -> dict[str, Outcome]:
    return {case.id: await try_case(case) for case in suite.cases()}


async def test_our_own_door_does_all_that_is_asked(open_door: OpenDoor) -> None:
    door = await open_door()
    found = await outcomes(ScaipSuite(Target(*door.addresses["udp"], Transport.UDP), "90000001"))
    assert conforms(list(found.values())), {o.id: o.observed for o in found.values() if o.result is Result.FAILED}
    assert found["R28"].observed == "200: it asks nobody"


async def test_a_door_that_challenges_is_asked_with_a_password(open_door: OpenDoor) -> None:
    door = await open_door(tcp="127.0.0.1:0", challenge=True, trusted_sources=())
    target = Target(*door.addresses["tcp"], Transport.TCP)
    found = await outcomes(ScaipSuite(target, "90000001", Account("90000001", PASSWORD)))
    assert conforms(list(found.values())), {o.id: o.observed for o in found.values() if o.result is Result.FAILED}
    assert "none of them Basic" in found["R28"].observed


async def test_without_the_password_what_needs_it_is_skipped(open_door: OpenDoor) -> None:
    door = await open_door(challenge=True, trusted_sources=())
    found = await outcomes(ScaipSuite(Target(*door.addresses["udp"], Transport.UDP), "90000001"))
    assert found["R1"].result is Result.SKIPPED
    assert found["R28"].result is Result.PASSED
