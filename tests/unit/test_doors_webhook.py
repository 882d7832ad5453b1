"""What is told of a webhook door."""

from __future__ import annotations

import pytest

from tests.unit.mistakes import door_mistakes

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"http": ""}, "give it http (HOST:PORT)"),
        ({"secrets": []}, "secrets: give it at least one"),
        ({"certificate": "a.pem"}, "certificate and private_key belong together"),
        ({"http": "0.0.0.0:8480"}, "beyond loopback it needs certificate"),
        ({"window_s": 0}, "must be above 0"),
    ],
)
def test_each_is_told(words: dict[str, object], told: str) -> None:
    assert told in door_mistakes(**{"kind": "webhook", "http": "127.0.0.1:0", "secrets": [SECRET]} | words)
