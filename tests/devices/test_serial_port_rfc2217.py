"""A line behind pyserial's own RFC 2217 server: settings cross the network, and a lost server is noticed."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import serial
from serial.rfc2217 import PortManager

from alarmd.config.doors.serial import SerialSettings
from devices.serial_port import SerialPort, SerialPortError
from tests.fakes.loop import until

# pyserial 3.5 names its thread in the old way.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:setDaemon:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:setName:DeprecationWarning"),
]


class Server:
    """One client of one port, which gives back what it gets; a pseudo terminal lacks the signals it is asked for."""

    def __init__(self) -> None:
        self.port = serial.serial_for_url("loop://", timeout=0.01)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.number = self._listening.getsockname()[1]
        self._threads = [threading.Thread(target=self._serve, daemon=True)]
        self._client: socket.socket | None = None
        self._threads[0].start()

    def write(self, octets: bytes) -> None:
        """What the manager has to say to the client."""
        if self._client is not None:
            self._client.sendall(octets)

    def stop(self) -> None:
        """Close the connection and the port."""
        for each in (self._client, self._listening):
            if each is not None:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()
        for thread in self._threads:
            thread.join(5)
        self.port.close()

    def _serve(self) -> None:
        try:
            self._client, _ = self._listening.accept()
            manager = PortManager(self.port, self)
            back = threading.Thread(target=self._read, args=(manager,), daemon=True)
            self._threads.append(back)
            back.start()
            while octets := self._client.recv(1024):
                self.port.write(b"".join(manager.filter(octets)))
        except OSError:
            return

    def _read(self, manager: PortManager) -> None:
        try:
            while self._listening.fileno() >= 0:
                if octets := self.port.read(256):
                    self.write(b"".join(manager.escape(octets)))
        except (OSError, TypeError):
            return


@contextmanager
def server() -> Iterator[Server]:
    made = Server()
    try:
        yield made
    finally:
        made.stop()


async def test_both_ways_and_a_lost_server() -> None:
    heard = bytearray()
    with server() as box:
        url = f"rfc2217://127.0.0.1:{box.number}"
        port = SerialPort(SerialSettings(kind="surgard", url=url, baud=1200, parity="even"), heard.extend)
        await port.open()
        assert (box.port.baudrate, box.port.parity) == (1200, "E")
        port.write(b"5011\xff\x14")
        await until(lambda: bytes(heard) == b"5011\xff\x14")
        box.stop()
        with pytest.raises(SerialPortError, match="rfc2217"):
            await port.lost()
        await port.close()
