"""Secrets on units are sealed at rest and opened for the doors only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from alarmd.domain.unit import AlarmUnit
from alarmd.sealing import Seal, SealingError, make_key_file, opened

UNIT = AlarmUnit(id=1, tenant_id=1, protocol="dc09", address="0123")


@pytest.fixture
def seal(tmp_path: Path) -> Seal:
    make_key_file(tmp_path / "key")
    return Seal(tmp_path / "key")


def test_a_sealed_key_is_opened_for_the_door(seal: Seal) -> None:
    unit = replace(UNIT, settings={"key": seal.close("hex:" + "00" * 16), "window": "off"})
    assert "hex" not in unit.settings["key"]
    (found,) = opened([unit], seal)
    assert found.settings == {"key": "hex:" + "00" * 16, "window": "off"}


def test_what_cannot_be_opened_is_left_out_and_never_shown(seal: Seal, caplog: pytest.LogCaptureFixture) -> None:
    unit = replace(UNIT, settings={"key": seal.close("secret"), "window": "off"})
    (found,) = opened([unit], None)
    assert found.settings == {"window": "off"}
    assert "key_file is not set" in caplog.text
    assert "secret" not in caplog.text.replace("[secrets]", "")


def test_another_key_does_not_open(seal: Seal, tmp_path: Path) -> None:
    make_key_file(tmp_path / "other")
    with pytest.raises(SealingError, match="cannot be opened"):
        Seal(tmp_path / "other").open(seal.close("x"))


def test_a_key_file_is_for_its_owner_and_never_overwritten(tmp_path: Path) -> None:
    make_key_file(tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        make_key_file(tmp_path / "key")
    with pytest.raises(SealingError, match="cannot be read"):
        Seal(tmp_path / "none")


def test_plain_units_are_not_touched() -> None:
    assert opened([UNIT], None)[0] is UNIT
