"""Equal for repeats, different for everything else."""

from __future__ import annotations

from protocols.minifinder import Alarm, Field, Frame, message_key, read_report
from protocols.minifinder.build import alarm, bits_of, gps, status

AT_S = 1_777_629_600
SOS = bits_of(Alarm.SOS)


def key(*fields: Field, imei: str = "1", index: int = 1) -> str:
    return message_key(imei, read_report(Frame(1, 0, index, fields)), index)


def test_a_repeat_has_the_same_key_whatever_its_index() -> None:
    assert key(alarm(SOS, AT_S), index=2) == key(alarm(SOS, AT_S), gps(59.0, 18.0)) == key(alarm(SOS, AT_S))


def test_another_pendant_alarm_or_time_makes_another_key() -> None:
    keys = {
        key(alarm(SOS, AT_S)),
        key(alarm(SOS, AT_S), imei="2"),
        key(alarm(SOS, AT_S + 1)),
        key(alarm(SOS | 1, AT_S)),
        key(alarm(1 << 3, AT_S)),
        key(alarm(1 << 11, AT_S)),
    }
    assert len(keys) == 6


def test_without_a_time_the_record_or_the_index_tells() -> None:
    assert key(alarm(SOS), status(AT_S, battery=1)) != key(alarm(SOS), status(AT_S + 1, battery=1))
    assert key(alarm(SOS), index=1) != key(alarm(SOS), index=2)
