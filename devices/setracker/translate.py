"""Alarms of a watch to signals, each with its place, its own time and the state of the battery."""

from __future__ import annotations

from collections.abc import Mapping

from alarmd.domain.signal import Signal
from devices import pendant
from devices.arrival import Arrival
from devices.pendant import Meaning, Pendants, Place
from protocols.setracker import Alarm, Frame, Position

MEANINGS: Mapping[Alarm, Meaning] = {
    Alarm.SOS: pendant.SOS,
    Alarm.FALL: pendant.FALL,
    Alarm.UNSPECIFIED: pendant.UNKNOWN,
    Alarm.LOW_BATTERY: pendant.LOW_BATTERY,
    Alarm.POWER_CUT: pendant.SWITCHED_OFF,
    Alarm.TAKEN_OFF: pendant.TAKEN_OFF,
    Alarm.GEOFENCE_EXIT: pendant.LEFT_AREA,
    Alarm.GEOFENCE_ENTRY: pendant.ENTERED_AREA,
}


def translate(
    frame: Frame, position: Position, alarms: tuple[Alarm, ...], arrival: Arrival, pendants: Pendants
) -> list[Signal]:
    """One signal for each alarm, the most urgent first."""
    unit_id = arrival.unit.id if arrival.unit else None
    detail = pendants.detail(unit_id, place_of(position), arrival.received_at)
    if position.battery is not None:
        detail["battery"] = f"{position.battery} %"
    if frame.stored:
        detail["stored"] = "sparat i larmet, saknade förbindelse"
    if position.status is not None:
        detail["status_bits"] = f"{position.status:08x}"
    return [
        MEANINGS[alarm].signal(arrival, number, str(alarm), detail, position.at)
        for number, alarm in enumerate(alarms, 1)
    ]


def place_of(position: Position) -> Place | None:
    """Where it says it was; None without a place."""
    if position.lat is None or position.lon is None:
        return None
    accuracy = "" if position.satellites is None else f"gps, {position.satellites} sat"
    return Place(position.lat, position.lon, position.at, position.valid, accuracy)
