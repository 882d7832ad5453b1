"""What units in the field send: their heartbeats, faults and tests, strangers, packed bodies, dialects, wrong ids."""

from __future__ import annotations

from alarmd.domain.signal import Flag, Kind, Lane
from devices.scaip.listener import ScaipDoor
from tests.devices.scaip.centre import FakeCentre, credentials
from tests.devices.scaip.client import Unit, mrq
from tests.devices.scaip.conftest import MakeUnit, OpenDoor


async def test_field_heartbeats_and_alarms(unit: Unit, behind: FakeCentre) -> None:
    for cid in ("90000011", "90000012", "90000013", "90000014"):
        behind.units.add(cid)
    beats = (
        b"<mrq><ref>00001B77</ref><cha>0</cha><mty>PI</mty><cid>90000011</cid><dty>02</dty><did>00</did>"
        b"<crd>no-voice:</crd><stc>102</stc></mrq>",
        b"<mrq><mty>PI</mty><ref>1700000003</ref><cid>90000012</cid><dty>2</dty></mrq>",
        b"<mrq><ref>v6Kd2mQwTfybE7aa</ref><cid>90000013</cid><dty>0002</dty><mty>PI</mty><stc>0009</stc>"
        b"<lco>002</lco><crd>gsm:</crd><cha>0</cha></mrq>",
    )
    for body in beats:
        unit.user = body.partition(b"<cid>")[2][:8].decode()
        assert (await unit.report(body)).mre == 0
    assert (behind.stored, len(behind.contact.heard)) == ([], 3)
    doro = (
        b"<mrq><ref>900000140001</ref><mty>ME</mty><cid> 90000014</cid><dty>0004</dty><stc>0010</stc>"
        b"<crd>gsm:+</crd></mrq>"
    )
    assert (await unit.report(doro)).mre == 1
    assert behind.stored[0].address == "90000014"


async def test_a_cancelled_alarm_finds_its_incident(unit: Unit, behind: FakeCentre) -> None:
    await unit.report(mrq(stc="0019"))
    assert (behind.stored[0].lane, behind.stored[0].kind) == (Lane.LIFE_SAFETY, Kind.CANCELLED)


async def test_faults_restores_and_tests_have_their_lanes(unit: Unit, behind: FakeCentre) -> None:
    for number, stc in enumerate(("85", "86", "102", "111")):
        assert (await unit.report(mrq(f"L{number}", dty="2", stc=stc))).mre == 0
    lanes = [(s.lane, s.kind, s.restore) for s in behind.stored]
    assert lanes == [
        (Lane.TECHNICAL, Kind.MAINS, False),
        (Lane.TECHNICAL, Kind.MAINS, True),
        (Lane.TEST, Kind.TEST, False),
        (Lane.INFORMATION, Kind.PRESENCE, False),
    ]


async def test_unknown_controller_is_an_alarm_of_an_unknown_sender(unit: Unit, behind: FakeCentre) -> None:
    assert (await unit.report(mrq(cid="90000777"))).snu == 0
    (signal,) = behind.stored
    assert (signal.lane, signal.unit_id, signal.tenant_id) == (Lane.LIFE_SAFETY, None, 1)
    assert signal.subject == "sender:scaip:90000777"
    assert Flag.UNKNOWN_SENDER in signal.flags
    assert behind.contact.heard == []


async def test_unreadable_from_an_unknown_sender_is_technical(
    door: ScaipDoor, make_unit: MakeUnit, behind: FakeCentre
) -> None:
    stranger = await make_unit(door, user="nobody")
    assert (await stranger.report(b"garbage")).snu == 2
    assert (behind.stored[0].lane, behind.stored[0].address) == (Lane.TECHNICAL, "nobody")


async def test_no_scaip_at_all_is_kept_and_refused(unit: Unit, behind: FakeCentre) -> None:
    response = await unit.message(b"{}", content_type="application/json")
    assert response.status == 415
    assert response.headers.get("Accept") == "application/scaip+xml"
    assert behind.stored[0].raw == b"{}"
    assert Flag.UNCLASSIFIED in behind.stored[0].flags


async def test_other_media_types_of_the_field_are_read(unit: Unit) -> None:
    assert (await unit.report(mrq("T1"), content_type="text/plain")).snu == 0
    assert (await unit.report(mrq("T2"), content_type="Application/SCAIP+XML;charset=UTF-8")).snu == 0


async def test_packed_bodies(unit: Unit, behind: FakeCentre) -> None:
    import gzip

    assert (await unit.report(gzip.compress(mrq(stc="10")), headers=(("Content-Encoding", "gzip"),))).snu == 0
    assert behind.stored[0].raw == mrq(stc="10")
    response = await unit.message(b"??", headers=(("Content-Encoding", "br"),))
    assert response.status == 415
    assert response.headers.get("Accept-Encoding") == "identity, gzip, deflate"


async def test_dialect_of_a_unit(door: ScaipDoor, make_unit: MakeUnit, behind: FakeCentre) -> None:
    behind.units.add("90000020", dialect="wrapped")
    behind.units.add("90000021", padded_mre="yes")
    wrapped = await make_unit(door, user="90000020")
    response = await wrapped.message(
        b"<scaip><cid>+90000020</cid><dty>3</dty><stc>10</stc></scaip>", content_type="application/xml"
    )
    assert response.status == 200
    assert response.content_type == "application/xml"
    assert response.body == b"<mrs><ref>0</ref><snu>0</snu><mre>1</mre></mrs>"
    assert behind.intake.answered_ids == [behind.stored[0].id]
    padded = await make_unit(door, user="90000021")
    await padded.message(mrq(cid="90000021", stc="10"))
    assert b"<mre>01</mre>" in (await padded.told())[0].body


async def test_another_units_id_is_flagged_and_is_no_sign_of_life(
    open_door: OpenDoor, make_unit: MakeUnit, behind: FakeCentre
) -> None:
    behind.units.add("90000002", **credentials("90000002"))
    behind.units.add("90000003", sip_user="90000002")
    unit = await make_unit(await open_door(challenge=True), user="90000002")
    for ref, cid in (("M1", "90000001"), ("M2", "90000003")):
        response = await unit.authenticated(unit.request(mrq(ref, cid=cid, stc="10")), "90000002", "hemligt")
        assert response.status == 200
        assert (await unit.told())[1].snu == 0
    assert [(s.unit_id, Flag.IDENTITY_MISMATCH in s.flags) for s in behind.stored] == [(1, True), (3, False)]
    assert behind.contact.heard == [3]


async def test_a_wrong_id_of_a_proven_unit_shows_that_unit(
    open_door: OpenDoor, make_unit: MakeUnit, behind: FakeCentre
) -> None:
    unit = await make_unit(await open_door(challenge=True))
    await unit.authenticated(unit.request(mrq(cid="12345", stc="10")), "90000001", "hemligt")
    assert (behind.stored[0].unit_id, behind.stored[0].address) == (1, "12345")
    assert Flag.IDENTITY_MISMATCH in behind.stored[0].flags
