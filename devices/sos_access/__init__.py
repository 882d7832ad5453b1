"""The SOS Access door: transmitters that send XML over TCP or TLS."""
