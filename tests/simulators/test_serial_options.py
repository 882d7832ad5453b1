"""Options of simulated base stations that cannot be."""

from __future__ import annotations

import os

import pytest

from simulators.cli import _parser


@pytest.mark.parametrize(
    "words",
    [
        ["espa444", "call", "--text", "a\x03b"],
        ["espa444", "call", "--cut", "7"],
        ["surgard", "press", "--account", "x"],
        ["ademco685", "press", "--account", "x"],
    ],
)
async def test_what_cannot_be_sent_is_said(words: list[str]) -> None:
    master, slave = os.openpty()
    options = _parser().parse_args([*words, "--line", os.ttyname(slave)])
    with pytest.raises(ValueError, match=r"\w"):
        await options.run(options)
    os.close(slave)
    os.close(master)
