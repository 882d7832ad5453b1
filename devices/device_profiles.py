"""Reads device profiles: one TOML file for each make and model, shipped here or written by a technician."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from alarmd.config import DOOR_KINDS
from alarmd.domain.code_meaning import CodeMeaning
from alarmd.domain.device_profile import DeviceProfile, Voice
from alarmd.domain.signal import Kind, Lane
from alarmd.domain.unit import SupervisionProfile

SHIPPED = Path(__file__).with_name("profiles")


class ProfileError(Exception):
    """A profile cannot be used; `mistakes` holds a sentence for each thing to mend."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


class _Supervision(msgspec.Struct, forbid_unknown_fields=True):
    interval_s: float
    missed_limit: int = 2
    grace_s: float = 30.0


class _Code(msgspec.Struct, forbid_unknown_fields=True):
    kind: Kind
    lane: Lane
    sv: str
    en: str
    restore: bool = False


class _File(msgspec.Struct, forbid_unknown_fields=True):
    protocol: str
    supervision: _Supervision
    make: str = ""
    model: str = ""
    voice: Voice = Voice.NONE
    settings: dict[str, str] = {}
    codes: dict[str, _Code] = {}
    not_guaranteed: list[str] = []
    sources: list[str] = []
    tried: bool = False


def read_profile(path: Path) -> DeviceProfile:
    """The profile in one file; it is called what the file is called.

    Raises:
        ProfileError: with what to mend.
    """
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
        file = msgspec.convert(tree, _File)
    except OSError as error:
        raise ProfileError([f"{path}: cannot be read: {error.strerror}."]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError([f"{path}: not readable as TOML: {error}."]) from error
    except msgspec.ValidationError as error:
        raise ProfileError([f"{path}: {error}."]) from error
    if mistakes := [f"{path}: {sentence}." for sentence in _mistakes(file)]:
        raise ProfileError(mistakes)
    return _profile(path.stem, file)


def load_profiles(folder: str = "") -> Mapping[str, DeviceProfile]:
    """All shipped profiles, and those of the installation's own `folder`, which go before the shipped.

    Raises:
        ProfileError: with what to mend in all of them.
    """
    paths = list(_files(SHIPPED))
    if folder:
        own = Path(folder)
        if not own.is_dir():
            raise ProfileError([f"{folder}: there is no such folder of profiles."])
        paths += _files(own)
    found: dict[str, DeviceProfile] = {}
    mistakes: list[str] = []
    for path in paths:
        try:
            profile = read_profile(path)
        except ProfileError as error:
            mistakes += error.mistakes
        else:
            found[profile.name] = profile
    if mistakes:
        raise ProfileError(mistakes)
    return found


def _files(folder: Path) -> Iterable[Path]:
    return sorted(folder.glob("*.toml"))


def _mistakes(file: _File) -> Iterable[str]:
    if file.protocol not in DOOR_KINDS:
        yield f"protocol = {file.protocol!r}: there is no such kind of door ({', '.join(sorted(DOOR_KINDS))})"
    supervision = file.supervision
    if supervision.interval_s < 0 or supervision.grace_s < 0 or supervision.missed_limit < 1:
        yield "supervision: interval_s and grace_s are 0 or more, missed_limit is 1 or more"
    if supervision.interval_s == 0 and not file.not_guaranteed:
        yield "interval_s = 0 means that nobody sees it fall silent: say so in not_guaranteed"
    for code, meaning in file.codes.items():
        if not (meaning.sv and meaning.en):
            yield f"codes {code}: give it sv and en, for people"
        if meaning.lane is not Lane.LIFE_SAFETY and meaning.kind in _CRIES:
            yield f"codes {code}: {meaning.kind} is a cry for help and belongs in life_safety"


_CRIES = frozenset({Kind.PRESS, Kind.FALL, Kind.FIRE, Kind.GAS, Kind.THREAT, Kind.ASSISTANCE})


def _profile(name: str, file: _File) -> DeviceProfile:
    return DeviceProfile(
        name=name,
        make=file.make,
        model=file.model,
        protocol=file.protocol,
        supervision=SupervisionProfile(**msgspec.structs.asdict(file.supervision)),
        voice=file.voice,
        settings=file.settings,
        codes={code: _meaning(meaning) for code, meaning in file.codes.items()},
        not_guaranteed=tuple(file.not_guaranteed),
        sources=tuple(file.sources),
        tried=file.tried,
    )


def _meaning(code: _Code) -> CodeMeaning:
    return CodeMeaning(lane=code.lane, kind=code.kind, label_sv=code.sv, label_en=code.en, restore=code.restore)


def as_tree(profile: DeviceProfile) -> dict[str, Any]:
    """The profile for a program to read."""
    tree: dict[str, Any] = msgspec.to_builtins(profile)
    return tree
