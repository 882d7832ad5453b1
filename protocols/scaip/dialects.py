"""How units deviate from the standard: one frozen value for each unit, chosen by its profile (sheet §7)."""

from __future__ import annotations

from dataclasses import dataclass

CONTENT_TYPE = "application/scaip+xml"
OTHER_XML = frozenset({"application/xml", "text/xml", "text/plain"})
"""Media types seen in the field instead of the registered one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What to read and write differently. The default is the standard, read leniently.

    Attributes:
        name: for traces and profiles.
        content_type: media type of our answers.
        long_tags: answers carry `reference` instead of `ref`; requests are read in both forms anyway.
        request_roots: accepted root elements of a request.
        response_roots: accepted root elements of an answer; the first is written.
        padded_mre: `<mre>01</mre>`, for units built after the informative schema (sheet §3.4).
        answer_in_200: the verdict travels in the body of the 200 instead of a MESSAGE of its own.
        heartbeat_stc: a status code that, without `mty`, is a heartbeat.
        plus_in_cid: a leading + in `cid` is taken off.
        without_ref: requests without `ref` are accepted; repetitions cannot be told from new events then.
        several_tnu: whether the unit copes with more than one `tnu`.
    """

    name: str = "standard"
    content_type: str = CONTENT_TYPE
    long_tags: bool = False
    request_roots: tuple[str, ...] = ("mrq",)
    response_roots: tuple[str, ...] = ("mrs",)
    padded_mre: bool = False
    answer_in_200: bool = False
    heartbeat_stc: int | None = None
    plus_in_cid: bool = False
    without_ref: bool = False
    several_tnu: bool = False


STANDARD = Dialect()
SCHEMA_STRICT = Dialect(name="schema-strict", padded_mre=True)
WRAPPED = Dialect(
    name="wrapped",
    content_type="application/xml",
    request_roots=("mrq", "scaip"),
    response_roots=("mrs", "scaip"),
    answer_in_200=True,
    heartbeat_stc=70,
    plus_in_cid=True,
    without_ref=True,
)

DIALECTS = {dialect.name: dialect for dialect in (STANDARD, SCHEMA_STRICT, WRAPPED)}
"""By name, for profiles."""


def is_scaip(content_type: str, dialect: Dialect = STANDARD, *, lenient: bool = True) -> bool:
    """Whether a Content-Type may carry SCAIP: any case, any parameters; others answer 415.

    Args:
        content_type: the header's value, may be empty.
        dialect: of the sender.
        lenient: accept plain XML and text too (sheet §2.2); a wrong root is refused by the parser then.
    """
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type in (CONTENT_TYPE, dialect.content_type) or (lenient and media_type in OTHER_XML)
