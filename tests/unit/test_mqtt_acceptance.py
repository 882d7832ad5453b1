"""What the broker sends again is known again."""

from __future__ import annotations

from devices.mqtt.acceptance import Acceptance, Message, digest_of
from tests.fakes.deliveries import FakeConnection
from tests.fakes.signals import signal


def test_the_same_id_and_content_marked_as_repeated_is_the_same_message() -> None:
    line, acceptance = FakeConnection(), Acceptance()
    message = Message(line.delivery("t", b"x", mid=5), [signal()], 0.0, "u", None)
    acceptance.add(message)
    assert acceptance.repeats(line.delivery("t", b"x", mid=5, repeated=True)) is message
    assert acceptance.repeats(line.delivery("t", b"x", mid=5)) is None
    assert acceptance.repeats(line.delivery("t", b"y", mid=5, repeated=True)) is None
    assert acceptance.repeats(line.delivery("t", b"x", mid=6, repeated=True)) is None


def test_what_was_let_go_comes_again_as_new() -> None:
    line, acceptance = FakeConnection(), Acceptance()
    message = Message(line.delivery("t", b"x", mid=5), [signal()], 0.0, "u", None)
    acceptance.add(message)
    acceptance.forget(message)
    assert acceptance.repeats(line.delivery("t", b"x", mid=5, repeated=True)) is None


def test_what_needs_no_acknowledgement_is_not_remembered() -> None:
    line, acceptance = FakeConnection(), Acceptance()
    acceptance.add(Message(line.delivery("t", b"x", mid=0), [signal()], 0.0, "u", None))
    assert acceptance.repeats(line.delivery("t", b"x", mid=0, repeated=True)) is None


def test_topic_and_payload_do_not_run_into_each_other() -> None:
    line = FakeConnection()
    assert digest_of(line.delivery("ab", b"c")) != digest_of(line.delivery("a", b"bc"))
