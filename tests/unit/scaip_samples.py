"""The golden SCAIP documents, and a strategy for any request."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from protocols.scaip import Address, GeoLocation, MessageRequest, MessageType, read_request

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parents[1] / "golden" / "scaip.json").read_text(encoding="utf-8"))

MINIMAL = b"<mrq><ref>A1011</ref><cid>90000001</cid><dty>2</dty></mrq>"


def read(xml: str | bytes) -> MessageRequest:
    """Read a request that is good."""
    request = read_request(xml.encode() if isinstance(xml, str) else xml)
    assert isinstance(request, MessageRequest), request.error
    return request


def mrq(rest: str = "", *, ref: str = "A1", cid: str = "90000001", dty: str = "0003") -> MessageRequest:
    """A request with these elements beside the mandatory ones."""
    return read(f"<mrq><ref>{ref}</ref><cid>{cid}</cid><dty>{dty}</dty>{rest}</mrq>")


TEXT = st.text("aZ09 åÖ€&<>'\"😀", max_size=20).map(str.strip)
ADDRESSES = st.builds(
    Address, st.sampled_from(["sip", "gsm", "no-voice", "sip-pp", "tel"]), st.sampled_from(["", "+46313900600", "a@h"])
)
REQUESTS = st.builds(
    MessageRequest,
    ref=st.text("AZaz09", min_size=1, max_size=16),
    cid=st.text("0123456789", min_size=1, max_size=32),
    dty=st.integers(0, 9999),
    ver=st.sampled_from(["01.00", "01.07"]),
    sco=st.integers(0, 3),
    cha=st.integers(0, 1),
    mty=st.sampled_from(MessageType),
    hbo=st.integers(0, 2),
    did=TEXT,
    dco=st.none() | st.integers(0, 999),
    dte=TEXT,
    crd=st.lists(ADDRESSES, min_size=1, max_size=3).map(tuple),
    stc=st.none() | st.integers(0, 9999),
    stt=TEXT,
    pri=st.integers(0, 9),
    lco=st.none() | st.integers(0, 999),
    lva=TEXT,
    lge=st.none() | st.builds(GeoLocation, geo=TEXT.filter(bool), tim=TEXT, gga=TEXT),
    lte=TEXT,
    ico=st.none() | st.integers(0, 999),
    ite=TEXT,
    ame=st.integers(0, 9999),
    unknown=st.lists(st.tuples(st.sampled_from(["mreq", "xyz"]), TEXT), max_size=2).map(tuple),
)
