"""Reports of a pendant to signals: each alarm with its place, its own time and the state of the battery."""

from __future__ import annotations

from collections.abc import Mapping

from alarmd.domain.signal import Signal
from devices import pendant
from devices.arrival import Arrival
from devices.pendant import Meaning, Pendants, Place
from protocols.minifinder import Alarm, Event, Record, Report

MEANINGS: Mapping[Alarm, Meaning] = {
    Alarm.SOS: pendant.SOS,
    Alarm.SIDE_BUTTON_1: pendant.SOS,
    Alarm.SIDE_BUTTON_2: pendant.SOS,
    Alarm.FALL: pendant.FALL,
    Alarm.UNKNOWN: pendant.UNKNOWN,
    Alarm.LOW_BATTERY: pendant.LOW_BATTERY,
    Alarm.POWER_OFF: pendant.SWITCHED_OFF,
    Alarm.POWER_ON: pendant.SWITCHED_ON,
    Alarm.GEOFENCE_EXIT: pendant.LEFT_AREA,
    Alarm.GEOFENCE_ENTRY: pendant.ENTERED_AREA,
    Alarm.OVERSPEED: pendant.OVERSPEED,
    Alarm.MOVEMENT: pendant.MOVING,
    Alarm.BARK: pendant.SOUND,
}


def translate(report: Report, arrival: Arrival, pendants: Pendants) -> list[Signal]:
    """One signal for each event, the most urgent first; none for a report without events."""
    return [
        MEANINGS[event.alarm].signal(
            arrival, number, str(event), _detail(event, record, report, arrival, pendants), record.alarm_at or record.at
        )
        for number, (event, record) in enumerate(report.events, 1)
    ]


def place_of(record: Record) -> Place | None:
    """Where a record says the pendant was; None without a place."""
    fix = record.fix
    if fix is None or (fix.lat == 0 and fix.lon == 0):
        return None
    words = [fix.source]
    if fix.hdop:
        words.append(f"HDOP {fix.hdop:.1f}")
    if fix.satellites is not None:
        words.append(f"{fix.satellites} sat")
    return Place(fix.lat, fix.lon, record.at or record.alarm_at, fix.valid, ", ".join(words))


def _detail(event: Event, record: Record, report: Report, arrival: Arrival, pendants: Pendants) -> dict[str, str]:
    unit_id = arrival.unit.id if arrival.unit else None
    detail = pendants.detail(unit_id, place_of(record), arrival.received_at)
    if record.beacon:
        detail["beacon"] = record.beacon
    if event.fence:
        detail["area"] = str(event.fence)
    battery = record.battery if record.battery is not None else report.battery
    if battery is not None:
        detail["battery"] = f"{battery} %"
    if record.stored:
        detail["stored"] = "sparat i larmet, saknade förbindelse"
    return detail
