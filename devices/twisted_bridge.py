"""Where Twisted and asyncio meet, and nowhere else: the reactor on our loop, Deferreds as futures, TLS listeners.

Import this module, and let it install the reactor, before anything else of Twisted is used: some of its modules
install another reactor on import.
"""

from __future__ import annotations

import asyncio
from typing import Any, TypeAlias

from OpenSSL import SSL
from twisted.internet import asyncioreactor
from twisted.internet.defer import Deferred, maybeDeferred
from twisted.internet.interfaces import IListeningPort, IOpenSSLServerConnectionCreator
from twisted.internet.protocol import Factory
from twisted.protocols.tls import TLSMemoryBIOFactory
from zope.interface import implementer

Reactor: TypeAlias = asyncioreactor.AsyncioSelectorReactor


def install_reactor(loop: asyncio.AbstractEventLoop) -> Reactor:
    """Put Twisted's reactor on the running loop, for the whole process; once. Never call its `stop`."""
    asyncioreactor.install(loop)
    from twisted.internet import reactor

    if type(reactor).__name__ != Reactor.__name__:
        raise TypeError(f"Twisted chose {type(reactor).__name__} before alarmd could install its own reactor")
    reactor.startRunning(installSignalHandlers=False)
    return reactor


def private_reactor(loop: asyncio.AbstractEventLoop) -> Reactor:
    """A reactor of its own on `loop`, for one test or one program part; end it with `release_reactor`."""
    reactor = Reactor(loop)
    reactor.startRunning(installSignalHandlers=False)
    return reactor


def release_reactor(reactor: Reactor) -> None:
    """Close what the reactor itself holds: its waker's sockets and its timer."""
    for reader in list(reactor._internalReaders):
        reactor.removeReader(reader)
        reader.connectionLost(None)
    reactor._internalReaders.clear()
    for call in reactor.getDelayedCalls():
        call.cancel()
    if reactor._timerHandle is not None:
        reactor._timerHandle.cancel()


def as_future(deferred: Deferred[Any]) -> asyncio.Future[Any]:
    """Await a Deferred in a coroutine; the other direction is never needed."""
    future: asyncio.Future[Any] = deferred.asFuture(asyncio.get_running_loop())
    return future


async def stop_listening(port: IListeningPort) -> None:
    """Close a listening port and wait until it is closed."""
    await as_future(maybeDeferred(port.stopListening))


@implementer(IOpenSSLServerConnectionCreator)
class ServerCertificate:
    """Makes the server's side of TLS 1.2+ connections from PEM files; sessions are resumed by ticket."""

    def __init__(self, certificate: str, private_key: str) -> None:
        self._context = SSL.Context(SSL.TLS_SERVER_METHOD)
        self._context.set_min_proto_version(SSL.TLS1_2_VERSION)
        self._context.use_certificate_chain_file(certificate)
        self._context.use_privatekey_file(private_key)
        self._context.check_privatekey()

    def serverConnectionForTLS(self, protocol: object) -> SSL.Connection:
        """A new connection in Twisted's memory mode."""
        return SSL.Connection(self._context, None)


def tls_factory(reactor: Reactor, factory: Factory, certificate: str, private_key: str) -> Any:
    """Wrap `factory` in TLS with the certificate chain and key in PEM files.

    The clock is passed on purpose: without it TLS reaches for the default reactor and hangs.
    """
    return TLSMemoryBIOFactory(ServerCertificate(certificate, private_key), False, factory, clock=reactor)
