"""Joins stops 4 to 7: intake, decisions, commits, feed, and the loops beside the walk."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from alarmd.bootstrap.stored import Stored
from alarmd.config import Config
from alarmd.domain.ids import IdMaker
from alarmd.domain.incident import State
from alarmd.domain.policy import Policy
from alarmd.domain.ports import Clock, Notice, Sender, SmsGateway
from alarmd.domain.signal import Signal
from alarmd.notify.apprise_sender import AppriseSender
from alarmd.notify.by_scheme import ByScheme
from alarmd.notify.demo_sender import SCHEME, DemoSender
from alarmd.notify.sms_sender import SCHEME as SMS
from alarmd.notify.sms_sender import SmsSender
from alarmd.notify.texts import NoticeTexts
from alarmd.services.commit_loop import CommitLoop
from alarmd.services.decide import Decider
from alarmd.services.deliveries import Deliveries
from alarmd.services.desk import Desk
from alarmd.services.duty import Duty, Holder
from alarmd.services.escalate import Escalate
from alarmd.services.first_contact import FirstContact
from alarmd.services.intake import LocalIntake
from alarmd.services.lanes import Lanes
from alarmd.services.outbox import Outbox
from alarmd.services.overdue import Overdue
from alarmd.services.policies import Policies
from alarmd.services.presence import Presence
from alarmd.services.publication import Publication
from alarmd.services.pulse import Pulse
from alarmd.services.relay import Relay
from alarmd.services.rows import RowMaker
from alarmd.services.stamps import Stamps
from alarmd.services.trace import Trace
from alarmd.services.watch import Watch
from alarmd.telemetry import Telemetry

log = logging.getLogger(__name__)


class Services:
    """Every service of one daemon. It is the commit loop's `Publisher`: consoles hear first, then the on-call team.

    Args:
        doors_up: protocols whose doors can hear their units now.
    """

    def __init__(
        self,
        config: Config,
        stored: Stored,
        clock: Clock,
        telemetry: Telemetry,
        doors_up: Callable[[], Collection[str]],
    ) -> None:
        self._config = config
        self._stored = stored
        self._clock = clock
        self._telemetry = telemetry
        self.new_id = IdMaker(config.centre.node)
        self.policies = Policies(_policy(config), stored.times)
        self.lanes, self.stamps = Lanes(config.lanes), Stamps()
        self.duty = Duty(clock, telemetry, stored.lease, Holder(secrets.token_hex(8), config.centre.node))
        self._join_feed()
        self._join_intake()
        self._join_commits()
        self._join_call_out()
        self.watch = Watch(
            units=stored.units,
            contacts=stored.contacts,
            duty=self.duty,
            intake=self.intake,
            memory=stored.memory,
            clock=clock,
            new_id=self.new_id,
            telemetry=telemetry,
            doors_up=doors_up,
            outage_of=stored.register.outage,
        )
        self.first_contact = FirstContact(
            watch=self.watch,
            duty=self.duty,
            intake=self.intake,
            memory=stored.memory,
            clock=clock,
            new_id=self.new_id,
        )
        self.trace = Trace(clock)
        self.pulse = Pulse(clock, telemetry, _report)

    def _join_feed(self) -> None:
        stored = self._stored
        self.rows = RowMaker(stored.units, stored.names)
        self.relay = Relay(
            clock=self._clock,
            telemetry=self._telemetry,
            rows=self.rows,
            epoch=stored.epoch,
            number=stored.memory.feed_no,
            incidents=stored.memory.open.values(),
            stamp_painted=lambda ids, at: self.intake.painted(ids, at),
        )

    def _join_intake(self) -> None:
        self.overdue = Overdue(
            clock=self._clock,
            lanes=self.lanes,
            memory=self._stored.memory,
            stamps=self.stamps,
            publisher=self,
            telemetry=self._telemetry,
        )
        self.intake = LocalIntake(
            lanes=self.lanes,
            memory=self._stored.memory,
            overdue=self.overdue,
            stamps=self.stamps,
            clock=self._clock,
            telemetry=self._telemetry,
        )
        self.desk = Desk(
            ledger=self._stored.ledger,
            memory=self._stored.memory,
            lanes=self.lanes,
            overdue=self.overdue,
            units=self._stored.units,
            clock=self._clock,
            new_id=self.new_id,
            telemetry=self._telemetry,
        )
        self.presence = Presence(self._clock, self.desk.release_owner, self.duty, self._stored.presences)

    def _join_commits(self) -> None:
        decider = Decider(
            memory=self._stored.memory,
            units=self._stored.units,
            policy_of=self.policies,
            new_id=self.new_id,
            telemetry=self._telemetry,
        )
        self.commit_loop = CommitLoop(
            ledger=self._stored.ledger,
            memory=self._stored.memory,
            lanes=self.lanes,
            decider=decider,
            overdue=self.overdue,
            stamps=self.stamps,
            publisher=self,
            clock=self._clock,
            telemetry=self._telemetry,
        )

    def _join_call_out(self) -> None:
        self.apprise, self.sms = AppriseSender(), SmsSender()
        self.senders = self._sender()
        self.escalate = Escalate(
            memory=self._stored.memory,
            desk=self.desk,
            duty=self.duty,
            roster=self._stored.register.on_call,
            told=self._stored.register.told,
            policy_of=self.policies,
            clock=self._clock,
            new_id=self.new_id,
            new_token=_new_token,
        )
        self.outbox = Outbox(
            clock=self._clock,
            telemetry=self._telemetry,
            register=self._stored.register,
            sender=self.senders,
            compose=NoticeTexts(self.relay.name, self._config.web.public_url, self._config.centre.language),
            incident_of=self._stored.memory.open.get,
            take=self._stored.notices.take,
            save=self._save_notice,
            node=self._config.centre.node,
            new_token=_new_token,
            on_unreached=self._next_in_turn,
            on_handed_over=lambda notice, handle: self.deliveries.handed_over(notice, handle),
        )
        self.deliveries = Deliveries(self.desk, self._telemetry, self._save_notice, self.outbox.refused)

    def publish(self, publication: Publication) -> None:
        """A batch is durable."""
        self.relay.publish(publication)
        self.outbox.publish(publication)

    def volatile(self, signals: tuple[Signal, ...]) -> None:
        """Only consoles see what is not stored."""
        self.relay.volatile(signals)

    def _sender(self) -> ByScheme:
        senders: dict[str, Sender] = {SMS: self.sms}
        if demo := self._config.notify.demo_file:
            senders[SCHEME] = DemoSender(self._clock, Path(demo))
        return ByScheme(senders, self.apprise)

    def add_gateway(self, gateway: SmsGateway) -> None:
        """A door with a modem: notices go out through it, and its delivery reports come back."""
        self.sms.add(gateway)
        gateway.report_to(self.deliveries.reported)

    def _save_notice(self, notice: Notice) -> None:
        self.stamps.notice(notice, self._clock.monotonic())

    def _next_in_turn(self, notice: Notice) -> None:
        """Nobody can be reached there: the running step ends now instead of when its time is over."""
        memory = self._stored.memory
        incident = memory.open.get(notice.incident_id)
        if incident is not None and incident.state is State.DISPATCHED and incident.step == notice.step:
            self.escalate.now(incident.id)


def _policy(config: Config) -> Policy:
    times = config.times
    return Policy(
        answer_s=times.answer_s,
        lease_s=times.lease_s,
        acceptance_s=times.acceptance_s,
        arrival_s=times.arrival_s,
        visit_s=times.visit_s,
        reminder_s=times.reminder_s,
        new_press_pause_s=times.new_press_pause_s,
        channel_s=config.notify.channel_s,
    )


def _report(what: str, facts: Mapping[str, str]) -> None:
    log.warning("%s: %s", what, ", ".join(f"{key} {value}" for key, value in facts.items()))


def _new_token() -> str:
    return secrets.token_urlsafe(24)
