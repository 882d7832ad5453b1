"""A PDU's octets, taken from the front."""

from __future__ import annotations

from protocols.at_modem.errors import MalformedPduError


class Octets:
    """Takes octets one field after the other."""

    __slots__ = ("_at", "_octets")

    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        self._at = 0

    def take(self, count: int) -> bytes:
        """The next `count` octets.

        Raises:
            MalformedPduError: there are not so many.
        """
        taken = self._octets[self._at : self._at + count]
        if len(taken) < count:
            raise MalformedPduError(f"the PDU ends {count - len(taken)} octets too early")
        self._at += count
        return taken

    def one(self) -> int:
        """The next octet.

        Raises:
            MalformedPduError: there is none.
        """
        return self.take(1)[0]

    def rest(self) -> bytes:
        """All that is left, maybe nothing."""
        left = self._octets[self._at :]
        self._at = len(self._octets)
        return left


def of_hex(text: str) -> bytes:
    """The octets of a line of hex digits.

    Raises:
        MalformedPduError: it is none.
    """
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise MalformedPduError("the PDU is not written in pairs of hex digits") from None


def swapped(octets: bytes) -> str:
    """The semi-octets in the order in which they are read: low half first (3GPP TS 23.040 §9.1.2.3)."""
    return "".join([f"{octet & 0x0F:X}{octet >> 4:X}" for octet in octets])


def swap(digits: str) -> bytes:
    """Semi-octets of hex digits, filled up with F."""
    even = digits + "F" * (len(digits) % 2)
    return bytes([int(even[place + 1] + even[place], 16) for place in range(0, len(even), 2)])
