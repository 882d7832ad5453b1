"""From a press to the person in the hall, on the real store: console, desk, escalation, outbox, phone, page."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from websockets.asyncio.client import connect

from alarmd.domain.ids import IdMaker
from alarmd.domain.policy import Policy, same_for_all
from alarmd.domain.signal import Kind, Lane, Signal
from alarmd.notify.demo_sender import DemoSender
from alarmd.notify.texts import NoticeTexts
from alarmd.services.commit_loop import CommitLoop
from alarmd.services.decide import Decider
from alarmd.services.desk import Desk
from alarmd.services.duty import Duty
from alarmd.services.escalate import Escalate
from alarmd.services.intake import LocalIntake
from alarmd.services.lanes import Lanes
from alarmd.services.memory import Memory
from alarmd.services.outbox import Outbox
from alarmd.services.overdue import Overdue
from alarmd.services.presence import Presence
from alarmd.services.publication import Publication
from alarmd.services.relay import Relay
from alarmd.services.rows import RowMaker
from alarmd.services.stamps import Stamps
from alarmd.services.unit_index import UnitIndex
from alarmd.store.engine import tool_engine
from alarmd.store.notices import SqlNotices
from alarmd.store.reader import SqlRegister, open_register
from alarmd.store.schema import upgrade
from alarmd.store.seed import DEMO_USER, seed_demo
from alarmd.store.writer import SqlLedger, open_ledger
from alarmd.system_clock import SystemClock
from alarmd.telemetry import Telemetry
from alarmd.web.api import LoginLimits, login_routes
from alarmd.web.apps import internal_app, public_app
from alarmd.web.board import UnitsBoard
from alarmd.web.console import FeedParts
from alarmd.web.feed import feed_route
from alarmd.web.health import Condition
from alarmd.web.limits import FailureLimit
from alarmd.web.questions import Questions
from alarmd.web.responder import ResponderParts, responder_routes
from alarmd.web.sessions import Passwords, Sessions
from protocols.console_feed.messages import Changes, Command, Fetch, Hello, Painted, Reply, SnapshotPart
from tests.component.test_web_feed import Wire
from tests.fakes.loop import settle, until
from tests.fakes.web_parts import FakeSupervision
from tests.fakes.web_server import serving

pytestmark = pytest.mark.slow


class Centre:
    """What bootstrap builds, without doors."""

    def __init__(self, ledger: SqlLedger, register: SqlRegister, phone: Path) -> None:
        self.clock, self.telemetry, self.new_id = SystemClock(), Telemetry(), IdMaker()
        self.ledger, self.register, self.phone = ledger, register, phone
        self.memory, self.lanes, self.stamps, self.units = Memory(), Lanes(), Stamps(), UnitIndex()
        self.loops: list[Callable[[], Awaitable[object]]] = []

    async def open(self) -> None:
        clock, telemetry, memory = self.clock, self.telemetry, self.memory
        self.units.replace_all(await self.register.units())
        memory.load(await self.ledger.changes_since(-1), [], clock.now(), clock.monotonic())
        self.rows = RowMaker(self.units, await self.register.names())
        policy = same_for_all(Policy(acceptance_s=5, channel_s=2))
        parts = {"clock": clock, "telemetry": telemetry}
        self.overdue = Overdue(lanes=self.lanes, memory=memory, stamps=self.stamps, publisher=self, **parts)
        self.intake = LocalIntake(lanes=self.lanes, memory=memory, overdue=self.overdue, stamps=self.stamps, **parts)
        self.relay = Relay(
            rows=self.rows, epoch=await self.ledger.epoch(), number=memory.feed_no, incidents=memory.open.values(),
            stamp_painted=self.intake.painted, **parts,
        )  # fmt: skip
        self.desk = Desk(
            ledger=self.ledger, memory=memory, lanes=self.lanes, overdue=self.overdue, units=self.units,
            new_id=self.new_id, **parts,
        )  # fmt: skip
        decider = Decider(memory=memory, units=self.units, policy_of=policy, new_id=self.new_id, telemetry=telemetry)
        commit_loop = CommitLoop(
            ledger=self.ledger, memory=memory, lanes=self.lanes, decider=decider, overdue=self.overdue,
            stamps=self.stamps, publisher=self, **parts,
        )  # fmt: skip
        escalate = Escalate(
            memory=memory, desk=self.desk, duty=Duty(clock, telemetry), roster=self.register.on_call,
            told=self.register.told, policy_of=policy, clock=clock, new_id=self.new_id,
            new_token=lambda: secrets.token_urlsafe(18),
        )  # fmt: skip
        self.outbox = Outbox(
            register=self.register, sender=DemoSender(clock, self.phone),
            compose=NoticeTexts(self.rows.name, "https://larm.example"), incident_of=memory.open.get,
            take=SqlNotices(self.ledger.worker).take, save=lambda notice: self.stamps.notice(notice, clock.monotonic()),
            new_token=lambda: secrets.token_urlsafe(18), on_unreached=lambda notice: None, **parts,
        )  # fmt: skip
        self.presence = Presence(clock, self.desk.release_owner, Duty(clock, telemetry))
        self.loops = [commit_loop.run, self.overdue.run, escalate.run, self.outbox.run, self.presence.run]

    def publish(self, publication: Publication) -> None:
        self.relay.publish(publication)
        self.outbox.publish(publication)

    def volatile(self, signals: tuple[Signal, ...]) -> None:
        self.relay.volatile(signals)

    async def press(self) -> Signal:
        unit = next(iter(self.units))
        now = self.clock.now()
        signal = Signal(
            id=self.new_id(now), door="dc09", source="127.0.0.1:5", address=unit.address, tenant_id=unit.tenant_id,
            unit_id=unit.id, subscriber_id=unit.subscriber_id, lane=Lane.LIFE_SAFETY, kind=Kind.PRESS,
            message_key=secrets.token_hex(4), received_at=now, received_s=self.clock.monotonic(),
        )  # fmt: skip
        assert (await self.intake.submit([signal])).durable
        return signal


@asynccontextmanager
async def centre(folder: Path) -> AsyncIterator[Centre]:
    url = f"sqlite:///{folder}/alarmd.db"
    upgrade(url)
    engine = tool_engine(url)
    seed_demo(engine, SystemClock().now(), units=3)
    engine.dispose()
    ledger = open_ledger(url, SystemClock())
    register = open_register(url, ledger)
    made = Centre(ledger, register, folder / "phone.txt")
    await made.open()
    tasks = [asyncio.ensure_future(loop()) for loop in made.loops]
    try:
        yield made
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await register.close()
        await ledger.close()


@asynccontextmanager
async def web(at: Centre) -> AsyncIterator[tuple[str, str]]:
    passwords, parts = Passwords(), {"clock": at.clock, "telemetry": at.telemetry}
    sessions = Sessions(at.clock, at.register, passwords)
    board = UnitsBoard(at.units, FakeSupervision(), at.rows)
    questions = Questions(register=at.register, relay=at.relay, board=board, **parts)
    feed = FeedParts(
        relay=at.relay, desk=at.desk, sessions=sessions, presence=at.presence, questions=questions, board=board,
        condition=Condition(), **parts,
    )  # fmt: skip
    limits = LoginLimits(FailureLimit(at.clock, failures=5), FailureLimit(at.clock, failures=30))
    pages = ResponderParts(
        register=at.register, desk=at.desk, name_of=at.relay.name, misses=FailureLimit(at.clock, failures=5),
        zone=ZoneInfo("Europe/Stockholm"), **parts,
    )  # fmt: skip
    inner = internal_app([feed_route(feed), *login_routes(sessions, limits, at.telemetry)], "1")
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(serving(inner))
        two = await stack.enter_async_context(serving(public_app(responder_routes(pages))))
        stack.callback(passwords.close)
        stack.push_async_callback(questions.close)
        yield f"127.0.0.1:{one.port}", f"http://127.0.0.1:{two.port}"


LINK = re.compile(r"https://larm\.example(/r/\S+)")


def words_on(phone: Path) -> str:
    return phone.read_text(encoding="utf-8") if phone.exists() else ""


async def link_on(phone: Path) -> str:
    await until(lambda: LINK.search(words_on(phone)))
    found = LINK.search(words_on(phone))
    assert found
    return found.group(1)


async def all_notices_ended(register: SqlRegister) -> None:
    async with asyncio.timeout(5):
        while await register.open_notices():
            await settle()


async def test_a_press_becomes_a_person_in_the_hall(tmp_path: Path) -> None:
    async with centre(tmp_path) as at, web(at) as (inner, public), httpx.AsyncClient(follow_redirects=True) as http:
        login = await http.post(f"http://{inner}/api/login", json={"username": DEMO_USER, "password": DEMO_USER})
        async with connect(f"ws://{inner}/feed") as socket:
            console = Wire(socket)
            await console.say(Hello(token=login.json()["token"]))
            await console.hear(SnapshotPart)
            pressed = await at.press()
            changes = await console.hear(Changes)
            number = changes.rows[0].id
            assert changes.signals == [(pressed.id, number)]
            await console.say(Painted(signals=[pressed.id]))
            assert (await console.ask(Command(id="c1", name="claim", incident=number))).ok
            card = (await console.ask(Fetch(id="f1", what="card", args={"incident": number}))).result
            street, person = card["street"], card["persons"][0]["name"]
            assert (await console.ask(Command(id="c2", name="dispatch", incident=number))).ok

            link = public + await link_on(at.phone)
            assert not [word for word in (street, person) if word in words_on(at.phone)]
            page = await http.get(link)
            assert (page.status_code, street in page.text, person in page.text) == (200, False, False)
            page = await http.post(link, data={"action": "accept"})
            assert (street in page.text, person in page.text) == (True, True)
            row = (await console.hear(Changes)).rows[-1]
            while row.state != "accepted":
                row = (await console.hear(Changes)).rows[-1]
            assert row.responder.startswith("Larmpatrull")
            await http.post(link, data={"action": "arrive"})
            close = Command(id="c3", name="close", incident=number, args={"outcome": "helped_on_site"})
            reply: Reply = await console.ask(close)
            assert reply.ok, reply
            assert (await http.get(link)).status_code == 410
            stored = await at.register.incident(number)
            assert stored is not None
            assert None not in (stored.claimed_at, stored.dispatched_at, stored.accepted_at, stored.on_site_at)
        await all_notices_ended(at.register)
