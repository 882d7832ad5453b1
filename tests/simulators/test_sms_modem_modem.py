"""The modem simulator's own answers, and the faults it plays."""

from __future__ import annotations

import pytest

from protocols.at_modem import Answer, Conversation, Direct, Prompt, Stored, build_submits, commands
from simulators.sms_modem.faults import Faults
from simulators.sms_modem.modem import PLACES, ModemSim
from tests.fakes.centre import NOON

NUMBER = "+46701740605"


class Wire:
    """A conversation with a modem, without any terminal."""

    def __init__(self, faults: Faults | None = None) -> None:
        self.conversation = Conversation()
        self.events: list[object] = []
        self.late: list[object] = []
        self.sent: list[object] = []
        self.sim = ModemSim(self.heard, lambda _, then: then(), lambda: NOON, faults=faults, on_sent=self.sent.append)

    def heard(self, octets: bytes) -> None:
        for event in self.conversation.feed(octets):
            if isinstance(event, Prompt):
                self.sim.feed(event.octets)
            else:
                self.events.append(event)

    def ask(self, command: commands.Command) -> Answer:
        self.sim.feed(self.conversation.ask(command))
        answer = [event for event in self.events if isinstance(event, Answer)][-1]
        assert answer.command is command
        return answer


def test_a_card_holds_so_much_and_no_more() -> None:
    wire = Wire()
    for _ in range(PLACES + 5):
        wire.sim.receive(NUMBER, "SOS")
    assert len(wire.sim.places) == PLACES
    assert len(wire.ask(commands.LIST_ALL).lines) == 2 * PLACES
    assert wire.ask(commands.delete_stored(3)).is_ok
    assert wire.ask(commands.read_stored(3)).code == 321


@pytest.mark.parametrize(("figures", "event"), [(commands.INDICATIONS[0], Stored), (commands.INDICATIONS[1], Direct)])
def test_a_message_goes_out_and_its_report_comes(figures: commands.Command, event: type) -> None:
    wire = Wire()
    wire.ask(figures)
    (tpdu,) = build_submits(NUMBER, "hej", ref=0, wants_report=True, validity_s=300)
    answer = wire.ask(commands.send_message(tpdu))
    assert (answer.lines, len(wire.sent)) == (("+CMGS: 1",), 1)
    assert [type(each) for each in wire.events if not isinstance(each, Answer)] == [event]


def test_refusals() -> None:
    wire = Wire(Faults(refuses_sending=38))
    (tpdu,) = build_submits(NUMBER, "hej", ref=0, wants_report=True, validity_s=300)
    assert wire.ask(commands.send_message(tpdu)).code == 38
    wire.sim.faults.no_card = True
    assert wire.ask(commands.LIST_ALL).code == 10
    assert wire.ask(commands.CARD_STATE).code == 10


def test_a_locked_card() -> None:
    wire = Wire(Faults(pin="1234"))
    assert wire.ask(commands.CARD_STATE).lines == ("+CPIN: SIM PIN",)
    assert wire.ask(commands.enter_pin("0000")).code == 16
    assert wire.ask(commands.PDU_MODE).code == 10
    assert wire.ask(commands.enter_pin("1234")).is_ok
    assert wire.ask(commands.PDU_MODE).is_ok
