"""Where Twisted and asyncio meet, and nowhere else: the reactor on our loop, Deferreds as futures, TLS listeners.

Import this module, and let it install the reactor, before anything else of Twisted is used: some of its modules
install another reactor on import.
"""

from __future__ import annotations

import asyncio
from typing import Any

from OpenSSL import SSL
from twisted.internet import asyncioreactor, tcp
from twisted.internet.defer import Deferred, maybeDeferred
from twisted.internet.interfaces import IListeningPort, IOpenSSLServerConnectionCreator
from twisted.internet.main import installReactor
from twisted.internet.protocol import Factory
from twisted.protocols.tls import TLSMemoryBIOFactory
from zope.interface import implementer


class PromptServer(tcp.Server):
    """The server's side of a TCP connection; what it writes leaves at once, without waiting for the next turn."""

    def write(self, octets: bytes) -> None:
        """Send now what the kernel takes; the rest, or all while something waits already, as Twisted does."""
        if self._tempDataBuffer or self.dataBuffer or not self.connected or self._writeDisconnected:
            super().write(octets)
            return
        try:
            sent = self.socket.send(octets)
        except OSError:
            # Full, or gone: Twisted's own writing finds out which.
            sent = 0
        if sent < len(octets):
            super().write(octets[sent:])


class PromptPort(tcp.Port):
    """A listening TCP port whose connections write at once."""

    transport = PromptServer


class Reactor(asyncioreactor.AsyncioSelectorReactor):
    """Twisted's reactor on our loop, without a logging context around each read and write: half the cost of a line."""

    def addReader(self, reader: Any) -> None:
        """Call the reader's `doRead` whenever it can be read."""
        if reader not in self._readers:
            self._readers[reader] = fd = reader.fileno()
            self._asyncioEventloop.add_reader(fd, self._readOrWrite, reader, True)

    def addWriter(self, writer: Any) -> None:
        """Call the writer's `doWrite` whenever it can be written."""
        if writer not in self._writers:
            self._writers[writer] = fd = writer.fileno()
            self._asyncioEventloop.add_writer(fd, self._readOrWrite, writer, False)

    def listenTCP(self, port: int, factory: Factory, backlog: int = 50, interface: str = "") -> IListeningPort:
        """Listen, with connections that write at once.

        Raises:
            CannotListenError: the address is taken or not ours.
        """
        listening = PromptPort(port, factory, backlog, interface, self)
        listening.startListening()
        return listening


def install_reactor(loop: asyncio.AbstractEventLoop) -> Reactor:
    """Put Twisted's reactor on the running loop, for the whole process; once. Never call its `stop`."""
    reactor = Reactor(loop)
    installReactor(reactor)
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


class CertificateUnusableError(Exception):
    """The operator's certificate or key; the text names both."""


@implementer(IOpenSSLServerConnectionCreator)
class ServerCertificate:
    """Makes the server's side of TLS 1.2+ connections from PEM files; sessions are resumed by ticket.

    Raises:
        CertificateUnusableError: a file is missing, unreadable, no PEM, or the two do not belong together.
    """

    def __init__(self, certificate: str, private_key: str) -> None:
        self._context = SSL.Context(SSL.TLS_SERVER_METHOD)
        self._context.set_min_proto_version(SSL.TLS1_2_VERSION)
        try:
            self._context.use_certificate_chain_file(certificate)
            self._context.use_privatekey_file(private_key)
            self._context.check_privatekey()
        except SSL.Error as error:
            raise CertificateUnusableError(
                f"certificate {certificate} with key {private_key} cannot be used: are they PEM files, and a pair?"
            ) from error

    def serverConnectionForTLS(self, protocol: object) -> SSL.Connection:
        """A new connection in Twisted's memory mode."""
        return SSL.Connection(self._context, None)


def tls_factory(reactor: Reactor, factory: Factory, certificate: str, private_key: str) -> Any:
    """Wrap `factory` in TLS with the certificate chain and key in PEM files.

    The clock is passed on purpose: without it TLS reaches for the default reactor and hangs.
    """
    return TLSMemoryBIOFactory(ServerCertificate(certificate, private_key), False, factory, clock=reactor)
