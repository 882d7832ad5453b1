"""HOST:PORT, as people write it in settings."""

from __future__ import annotations

import ipaddress


def split_address(text: str) -> tuple[str, int]:
    """`HOST:PORT` to its parts; IPv6 in brackets; port 0 lets the system choose.

    Raises:
        ValueError: with what is wrong.
    """
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not port.isdigit() or int(port) > 65_535:
        raise ValueError(f"{text!r} is not HOST:PORT")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        raise ValueError(f"{host!r} in {text!r} is not an IP address (a listener needs one, 0.0.0.0 for all)") from None
    return host, int(port)


def is_loopback(address: str) -> bool:
    """True when a HOST:PORT can only be reached from this machine (an empty one is not reached at all)."""
    return not address or ipaddress.ip_address(split_address(address)[0]).is_loopback
