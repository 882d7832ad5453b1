"""The port of last contacts: what stores implement."""

from __future__ import annotations

from alarmd.services.contact_store import ContactStore, Heard
from alarmd.store.contacts import SqlContacts
from tests.fakes.clock import START
from tests.fakes.contacts import FakeContacts


def test_store_and_fake_keep_to_the_port() -> None:
    stores: list[type[ContactStore]] = [SqlContacts, FakeContacts]
    words = [name for name in vars(ContactStore) if not name.startswith("_") and name not in ("node", "shared")]
    assert all(callable(getattr(store, word)) for store in stores for word in words)
    assert Heard(7, START) == (7, START, 0)
