"""The kernel tells what it threw away."""

from __future__ import annotations

import socket

from devices.udp_drops import kernel_drops


def test_what_did_not_fit_is_counted() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as there,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here,
    ):
        there.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        there.bind(("127.0.0.1", 0))
        assert kernel_drops(there) == 0
        for _ in range(50):
            here.sendto(b"x" * 1000, there.getsockname())
        assert 0 < kernel_drops(there) < 50


def test_without_a_socket_there_is_nothing_to_tell() -> None:
    assert kernel_drops(None) == 0
