"""The receiver's rules, one by one, over UDP: sheet §9, R01 to R26 and what surrounds them."""

from __future__ import annotations

import asyncio

import pytest

from alarmd.domain.ports import Verdict
from alarmd.domain.signal import Flag, Kind, Lane
from protocols.scaip import Address, StatusNumber
from tests.devices.scaip.centre import FakeCentre
from tests.devices.scaip.client import Unit, mrq
from tests.devices.scaip.conftest import MakeUnit, OpenDoor
from tests.fakes.loop import settle

FULL = {
    "ver": "01.00", "sco": "0", "cha": "0", "mty": "ME", "hbo": "0", "did": "D" * 16, "dco": "002", "dte": "å" * 32,
    "crd": "sip:90000001@arc.example.com", "stc": "0010", "stt": "ö" * 32, "pri": "9", "lco": "021", "lva": "12",
    "lte": "Kök" + "k" * 29, "ico": "01", "ite": "ä" * 128, "ame": "0",
}  # fmt: skip


async def settled() -> None:
    """Let the unit's 200 to our verdict arrive."""
    await settle()


async def test_r01_minimal_request_is_an_alarm(unit: Unit, behind: FakeCentre) -> None:
    answer = await unit.report(mrq(dty="2"))
    assert answer.snu == 0
    (signal,) = behind.stored
    assert (signal.lane, signal.unit_id, signal.tenant_id) == (Lane.LIFE_SAFETY, 1, 7)
    assert signal.raw == mrq(dty="2")


async def test_r02_every_tag_at_full_length(unit: Unit, behind: FakeCentre) -> None:
    lge = "<geo>59.336111,18.072778</geo><tim>2026-03-01T10:15:00+01</tim>"
    assert (await unit.report(mrq("A" * 16, lge=lge, **FULL))).snu == 0
    (signal,) = behind.stored
    assert signal.kind is Kind.PRESS
    assert signal.peripheral == "D" * 16
    assert signal.detail["info_text"] == "ä" * 128
    assert signal.detail["priority"] == "9"


@pytest.mark.parametrize("tag", sorted(FULL))
async def test_r03_each_optional_tag_may_be_absent(unit: Unit, behind: FakeCentre, tag: str) -> None:
    some = {name: text for name, text in FULL.items() if name != tag}
    assert (await unit.report(mrq(**some))).snu == 0
    assert behind.stored[0].lane is Lane.LIFE_SAFETY


async def test_r04_children_in_any_order(unit: Unit, behind: FakeCentre) -> None:
    assert (await unit.report(b"<mrq><stc>10</stc><dty>3</dty><cid>90000001</cid><ref>Z9</ref></mrq>")).ref == "Z9"
    assert behind.stored[0].kind is Kind.PRESS


async def test_r05_leading_zeros_change_nothing(unit: Unit, behind: FakeCentre) -> None:
    for number, (dty, stc) in enumerate([("5", "9"), ("05", "09"), ("0005", "0009")]):
        await unit.report(mrq(f"Z{number}", dty=dty, stc=stc))
    assert {(s.kind, s.code) for s in behind.stored} == {(Kind.FALL, "5/9")}


async def test_r06_texts_in_swedish(unit: Unit, behind: FakeCentre) -> None:
    await unit.report(mrq(dte="Dosa", stt="Öppen", lte="Kök på övervåningen", ite="Åsa"))
    detail = behind.stored[0].detail
    assert (detail["device_text"], detail["status_text"]) == ("Dosa", "Öppen")
    assert (detail["location_text"], detail["info_text"]) == ("Kök på övervåningen", "Åsa")


async def test_r07_ref_comes_back_as_it_was(unit: Unit) -> None:
    assert (await unit.report(mrq("aBcD09zZ"))).ref == "aBcD09zZ"


async def test_r08_verdict_is_a_message_of_its_own(unit: Unit) -> None:
    question = unit.request(mrq())
    response = await unit.ask(question)
    assert response.status == 200
    assert response.body == b""
    request, _ = await unit.told()
    assert request.method == "MESSAGE"
    assert request.content_type == "application/scaip+xml"
    assert request.call_id != question.call_id
    assert request.sender.uri.user == "alarm"
    assert request.recipient.uri.user == "90000001"
    assert request.target == f"sip:90000001@127.0.0.1:{unit.here[1]};transport=udp"


async def test_r09_heartbeat_is_answered_from_memory_without_voice(unit: Unit, behind: FakeCentre) -> None:
    behind.intake.verdict = Verdict.UNAVAILABLE
    answer = await unit.report(mrq(dty="0002", mty="PI", stc="0009", crd="gsm:"))
    assert (answer.snu, answer.mre, answer.hbi) == (0, 0, None)
    assert behind.contact.heard == [1]
    assert behind.stored == []


async def test_r10_heartbeat_interval_only_when_the_unit_lets_us(open_door: OpenDoor, make_unit: MakeUnit) -> None:
    unit = await make_unit(await open_door(heartbeat_minutes=30))
    assert (await unit.report(mrq("H1", mty="PI", hbo="001"))).hbi == 30
    assert (await unit.report(mrq("H2", mty="PI"))).hbi is None


async def test_r11_update_is_kept_beside_its_alarm(unit: Unit, behind: FakeCentre) -> None:
    await unit.report(mrq(stc="10"))
    answer = await unit.report(mrq(mty="IN", lco="012"))
    assert (answer.snu, answer.mre) == (0, 0)
    update = behind.stored[1]
    assert (update.lane, update.kind) == (Lane.LIFE_SAFETY, Kind.PRESS)
    assert Flag.STILL_PRESENT in update.flags
    assert update.detail["location"] == "sovrum"


async def test_r11_each_new_position_is_kept(unit: Unit, behind: FakeCentre) -> None:
    await unit.report(mrq(stc="10"))
    for north in ("59.1", "59.2", "59.2"):
        await unit.report(mrq(mty="IN", lge=f"<geo>{north},18.0</geo>"))
    assert [s.detail.get("latitude") for s in behind.stored] == [None, "59.100000", "59.200000"]


async def test_r11_update_of_an_unknown_reference_is_an_alarm(unit: Unit, behind: FakeCentre) -> None:
    await unit.report(mrq("NEW", mty="IN", stc="10"))
    assert behind.stored[0].kind is Kind.PRESS
    assert Flag.STILL_PRESENT not in behind.stored[0].flags


async def test_r12_withdrawal_is_flagged_and_closes_nothing(unit: Unit, behind: FakeCentre) -> None:
    await unit.report(mrq(stc="10"))
    answer = await unit.report(mrq(mty="RE"))
    assert (answer.snu, answer.mre) == (0, 0)
    withdrawn = behind.stored[1]
    assert (withdrawn.lane, withdrawn.kind, withdrawn.restore) == (Lane.LIFE_SAFETY, Kind.CANCELLED, False)
    assert Flag.WITHDRAWN in withdrawn.flags


async def test_r12_withdrawal_of_a_fault_leaves_the_alarms_alone(unit: Unit, behind: FakeCentre) -> None:
    await unit.report(mrq("F1", stc="16"))
    await unit.report(mrq("F1", mty="RE"))
    assert [s.lane for s in behind.stored] == [Lane.TECHNICAL, Lane.INFORMATION]
    await unit.report(mrq("F2", mty="RE"))
    assert behind.stored[2].lane is Lane.LIFE_SAFETY


@pytest.mark.parametrize(
    ("body", "status", "ref"),
    [
        (b"<mrq><cid>90000001</cid><dty>3</dty></mrq>", 10, "0"),
        (b"<mrq><ref>A1</ref><dty>3</dty></mrq>", 7, "A1"),
        (b"<mrq><ref>A1</ref><cid>90000001</cid></mrq>", 7, "A1"),
    ],
)
async def test_r13_missing_mandatory_tags(unit: Unit, behind: FakeCentre, body: bytes, status: int, ref: str) -> None:
    answer = await unit.report(body)
    assert (answer.snu, answer.ref) == (status, ref)
    assert behind.stored[0].lane is Lane.LIFE_SAFETY, "a known unit that cannot be read is still an alarm"
    assert Flag.UNCLASSIFIED in behind.stored[0].flags


async def test_r14_broken_xml(unit: Unit, behind: FakeCentre) -> None:
    answer = await unit.report(b"<mrq><ref>A1012</ref><cid>90000001</cid><dty>3")
    assert (answer.snu, answer.ref) == (2, "A1012")
    assert (behind.stored[0].kind, behind.stored[0].unit_id) == (Kind.UNKNOWN, 1)


@pytest.mark.parametrize("tags", [{"mty": "XX"}, {"stc": "abc"}, {"ver": "02.00"}])
async def test_r15_illegal_values(unit: Unit, behind: FakeCentre, tags: dict[str, str]) -> None:
    assert (await unit.report(mrq(**tags))).snu == 3
    assert Flag.UNCLASSIFIED in behind.stored[0].flags


async def test_r16_over_long_message(unit: Unit, behind: FakeCentre) -> None:
    answer = await unit.report(mrq(ite="x" * 20_000))
    assert (answer.snu, answer.ref) == (1, "A1001")
    assert behind.stored[0].unit_id == 1


async def test_r17_unknown_codes_are_alarms_with_their_numbers(unit: Unit, behind: FakeCentre) -> None:
    assert (await unit.report(mrq(dty="0777", stc="0888", dco="077", lco="077"))).snu == 0
    assert (behind.stored[0].lane, behind.stored[0].code) == (Lane.LIFE_SAFETY, "777/888")


async def test_r18_higher_version(unit: Unit) -> None:
    assert (await unit.report(mrq(ver="01.05"))).cve == "01.00"


async def test_r19_two_parts_are_one_alarm(unit: Unit, behind: FakeCentre) -> None:
    response = await unit.message(mrq(stc="10", crd="no-voice:", ame="1"))
    assert response.status == 200
    assert behind.stored[0].kind is Kind.PRESS, "the first part rings at once"
    assert unit.requests.empty(), "the verdict waits for the last part"
    answer = await unit.report(mrq(stc="10", ite="hjälp"))
    assert (answer.snu, answer.mre) == (0, 0), "the first part said that there is no voice"
    assert Flag.STILL_PRESENT in behind.stored[1].flags
    assert behind.stored[1].detail["info_text"] == "hjälp"
    await settled()
    assert behind.intake.answered_ids == [s.id for s in behind.stored]


async def test_r19_a_part_that_stays_away_is_not_waited_for(unit: Unit, behind: FakeCentre) -> None:
    await unit.message(mrq(stc="10", ame="2"))
    behind.moved.advance(5.1)
    assert (await unit.told())[1].snu == 0


async def test_r19_a_new_press_under_the_same_reference_still_rings(unit: Unit, behind: FakeCentre) -> None:
    await unit.message(mrq(stc="10", ame="1"))
    await unit.report(mrq(stc="10"))
    await settled()
    behind.moved.advance(100)
    await unit.report(mrq(stc="10"))
    assert Flag.STILL_PRESENT not in behind.stored[2].flags


async def test_r20_positions_are_shown(unit: Unit, behind: FakeCentre) -> None:
    gga = "$GPGGA,101500.00,5920.1667,N,01804.3667,E,1,08,0.9,28.0,M,23.0,M,,*52"
    await unit.report(mrq("P1", lco="034", lge="<geo>59.336111,18.072778</geo><tim>2026-03-01T10:15:00+01</tim>"))
    await unit.report(mrq("P2", lco="035", lge=f"<gga>{gga}</gga>"))
    await unit.report(mrq("P3", lco="034", lge="<geo>north of here</geo>"))
    first, second, third = (s.detail for s in behind.stored)
    assert (first["latitude"], first["longitude"]) == ("59.336111", "18.072778")
    assert first["position_at"] == "2026-03-01T10:15:00+01:00"
    assert second["latitude"] == "59.336112"
    assert third["position"] == "north of here"
    assert third["position_problem"] == "unreadable position"


@pytest.mark.parametrize(
    ("crd", "voice", "shown"),
    [
        ("", 1, "sip:"),
        ("<crd>gsm:</crd>", 1, "gsm:"),
        ("<crd>sip:90000001@a</crd><crd>gsm:+46701740605</crd>", 1, "sip:90000001@a gsm:+46701740605"),
        ("<crd>no-voice:</crd>", 0, "no-voice:"),
    ],
)
async def test_r21_caller_ids(unit: Unit, behind: FakeCentre, crd: str, voice: int, shown: str) -> None:
    answer = await unit.report(f"<mrq><ref>C1</ref><cid>90000001</cid><dty>3</dty>{crd}</mrq>".encode())
    assert answer.mre == voice
    assert behind.stored[0].detail["call"] == shown


async def test_r22_callback(open_door: OpenDoor, make_unit: MakeUnit, behind: FakeCentre) -> None:
    unit = await make_unit(await open_door(voice="call_back", voice_minutes=7))
    answer = await unit.report(mrq(cha="1", stc="10"))
    assert (answer.snu, answer.mre, answer.cre) == (0, 1, 7)
    detail = behind.stored[0].detail
    assert (detail["callback"], detail["answer_callback_minutes"]) == ("wanted", "7")


async def test_r23_call_another_number(open_door: OpenDoor, make_unit: MakeUnit, behind: FakeCentre) -> None:
    unit = await make_unit(await open_door(voice="call_number", voice_number="sip:op7@arc.example.com"))
    answer = await unit.report(mrq(stc="10"))
    assert (answer.cre, answer.tnu) == (62, (Address("sip", "op7@arc.example.com"),))
    assert behind.stored[0].detail["answer_transfer"] == "sip:op7@arc.example.com"


@pytest.mark.parametrize(("media", "mre"), [("duplex", 1), ("listen", 2), ("speak", 3)])
async def test_r24_kinds_of_voice(open_door: OpenDoor, make_unit: MakeUnit, media: str, mre: int) -> None:
    unit = await make_unit(await open_door(voice_media=media))
    assert (await unit.report(mrq(stc="10"))).mre == mre


async def test_r25_hold_by_policy_then_taken(open_door: OpenDoor, make_unit: MakeUnit, behind: FakeCentre) -> None:
    unit = await make_unit(await open_door(hold=True))
    behind.intake.verdict = Verdict.BUSY
    assert (await unit.report(mrq(stc="10"))).snu == StatusNumber.HOLD
    behind.intake.verdict = Verdict.STORED
    assert (await unit.report(mrq(stc="10"))).snu == 0
    assert [Flag.STILL_PRESENT in s.flags for s in behind.stored] == [False]


async def test_r26_busy_and_not_treated(open_door: OpenDoor, make_unit: MakeUnit, behind: FakeCentre) -> None:
    unit = await make_unit(await open_door(unknown_units="refuse"))
    behind.intake.verdict = Verdict.BUSY
    assert (await unit.report(mrq())).snu == StatusNumber.BUSY
    behind.intake.verdict = Verdict.STORED
    assert (await unit.report(mrq(cid="90000099"))).snu == StatusNumber.NOT_TREATED
    assert behind.stored[0].lane is Lane.LIFE_SAFETY, "refused, yet never dropped silently"


async def test_r32_same_ref_in_a_new_transaction_is_one_alarm(unit: Unit, behind: FakeCentre) -> None:
    first = await unit.report(mrq(stc="10"))
    assert await unit.report(mrq(stc="10")) == first
    assert (len(behind.stored), behind.intake.folds) == (1, 1)
    await settled()
    behind.moved.advance(61)
    await unit.report(mrq(stc="10"))
    assert len(behind.stored) == 2, "a minute after the unit had its answer it is a new press"


async def test_r32_while_the_verdict_is_not_answered_the_span_stays_open(unit: Unit, behind: FakeCentre) -> None:
    unit.answers_with = None
    await unit.report(mrq(stc="10"))
    behind.moved.advance(600)
    await unit.report(mrq(stc="10"))
    assert (len(behind.stored), behind.intake.folds) == (1, 1)


async def test_same_ref_for_another_event_rings(unit: Unit, behind: FakeCentre) -> None:
    await unit.report(mrq(stc="16"))
    await unit.report(mrq(stc="10"))
    assert [s.kind for s in behind.stored] == [Kind.BATTERY, Kind.PRESS]
    assert Flag.STILL_PRESENT not in behind.stored[1].flags


async def test_r34_without_a_store_there_is_no_200(unit: Unit, behind: FakeCentre) -> None:
    behind.intake.verdict = Verdict.UNAVAILABLE
    response = await unit.message(mrq())
    assert response.status == 503
    assert response.headers.get("Retry-After") == "5"
    await settled()
    assert unit.requests.empty()


async def test_r34_nothing_leaves_before_the_commit(unit: Unit, behind: FakeCentre) -> None:
    behind.intake.hold()
    unit.send(unit.request(mrq()))
    await settle()
    assert unit.responses.empty()
    assert unit.requests.empty()
    behind.intake.release()
    assert (await unit.response()).status == 200
    assert (await unit.told())[1].snu == 0


async def test_r35_after_a_restart_the_repetition_gets_its_verdict(
    open_door: OpenDoor, make_unit: MakeUnit, behind: FakeCentre
) -> None:
    before = await open_door()
    unit = await make_unit(before)
    unit.answers_with = None
    behind.intake.hold()
    unit.send(unit.request(mrq(stc="10")))
    await settle()
    closing = asyncio.ensure_future(before.close())
    await settle()
    behind.moved.advance(3)
    await closing
    behind.intake.release()
    again = await make_unit(await open_door())
    assert (await again.report(mrq(stc="10"))).snu == 0
    assert (len(behind.stored), behind.intake.folds) == (1, 1)
