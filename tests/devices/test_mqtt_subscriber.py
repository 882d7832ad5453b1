"""One connection to a real broker: session, manual acknowledgement, refusals."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from alarmd.config.doors.mqtt import MqttSettings
from devices.mqtt.subscriber import BrokerUnusableError, Delivery, Subscriber
from tests.devices.broker import Broker, certificates, free_port
from tests.fakes.loop import turn

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with certificates(tmp_path_factory.mktemp("certificates")) as folder:
        yield folder


@pytest.fixture(autouse=True)
async def no_thread_left() -> AsyncIterator[None]:
    """aiomqtt connects in a thread of the loop's own pool."""
    yield
    await asyncio.get_running_loop().shutdown_default_executor()


@pytest.fixture
async def broker(keys: Path, tmp_path: Path) -> AsyncIterator[Broker]:
    broker = Broker(tmp_path, keys)
    await broker.start()
    yield broker
    broker.kill()


class Heard:
    """What a subscriber heard."""

    def __init__(self) -> None:
        self.deliveries: asyncio.Queue[Delivery] = asyncio.Queue()
        self.sessions: list[bool] = []

    async def next(self) -> Delivery:
        return await asyncio.wait_for(self.deliveries.get(), 5)


@asynccontextmanager
async def subscribed(at: Broker, heard: Heard, client: str = "alarmd", **words: Any) -> AsyncIterator[Subscriber]:
    settings = msgspec.structs.replace(at.settings(client), **words)
    subscriber = Subscriber(settings, heard.sessions.append, heard.deliveries.put_nowait, f"alarmd/{client}/state")
    try:
        await subscriber.connect(["larm/+/event"])
        yield subscriber
    finally:
        await subscriber.close()


async def test_what_is_not_acknowledged_comes_again_and_what_is_does_not(broker: Broker) -> None:
    heard = Heard()
    async with subscribed(broker, heard):
        for payload in (b"one", b"two"):
            await broker.publish("hem-12", "larm/hem-12/event", payload)
        first, second = await heard.next(), await heard.next()
        first.acknowledge()
    async with subscribed(broker, heard):
        again = await heard.next()
        assert (again.payload, again.mid, again.repeated) == (b"two", second.mid, True)
        again.acknowledge()
    async with subscribed(broker, heard):
        await broker.publish("hem-12", "larm/hem-12/event", b"three")
        assert (await heard.next()).payload == b"three"
    assert heard.sessions == [False, True, True]


async def test_the_broker_keeps_more_than_a_thousand_while_we_are_away(broker: Broker) -> None:
    heard = Heard()
    async with subscribed(broker, heard):
        pass
    lines = [b"%d" % number for number in range(1_050)]
    await broker.publish_lines("hem-12", "larm/hem-12/event", lines)
    async with subscribed(broker, heard):
        assert [(await heard.next()).payload for _ in lines] == lines


async def test_withheld_acknowledgements_do_not_hold_up_the_next_message(broker: Broker) -> None:
    heard = Heard()
    async with subscribed(broker, heard):
        for number in range(30):
            await broker.publish("hem-12", "larm/hem-12/event", b"%d" % number)
        assert [(await heard.next()).payload for _ in range(30)] == [b"%d" % number for number in range(30)]


async def test_a_lost_broker_is_noticed(broker: Broker) -> None:
    heard = Heard()
    async with subscribed(broker, heard) as subscriber:
        stays = asyncio.ensure_future(subscriber.stay())
        await turn()
        broker.kill()
        with pytest.raises(BrokerUnusableError, match="broker 127"):
            await asyncio.wait_for(stays, 5)
        assert subscriber.is_lost


async def test_whether_we_are_there_is_told_and_stays_told(broker: Broker) -> None:
    async with subscribed(broker, Heard()) as subscriber:
        assert await state(broker) == b"online"
        client = subscriber._client
        assert client is not None
        client._client._sock_close()
        assert await state(broker) == b"offline"


async def state(broker: Broker) -> bytes:
    """What the broker says of us, once the last word has had time to arrive."""
    said = b""
    async with asyncio.timeout(5):
        while not said:
            said = await broker.retained("hemtjanst", "alarmd/alarmd/state")
    return said


async def test_nobody_listens_there() -> None:
    settings = MqttSettings(broker=f"127.0.0.1:{free_port()}", client_id="alarmd")
    subscriber = Subscriber(settings, lambda _: None, lambda _: None, "alarmd/alarmd/state")
    with pytest.raises(BrokerUnusableError, match=settings.broker):
        await subscriber.connect(["larm/+/event"])
    await subscriber.close()


async def test_a_certificate_that_is_missing_is_told_in_plain_words(broker: Broker) -> None:
    with pytest.raises(BrokerUnusableError, match="No such file"):
        async with subscribed(broker, Heard(), certificate="/nonexistent.pem"):
            pass


async def test_a_broker_that_refuses_our_certificate(broker: Broker) -> None:
    with pytest.raises(BrokerUnusableError, match="refuse"):
        async with subscribed(broker, Heard(), certificate="", private_key=""):
            pass


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
async def test_a_broker_by_another_name_is_not_ours(broker: Broker) -> None:
    """Paho leaves closing the socket of a failed handshake to the collector."""
    with pytest.raises(BrokerUnusableError, match=r"certificate|match|localhost"):
        async with subscribed(broker, Heard(), broker=f"localhost:{broker.port}"):
            pass
    gc.collect()
