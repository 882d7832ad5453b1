"""What a unit got, for people and for programs."""

from __future__ import annotations

from simulators.answer import Answer, Kind


def test_a_plain_acknowledgement() -> None:
    answer = Answer(kind=Kind.TAKEN, said="ACK", ms=3.14159, message="0001")
    assert answer.taken
    assert answer.line() == "ACK  3.1 ms"
    assert answer.as_json()["ms"] == 3.142
    assert answer.as_json()["kind"] == "taken"


def test_everything_at_once() -> None:
    answer = Answer(
        kind=Kind.HELD, said="200, snu 4", ms=5.0, sip_ms=1.0, tries=3, clock_set=True, interval_min=30, voice=1
    )
    assert answer.line() == (
        "200, snu 4  5.0 ms  (SIP 200 after 1.0 ms)  after 3 tries  clock set by the receiver  "
        "heartbeat every 30 min from now on  [held]"
    )


def test_silence() -> None:
    assert Answer(kind=Kind.SILENT, tries=5).line() == "no answer  after 5 tries  [silent]"
    assert Answer(kind=Kind.SILENT).as_json()["ms"] is None
