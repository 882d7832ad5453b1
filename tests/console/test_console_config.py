from __future__ import annotations

from pathlib import Path

import pytest

from console.config import Settings, load
from console.errors import BadSettings


def test_options_win_over_the_file_and_the_file_over_defaults(tmp_path: Path) -> None:
    file = tmp_path / "console.toml"
    file.write_text('[console]\nuser = "karin"\nlanguage = "en"\nsound_command = ["paplay", "--volume=60000"]\n')
    settings = load(file, {"language": "sv", "url": None})
    assert (settings.user, settings.language) == ("karin", "sv")
    assert settings.sound_command == ("paplay", "--volume=60000")
    assert settings.url == "ws://127.0.0.1:8470/feed"
    assert settings.login_url == "http://127.0.0.1:8470/api/login"
    assert str(settings.zone) == "Europe/Stockholm"


def test_a_sound_command_may_be_one_text() -> None:
    assert load(None, {"sound_command": "aplay -q"}).sound_command == ("aplay", "-q")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"url": "http://x/feed"}, "must look like"),
        ({"url": "ws://192.0.2.1/feed"}, "without TLS only this computer"),
        ({"language": "fi"}, "sv, en"),
        ({"timezone": "Mars/Olympus"}, "Europe/Stockholm"),
        ({"colour": "red"}, "no setting of the console"),
        ({"user": 7}, "must be a text"),
        ({"sound_command": 7}, "a program with its arguments"),
    ],
)
def test_mistakes_are_told_in_plain_words(options: dict[str, object], said: str) -> None:
    with pytest.raises(BadSettings, match=said):
        load(None, options)


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"nowhere\.toml cannot be read"):
        load(tmp_path / "nowhere.toml", {})
    broken = tmp_path / "broken.toml"
    broken.write_text("= 1")
    with pytest.raises(BadSettings, match=r"broken\.toml cannot be read"):
        load(broken, {})
    broken.write_text("console = 1")
    with pytest.raises(BadSettings, match="must be a table"):
        load(broken, {})


def test_tls_is_made_for_wss_only() -> None:
    assert Settings().tls() is None
    assert Settings(url="wss://larm.example/feed").tls() is not None
    assert Settings(url="wss://larm.example/feed").login_url == "https://larm.example/api/login"
    with pytest.raises(BadSettings, match="ca_file"):
        Settings(url="wss://larm.example/feed", ca_file="/nowhere.pem").tls()
