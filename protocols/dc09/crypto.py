"""AES in CBC mode with a zero start vector, padding in front (DC-09 5.4, sheet §4)."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from protocols.dc09.errors import BadFieldError, UnreadableCiphertextError, WrongKeyError
from protocols.dc09.frame import Frame
from protocols.dc09.keys import Key
from protocols.dc09.parse import decode_text, has_time, read_content

BLOCK = 16
_ZERO_START = CBC(bytes(BLOCK))
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef"
_TO_LETTERS = bytes(_LETTERS[octet % len(_LETTERS)] for octet in range(256))


@lru_cache(maxsize=4096)
def _cipher(key: bytes) -> Cipher[CBC]:
    return Cipher(AES(key), _ZERO_START)


def padding(content_length: int) -> bytes:
    """Return 1 to 16 random letters that fill `content_length` up to whole blocks.

    Random, since with a fixed start vector the pad is all that keeps equal messages from looking equal.
    """
    return os.urandom(BLOCK - content_length % BLOCK).translate(_TO_LETTERS)


def encrypt(content: bytes, key: Key, pad: bytes | None = None) -> bytes:
    """Encrypt `content`, which begins with its bar, behind a pad; return upper-case hex.

    `pad` is for tests and simulators; it must hold no bar or bracket.

    Raises:
        BadFieldError: `pad` does not fill whole blocks.
    """
    plain = (padding(len(content)) if pad is None else pad) + content
    if len(plain) % BLOCK:
        raise BadFieldError(f"the pad leaves {len(plain) % BLOCK} bytes over whole blocks")
    encryptor = _cipher(key.octets).encryptor()
    return (encryptor.update(plain) + encryptor.finalize()).hex().upper().encode("ascii")


def decrypt_text(ciphertext: str, key: Key) -> bytes:
    """Decrypt hex of either case; return the plaintext with its pad.

    Raises:
        UnreadableCiphertextError: not hex, empty, or not whole blocks.
    """
    try:
        octets = bytes.fromhex(ciphertext)
    except ValueError as wrong:
        raise UnreadableCiphertextError("the encrypted part is not hex") from wrong
    if not octets or len(octets) % BLOCK:
        raise UnreadableCiphertextError(f"{len(octets)} encrypted bytes are not whole blocks of {BLOCK}")
    decryptor = _cipher(key.octets).decryptor()
    return decryptor.update(octets) + decryptor.finalize()


def decrypt(frame: Frame, key: Key) -> Frame:
    """Return the frame with its data, extended fields and timestamp readable; a plain frame as it is.

    Reads any pad: if a bar comes before the first `]`, data begin behind it; if not, data are empty.

    Raises:
        UnreadableCiphertextError: see `decrypt_text`.
        WrongKeyError: no `]`, or neither a timestamp nor an account where they should stand.
    """
    if frame.ciphertext is None:
        return frame
    plain = decrypt_text(frame.ciphertext, key)
    close = plain.find(b"]")
    bar = plain.find(b"|", 0, max(close, 0))
    text = decode_text(plain[close if bar < 0 else bar + 1 :])
    data, extended, timestamp = read_content(text, 0)
    if close < 0 or not (has_time(timestamp) or _reads_as_event(data)):
        raise WrongKeyError("the decrypted text makes no sense: another key")
    return replace(frame, data=data, extended=extended, timestamp=timestamp, ciphertext=None)


def _reads_as_event(data: str) -> bool:
    return data.startswith("#") and "|" in data and data.isprintable()
