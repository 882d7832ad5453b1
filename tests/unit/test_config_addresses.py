"""HOST:PORT."""

from __future__ import annotations

import pytest

from alarmd.config import is_loopback, split_address


def test_addresses_are_split() -> None:
    assert split_address("127.0.0.1:80") == ("127.0.0.1", 80)
    assert split_address("[::1]:0") == ("::1", 0)


@pytest.mark.parametrize("text", ["127.0.0.1", "127.0.0.1:", "localhost:80", "127.0.0.1:65536", ":80", "127.0.0.1:x"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not"):
        split_address(text)


def test_loopback_is_only_this_machine() -> None:
    assert is_loopback("")
    assert is_loopback("127.3.0.1:1")
    assert is_loopback("[::1]:1")
    assert not is_loopback("0.0.0.0:1")
