"""The part of SIP (RFC 3261, 3428) that SCAIP travels on."""
