"""What a receiver says to a pendant (sheet §3): taken, the time, a rough place to start its receiver with."""

from __future__ import annotations

from protocols.minifinder.frame import Field, Frame, Kind, seal
from protocols.minifinder.report import PLACE_WANTED, Report

_TAKEN = (Field(0x00, b""),)
_TIME = 0x12


def answer(frame: Frame, report: Report, now_s: int) -> bytes:
    """The answer to a frame, b"" when none is wanted.

    A pendant that asks for the time or a place gets that, which is an answer too; a place is said to be unknown.

    Args:
        frame: as received; its index is repeated.
        report: what it says.
        now_s: our time, Unix seconds.
    """
    fields = []
    if report.wants_time:
        fields.append(Field(_TIME, (now_s & 0xFFFFFFFF).to_bytes(4, "little")))
    if report.wants_place:
        asked = next(field.key for field in frame.fields if field.key in PLACE_WANTED)
        fields.append(Field(asked, bytes(9)))
    if fields:
        return seal(Kind.SERVICES, frame.index, fields)
    return seal(Kind.RESPONSE, frame.index, _TAKEN) if frame.answer_wanted else b""
