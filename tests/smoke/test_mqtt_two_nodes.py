"""Two daemons on one store and one broker: both hear every press, and it is stored once, also after one was away."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.devices.broker import Broker, certificates
from tests.fakes.pace import asked
from tests.smoke.lab import Lab
from tests.smoke.pair import pair

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(120)]

PRESSES = 20


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Broker]:
    (tmp_path / "broker").mkdir()
    with certificates(tmp_path / "certificates") as keys:
        broker = Broker(tmp_path / "broker", keys)
        await broker.start()
        yield broker
        broker.kill()


@pytest.fixture
def nodes(tmp_path: Path, broker: Broker) -> Iterator[tuple[Lab, Lab]]:
    """Two running nodes, each with a session of its own at the broker."""
    with pair(tmp_path) as labs:
        for lab, client in zip(labs, ("alarmd", "alarmd-2"), strict=True):
            lab.centre.stop()
            lab.centre.more = broker.toml(client)
            lab.centre.write_settings()
            lab.centre.start()
            lab.log_in()
        yield labs


def press(number: int) -> bytes:
    return json.dumps({"kind": "personal", "id": str(number), "time": f"2026-05-01T10:00:{number:02}Z"}).encode()


def heard(lab: Lab) -> float:
    return lab.metric('alarmd_frames_total{door="mqtt",outcome="ok"}')


def stored(lab: Lab) -> int:
    return sum(row["door"] == "mqtt" for row in lab.signals())


async def test_what_both_hear_is_stored_once(nodes: tuple[Lab, Lab], broker: Broker) -> None:
    one, two = nodes
    await broker.publish_lines("hem-12", "larm/hem-12/event", [press(number) for number in range(PRESSES)])
    assert await asked(lambda: heard(one) == heard(two) == PRESSES)
    assert await asked(lambda: stored(one) == PRESSES)
    assert stored(two) == PRESSES
    two.centre.kill()
    await broker.publish("hem-12", "larm/hem-12/event", press(PRESSES))
    assert await asked(lambda: stored(one) == PRESSES + 1)
    two.centre.start()
    two.log_in()
    assert await asked(lambda: heard(two) == 1)
    assert await asked(lambda: two.metric('alarmd_withheld{door="mqtt"}') == 0)
    assert stored(two) == PRESSES + 1
