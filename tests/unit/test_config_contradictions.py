"""Settings that cannot stand together are told."""

from __future__ import annotations

from tests.unit.mistakes import mistakes


def test_beyond_loopback_the_internal_listener_needs_tls() -> None:
    assert "needs internal_certificate" in mistakes({"web": {"internal": "0.0.0.0:8470"}})


def test_beyond_loopback_the_public_listener_needs_tls_or_a_proxy() -> None:
    assert "needs public_certificate" in mistakes({"web": {"public": "0.0.0.0:443"}})


def test_a_movable_clock_is_refused_beyond_loopback() -> None:
    told = mistakes({"testing": {"clock_socket": "clock"}, "doors": [{"kind": "dc09", "tcp": "0.0.0.0:1"}]})
    assert "clock_socket is only allowed" in told


def test_two_doors_of_one_name_are_told() -> None:
    door = {"kind": "dc09", "tcp": "127.0.0.1:0"}
    assert "the name 'dc09' is used twice" in mistakes({"doors": [door, door]})


def test_node_zone_and_store_are_checked() -> None:
    told = mistakes({"centre": {"node": 16, "time_zone": "Europe/Stokholm"}, "store": {"url": "mysql://"}})
    assert "node = 16: must be 0 to 15" in told
    assert "there is no such zone" in told
    assert "must begin with sqlite:///" in told


def test_nodes_that_share_alarms_share_what_they_have_heard() -> None:
    store = {"url": "postgresql+psycopg://alarmd@/alarmd", "contacts_url": "sqlite:///contacts.sqlite3"}
    assert "other nodes must see" in mistakes({"store": store})
