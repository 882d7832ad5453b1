"""The store's commands, as typed."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
from sqlalchemy import update

from alarmd import cli_store
from alarmd.store.engine import tool_engine
from alarmd.store.tables import journal
from alarmd.store.unit_of_work import prepare, unit_of_work
from tests.contract.samples import presses


def alarmd(url: str, *words: str) -> int:
    parser = argparse.ArgumentParser(prog="alarmd")
    cli_store.add_parsers(parser.add_subparsers(required=True))
    args = parser.parse_args([*words, "--database", url])
    return int(args.run(args))


@pytest.fixture
def used(url: str) -> str:
    engine = tool_engine(url)
    with engine.begin() as connection:
        unit_of_work(engine.dialect.name).write(connection, prepare(presses(0, 1, 5)))
    engine.dispose()
    return url


def test_upgrade_and_check(empty_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert alarmd(empty_url, "db", "check") == 1
    assert "alarmd db upgrade" in capsys.readouterr().err
    assert alarmd(empty_url, "db", "upgrade") == 0
    assert alarmd(empty_url, "db", "check") == 0
    assert "as it should be" in capsys.readouterr().out


def test_the_journal(used: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    anchors = str(tmp_path / "anchors")
    assert alarmd(used, "journal", "anchor", anchors) == 0
    assert alarmd(used, "journal", "verify", "--anchors", anchors) == 0
    assert "whole: 5 rows, 0 erased, 1 anchors agree" in capsys.readouterr().out
    assert alarmd(used, "journal", "erase", "signal:2", "--reason", "begärd") == 0
    assert alarmd(used, "journal", "verify", "--anchors", anchors) == 0
    out = capsys.readouterr().out
    assert "erased: row 2 (signal:2)" in out
    assert "whole: 6 rows, 1 erased" in out
    engine = tool_engine(used)
    with engine.begin() as connection:
        connection.execute(update(journal).where(journal.c.seq == 3).values(kind="entry"))
    engine.dispose()
    assert alarmd(used, "journal", "verify") == 2
    assert "BROKEN at row 3" in capsys.readouterr().out
    assert alarmd(used, "journal", "erase", "person:2", "--reason", "x") == 1


def test_signals_and_incidents(used: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert alarmd(used, "signals", "--json", "--limit", "2") == 0
    shown = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in shown] == [5, 4]
    assert shown[0]["received_at"].startswith("2026-03-02T08:00:00")
    assert alarmd(used, "incidents", "--json", "--open") == 0
    shown = json.loads(capsys.readouterr().out)
    assert (len(shown), shown[0]["state"]) == (5, "waiting")
    assert alarmd(used, "signals", "--unit", "1003") == 0
    assert alarmd(used, "incidents") == 0
    out = capsys.readouterr().out
    assert "Personlarm" not in out.splitlines()[0]
    assert "waiting" in out


def test_a_store_that_is_away(capsys: pytest.CaptureFixture[str]) -> None:
    assert alarmd("postgresql://nobody@/x?host=/nowhere", "signals") == 1
    assert "cannot be opened" in capsys.readouterr().err
    assert alarmd("sqlite:////nowhere/x.db", "journal", "verify") == 1


def test_the_call_round_is_printed_as_a_sheet(used: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert alarmd(used, "calls", "10001") == 0
    assert capsys.readouterr().out.splitlines() == ["risk;names;phone;where;unit;result;called_by"]
    assert alarmd(used, "calls", "7") == 1
    assert "no incident 7" in capsys.readouterr().err
