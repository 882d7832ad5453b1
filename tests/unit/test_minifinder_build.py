"""A pendant's own fields, next to a shared vector."""

from __future__ import annotations

from protocols.minifinder import Alarm, Kind, parse_frame, seal
from protocols.minifinder.build import alarm, bits_of, gps, imei, status
from tests.golden.gps_vectors import named, octets

AT_S = 1_777_629_600


def test_a_press_equals_the_vector() -> None:
    fields = [
        imei("350000000000017"),
        status(AT_S, battery=81, signal=22, moving=True),
        alarm(bits_of(Alarm.SOS), AT_S),
        gps(59.328331, 18.06667),
    ]
    assert parse_frame(seal(Kind.REPORT, 1, fields, answer_wanted=True)).raw == octets(
        named("minifinder2", "sos-with-gps")
    )
