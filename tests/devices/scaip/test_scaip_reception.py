"""What the door does with SIP itself: repetitions, other methods, bad messages, refusals."""

from __future__ import annotations

import pytest

from alarmd.domain.signal import Kind, Lane
from devices.scaip.listener import ScaipDoor
from protocols.sip import KeepAlive
from tests.devices.scaip.centre import PASSWORD, FakeCentre
from tests.devices.scaip.client import Unit, mrq
from tests.devices.scaip.conftest import MakeUnit, OpenDoor
from tests.fakes.loop import settle


async def test_r31_retransmission_is_answered_again_and_is_one_alarm(unit: Unit, behind: FakeCentre) -> None:
    request = unit.request(mrq())
    first = await unit.ask(request)
    second = await unit.ask(request)
    assert bytes(first) == bytes(second)
    await unit.told()
    await settle()
    assert unit.requests.empty(), "the verdict is told once"
    assert (len(behind.stored), behind.intake.folds) == (1, 0)


async def test_r31_a_retransmission_during_the_commit_is_absorbed(unit: Unit, behind: FakeCentre) -> None:
    behind.intake.hold()
    request = unit.request(mrq())
    for _ in range(3):
        unit.send(request)
    await settle()
    behind.intake.release()
    assert (await unit.response()).status == 200
    await unit.told()
    assert unit.responses.empty()
    assert len(behind.stored) == 1


async def test_r33_a_unit_with_one_branch_for_ever_has_two_alarms(unit: Unit, behind: FakeCentre) -> None:
    for ref in ("A1", "A2"):
        assert (await unit.report(mrq(ref), branch="z9hG4bK-0001")).ref == ref
    assert len(behind.stored) == 2


async def test_options_is_a_keep_alive(unit: Unit) -> None:
    response = await unit.ask(unit.request(method="OPTIONS"))
    assert response.status == 200
    assert response.headers.get("Accept") == "application/scaip+xml"
    assert response.headers.get("Allow") == "MESSAGE, REGISTER, OPTIONS"


@pytest.mark.parametrize("method", ["INVITE", "BYE", "SUBSCRIBE", "PUBLISH", "CANCEL", "INFO"])
async def test_other_methods_are_not_allowed_yet(unit: Unit, method: str) -> None:
    response = await unit.ask(unit.request(method=method))
    assert response.status == 405
    assert response.headers.get("Allow") == "MESSAGE, REGISTER, OPTIONS"


async def test_ack_is_never_answered(unit: Unit) -> None:
    unit.send(unit.request(method="ACK"))
    assert (await unit.ask(unit.request(method="OPTIONS"))).cseq.method == "OPTIONS"
    assert unit.responses.empty()


async def test_bad_messages_are_answered_when_there_is_somebody_to_answer(unit: Unit, behind: FakeCentre) -> None:
    octets = bytes(unit.request(mrq()))
    unit.send(octets.replace(b"CSeq: 1 MESSAGE", b"CSeq: 1 OPTIONS"))
    assert (await unit.response()).status == 400
    unit.send(octets.replace(b"SIP/2.0\r\nVia", b"SIP/3.0\r\nVia"))
    assert (await unit.response()).status == 505
    unit.send(bytes(unit.request(b"x" * 64_000)).replace(b"Content-Length: 64000", b"Content-Length: 99999"))
    assert (await unit.response()).status == 413
    unit.send(b"hello")
    unit.send(b"\xff" * 500)
    assert (await unit.ask(unit.request(method="OPTIONS"))).status == 200
    assert behind.stored == []


async def test_keep_alive_is_answered(unit: Unit) -> None:
    unit.send(b"\r\n\r\n")
    await settle()
    assert unit.others == [KeepAlive(b"")]


async def test_stray_answers_are_counted_and_forgotten(unit: Unit, behind: FakeCentre) -> None:
    unit.send(b"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK-x\r\nFrom: <sip:a@b>\r\nTo: <sip:c@d>\r\n"
              b"Call-ID: 1\r\nCSeq: 1 MESSAGE\r\nContent-Length: 0\r\n\r\n")  # fmt: skip
    assert (await unit.ask(unit.request(method="OPTIONS"))).status == 200
    assert behind.telemetry.frames.labels("scaip", "stray_answer")._value.get() == 1


async def test_r28_without_credentials_nothing_is_processed(
    open_door: OpenDoor, make_unit: MakeUnit, behind: FakeCentre
) -> None:
    unit = await make_unit(await open_door(challenge=True))
    response = await unit.message(mrq())
    assert response.status == 401
    offered = response.headers.get_all("WWW-Authenticate")
    assert [o.split()[0] for o in offered] == ["Digest", "Digest"]
    assert "algorithm=MD5" in offered[0]
    assert "algorithm=SHA-256" in offered[1]
    assert all('realm="alarmd"' in o and 'qop="auth"' in o for o in offered)
    basic = (("Authorization", "Basic OTAwMDAwMDE6aGVtbGlndA=="),)
    assert (await unit.message(mrq(), headers=basic)).status == 401
    await unit.authenticated(unit.request(mrq()), "90000001", "wrong")
    assert behind.stored == []
    assert unit.requests.empty()
    assert behind.refused("authentication") == 2


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
async def test_r28_right_credentials_are_let_in(
    open_door: OpenDoor, make_unit: MakeUnit, behind: FakeCentre, algorithm: str
) -> None:
    unit = await make_unit(await open_door(challenge=True))
    response = await unit.authenticated(unit.request(mrq()), "90000001", PASSWORD, algorithm=algorithm)
    assert response.status == 200
    assert (await unit.told())[1].snu == 0
    assert behind.refused("authentication") == 0


async def test_r28_a_nonce_serves_many_messages_and_grows_stale(
    open_door: OpenDoor, make_unit: MakeUnit, behind: FakeCentre
) -> None:
    unit = await make_unit(await open_door(challenge=True))
    challenged = await unit.message(mrq())
    for count in (1, 2, 3):
        request = unit.with_credentials(unit.request(mrq(f"N{count}")), challenged, "90000001", PASSWORD, count=count)
        assert (await unit.ask(request)).status == 200
    repeated = unit.with_credentials(unit.request(mrq("N4")), challenged, "90000001", PASSWORD, count=3)
    assert (await unit.ask(repeated)).status == 401
    behind.moved.advance(400)
    late = unit.with_credentials(unit.request(mrq("N5")), challenged, "90000001", PASSWORD, count=9)
    response = await unit.ask(late)
    assert response.status == 401
    assert "stale=true" in (response.headers.get("WWW-Authenticate") or "")
    assert len(behind.stored) == 3


async def test_wrong_credentials_again_and_again_are_forbidden_and_told(
    open_door: OpenDoor, make_unit: MakeUnit, behind: FakeCentre
) -> None:
    unit = await make_unit(await open_door(challenge=True))
    challenged = await unit.message(mrq())
    statuses = []
    for count in range(1, 9):
        wrong = unit.with_credentials(unit.request(mrq(f"W{count}")), challenged, "nobody", "x", count=count)
        statuses.append((await unit.ask(wrong)).status)
    assert statuses == [401] * 5 + [403] * 3
    (signal,) = behind.stored
    assert (signal.lane, signal.kind, signal.address) == (Lane.TECHNICAL, Kind.SECURITY, "127.0.0.1")
    right = unit.with_credentials(unit.request(mrq()), challenged, "90000001", PASSWORD, count=20)
    assert (await unit.ask(right)).status == 200, "right credentials always work"


async def test_a_noisy_source_is_slowed(open_door: OpenDoor, make_unit: MakeUnit, behind: FakeCentre) -> None:
    door: ScaipDoor = await open_door(rate_per_source=0.001)
    unit = await make_unit(door)
    for _ in range(60):
        unit.send(unit.request(method="OPTIONS"))
    await settle()
    assert unit.responses.qsize() == 50
    assert behind.refused("rate") == 10
    assert (await unit.report(mrq(stc="10"))).snu == 0, "alarms of known units always come through"


async def test_what_is_no_sip_is_kept_for_technicians(door: ScaipDoor, make_unit: MakeUnit, behind: FakeCentre) -> None:
    unit = await make_unit(door)
    unit.send(b"GET / HTTP/1.1\r\n\r\n")
    assert (await unit.ask(unit.request(method="OPTIONS"))).status == 200
    (kept,) = door.rejects.latest()
    assert (kept.raw, kept.source) == (b"GET / HTTP/1.1\r\n\r\n", f"127.0.0.1:{unit.here[1]}")
