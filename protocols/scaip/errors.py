"""What can be wrong with a SCAIP document; each error carries the status number for the `mrs` (sheet §4.6).

ScaipError                 99  undefined error
├── TooLongError            1  the document is over the limit
├── FormatError             2  not well-formed, wrong root, or with a document type
├── ContentError            3  a value outside its type
│   └── VersionError        3  another major version; `cve` says ours
├── MissingElementError     7  cid or dty is missing
└── MissingReferenceError  10  ref is missing
"""

from __future__ import annotations

from protocols.scaip.status import StatusNumber


class ScaipError(Exception):
    """A document is wrong; `status` is what the sender is told, the text goes into `ste` (ASCII)."""

    status = StatusNumber.UNDEFINED


class TooLongError(ScaipError):
    """The sender sent more than we read at once."""

    status = StatusNumber.TOO_LONG


class FormatError(ScaipError):
    """The sender's document is no SCAIP document."""

    status = StatusNumber.INVALID_FORMAT


class ContentError(ScaipError):
    """The sender put a value outside its type."""

    status = StatusNumber.WRONG_CONTENT


class VersionError(ContentError):
    """The sender speaks another major version."""


class MissingElementError(ScaipError):
    """The sender left out a mandatory element other than ref."""

    status = StatusNumber.MANDATORY_MISSING


class MissingReferenceError(ScaipError):
    """The sender left out ref, so it cannot know which answer this is."""

    status = StatusNumber.REFERENCE_MISSING
