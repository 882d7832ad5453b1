"""SIP bytes that several tests share: the exchange of sheet §6.1 and a builder of requests."""

from __future__ import annotations

from protocols.sip import NameAddress, Request, Via, build_request, parse_uri

MRQ = (
    b"<mrq><ref>A1001</ref><cid>90000001</cid><dty>0003</dty><did>P7</did><dco>002</dco><stc>0010</stc>"
    b"<crd>sip:90000001@arc.example.com</crd></mrq>"
)
ALARM = (
    b"MESSAGE sip:alarm@arc.example.com SIP/2.0\r\n"
    b"Via: SIP/2.0/UDP 192.0.2.10:5060;rport;branch=z9hG4bK-77a1\r\n"
    b"Max-Forwards: 70\r\n"
    b"From: <sip:90000001@arc.example.com>;tag=81f2\r\n"
    b"To: <sip:alarm@arc.example.com>\r\n"
    b"Call-ID: 5c0d1e@192.0.2.10\r\n"
    b"CSeq: 1 MESSAGE\r\n"
    b"Content-Type: application/scaip+xml\r\n"
    b"Content-Length: 142\r\n"
    b"\r\n" + MRQ
)
OK = (
    b"SIP/2.0 200 OK\r\n"
    b"Via: SIP/2.0/UDP 192.0.2.10:5060;rport=5060;received=192.0.2.10;branch=z9hG4bK-77a1\r\n"
    b"From: <sip:90000001@arc.example.com>;tag=81f2\r\n"
    b"To: <sip:alarm@arc.example.com>;tag=arc-1\r\n"
    b"Call-ID: 5c0d1e@192.0.2.10\r\n"
    b"CSeq: 1 MESSAGE\r\n"
    b"Content-Length: 0\r\n"
    b"\r\n"
)


def message(
    method: str = "MESSAGE",
    *,
    branch: str = "z9hG4bK-1",
    call_id: str = "c1",
    cseq: int = 1,
    body: bytes = b"",
    headers: tuple[tuple[str, str], ...] = (),
) -> Request:
    """A request from a unit, with the usual fields."""
    return build_request(
        method,
        "sip:alarm@arc.example.com",
        via=Via("UDP", "192.0.2.10", 5060, (("branch", branch),)),
        sender=NameAddress(parse_uri("sip:90000001@arc.example.com"), params=(("tag", "t"),)),
        recipient=NameAddress(parse_uri("sip:alarm@arc.example.com")),
        call_id=call_id,
        cseq=cseq,
        headers=headers,
        body=body,
    )
