"""What a console asks for becomes a command of the domain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from alarmd.domain import commands as c
from protocols.console_feed.messages import Command

MOST_TEXT = 4000
"""Characters of a note, a reason or a closing text."""

Arguments = Mapping[str, Any]


class BadArguments(ValueError):
    """The console asked for something that cannot be; `code` names the sentence it is shown."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def to_command(message: Command, actor: str) -> c.Command:
    """The domain's command for a console's, with the session's operator as its actor.

    Raises:
        BadArguments: unknown name, no incident, or an argument missing or of the wrong shape.
    """
    make = _MAKERS.get(message.name)
    if make is None:
        raise BadArguments("unknown_command")
    if message.incident <= 0:
        raise BadArguments("bad_arguments")
    return make(message.incident, actor, message.args)


def text_of(args: Arguments, key: str, missing: str = "") -> str:
    """A text argument, trimmed; `missing` is the error code when it must not be empty."""
    value = args.get(key, "")
    if not isinstance(value, str) or len(value) > MOST_TEXT:
        raise BadArguments("bad_arguments")
    if missing and not value.strip():
        raise BadArguments(missing)
    return value.strip()


def number_of(args: Arguments, key: str) -> int:
    """A positive whole number that must be there."""
    value = optional_number_of(args, key)
    if value is None:
        raise BadArguments("bad_arguments")
    return value


def optional_number_of(args: Arguments, key: str) -> int | None:
    """A positive whole number, or None when it is not there."""
    value = args.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 1 << 63:
        raise BadArguments("bad_arguments")
    return value


def _outcome_of(args: Arguments) -> c.Outcome:
    try:
        return c.Outcome(str(args.get("outcome")))
    except ValueError:
        raise BadArguments("outcome_missing") from None


def _result_of(args: Arguments) -> c.CallResult:
    try:
        return c.CallResult(str(args.get("result")))
    except ValueError:
        raise BadArguments("bad_arguments") from None


_MAKERS: Mapping[str, Callable[[int, str, Arguments], c.Command]] = {
    "claim": lambda i, actor, _: c.Claim(i, actor),
    "take_over": lambda i, actor, args: c.TakeOver(i, actor, text_of(args, "reason", "reason_missing")),
    "renew": lambda i, actor, _: c.Renew(i, actor),
    "note": lambda i, actor, args: c.AddNote(i, actor, text_of(args, "text", "text_missing")),
    "hand_back": lambda i, actor, args: c.HandBack(i, actor, text_of(args, "reason")),
    "dispatch": lambda i, actor, _: c.Dispatch(i, actor),
    "accept": lambda i, actor, args: c.Accept(i, actor, text_of(args, "responder")),
    "decline": lambda i, actor, args: c.Decline(i, actor, text_of(args, "responder")),
    "arrive": lambda i, actor, _: c.Arrive(i, actor),
    "close": lambda i, actor, args: c.Close(
        i, actor, _outcome_of(args), text_of(args, "text"), optional_number_of(args, "seen_presses")
    ),
    "called": lambda i, actor, args: c.Called(i, actor, number_of(args, "unit_id"), _result_of(args)),
    "untie": lambda i, actor, _: c.Untie(i, actor),
    "tie": lambda i, actor, args: c.Tie(i, actor, number_of(args, "subscriber_id")),
}
