"""What the codes of the feed are called by people (DESIGN §5). A code without a word is shown as it is."""

from __future__ import annotations

from collections.abc import Mapping

from console.board import LIFE_SAFETY, TECHNICAL
from console.texts import N_, _, language
from protocols.console_feed.messages import Row, TimelineLine

KINDS: Mapping[str, str] = {
    "press": N_("Alarm button"),
    "fall": N_("Fall"),
    "fire": N_("Fire"),
    "gas": N_("Gas"),
    "water": N_("Water leak"),
    "threat": N_("Threat"),
    "inactivity": N_("Inactivity"),
    "assistance": N_("Needs assistance"),
    "unknown": N_("Unknown alarm"),
    "battery": N_("Low battery"),
    "mains": N_("Mains power lost"),
    "tamper": N_("Tampering"),
    "link": N_("Connection fault"),
    "device_fault": N_("Device fault"),
    "lost": N_("No contact"),
    "never_heard": N_("Never heard"),
    "wrong_clock": N_("Wrong clock"),
    "security": N_("Security event"),
    "door_down": N_("Receiver down"),
    "restore": N_("Restored"),
    "cancelled": N_("Cancelled by the person"),
    "presence": N_("Staff present"),
    "test": N_("Test alarm"),
    "heartbeat": N_("Heartbeat"),
    "information": N_("Information"),
}
STATES: Mapping[str, str] = {
    "waiting": N_("Waiting"),
    "claimed": N_("Claimed"),
    "dispatched": N_("Dispatched"),
    "accepted": N_("Accepted"),
    "on_site": N_("On site"),
    "closed": N_("Closed"),
}
OUTCOMES: Mapping[str, str] = {
    "helped_on_site": N_("Helped on site"),
    "helped_by_voice": N_("Helped by voice"),
    "emergency_services": N_("Emergency services (112)"),
    "relative_helped": N_("A relative or neighbour helped"),
    "false_alarm": N_("Pressed by mistake"),
    "test_by_person": N_("Test by the person"),
    "no_answer_checked": N_("No answer, checked: all well"),
    "technical_resolved": N_("Technical fault resolved"),
    "restored": N_("Restored by itself"),
    "other": N_("Other (write what)"),
}
LANES: Mapping[str, str] = {LIFE_SAFETY: N_("Alarms"), TECHNICAL: N_("Technical faults")}
SUPERVISION: Mapping[str, str] = {
    "awaiting_first": N_("awaiting first contact"),
    "healthy": N_("in contact"),
    "late": N_("late"),
    "lost": N_("no contact"),
}
SERVICE: Mapping[str, str] = {
    "pending": N_("not yet in service"),
    "in_service": N_("in service"),
    "out_of_service": N_("out of service"),
    "retired": N_("retired"),
}
FLAGS: Mapping[str, str] = {
    "unclassified": N_("Unclassified"),
    "clock_wrong": N_("Wrong clock"),
    "late": N_("DELAYED ALARM"),
    "unknown_sender": N_("Unknown unit"),
    "identity_mismatch": N_("Identity does not match"),
    "retired_unit": N_("Unit is retired"),
    "pending_unit": N_("Unit not yet in service"),
    "not_encrypted": N_("Not encrypted"),
    "replay": N_("Possible replay"),
    "withdrawn": N_("Withdrawn by the person"),
    "incomplete": N_("Incomplete message"),
    "still_present": N_("Fault still present"),
    "by_hand": N_("Opened by hand"),
    "outage": N_("Outage"),
    "tied": N_("Tied by an operator"),
    "nobody_on_call": N_("NOBODY ON CALL"),
}
TIMELINE: Mapping[str, str] = {
    "signal": N_("Signal"),
    "opened": N_("Opened"),
    "claimed": N_("Claimed"),
    "taken_over": N_("Taken over"),
    "note": N_("Note"),
    "delivered": N_("Message has reached the phone"),
    "undelivered": N_("Message did not reach the phone"),
    "handed_back": N_("Handed back"),
    "dispatched": N_("On-call team called out"),
    "accepted": N_("Mission accepted"),
    "declined": N_("Mission declined"),
    "on_site": N_("On site"),
    "tied": N_("Tied to a person"),
    "untied": N_("Not tied to the person any more"),
    "called": N_("Call-round"),
    "closed": N_("Closed"),
    "restored": N_("Fault restored"),
    "unanswered": N_("Not answered in time: all consoles ring again"),
    "reminder": N_("Reminder: still a fault"),
    "lease_expired": N_("Idle too long: back in the queue"),
    "step": N_("Next on call is told"),
    "nobody_on_call": N_("Nobody is on call: phone yourself"),
    "nobody_accepted": N_("Nobody left to tell: back to the operators"),
    "not_arrived": N_("Nobody on site in time: back in the queue"),
    "visit_too_long": N_("On site for too long: back in the queue"),
    "broken": N_("Internal fault: back in the queue"),
}
CALL_RESULTS: Mapping[str, str] = {
    "answered": N_("answered"),
    "no_answer": N_("no answer"),
    "needs_visit": N_("needs a visit"),
    "undone": N_("to be called again"),
}
FACTS: Mapping[str, str] = {
    "code": N_("code"),
    "peripheral": N_("device"),
    "component": N_("part"),
    "location": N_("location"),
    "area": N_("area"),
    "zone": N_("zone"),
    "zone_name": N_("zone"),
    "text": N_("text"),
    "device_text": N_("device"),
    "status_text": N_("status"),
    "location_text": N_("location"),
    "info_text": N_("text"),
    "note": N_("note"),
    "callback": N_("call back"),
    "call": N_("call"),
    "latitude": N_("latitude"),
    "longitude": N_("longitude"),
    "position_at": N_("position taken"),
    "position_age": N_("age of the position"),
    "accuracy": N_("accuracy"),
    "position_problem": N_("position"),
    "beacon": N_("near"),
    "battery": N_("battery"),
    "stored": N_("late"),
    "section": N_("section"),
    "section_text": N_("section"),
    "detector": N_("detector"),
    "detector_text": N_("detector"),
    "room": N_("room"),
    "ward": N_("ward"),
    "bed": N_("bed"),
    "caller": N_("caller"),
    "called": N_("called"),
    "folds": N_("repeats"),
    "flags": N_("marks"),
    "step": N_("step"),
    "unit": N_("unit"),
    "problem": N_("fault in the message"),
    "remarks": N_("remarks"),
    "erased": N_("text erased"),
}
"""Facts of a timeline line that have a word; what only technicians need is in the trace, not on the card."""
TECHNICIANS_ONLY = frozenset(
    {
        "ref",
        "priority",
        "system",
        "info_code",
        "parts_left",
        "qualifier",
        "position",
        "answer call",
        "answer_call",
        "reference",
        "receiver",
        "transmitter_time",
        "status_bits",
        "cell",
        "severity",
        "group",
    }
)
LANGUAGES_SPOKEN: Mapping[str, str] = {
    "sv": N_("Swedish"),
    "fi": N_("Finnish"),
    "se": N_("Sami"),
    "en": N_("English"),
    "ar": N_("Arabic"),
    "fa": N_("Persian"),
    "ku": N_("Kurdish"),
    "so": N_("Somali"),
    "ti": N_("Tigrinya"),
    "pl": N_("Polish"),
    "de": N_("German"),
    "es": N_("Spanish"),
    "bs": N_("Bosnian"),
    "hr": N_("Croatian"),
    "sr": N_("Serbian"),
    "tr": N_("Turkish"),
    "uk": N_("Ukrainian"),
    "ru": N_("Russian"),
}


def word(table: Mapping[str, str], code: str) -> str:
    """The word for a code of a table."""
    return _(table[code]) if code in table else code.replace("_", " ")


def what_happened(row: Row | TimelineLine) -> str:
    """What the unit's code means, in the reader's language, else the kind's word."""
    label = row.label_en if language() == "en" else row.label_sv
    return label or word(KINDS, row.kind)
