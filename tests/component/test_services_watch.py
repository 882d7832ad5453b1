"""Supervision on a store of last contacts."""

from __future__ import annotations

from datetime import timedelta

from alarmd.services.watch import ContactStore
from tests.fakes.clock import START
from tests.fakes.contacts import FakeContacts


async def test_an_older_contact_never_replaces_a_newer_one() -> None:
    store: ContactStore = FakeContacts()
    await store.save_contacts([(1, START), (2, START)])
    await store.save_contacts([(1, START - timedelta(seconds=5)), (2, START + timedelta(seconds=5))])
    assert list(await store.load()) == [(1, START), (2, START + timedelta(seconds=5))]
