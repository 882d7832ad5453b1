"""An unknown sender that was tied to a person rings for that person, until it is taken back or registered."""

from __future__ import annotations

from alarmd.domain import commands as c
from alarmd.domain.incident import Incident
from alarmd.domain.signal import Flag, Signal
from alarmd.services.desk_reply import DeskCode
from tests.fakes.services import Centre, running
from tests.fakes.signals import of_unit, signal

NURSE = "operator:1"
SENDER = ("dc09", "99")


def unknown(centre: Centre) -> Signal:
    return signal(
        centre.clock, unit_id=None, subscriber_id=None, address="99", tenant_id=1,
        flags=frozenset({Flag.UNKNOWN_SENDER}),
    )  # fmt: skip


async def pressed(centre: Centre) -> Incident:
    number = (await centre.take(unknown(centre))).incident_id
    return centre.memory.open[number or 0]


async def do(centre: Centre, name: str, command: c.Command) -> Incident:
    reply = await centre.desk.execute(name, command)
    assert reply.ok, reply.code
    assert reply.incident is not None
    return reply.incident


async def closed(centre: Centre, incident: int, name: str) -> None:
    await do(centre, f"{name}-claim", c.Claim(incident, NURSE))
    await do(centre, f"{name}-close", c.Close(incident, NURSE, c.Outcome.HELPED_BY_VOICE))


async def tied(centre: Centre, person: int = 3, tenant: int = 2) -> Incident:
    first = await pressed(centre)
    return await do(centre, f"tie-{first.id}", c.Tie(first.id, NURSE, person, tenant))


async def test_the_next_press_joins_and_after_closing_opens_for_the_person() -> None:
    async with running() as centre:
        it = await tied(centre)
        assert (it.subject, it.tenant_id, "tied" in it.flags) == ("subscriber:3", 2, True)
        assert (await pressed(centre)).id == it.id
        await closed(centre, it.id, "one")
        again = await pressed(centre)
        assert again.id != it.id
        assert (again.subscriber_id, again.tenant_id, again.subject) == (3, 2, "subscriber:3")
        assert set(again.flags) == {"tied", "unknown_sender"}
        own = await centre.take(of_unit(3, centre.clock))
        assert own.incident_id == again.id


async def test_it_survives_a_restart_and_is_known_to_the_other_node() -> None:
    async with running() as centre:
        it = await tied(centre)
        await closed(centre, it.id, "one")
        clock, ledger = centre.clock, centre.ledger
    async with running(clock=clock, ledger=ledger) as centre:
        assert (await pressed(centre)).subscriber_id == 3


async def test_another_nodes_tie_counts_at_once() -> None:
    async with running() as one:
        two = Centre(clock=one.clock, ledger=one.ledger)
        await two.load()
        two.start()
        try:
            it = await tied(one)
            assert (await pressed(two)).id == it.id
            assert two.memory.ties[SENDER].subscriber_id == 3
        finally:
            await two.stop()


async def test_the_registry_wins() -> None:
    async with running() as centre:
        await tied(centre)
        number = (await centre.take(signal(centre.clock, unit_id=4, subscriber_id=4, address="99"))).incident_id
        assert centre.memory.open[number or 0].subscriber_id == 4


async def test_it_can_be_taken_back() -> None:
    async with running() as centre:
        it = await tied(centre)
        after = await do(centre, "undo", c.Untie(it.id, NURSE))
        assert (after.subject, "tied" in after.flags) == ("subscriber:3", False)
        assert [entry.what for entry in centre.ledger.entries][-2:] == ["tied", "untied"]
        assert (await pressed(centre)).subject == "sender:dc09:99"
        assert (await centre.desk.execute("again", c.Untie(it.id, NURSE))).code is DeskCode.ILLEGAL
        clock, ledger = centre.clock, centre.ledger
    async with running(clock=clock, ledger=ledger) as centre:
        assert centre.memory.ties == {}


async def test_a_wrong_person_is_put_right_also_on_a_later_incident() -> None:
    async with running() as centre:
        it = await tied(centre)
        await do(centre, "right", c.Tie(it.id, NURSE, 4, 1))
        assert (await pressed(centre)).subscriber_id == 4
        await closed(centre, it.id, "one")
        later = await pressed(centre)
        moved = await do(centre, "back", c.Tie(later.id, NURSE, 5, 1))
        assert (moved.subject, "tied" in moved.flags) == ("subscriber:5", True)
        assert centre.memory.ties[SENDER].subscriber_id == 5


async def test_a_registered_units_incident_ties_no_sender() -> None:
    async with running() as centre:
        number = (await centre.take(signal(centre.clock, subscriber_id=None))).incident_id or 0
        it = await do(centre, "tie", c.Tie(number, NURSE, 3))
        assert (it.subscriber_id, it.flags, it.tenant_id) == (3, (), 1)
        assert centre.memory.ties == {}
