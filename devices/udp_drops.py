"""How many datagrams the kernel has thrown away on one of our sockets because we were slow (Linux only)."""

from __future__ import annotations

import socket
from array import array

_SO_MEMINFO = 55
_DROPS = 8
_WORDS = 9


def kernel_drops(sock: socket.socket | None) -> int:
    """Datagrams dropped since the socket was opened; 0 without a socket, and where the kernel does not tell."""
    if sock is None:
        return 0
    try:
        words = array("I", sock.getsockopt(socket.SOL_SOCKET, _SO_MEMINFO, _WORDS * 4))
    except OSError:
        return 0
    return words[_DROPS] if len(words) > _DROPS else 0
