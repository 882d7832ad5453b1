"""Equal for repeats, different for everything else."""

from __future__ import annotations

from protocols.setracker import message_key, parse_frame, read_position, seal

PRESS = "AL,010526,100300,A,59.3,N,18.0,E,0.00,0.0,30.0,9,90,59,100,1,00010000"


def key(content: str = PRESS, watch_id: str = "8800000017", seq: str | None = None) -> str:
    frame = parse_frame(seal("3G", watch_id, content, seq=seq))
    return message_key(frame, read_position(frame.fields))


def test_a_repeat_has_the_same_key_whatever_its_sequence_and_battery() -> None:
    assert key(seq="1") == key(seq="2") == key(PRESS.replace(",59,100", ",58,101")) == key()


def test_another_watch_time_or_alarm_makes_another_key() -> None:
    keys = {
        key(),
        key(watch_id="8800000018"),
        key(PRESS.replace("100300", "100301")),
        key(PRESS.replace("0001", "0020")),
    }
    assert len(keys) == 4


def test_without_a_time_the_content_tells() -> None:
    assert key("AL,,,A,1") == key("AL,,,A,1") != key("AL,,,A,2")
