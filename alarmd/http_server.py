"""uvicorn inside our loop: our runtime owns the process signals, starts and stops it."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    from litestar import Litestar

_BACKLOG = 1024
_GRACE_S = 3
_UNREAD_MS = 15_000
_MOST_FRAME = 64 * 1024


class ListenerRefused(Exception):
    """The listener cannot be opened as configured; the text says why in plain words."""


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: they would end the process before our shutdown ladder has run."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the process signals alone."""
        yield


class WebListener:
    """One application on one address; the port is open as soon as this object exists.

    `behind_proxy` says that somebody else speaks TLS in front of it; the proxy's headers then name the source.

    Raises:
        ListenerRefused: the address is not loopback and there is no certificate, or it cannot be opened.
    """

    def __init__(
        self,
        name: str,
        app: Litestar,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        certificate: Path | None = None,
        key: Path | None = None,
        behind_proxy: bool = False,
    ) -> None:
        self.name = name
        if certificate is None and not behind_proxy and not is_loopback(host):
            raise ListenerRefused(
                f"{name}: {host} can be reached from other machines, so passwords and personal data would travel"
                " in clear text. Give the listener a certificate and a key, or let it listen on 127.0.0.1."
            )
        self._config = uvicorn.Config(
            app,
            http="httptools",
            ws="websockets-sansio",
            loop="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=behind_proxy,
            ws_max_size=_MOST_FRAME,
            ws_ping_interval=None,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=_GRACE_S,
            backlog=_BACKLOG,
            ssl_certfile=None if certificate is None else str(certificate),
            ssl_keyfile=None if key is None else str(key),
        )
        try:
            self._config.load()
        except OSError as error:
            raise ListenerRefused(f"{name}: the certificate or key cannot be read: {error}") from error
        self._server = _Server(self._config)
        self._ended = asyncio.Event()
        self._ended.set()
        self._socket = _bind(name, host, port)
        self._port = int(self._socket.getsockname()[1])

    @property
    def port(self) -> int:
        """The bound port, also when 0 was asked for."""
        return self._port

    @property
    def is_serving(self) -> bool:
        """True from the first accepted connection until `stop`."""
        return self._server.started and not self._server.should_exit

    async def run(self) -> None:
        """Serve until `stop`; open connections get 3 s, open WebSockets the close code 1012."""
        self._ended.clear()
        try:
            await self._server.serve(sockets=[self._socket])
        finally:
            self._socket.close()
            self._ended.set()

    def stop(self) -> None:
        """Ask `run` to end; safe to call more than once."""
        self._server.should_exit = True

    async def ended(self) -> None:
        """Wait until `run` has ended; at once, and the port is free, when it was never run."""
        if self._ended.is_set():
            self._socket.close()
        await self._ended.wait()

    def close(self) -> None:
        """Free the port of a listener that was never run."""
        self._socket.close()


def is_loopback(host: str) -> bool:
    """True when only this machine can reach `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _bind(name: str, host: str, port: int) -> socket.socket:
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise ListenerRefused(f"{name}: {host} is not an address of this machine: {error}") from error
    listener = socket.socket(family, kind, proto)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNREAD_MS)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise ListenerRefused(f"{name}: port {port} on {host} cannot be opened: {error}") from error
    listener.setblocking(False)
    return listener
