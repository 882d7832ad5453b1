"""The chain's arithmetic, against a second reading of DESIGN §6 written down by hand."""

from __future__ import annotations

import hashlib

from alarmd.store.chain import GENESIS, Entry, Head, extend, link, payload_digest


def test_hash_is_made_of_the_documented_fields() -> None:
    digest = hashlib.sha256(b"s" * 32 + b"payload").digest()
    assert payload_digest(b"s" * 32, b"payload") == digest
    fields = (7).to_bytes(8, "big") + (1_000_000).to_bytes(8, "big") + (3).to_bytes(8, "big")
    fields += (6).to_bytes(4, "big") + (8).to_bytes(4, "big") + b"signal" + b"signal:1"
    expected = hashlib.sha256(GENESIS + digest + fields).digest()
    assert link(GENESIS, digest, 7, 1_000_000, 3, "signal", "signal:1") == expected


def test_golden_hash() -> None:
    """If this changes, every journal out there stops verifying."""
    digest = payload_digest(bytes(range(32)), b'{"id":1}')
    found = link(bytes(range(32, 64)), digest, 1, 1_772_438_400_000_000, 1, "entry", "entry:9")
    assert found.hex() == "9c4949ab7731692c0ee47f56aeef5debbf6b527c94350e161773e68d3b7b84cf"


def test_extending_numbers_links_and_salts_each_entry() -> None:
    head = Head(5, b"h" * 32, 2, "epoch")
    page = extend(head, [Entry(10, 1, "signal", f"signal:{i}", b"same") for i in range(3)])
    assert [row[0] for row in page.journal] == [6, 7, 8]
    assert [row[6] for row in page.journal] == [head.hash, page.journal[0][7], page.journal[1][7]]
    assert (page.seq, page.hash) == (8, page.journal[2][7])
    assert len({row[2] for row in page.payload}) == 3
    assert len({row[5] for row in page.journal}) == 3


def test_extending_by_nothing_stays() -> None:
    head = Head(5, b"h" * 32, 2, "epoch")
    assert extend(head, []) == ([], [], 5, head.hash)


def test_lengths_keep_kind_and_ref_apart() -> None:
    assert link(GENESIS, GENESIS, 1, 1, 1, "ab", "c") != link(GENESIS, GENESIS, 1, 1, 1, "a", "bc")
