"""SIP by the byte must read and write what the real codec reads and writes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from protocols.scaip.build import build_response as build_verdict
from protocols.scaip.documents import MessageResponse
from protocols.sip.builder import build_request, build_response
from protocols.sip.fields import NameAddress, Via, parse_name_address
from protocols.sip.message import Request, Response
from protocols.sip.parser import parse_datagram
from simulators import scaip_bytes as quick

words = st.text("abcdefghijkXYZ0123456789", min_size=1, max_size=12)
refs = st.text("ABCDEFGHIJKL0123456789", min_size=1, max_size=16)


def verdict_message(ref: str, snu: int, display: str = "", tag: str = "") -> bytes:
    recipient = parse_name_address("sip:90000000@127.0.0.1")
    return bytes(
        build_request(
            "MESSAGE",
            "sip:90000000@127.0.0.1:40000",
            via=Via("UDP", "127.0.0.1", 5060, (("rport", None), ("branch", "z9hG4bKabc"))),
            sender=NameAddress(parse_name_address("sip:alarm@127.0.0.1").uri, display).with_tag("a"),
            recipient=recipient.with_tag(tag) if tag else recipient,
            call_id="x",
            body=build_verdict(MessageResponse(ref=ref, snu=snu, mre=1, ste="<ok> & done")),
        )
    )


@given(words, words, st.integers(1, 99), st.binary(max_size=80), st.sampled_from(["", "Authorization: Digest a=b\r\n"]))
def test_the_codec_reads_our_messages(cid: str, ref: str, number: int, body: bytes, extra: str) -> None:
    octets = quick.message(cid, "127.0.0.1", "UDP 127.0.0.1:40000", f"{ref}.{number}", number, body, extra)
    message = parse_datagram(octets)
    assert isinstance(message, Request)
    message.validate()
    assert (message.method, message.uri.user, message.sender.uri.user, message.sender.tag) == (
        "MESSAGE",
        "alarm",
        cid,
        ref,
    )
    assert (message.via.branch, message.cseq.number, message.body) == (f"z9hG4bK{ref}.{number}", number, body)
    assert (message.headers.get("Authorization") == "Digest a=b") == bool(extra)
    response = bytes(build_response(message, 200, source=("127.0.0.1", 40000), to_tag="t"))
    assert (quick.status(response), quick.branch(response)) == (200, f"{ref}.{number}")
    assert quick.status(octets) == 0


@given(refs, st.integers(0, 99), words, st.sampled_from(["", "b"]))
def test_we_read_the_codecs_verdicts_and_it_takes_our_200(ref: str, snu: int, display: str, tag: str) -> None:
    octets = verdict_message(ref, snu, display, tag)
    assert quick.verdict(octets) == (ref, snu)
    request, response = parse_datagram(octets), parse_datagram(quick.accepted(octets))
    assert isinstance(request, Request)
    assert isinstance(response, Response)
    assert response.status == 200
    for name in ("Via", "From", "Call-ID", "CSeq"):
        assert response.headers.get_all(name) == request.headers.get_all(name)
    assert response.recipient.tag == (tag or "sim")


@given(st.lists(st.tuples(refs, st.integers(0, 9)), min_size=1, max_size=5), st.lists(st.integers(1, 900), max_size=20))
def test_a_stream_may_be_cut_anywhere(verdicts: list[tuple[str, int]], cuts: list[int]) -> None:
    octets = b"\r\n\r\n".join(verdict_message(ref, snu) for ref, snu in verdicts)
    stream, found, start = quick.ByteStream(), [], 0
    for end in [*sorted({c % len(octets) for c in cuts}), len(octets)]:
        found += [quick.verdict(message) for message in stream.feed(octets[start:end])]
        start = end
    assert found == verdicts


@given(st.binary(max_size=200))
def test_garbage_is_nothing(octets: bytes) -> None:
    quick.status(octets)
    quick.branch(octets)
    quick.verdict(octets)
    quick.accepted(octets)
    list(quick.ByteStream().feed(octets))


def test_namespaces_and_blanks_are_read() -> None:
    assert quick.verdict(b"<s:mrs><s:ref> A1 </s:ref><s:snu>\n0 </s:snu></s:mrs>") == ("A1", 0)
    assert quick.verdict(b"<mrs><ref>A1</ref></mrs>") is None
