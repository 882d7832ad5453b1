"""Last contacts and listening intervals, on both stores."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from alarmd.domain.listening import Listening
from alarmd.domain.ports import LedgerUnavailable
from alarmd.store.contacts import SqlContacts, contacts_url, open_contacts
from tests.fakes.clock import START


@pytest_asyncio.fixture
async def contacts(url: str) -> AsyncIterator[SqlContacts]:
    opened = open_contacts(contacts_url(url))
    yield opened
    await opened.close()


async def test_a_new_store_has_heard_nobody(contacts: SqlContacts) -> None:
    assert await contacts.load() == []
    assert await contacts.listening_intervals() == []


async def test_the_newest_contact_stays(contacts: SqlContacts) -> None:
    later = START + timedelta(microseconds=1)
    await contacts.save_contacts([(number, START) for number in range(1, 400)])
    await contacts.save_contacts([(1, START - timedelta(days=1)), (2, later)])
    await contacts.save_contacts([])
    found = dict(await contacts.load())
    assert len(found) == 399
    assert (found[1], found[2], found[3]) == (START, later, START)


async def test_intervals_grow_and_old_ones_are_forgotten(contacts: SqlContacts) -> None:
    old = START - timedelta(days=91)
    await contacts.save_listening("dc09", old, old + timedelta(hours=1))
    for seconds in (5, 10, 15):
        await contacts.save_listening("dc09", START, START + timedelta(seconds=seconds))
    await contacts.save_listening("scaip", START + timedelta(seconds=1), START + timedelta(seconds=6))
    expected = [
        Listening("dc09", START, START + timedelta(seconds=15)),
        Listening("scaip", START + timedelta(seconds=1), START + timedelta(seconds=6)),
    ]
    assert await contacts.listening_intervals() == expected
    assert await contacts.listening_intervals() == expected


async def test_what_was_heard_outlives_the_program(url: str) -> None:
    first = open_contacts(contacts_url(url))
    await first.save_contacts([(7, START)])
    await first.close()
    second = open_contacts(contacts_url(url))
    assert await second.load() == [(7, START)]
    await second.close()


def test_on_sqlite_it_is_a_file_of_its_own() -> None:
    assert contacts_url("sqlite:////var/lib/alarmd.db") == "sqlite:////var/lib/alarmd.db.contacts"
    assert contacts_url("postgresql://u:p@host/alarmd") == "postgresql+psycopg://u:p@host/alarmd"


async def test_a_store_that_is_away_says_so_and_comes_back(tmp_path: Path) -> None:
    place = tmp_path / "later"
    contacts = open_contacts(contacts_url(f"sqlite:///{place}/a.db"))
    with pytest.raises(LedgerUnavailable):
        await contacts.load()
    place.mkdir()
    await contacts.save_contacts([(1, START)])
    assert await contacts.load() == [(1, START)]
    await contacts.close()
    shutil.rmtree(place)
