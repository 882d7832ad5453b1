"""What lasts, and when it is news."""

from __future__ import annotations

from protocols.mqtt_devices import Event, Standing

ON = Event("sos", standing=True)
OFF = Event("sos", over=True, standing=True)


def test_a_lasting_state_is_new_once_and_its_end_is_told_once() -> None:
    standing = Standing()
    assert standing.news("d", [OFF]) == ()
    assert standing.news("d", [ON]) == (ON,)
    assert standing.news("d", [ON]) == (Event("sos", standing=True, repeated=True),)
    assert standing.news("other", [OFF]) == ()
    assert standing.news("d", [OFF]) == (OFF,)
    assert standing.news("d", [OFF]) == ()
    assert standing.news("d", [ON]) == (ON,)


def test_a_press_is_always_new() -> None:
    standing, press = Standing(), Event("button")
    assert [standing.news("d", [press]) for _ in range(3)] == [(press,)] * 3


def test_an_explicit_restore_needs_no_beginning() -> None:
    over = Event("fire", over=True)
    assert Standing().news("d", [over]) == (over,)


def test_memory_is_bounded() -> None:
    standing = Standing(most=2)
    for device in ("a", "b", "c"):
        standing.news(device, [ON])
    assert standing.news("a", [OFF]) == ()
    assert standing.news("c", [OFF]) == (OFF,)
