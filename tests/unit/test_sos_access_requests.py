"""What requests say of themselves."""

from __future__ import annotations

from protocols.sos_access import AlarmRequest, FieldFault, Root, Status


def test_every_root_has_an_answer_of_its_own() -> None:
    assert {root.answer for root in Root} == {"alarmresponse", "pingresponse", "requestnewauthenticationresponse"}


def test_no_person_and_no_password_is_printed() -> None:
    request = AlarmRequest(
        root=Root.ALARM, authentication="hemligt-losen-1", section_text="Anna", detector_text="Anna",
        additional_info=("Anna",), position="Anna", raw=b"Anna",
    )  # fmt: skip
    assert "hemligt" not in repr(request)
    assert "Anna" not in repr(request)


def test_the_worst_fault_is_the_status() -> None:
    wrong, missing = FieldFault("a", Status.WRONG_CONTENT), FieldFault("b", Status.FIELD_MISSING)
    assert AlarmRequest(root=Root.ALARM).status is Status.STORED
    assert AlarmRequest(root=Root.ALARM, faults=(wrong,)).status is Status.WRONG_CONTENT
    assert AlarmRequest(root=Root.ALARM, faults=(wrong, missing)).status is Status.FIELD_MISSING
