"""Messages read leniently: what is missing is empty, and what cannot be read costs only itself."""

from __future__ import annotations

import pytest

from protocols.ipa import Ack, Alarm, PeerError, Qualifier, parse


def alarm(inner: str, attributes: str = "") -> Alarm:
    message = parse(f"<Alarm {attributes}>{inner}</Alarm>".encode())
    assert isinstance(message, Alarm)
    return message


def test_what_is_missing_is_empty() -> None:
    message = alarm("")
    assert (message.id, message.source, message.type, message.qualifier) == ("", "", "", Qualifier.NEW)


def test_parts_of_a_source_and_odd_words() -> None:
    message = alarm("<Source><Ward>2</Ward><Room>14</Room></Source><Type Qualifier='reset' Severity='High'>FALL</Type>")
    assert (message.source, message.source_parts["Room"]) == ("2/14", "14")
    assert (message.qualifier, message.severity) == (Qualifier.RESET, "High")
    assert alarm("<Type Qualifier='Odd'>X</Type>").qualifier is Qualifier.NEW


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ("<Gps><Latitude>59.3</Latitude><Longitude>18.0</Longitude></Gps>", (59.3, 18.0)),
        ("<Gps Latitude='59.3' Longitude='18.0'/>", (59.3, 18.0)),
        ("<Gps><Latitude>99.3</Latitude><Longitude>18.0</Longitude></Gps>", None),
        ("<Gps><Latitude>x</Latitude></Gps>", None),
        ("<CellInfo><MCC>240</MCC></CellInfo>", None),
    ],
)
def test_places(location: str, place: tuple[float, float] | None) -> None:
    found = alarm(f"<Location>{location}</Location>").location
    assert (found.place, found.cell) == (place, None)


def test_acknowledgements_and_secrets() -> None:
    ack = parse(b"<Ack Id='1' Result='202'>later</Ack>")
    assert isinstance(ack, Ack)
    assert (ack.id, ack.result, ack.text) == ("1", 202, "later")
    odd = parse(b"<Ack Result='x'/>")
    assert isinstance(odd, Ack)
    assert odd.result == 0
    assert "hemligt" not in repr(alarm("", "Authentication='hemligt'"))


def test_what_is_no_message() -> None:
    for xml in (b"", b"<Alarm>", b"<Other/>"):
        with pytest.raises(PeerError):
            parse(xml)
