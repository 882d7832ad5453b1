"""Last contacts and listening intervals, on both stores."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text

from alarmd.domain.listening import Listening
from alarmd.domain.ports import LedgerUnavailable
from alarmd.services.contact_store import Heard
from alarmd.store.contacts import SqlContacts, contacts_url, open_contacts
from alarmd.store.engine import tool_engine
from alarmd.store.types import to_micros
from tests.fakes.clock import START
from tests.fakes.signals import after


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
    found = {heard.unit_id: heard.at for heard in await contacts.load()}
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
    assert await second.load() == [Heard(7, START)]
    await second.close()


async def test_each_node_sees_what_the_others_have_heard(url: str) -> None:
    nodes = [open_contacts(contacts_url(url), number) for number in (0, 1)]
    one, two = nodes
    await one.save_contacts([(number, START) for number in range(1, 1200)])
    await one.save_listening("dc09", START, after(5))
    await two.save_listening("dc09", START, after(7))
    assert await two.elsewhere(after(1)) == ([Listening("dc09", START, after(5))], [])
    assert await two.elsewhere(after(6)) == ([], [])
    assert await one.elsewhere(after(6)) == ([Listening("dc09", START, after(7), 1)], [])
    _, found = await two.elsewhere(after(6), range(2, 1001))
    assert found == [Heard(number, START) for number in range(2, 1001)]
    await two.save_contacts([(5, after(3)), (6, START)])
    assert await one.elsewhere(after(2)) == ([Listening("dc09", START, after(7), 1)], [Heard(5, after(3), 1)])
    _, found = await two.elsewhere(after(0), [5, 6])
    assert found == [Heard(6, START)], "of two equal times the first stays, and with it the node"
    for node in nodes:
        await node.close()


async def test_what_an_earlier_alarmd_has_heard_is_of_node_0(url: str) -> None:
    engine = tool_engine(contacts_url(url))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE last_contacts (unit_id BIGINT PRIMARY KEY, at BIGINT NOT NULL)"))
        connection.execute(text("INSERT INTO last_contacts VALUES (7, :at)"), {"at": to_micros(START)})
    engine.dispose()
    nodes = [open_contacts(contacts_url(url), number) for number in (0, 1)]
    assert await asyncio.gather(*(node.load() for node in nodes)) == [[Heard(7, START)], [Heard(7, START)]]
    await nodes[1].save_contacts([(7, after(1))])
    assert await nodes[0].load() == [Heard(7, after(1), 1)]
    for node in nodes:
        await node.close()


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
    assert await contacts.load() == [Heard(1, START)]
    await contacts.close()
    shutil.rmtree(place)
