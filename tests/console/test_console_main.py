"""The program from its command line: mistakes in plain words, and the headless console as a process."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from console.__main__ import main
from tests.fakes.feed_people import alarm
from tests.fakes.feed_server import FeedServer


def test_a_wrong_setting_is_told_and_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--url", "http://x"]) == 2
    assert "must look like ws://" in capsys.readouterr().err
    assert main(["--config", "/nowhere.toml"]) == 2
    assert "/nowhere.toml cannot be read" in capsys.readouterr().err


@pytest.mark.slow
async def test_a_refused_login_is_told_and_ends_with_3(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("x\n")
    arguments = ["--url", "ws://127.0.0.1:9/feed", "--user", "karin", "--password-file", str(password)]
    code, _out, err = await _run(*arguments)
    assert code == 3
    assert "Ingen central svarar" in err


@pytest.mark.slow
async def test_headless_says_what_it_shows() -> None:
    async with FeedServer() as server:
        arguments = ["--url", server.url, "--token", server.token, "--headless"]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "console", *arguments, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        assert json.loads(await process.stdout.readline())["state"] == "up"
        await server.raise_alarm(alarm(1), 11)
        assert json.loads(await process.stdout.readline())["signals"] == [11]
        process.terminate()
        await process.wait()


async def _run(*arguments: str) -> tuple[int | None, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "console",
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate(b"x\n")
    return process.returncode, out.decode(), err.decode()
