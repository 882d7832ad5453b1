"""The whole console by keyboard, against a real feed: from the ring to the outcome."""

from __future__ import annotations

import msgspec
import pytest

from console.board import LIFE_SAFETY
from console.errors import LoginRefused
from console.link import LinkState
from tests.console.driving import LARGE, SMALL, console
from tests.fakes.feed_people import NOON, alarm, fault
from tests.fakes.feed_server import FeedServer

pytestmark = pytest.mark.slow

replace = msgspec.structs.replace


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "140x40"])
async def test_an_alarm_from_ring_to_outcome_by_keyboard(size: tuple[int, int]) -> None:
    async with FeedServer() as server, console(server, size) as it:
        await it.sees("Inget larm väntar", "Inga tekniska fel")
        await server.raise_alarm(alarm(1), 11)
        await it.sees("Larmknapp", "Väntar", "Ekbacka")
        await server.until(lambda: server.painted == [11])
        await it.until(lambda: it.bells)
        assert "Astrid" not in it.text, "no person before the card is opened"

        await it.press("enter")
        await it.sees("Astrid Lindqvist", "08-465 004 12", "Ekbackavägen 4", "Nyckelskåp 17", "Erik Lindqvist")
        assert [fetch.what for fetch in server.fetches] == ["card"]
        assert it.message == "Du har ärendet."
        assert server.open_rows()[1].owner_name == "Karin Holm"

        await it.press("l")
        await it.until(lambda: server.open_rows()[1].state == "dispatched")
        await it.sees("Utlarmat")
        await it.press("n")
        await it.press(*"Ingen fara", "enter")
        await it.until(lambda: it.message == "Anteckningen är sparad.")
        assert server.commands[-1].args == {"text": "Ingen fara"}
        await it.until(lambda: it.app.client.unanswered == 0)
        for _ in range(8):
            await it.press("pagedown")
        await it.sees("Ingen fara", "Larmpatrullen utlarmad")

        await it.press("a")
        await it.sees("Hjälpt på plats", "Tryckte av misstag")
        await it.press("2")
        await it.until(lambda: not server.open_rows())
        assert server.commands[-1].args == {"outcome": "helped_by_voice", "text": "", "seen_presses": 1}
        await it.sees("Inget larm väntar")
        assert it.message == "Ärendet är avslutat."


async def test_after_closing_the_next_waiting_incident_is_chosen() -> None:
    async with FeedServer() as server, console(server) as it:
        for number in (1, 2, 3):
            await server.raise_alarm(alarm(number, at_ms=NOON + number), number)
        await it.until(lambda: it.app.client.board.waiting(LIFE_SAFETY) == 3)
        selection = it.app._board_screen.selection
        await it.press("space")
        await it.until(lambda: server.open_rows()[1].state == "claimed")
        await it.sees("Astrid Lindqvist")
        assert selection.incident == 1
        await it.press("a", "5")
        await it.until(lambda: 1 not in server.open_rows() and selection.incident == 2)


async def test_what_was_chosen_by_hand_stays_chosen_when_a_more_urgent_one_rings() -> None:
    async with FeedServer() as server, console(server) as it:
        await server.change(alarm(1), alarm(2, at_ms=NOON + 1))
        await it.until(lambda: len(it.app.client.board) == 2)
        await it.press("down")
        await server.raise_alarm(alarm(3, kind="fire", priority=90, label_sv="Brandvarnare"), 31)
        await it.sees("Brandvarnare")
        assert it.app._board_screen.selection.incident == 2
        await it.until(lambda: "Nytt larm: Brandvarnare" in it.message)
        await it.press("space")
        await it.until(lambda: server.open_rows()[3].state == "claimed")


async def test_take_over_needs_a_reason_and_hand_back_gives_it_to_the_queue() -> None:
    async with FeedServer() as server, console(server) as it:
        await server.change(alarm(1, state="claimed", owner="operator:8", owner_name="Omar"))
        await it.sees("Omar")
        await it.press("a")
        assert it.message == "Omar har ärendet. Ta över det med t."
        await it.press("t", "2")
        await it.until(lambda: server.open_rows()[1].owner == "operator:7")
        assert server.commands[-1].args == {"reason": "Passbyte"}
        await it.sees("Astrid Lindqvist")
        await it.press("b", "4")
        await it.press(*"Fel larm", "enter")
        await it.until(lambda: server.open_rows()[1].state == "waiting")
        assert server.commands[-1].args == {"reason": "Fel larm"}
        await it.sees("ÅTER I KÖN")


async def test_who_was_first_is_told_to_who_was_second() -> None:
    async with FeedServer() as server, console(server) as it:
        await server.change(alarm(1))
        await it.until(lambda: len(it.app.client.board) == 1)
        number, row = server.rows[1]
        server.rows[1] = (number, replace(row, state="claimed", owner="operator:8", owner_name="Omar"))
        await it.press("enter")
        await it.until(lambda: it.message == "Omar hann före. Välj ett annat ärende eller ta över med t.")


async def test_accepted_and_on_site_by_phone() -> None:
    async with FeedServer() as server, console(server) as it:
        await server.change(alarm(1))
        await it.until(lambda: len(it.app.client.board) == 1)
        await it.press("p")
        assert it.message == "Ta ärendet först, med Enter."
        await it.press("enter")
        await it.sees("Astrid Lindqvist")
        await it.press("l")
        await it.until(lambda: server.open_rows()[1].state == "dispatched")
        await it.until(lambda: it.app.client.board.get(1).state == "dispatched")  # type: ignore[union-attr]
        await it.press("u")
        await it.press(*"Patrull 2", "enter")
        await it.sees("Åtaget", "Patrull 2")
        await it.press("p")
        await it.sees("På plats")
        assert [command.name for command in server.commands] == ["claim", "dispatch", "accept", "arrive"]


async def test_other_as_outcome_asks_for_words() -> None:
    async with FeedServer() as server, console(server) as it:
        await server.change(alarm(1, state="claimed", owner="operator:7", owner_name="Karin Holm"))
        await it.sees("Astrid Lindqvist")
        await it.press("a", "8")
        await it.sees("Hur slutade det?")
        await it.press("enter")
        await it.sees("Skriv något först")
        await it.press(*"Sov gott", "enter")
        await it.until(lambda: not server.open_rows())
        assert server.commands[-1].args == {"outcome": "other", "text": "Sov gott", "seen_presses": 1}


async def test_a_second_press_on_a_claimed_incident_sounds_and_shows_again() -> None:
    async with FeedServer() as server, console(server) as it:
        await server.change(alarm(1, state="claimed", owner="operator:7", owner_name="Karin Holm"))
        await it.sees("Astrid Lindqvist")
        before = len(it.bells)
        it.clock.pass_s(600)
        await server.raise_alarm(replace(server.rows[1][1], presses=2, new_press=True, last_ms=NOON + 600_000), 12)
        await it.sees("NYTT TRYCK", "×2", "2 tryck")
        await it.until(lambda: len(it.bells) > before)
        await server.until(lambda: server.painted == [12])


async def test_the_alarm_sounds_until_it_is_claimed_and_mute_is_seen() -> None:
    async with FeedServer() as server, console(server) as it:
        await server.raise_alarm(alarm(1), 11)
        await it.until(lambda: len(it.bells) >= 3)
        it.clock.pass_s(5)
        await it.until(lambda: len(it.bells) >= 6)
        await it.press("m")
        await it.sees("LJUD AV 1:00")
        it.clock.pass_s(5)
        await it.pilot.pause(0.6)
        assert len(it.bells) == 6
        it.clock.pass_s(56)
        await it.until(lambda: len(it.bells) >= 9)
        await it.press("enter")
        await it.until(lambda: server.open_rows()[1].state == "claimed")
        await it.pilot.pause(0.6)
        silent = len(it.bells)
        it.clock.pass_s(10)
        server.pings = True
        await it.until(lambda: not it.app.client.link.old(it.clock.steady_s))
        await it.pilot.pause(0.6)
        assert len(it.bells) - silent <= 2, "at most the link's own sound"


async def test_a_lost_link_turns_the_lamp_and_the_board_and_sounds_and_comes_back() -> None:
    server = FeedServer()
    await server.start()
    try:
        await server.change(alarm(1, state="claimed", owner="operator:8", owner_name="Omar"))
        async with console(server) as it:
            await it.sees("Omar", "● Länk 38 ms")
            await server.stop()
            await it.until(lambda: it.app.client.link.state is LinkState.LOST)
            await it.sees("◌ ansluter …")
            assert not it.bells
            it.clock.pass_s(6)
            await it.sees("✖ INGEN KONTAKT 0:06", "TAVLAN ÄR GAMMAL sedan 12:00:00", "Omar")
            await it.until(lambda: it.bells)
            await it.press("t", "1")
            assert it.message.startswith("Ingen kontakt med centralen.")
            await server.start()
            await it.sees("● Länk 38 ms")
            assert "GAMMAL" not in it.text
            await it.until(lambda: server.open_rows()[1].owner == "operator:7")
    finally:
        await server.stop()


async def test_a_signal_that_cannot_be_stored_is_shown_and_replaced() -> None:
    async with FeedServer() as server, console(server, SMALL) as it:
        await server.set_volatile(alarm(90, unit="NV-0001"))
        await it.sees("EJ LAGRAD")
        await it.until(lambda: it.bells)
        await it.press("enter")
        assert it.message.startswith("Ej lagrad:")
        await server.raise_alarm(alarm(1, unit="NV-0001"), 11)
        await server.set_volatile()
        await it.until(lambda: "EJ LAGRAD" not in it.text)
        assert len(it.app.client.board) == 1


async def test_the_unknown_units_incident_is_tied_to_a_person() -> None:
    async with FeedServer() as server, console(server) as it:
        unknown = alarm(1, flags=["unknown_sender"], state="claimed", owner="operator:7", owner_name="Karin Holm")
        await server.change(unknown)
        await it.sees("OKÄND ENHET", "Ingen person hör till larmenheten")
        await it.press("k")
        await it.press(*"gunnar")
        await it.sees("Gunnar Åkerström")
        await it.press("enter")
        await it.until(lambda: server.commands and server.commands[-1].name == "tie")
        assert server.commands[-1].args == {"subscriber_id": 2}
        await it.press("x")
        await it.until(lambda: "Ingen okänd larmenhet är knuten" in it.message)
        await server.change(msgspec.structs.replace(unknown, flags=["unknown_sender", "tied"]))
        await it.sees("Knuten av operatör")
        await it.press("x")
        await it.until(lambda: server.commands[-1].name == "untie")
        await it.until(lambda: "åter en okänd" in it.message)


async def test_an_incident_is_opened_by_hand_for_a_person_that_was_searched() -> None:
    async with FeedServer() as server, console(server, SMALL) as it:
        await it.press("slash")
        await it.press(*"astrid")
        await it.sees("Astrid Lindqvist", "Ekbacka")
        await it.press("enter")
        await it.sees("född 1938", "Erik Lindqvist")
        await it.press("o")
        await it.press(*"Ringde", "enter")
        await it.until(lambda: server.commands and server.commands[-1].name == "open")
        assert server.commands[-1].args == {"subscriber_id": 1, "text": "Ringde"}
        await it.sees("Öppnat för hand", "Ekbackavägen 4")


async def test_a_new_alarm_is_seen_on_a_small_screen_behind_a_card() -> None:
    async with FeedServer() as server, console(server, SMALL) as it:
        await server.change(alarm(1, state="claimed", owner="operator:7", owner_name="Karin Holm"))
        await it.until(lambda: len(it.app.client.board) == 1)
        await it.press("enter")
        await it.sees("Astrid Lindqvist")
        await server.raise_alarm(alarm(2, kind="fall", label_sv="Fallarm", where="Hamnen"), 21)
        await it.sees("1 VÄNTAR", "Nytt larm: Fallarm, Hamnen. Mellanslag tar det.")
        await server.until(lambda: server.painted == [21])
        await it.press("escape")
        await it.sees("Fallarm", "Väntar", "Taget")


async def test_quitting_with_incidents_in_hand_needs_a_second_key() -> None:
    async with FeedServer() as server, console(server) as it:
        await server.change(alarm(1, state="claimed", owner="operator:7", owner_name="Karin Holm"))
        await it.sees("Astrid Lindqvist")
        await it.press("q")
        await it.sees("Du har fortfarande ärenden: 1")
        await it.press("1")
        assert it.app.is_running
        await it.press("q", "2")
        await it.until(lambda: it.app._exit)


async def test_a_session_that_has_ended_is_renewed_by_password() -> None:
    tries: list[str] = []

    async def log_in(password: str) -> str:
        tries.append(password)
        if password != "rätt":
            raise LoginRefused("Fel lösenord.")
        return "fresh"

    async with FeedServer() as server, console(server, log_in=log_in) as it:
        server.token = "fresh"
        await server.goodbye("stopping")
        await it.sees("Lösenord för karin:", "✖ INTE INLOGGAD")
        await it.press(*"rätt", "enter")
        await it.sees("● Länk 38 ms")
        assert tries == ["rätt"]


async def test_the_lease_is_renewed_only_while_keys_are_pressed() -> None:
    async with FeedServer() as server, console(server) as it:
        await server.change(alarm(1, state="claimed", owner="operator:7", owner_name="Karin Holm"))
        await it.sees("Astrid Lindqvist")
        it.clock.pass_s(31)
        await it.pilot.pause(0.4)
        assert not server.commands
        await it.press("pagedown")
        await it.until(lambda: [command.name for command in server.commands] == ["renew"])


async def test_in_english_by_setting() -> None:
    async with FeedServer() as server, console(server, language="en") as it:
        await it.sees("No alarm is waiting")
        await server.raise_alarm(alarm(1), 11)
        await it.sees("Alarm button", "Waiting")


async def test_a_flood_of_changes_leaves_the_keys_answering() -> None:
    async with FeedServer() as server:
        server.part_rows = 500
        await server.change(*(fault(number) for number in range(1000, 4000)))
        async with console(server) as it:
            await it.until(lambda: len(it.app.client.board) == 3000)
            for number in range(1, 501):
                await server.raise_alarm(alarm(number, at_ms=NOON + number), number)
            await server.until(lambda: len(set(server.painted)) == 500)
            assert it.app.client.board.number == server.number
            await it.press("question_mark")
            await it.sees("Hjälp", "larma ut larmpatrullen")
