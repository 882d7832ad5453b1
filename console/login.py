"""Opens a session at the centre: user name and password for a token, over HTTP."""

from __future__ import annotations

import asyncio
import json
import ssl
import urllib.error
import urllib.request

from console.errors import LoginRefused
from console.texts import _, language

TIMEOUT_S = 10.0


async def log_in(url: str, user: str, password: str, tls: ssl.SSLContext | None = None) -> str:
    """The session token for this user.

    Args:
        url: the centre's login address, see `Settings.login_url`.
        user: user name.
        password: kept nowhere.
        tls: context for https.

    Raises:
        LoginRefused: wrong name or password, or no centre at that address; the message says which and what to do.
    """
    return await asyncio.to_thread(_post, url, user, password, tls)


def _post(url: str, user: str, password: str, tls: ssl.SSLContext | None) -> str:
    body = json.dumps({"username": user, "password": password, "language": language()}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310
    handlers: list[urllib.request.BaseHandler] = [urllib.request.ProxyHandler({})]
    if tls is not None:
        handlers.append(urllib.request.HTTPSHandler(context=tls))
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=TIMEOUT_S) as response:
            token = json.load(response)["token"]
    except urllib.error.HTTPError as error:
        raise LoginRefused(_refusal(error)) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        text = _("No centre answers at {url}. Check the address and that alarmd is running.").format(url=url)
        raise LoginRefused(text) from error
    return str(token)


def _refusal(error: urllib.error.HTTPError) -> str:
    """The centre's own sentence if it sent one, else one of ours."""
    with error:
        try:
            sentence = json.load(error)["error"]
        except (OSError, ValueError, KeyError, TypeError):
            sentence = ""
    if isinstance(sentence, str) and sentence:
        return sentence
    if error.code in (400, 401, 403):
        return _("User name or password is wrong. Try again.")
    return _("The centre answered with an error ({status}). Try again soon.").format(status=error.code)
