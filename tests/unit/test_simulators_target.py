"""Where messages go, read from what people write."""

from __future__ import annotations

import ssl

import pytest

from simulators.target import Protocol, Target, Transport, demo_address, demo_protocol, parse_target

D, S = Protocol.DC09, Protocol.SCAIP


@pytest.mark.parametrize(
    ("text", "protocol", "transport", "host", "port"),
    [
        ("127.0.0.1", D, Transport.TCP, "127.0.0.1", 12128),
        ("", D, Transport.UDP, "127.0.0.1", 12128),
        (":4000", D, Transport.UDP, "127.0.0.1", 4000),
        ("arc.example.com:5062", S, Transport.UDP, "arc.example.com", 5062),
        ("arc.example.com", S, Transport.TLS, "arc.example.com", 5061),
        ("10.0.0.7", S, Transport.TCP, "10.0.0.7", 5060),
        ("[::1]:99", S, Transport.TCP, "::1", 99),
        ("[::1]", S, Transport.TCP, "::1", 5060),
        ("::1", S, Transport.UDP, "::1", 5060),
    ],
)
def test_targets(text: str, protocol: Protocol, transport: Transport, host: str, port: int) -> None:
    assert parse_target(text, protocol, transport) == Target(host, port, transport)


@pytest.mark.parametrize("text", ["h:0", "h:65536", "h:port"])
def test_a_bad_port_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="is no port"):
        parse_target(text, D, Transport.TCP)


def test_dc09_has_no_tls() -> None:
    with pytest.raises(ValueError, match="encrypts by itself"):
        parse_target("h", D, Transport.TLS)


def test_a_certificate_is_checked_when_an_authority_is_named() -> None:
    unchecked = Target("127.0.0.1", 5061, Transport.TLS).tls()
    assert unchecked.verify_mode is ssl.CERT_NONE
    assert unchecked.minimum_version is ssl.TLSVersion.TLSv1_2
    with pytest.raises(OSError, match="No such file"):
        Target("127.0.0.1", 5061, Transport.TLS, "/nonexistent/ca.pem").tls()


def test_demo_units_have_their_protocol_and_address_from_their_number() -> None:
    assert [demo_protocol(n) for n in range(3)] == [D, S, D]
    assert (demo_address(D, 0), demo_address(S, 7), demo_address(D, 19_999)) == ("1000", "90000007", "20999")
