"""The registry's commands, as typed."""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from alarmd import cli_registry
from alarmd.store.engine import tool_engine
from alarmd.store.listings import read_operator


def alarmd(url: str, *words: str) -> int:
    parser = argparse.ArgumentParser(prog="alarmd")
    cli_registry.add_parsers(parser.add_subparsers(required=True))
    args = parser.parse_args([*words, "--database", url])
    return int(args.run(args))


def test_from_an_empty_registry_to_a_unit_with_a_person(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert alarmd(url, "tenant", "add", "Solbacka") == 0
    assert alarmd(url, "place", "add", "--tenant", "Solbacka", "--street", "Åsgatan 1", "--locality", "Åsen") == 0
    assert alarmd(url, "subscriber", "add", "Åsa Ek", "--tenant", "Solbacka", "--phones", "031-390 06 05") == 0
    contact = ("contact", "add", "Eva", "--subscriber-id", "1", "--tenant", "1", "--ordinal", "1", "--has-key", "ja")
    assert alarmd(url, *contact) == 0
    unit = ("unit", "add", "dc09", "0042", "--tenant", "Solbacka", "--subscriber", "1", "--place-id", "1")
    assert alarmd(url, *unit, "--interval-s", "60s") == 0
    assert capsys.readouterr().out.split() == ["1"] * 5
    assert alarmd(url, "unit", "update", "dc09:0042", "--interval-s", "25h", "--state", "pending") == 0
    assert alarmd(url, "unit", "show", "1", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["interval_s"], shown["state"]) == (90_000.0, "pending")
    assert shown["place"]["street"] == "Åsgatan 1"
    assert shown["subscribers"][0]["subscriber_id"] == 1
    assert alarmd(url, "unit", "list", "--tenant", "Solbacka") == 0
    assert "0042" in capsys.readouterr().out
    assert alarmd(url, "subscriber", "show", "1") == 0
    assert "Eva" in capsys.readouterr().out


@pytest.mark.slow
def test_an_operator_gets_a_hash(url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    alarmd(url, "tenant", "add", "Solbacka")
    monkeypatch.setattr("sys.stdin", io.StringIO("ett långt lösen\n"))
    words = ("operator", "add", "anna", "--tenant", "Solbacka", "--name", "Anna A", "--password-stdin")
    assert alarmd(url, *words) == 0
    engine = tool_engine(url)
    with engine.connect() as connection:
        operator = read_operator(connection, "anna")
    engine.dispose()
    assert operator is not None
    assert operator.name == "Anna A"
    assert PasswordHasher().verify(operator.password_hash, "ett långt lösen")
    alarmd(url, "operator", "list", "--json")
    assert "argon2" not in capsys.readouterr().out


def test_the_two_passwords_must_agree(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    alarmd(url, "tenant", "add", "Solbacka")
    given = iter(["ett lösen", "ett annat"])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(given))
    assert alarmd(url, "operator", "add", "anna", "--tenant", "Solbacka") == 1
    assert "differ" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("unit", "add", "dc09", "1", "--tenant", "Granvik"), "alarmd tenant add 'Granvik'"),
        (("unit", "add", "pigeon", "1", "--tenant", "Solbacka"), "write one of"),
        (("unit", "add", "dc09", "1", "--tenant", "Solbacka", "--missed-limit", "ofta"), "missed_limit: 'ofta'"),
        (("unit", "update", "1"), "say what to change"),
        (("unit", "show", "7"), "no unit with number 7"),
        (("tenant", "add", "Solbacka"), "already"),
        (("tenant", "set", "Solbacka", "answer_s=2"), "answer_s = 2 s is out of bounds: write 5 to 600 seconds"),
        (("tenant", "set", "Granvik", "answer_s=45"), "alarmd tenant add 'Granvik'"),
        (("unit", "import", "nowhere.csv"), "nowhere.csv"),
    ],
)
def test_mistakes_are_told_in_a_sentence(
    url: str, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    alarmd(url, "tenant", "add", "Solbacka")
    assert alarmd(url, *words) == 1
    error = capsys.readouterr().err
    assert told in error
    assert error.startswith("alarmd: ")
    assert "Traceback" not in error


def test_a_tenant_has_times_of_its_own(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    alarmd(url, "tenant", "add", "Solbacka")
    assert alarmd(url, "tenant", "set", "Solbacka", "answer_s=45", "arrival_s=40m") == 0
    assert alarmd(url, "tenant", "set", "Solbacka", "answer_s=standard", "lease_s=3m") == 0
    capsys.readouterr()
    assert alarmd(url, "tenant", "show", "Solbacka", "--json") == 0
    times = json.loads(capsys.readouterr().out)["times"]
    assert (times["answer_s"], times["arrival_s"], times["lease_s"]) == ("standard", "2400", "180")


def test_changing_and_retiring(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    alarmd(url, "tenant", "add", "Solbacka")
    alarmd(url, "subscriber", "add", "Åsa Ek", "--tenant", "Solbacka")
    alarmd(url, "unit", "add", "dc09", "0042", "--tenant", "Solbacka", "--subscriber", "1")
    assert alarmd(url, "subscriber", "change", "1", "--risk", "9") == 0
    assert alarmd(url, "tenant", "change", "Solbacka", "--name", "Solbacka kommun") == 0
    assert alarmd(url, "tenant", "retire", "Solbacka kommun") == 1
    assert "still has 1 units" in capsys.readouterr().err
    assert alarmd(url, "subscriber", "retire", "1") == 0
    assert "dc09:0042 still rings" in capsys.readouterr().out
    assert alarmd(url, "unit", "retire", "dc09:0042") == 0
    assert alarmd(url, "tenant", "retire", "Solbacka kommun") == 0
    alarmd(url, "unit", "show", "dc09:0042", "--json")
    assert json.loads(capsys.readouterr().out)["state"] == "retired"


def test_importing(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alarmd(url, "tenant", "add", "Solbacka")
    sheet = tmp_path / "units.csv"
    sheet.write_text("tenant,protocol,address\nSolbacka,dc09,1\nSolbacka,pigeon,2\n", encoding="utf-8")
    assert alarmd(url, "unit", "import", str(sheet)) == 1
    assert "row 3, protocol: 'pigeon' is not known here; write one of" in capsys.readouterr().out
    sheet.write_text("tenant,protocol,address\nSolbacka,dc09,1\n", encoding="utf-8")
    assert alarmd(url, "unit", "import", str(sheet), "--dry-run") == 0
    assert "nothing was written" in capsys.readouterr().out
    assert alarmd(url, "unit", "import", str(sheet)) == 0
    assert "1 added" in capsys.readouterr().out


def test_a_database_of_another_schema_is_refused(empty_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert alarmd(empty_url, "unit", "list") == 1
    assert "alarmd db upgrade" in capsys.readouterr().err
    assert alarmd("mysql://x", "unit", "list") == 1
