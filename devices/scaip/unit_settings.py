"""What one SCAIP unit or its door does differently: dialect, voice, heartbeat interval, from the unit's settings."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from alarmd.config import ScaipSettings
from alarmd.domain.unit import AlarmUnit
from protocols.scaip import DIALECTS, STANDARD, Address, AnswerPolicy, Dialect

log = logging.getLogger(__name__)

MOST_REMEMBERED = 200_000
_MEDIA = {"none": 0, "duplex": 1, "listen": 2, "speak": 3}
_SWITCHES = ("long_tags", "padded_mre", "answer_in_200", "plus_in_cid", "without_ref", "several_tnu")


@dataclass(frozen=True, slots=True)
class UnitSettings:
    """Dialect and answering policy of one unit."""

    dialect: Dialect
    policy: AnswerPolicy


class SettingsReader:
    """Reads units' settings once and remembers them until the unit changes.

    Words in a unit's settings: `dialect` (standard, schema-strict, wrapped); `content_type`; `heartbeat_stc` (a
    status code that is a heartbeat); `long_tags`, `padded_mre`, `answer_in_200`, `plus_in_cid`, `without_ref`,
    `several_tnu` (yes or no); `voice_media` (none, duplex, listen, speak); `voice_number` (sip:… or gsm:…; empty:
    the number set in the unit); `voice_minutes` (1–60, for units that want to be called back);
    `heartbeat_minutes` (1–1440, 0 leaves it alone). The words for accounts stand in `accounts`.
    A unit whose words cannot be used is treated as the door says, and the mistake is logged.
    """

    def __init__(self, door: ScaipSettings) -> None:
        self.of_door = UnitSettings(
            STANDARD,
            AnswerPolicy(
                mre=0 if door.voice == "none" else _MEDIA[door.voice_media],
                callback_minutes=door.voice_minutes,
                tnu=_numbers(door.voice_number) if door.voice == "call_number" else (),
                heartbeat_minutes=door.heartbeat_minutes or None,
            ),
        )
        self._read: dict[int, tuple[Mapping[str, str], UnitSettings]] = {}

    def of(self, unit: AlarmUnit | None) -> UnitSettings:
        """Settings of `unit`, or the door's for an unknown one."""
        if unit is None or not unit.settings:
            return self.of_door
        known = self._read.get(unit.id)
        if known is not None and known[0] is unit.settings:
            return known[1]
        try:
            settings = UnitSettings(_dialect(unit.settings), self._policy(unit.settings))
        except (ValueError, KeyError) as error:
            log.error("unit %s: its settings cannot be used: %s", unit.id, error)
            settings = self.of_door
        if len(self._read) >= MOST_REMEMBERED:
            self._read.clear()
        self._read[unit.id] = (unit.settings, settings)
        return settings

    def _policy(self, words: Mapping[str, str]) -> AnswerPolicy:
        policy = self.of_door.policy
        if "voice_media" in words:
            policy = replace(policy, mre=_MEDIA[words["voice_media"]])
        if "voice_number" in words:
            policy = replace(policy, tnu=_numbers(words["voice_number"]))
        if "voice_minutes" in words:
            policy = replace(policy, callback_minutes=int(words["voice_minutes"]))
        if "heartbeat_minutes" in words:
            policy = replace(policy, heartbeat_minutes=int(words["heartbeat_minutes"]) or None)
        return policy


def _dialect(words: Mapping[str, str]) -> Dialect:
    dialect = DIALECTS[words.get("dialect", STANDARD.name)]
    switched = {word: words[word] == "yes" for word in _SWITCHES if word in words}
    return replace(
        dialect,
        content_type=words.get("content_type", dialect.content_type),
        heartbeat_stc=int(words["heartbeat_stc"]) if "heartbeat_stc" in words else dialect.heartbeat_stc,
        long_tags=switched.get("long_tags", dialect.long_tags),
        padded_mre=switched.get("padded_mre", dialect.padded_mre),
        answer_in_200=switched.get("answer_in_200", dialect.answer_in_200),
        plus_in_cid=switched.get("plus_in_cid", dialect.plus_in_cid),
        without_ref=switched.get("without_ref", dialect.without_ref),
        several_tnu=switched.get("several_tnu", dialect.several_tnu),
    )


def _numbers(text: str) -> tuple[Address, ...]:
    addresses = (Address.read(word.strip()) for word in text.split(","))
    return tuple(address for address in addresses if address is not None)
