"""The SCAIP door: SIP over UDP, TCP and TLS."""
