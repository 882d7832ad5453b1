"""What is known of a make and model: data that a technician can change, not code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from alarmd.domain.code_meaning import CodeMeaning
from alarmd.domain.unit import SupervisionProfile


class Voice(StrEnum):
    """How one speaks with the person: not at all, through the unit's own call, or by calling the unit."""

    NONE = "none"
    UNIT_CALLS = "unit_calls"
    CALL_UNIT = "call_unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceProfile:
    """One make and model, or what is generic of a protocol.

    Attributes:
        name: what units and the settings call it. protocol: the kind of door its units knock at.
        supervision: when silence becomes a fault; interval 0 for what nobody can supervise.
        settings: words for the door, as if they stood on each unit; the unit's own go before them.
        codes: by the protocol's own code, as signals show it.
        not_guaranteed: sentences, in Swedish, about what this device does not promise.
        sources: whence all this is known. tried: whether anybody has tried it with the real device.
    """

    name: str
    make: str = ""
    model: str = ""
    protocol: str
    supervision: SupervisionProfile = field(default_factory=SupervisionProfile)
    voice: Voice = Voice.NONE
    settings: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, CodeMeaning] = field(default_factory=dict)
    not_guaranteed: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    tried: bool = False
