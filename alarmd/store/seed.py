"""A fictive registry to show and to try: three municipalities that do not exist, people who never lived.

Everything follows from the seed. Unit i has address `1000 + i` on DC-09 and `90000000 + i` on SCAIP, so that simulators
know it without asking. Telephone numbers are from the series that the Swedish regulator keeps for fiction.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Engine

from alarmd.store.registry import add, changing, find, hash_password
from alarmd.store.registry_bulk import Person, UnitRow, write_units
from alarmd.store.seed_words import (
    ACTION_PLANS,
    DOORS,
    FAMILY_NAMES,
    GIVEN_NAMES,
    KEYS,
    KIN,
    MUNICIPALITIES,
    NOTES,
    RELATIONS,
    STREETS,
    TEAM,
)

DEMO_USER = "demo"
_RISKS = (5, 3, 8, 5, 2, 9, 5, 6, 4, 7)


def unit_protocol(index: int) -> str:
    """Even units speak DC-09, odd ones SCAIP."""
    return "dc09" if index % 2 == 0 else "scaip"


def unit_address(index: int) -> str:
    """What unit `index` calls itself: `1000 + i` on DC-09, `90000000 + i` on SCAIP."""
    return f"{1000 + index:04d}" if unit_protocol(index) == "dc09" else f"{90000000 + index}"


def seed_demo(engine: Engine, now: datetime, units: int = 200, seed: int = 1) -> int:
    """Fill an empty registry and return how many units it then has; one that has the demo operator is left alone.

    Args:
        engine: a writer's engine (`alarmd.store.engine.tool_engine`).
        now: shifts cover one day before it to thirty days after it.
        units: how many, half on each protocol.
        seed: same seed, same people.
    """
    random = Random(seed)  # noqa: S311
    with changing(engine) as connection:
        if find(connection, "operator", username=DEMO_USER) is not None:
            return 0
        tenants, providers = [], []
        for municipality, _ in MUNICIPALITIES:
            tenants.append(add(connection, "tenant", name=municipality))
            providers.append(add(connection, "provider", tenant_id=tenants[-1], name=f"Hemtjänsten {municipality}"))
        secret = hash_password(DEMO_USER)
        add(
            connection, "operator", tenant_id=tenants[0], username=DEMO_USER, name="Demo Operatör",
            password_hash=secret,
        )  # fmt: skip
        for order, name in enumerate(TEAM):
            for tenant_id in tenants:
                responder = add(
                    connection, "responder", tenant_id=tenant_id, name=f"{name} {order + 1}",
                    channels=[f"alarmd-demo://responder-{tenant_id}-{order + 1}"],
                )  # fmt: skip
                add(
                    connection, "shift", tenant_id=tenant_id, responder_id=responder, ordinal=order,
                    from_at=now - timedelta(days=1), to_at=now + timedelta(days=30),
                )  # fmt: skip
        made = [_unit(random, index, tenants, providers) for index in range(units)]
        for order, person in enumerate(person for unit in made for person in unit.people):
            person.columns["risk"] = _RISKS[order % len(_RISKS)]
        return write_units(connection, made)


def _unit(random: Random, index: int, tenants: list[int], providers: list[int]) -> UnitRow:
    town = index % len(tenants)
    tenant_id = tenants[town]
    protocol = unit_protocol(index)
    profile, interval_s = ("generic", 60.0) if protocol == "dc09" else ("generic", 300.0)
    couple = 2 if random.random() < 0.1 else 1
    family = random.choice(FAMILY_NAMES)
    key = random.choice(KEYS)
    return UnitRow(
        columns={
            "tenant_id": tenant_id, "protocol": protocol, "address": unit_address(index), "profile": profile,
            "interval_s": interval_s, "missed_limit": 2, "grace_s": 30.0,
        },
        place={
            "provider_id": providers[town], "street": f"{random.choice(STREETS)} {random.randint(1, 48)}",
            "postal": f"99{random.randint(0, 9)} {random.randint(10, 99)}",
            "locality": random.choice(MUNICIPALITIES[town][1]), "door": random.choice(DOORS),
            "key_notes": key.format(number=100 + index),
        },
        people=[_person(random, tenant_id, family) for _ in range(couple)],
        peripherals=[
            {"address": "1", "kind": "pendant", "label": "Armbandslarm", "wearer_id": None},
            {"address": "2", "kind": "smoke", "label": "Brandvarnare hall", "wearer_id": None},
        ],
    )  # fmt: skip


def _person(random: Random, tenant_id: int, family: str) -> Person:
    contacts = [
        {
            "name": f"{random.choice(GIVEN_NAMES)} {family if relation in KIN else _other(random, family)}",
            "relation": relation,
            "phone": _mobile(random),
            "has_key": order == 0,
        }
        for order, relation in enumerate(random.sample(RELATIONS, random.randint(1, 3)))
    ]
    return Person(
        {
            "tenant_id": tenant_id, "name": f"{random.choice(GIVEN_NAMES)} {family}", "phones": [_home(random)],
            "born": f"{random.randint(1928, 1952)}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}",
            "notes": random.choice(NOTES), "action_plan": random.choice(ACTION_PLANS),
        },
        contacts,
    )  # fmt: skip


def _other(random: Random, family: str) -> str:
    return random.choice([name for name in FAMILY_NAMES if name != family])


def _home(random: Random) -> str:
    """A number that is nobody's: 031-390 06 00 to 99, 08-465 004 00 to 99."""
    number = random.randint(0, 99)
    return f"+46 31 390 06 {number:02d}" if random.random() < 0.5 else f"+46 8 465 004 {number:02d}"


def _mobile(random: Random) -> str:
    """A mobile number that is nobody's: 070-174 06 05 to 99."""
    return f"+46 70 174 06 {random.randint(5, 99):02d}"
