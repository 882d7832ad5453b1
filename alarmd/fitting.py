"""Units as the hot path needs them: sealed words opened, and what their make and model says laid under their own."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace

from alarmd.domain.device_profile import DeviceProfile
from alarmd.domain.unit import AlarmUnit
from alarmd.sealing import Seal, opened

log = logging.getLogger(__name__)


class Fitting:
    """Prepares units as they come from the store. The profile `generic` is the generic one of the unit's protocol.

    Args:
        seal: opens sealed words; None when the settings name no key file.
    """

    def __init__(self, profiles: Mapping[str, DeviceProfile], seal: Seal | None = None) -> None:
        self._profiles = profiles
        self._seal = seal
        self._missed: set[str] = set()

    def fit(self, units: Iterable[AlarmUnit]) -> list[AlarmUnit]:
        """Ready for the index. A profile nobody knows changes nothing and is said in the log, once."""
        return [self._dress(unit) for unit in opened(units, self._seal)]

    def _dress(self, unit: AlarmUnit) -> AlarmUnit:
        profile = self._profiles.get(unit.profile) or self._profiles.get(f"{unit.profile}-{unit.protocol}")
        if profile is None:
            if unit.profile not in self._missed:
                self._missed.add(unit.profile)
                log.warning("unit %d: there is no profile %r; its protocol alone is used", unit.id, unit.profile)
            return unit
        if profile.protocol != unit.protocol or not (profile.settings or profile.codes):
            return unit
        settings = {**profile.settings, **unit.settings} if unit.settings else profile.settings
        return replace(unit, settings=settings, codes=profile.codes)
