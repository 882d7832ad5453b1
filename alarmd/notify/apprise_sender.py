"""SMS gateways, push services, mail and chat by URL, through Apprise. URLs are secrets and never reach a log."""

from __future__ import annotations

import asyncio
import logging
import warnings
from concurrent.futures import ThreadPoolExecutor

from apprise import Apprise, AppriseAsset
from apprise.plugins.base import NotifyBase

from alarmd.domain.ports import SendOutcome, SendResult

AT_ONCE = 4
SILENT = logging.CRITICAL + 1

_TALKATIVE = ("apprise", "urllib3", "requests")
"""They write whole URLs at some level."""

log = logging.getLogger(__name__)


class AppriseSender:
    """Implements `Sender`. Apprise blocks, so it runs in threads of its own.

    SENT means that the service took the message over, not that anybody has it. `False` from a service may be its
    trouble or ours and is tried again; a URL that Apprise cannot read never gets better and is rejected.
    """

    def __init__(self, *, connect_s: float = 4.0, read_s: float = 8.0) -> None:
        """Take the seconds to wait for a connection and for an answer."""
        self._timeouts = (connect_s, read_s)
        self._threads = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="apprise")
        self._asset = AppriseAsset(app_id="alarmd", app_desc="alarmd", secure_logging=True)
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(SILENT)
        _load_plugins()

    async def send(self, target: str, title: str, body: str) -> SendResult:
        """Hand the text over to the service that the URL `target` names."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._send, target, title, body)

    def close(self) -> None:
        """End the threads; a service that hangs holds this up for its timeouts at most."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _send(self, target: str, title: str, body: str) -> SendResult:
        service = self._service(target)
        if service is None:
            return SendResult(SendOutcome.REJECTED, "malformed_url")
        try:
            took_over = service.notify(title=title, body=body)
        except Exception as error:  # noqa: BLE001 - foreign code; a traceback could show the URL
            kind = type(error).__name__
            log.warning("a channel of kind %s failed: %s", _scheme(target), kind)
            return SendResult(SendOutcome.RETRY, f"error_{kind}")
        return SendResult(SendOutcome.SENT) if took_over else SendResult(SendOutcome.RETRY, "not_taken")

    def _service(self, target: str) -> NotifyBase | None:
        try:
            service = Apprise.instantiate(target, asset=self._asset, suppress_exceptions=True)
        except (TypeError, ValueError, AttributeError):
            return None
        if isinstance(service, NotifyBase):
            service.socket_connect_timeout, service.socket_read_timeout = self._timeouts
            return service
        return None


def _load_plugins() -> None:
    """Let Apprise import its plugins now, and not while alarms are running."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        Apprise.instantiate("json://localhost", suppress_exceptions=True)


def _scheme(target: str) -> str:
    scheme = target.partition("://")[0]
    return scheme if scheme.isalnum() and len(scheme) < 20 else "unknown"
