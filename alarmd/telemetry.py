"""Metrics on a registry that is passed in: the only room that knows prometheus-client.

A few hundred series at most: no unit, person, source or incident is ever a label. Children that the hot path
touches are made once and kept, since `labels()` costs four times the increment.
"""

from __future__ import annotations

from functools import lru_cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest

STAGES = ("decided", "durable", "answered", "painted")
_SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 30.0)


class Telemetry:
    """Everything alarmd counts. One instance for each daemon; tests make as many as they like."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = r = registry or CollectorRegistry()
        self.signals = Counter(
            "alarmd_signals", "Signals by door, lane and verdict", ["door", "lane", "verdict"], registry=r
        )
        self.frames = Counter(
            "alarmd_frames", "Frames and datagrams by door and outcome", ["door", "outcome"], registry=r
        )
        self.stage = Histogram(
            "alarmd_stage_seconds", "Seconds from socket (T1) to each stage", ["stage"], registry=r, buckets=_SECONDS
        )
        self.commit = Histogram("alarmd_commit_seconds", "Seconds of one commit", registry=r, buckets=_SECONDS)
        self.batch = Histogram(
            "alarmd_batch_signals", "Signals in one commit", registry=r, buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500)
        )
        self.commit_failures = Counter("alarmd_commit_failures", "Commits that failed", ["reason"], registry=r)
        self.lane_depth = Gauge("alarmd_lane_depth", "Messages waiting for the writer", ["lane"], registry=r)
        self.shed = Counter("alarmd_shed", "Messages turned away because their lane was full", ["lane"], registry=r)
        self.oldest_unanswered = Gauge(
            "alarmd_oldest_unanswered_seconds", "Age of the oldest message without answer", registry=r
        )
        self.folds = Counter("alarmd_folds", "Retransmissions folded into the signal they repeat", ["door"], registry=r)
        self.volatile_rows = Gauge("alarmd_volatile_rows", "Rows shown before they could be stored", registry=r)
        self.incidents_open = Gauge("alarmd_incidents_open", "Open incidents", ["lane", "state"], registry=r)
        self.invariants = Counter(
            "alarmd_broken_invariants", "Invariants that did not hold; must read 0", ["name"], registry=r
        )
        self.units = Gauge("alarmd_units", "Supervised units by state", ["state"], registry=r)
        self.watch_tick = Histogram(
            "alarmd_watch_tick_seconds", "Seconds of one supervision tick", registry=r, buckets=_SECONDS
        )
        self.on_duty = Gauge("alarmd_on_duty", "1 on the node that decides deadlines and lateness", registry=r)
        self.beats = Counter("alarmd_beats", "Signs of life", registry=r)
        self.door_up = Gauge("alarmd_door_up", "1 while the door listens", ["door"], registry=r)
        self.connections = Gauge("alarmd_connections", "Open connections", ["door"], registry=r)
        self.refused = Counter("alarmd_refused", "Refused for authentication or limits", ["door", "reason"], registry=r)
        self.withheld = Gauge("alarmd_withheld", "Messages whose acknowledgement is withheld", ["door"], registry=r)
        self.udp_drops = Gauge("alarmd_udp_drops", "Datagrams the kernel dropped", ["door"], registry=r)
        self.modem_signal = Gauge("alarmd_modem_signal", "Signal of a GSM modem, 0 to 31", ["door"], registry=r)
        self.modem_storage = Gauge(
            "alarmd_modem_storage", "Share of a GSM modem's places for messages that is taken", ["door"], registry=r
        )
        self.restarts = Counter(
            "alarmd_task_restarts", "Supervised tasks restarted after a crash", ["task"], registry=r
        )
        self.loop_lag = Histogram(
            "alarmd_loop_lag_seconds", "How late the loop runs its timers", registry=r, buckets=_SECONDS
        )
        self.clock_steps = Counter("alarmd_clock_steps", "Steps of the wall clock", registry=r)
        self.consoles = Gauge("alarmd_consoles", "Consoles on the feed", registry=r)
        self.feed_drops = Counter("alarmd_feed_drops", "Slow consoles sent back to a snapshot", registry=r)
        self.notices = Counter("alarmd_notices", "Notices to the on-call team by result", ["result"], registry=r)
        self.commands = Counter("alarmd_commands", "Operators' commands", ["name", "result"], registry=r)
        self._signal_child = lru_cache(maxsize=512)(self.signals.labels)
        self._frame_child = lru_cache(maxsize=256)(self.frames.labels)
        self._stage_child = {stage: self.stage.labels(stage) for stage in STAGES}

    def count_signal(self, door: str, lane: str, verdict: str) -> None:
        """One signal got its verdict."""
        self._signal_child(door, lane, verdict).inc()

    def count_frame(self, door: str, outcome: str) -> None:
        """One frame was `ok`, `cut`, `checksum`, `unreadable`, `wrong_key`, `oversize`, …."""
        self._frame_child(door, outcome).inc()

    def observe_stage(self, stage: str, seconds: float) -> None:
        """A signal reached a stage `seconds` after T1."""
        self._stage_child[stage].observe(seconds)

    def exposition(self) -> bytes:
        """The text that Prometheus scrapes."""
        return generate_latest(self.registry)
