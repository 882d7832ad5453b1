"""What can be wrong with a modem, its card and its network."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Faults:
    """All of them may be switched while the modem runs.

    Attributes:
        no_card: nothing lies in it. pin: what the card wants first. no_network: not registered.
        slow_s: seconds before each answer. garbage: noise before each answer. lost_reports, lost_indications: the
            network keeps delivery reports, or new messages are not told of. cut_readings: so many readings of a
            message come out half. undeletable: messages stay where they are. refuses_sending: CMS error of each try.
        report_status: what delivery reports say. deaf: it answers nothing at all.
    """

    no_card: bool = False
    pin: str = ""
    no_network: bool = False
    slow_s: float = 0.0
    garbage: bool = False
    lost_reports: bool = False
    lost_indications: bool = False
    cut_readings: int = 0
    undeletable: bool = False
    refuses_sending: int = 0
    report_status: int = 0
    deaf: bool = False
