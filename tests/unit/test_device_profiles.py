"""Profiles are read whole or refused with a sentence for each mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from alarmd.config import DOOR_KINDS
from alarmd.domain.device_profile import DeviceProfile, Voice
from alarmd.domain.signal import Kind, Lane
from devices.device_profiles import SHIPPED, ProfileError, as_tree, load_profiles, read_profile

GOOD = """
make = "Maker"
protocol = "dc09"
voice = "call_unit"
[supervision]
interval_s = 600
missed_limit = 3
[settings]
window = "off"
[codes]
1147 = {kind = "battery", lane = "technical", sv = "Lågt batteri", en = "low battery"}
"""


def write(folder: Path, text: str, name: str = "maker") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_profile_is_called_what_its_file_is_called(tmp_path: Path) -> None:
    profile = read_profile(write(tmp_path, GOOD))
    assert isinstance(profile, DeviceProfile)
    assert (profile.name, profile.voice, profile.supervision.lost_after_s) == ("maker", Voice.CALL_UNIT, 1830.0)
    assert (profile.codes["1147"].lane, profile.codes["1147"].kind) == (Lane.TECHNICAL, Kind.BATTERY)
    assert as_tree(profile)["settings"] == {"window": "off"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"dc09"', '"dc9"', "there is no such kind of door"),
        ("interval_s = 600", "interval_s = -1", "are 0 or more"),
        ("interval_s = 600", "interval_s = 0", "say so in not_guaranteed"),
        ("interval_s", "intervall_s", "intervall_s"),
        ('"battery", lane = "technical"', '"fall", lane = "technical"', "a cry for help"),
        ('sv = "Lågt batteri"', 'sv = ""', "give it sv and en"),
        ('kind = "battery"', 'kind = "batery"', "codes"),
        ("[codes]", "[codes", "not readable as TOML"),
    ],
)
def test_each_mistake_has_its_sentence(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(ProfileError, match=told):
        read_profile(write(tmp_path, GOOD.replace(old, new)))


def test_own_profiles_go_before_shipped_ones(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "generic-dc09")
    assert load_profiles(str(tmp_path))["generic-dc09"].make == "Maker"


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, "", "a")
    write(tmp_path, GOOD.replace('"dc09"', '"dc9"'), "b")
    with pytest.raises(ProfileError) as caught:
        load_profiles(str(tmp_path))
    assert len(caught.value.mistakes) == 2
    with pytest.raises(ProfileError, match="no such folder"):
        load_profiles(str(tmp_path / "none"))


def test_every_shipped_profile_can_be_used_and_says_whence_it_knows() -> None:
    profiles = load_profiles()
    assert set(profiles) == {path.stem for path in SHIPPED.glob("*.toml")}
    assert [name for name, profile in profiles.items() if not profile.sources] == []


def test_every_kind_of_door_has_its_generic_profile() -> None:
    generic = {name: profile.protocol for name, profile in load_profiles().items() if name.startswith("generic-")}
    missing = {f"generic-{kind}": kind for kind in DOOR_KINDS}.items() - generic.items()
    assert not missing, f"write devices/profiles/generic-<kind>.toml for {missing}"
