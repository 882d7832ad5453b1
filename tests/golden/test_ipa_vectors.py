"""Every shared IPA vector: messages read as expected, acknowledgements equal byte for byte."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from protocols.ipa import Ack, Alarm, Message, Qualifier, Splitter, TextMessage, build

VECTORS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("ipa.json").read_text(encoding="utf-8"))["vectors"]


def ids(vector: dict[str, Any]) -> str:
    return str(vector["name"])


@pytest.mark.parametrize("vector", VECTORS, ids=ids)
def test_vectors(vector: dict[str, Any]) -> None:
    expect = vector["expect"]
    for sent in vector["sent_hex"]:
        (message,) = Splitter().feed(bytes.fromhex(sent))
        assert isinstance(message, Message)
        answers = [build(Ack(id=message.id, text="OK"))] if message.id else []
        assert answers == [bytes.fromhex(reply) for reply in vector["replies_hex"]]
        if isinstance(message, TextMessage):
            assert (message.to, message.text) == (expect["to"], expect["text"])
            continue
        assert isinstance(message, Alarm)
        read = {"source": message.source, "type": message.type, "qualifier": message.qualifier.value}
        assert {word: read[word] for word in read if word in expect} == {w: expect[w] for w in read if w in expect}
        assert (message.qualifier is Qualifier.RESET) == (expect["events"] == ["restore"])
        if "cell" in expect:
            assert message.location.cell == tuple(expect["cell"])
            assert message.source_parts == {"Phone": message.source}
