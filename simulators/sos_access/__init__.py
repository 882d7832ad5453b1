"""A transmitter that speaks SOS Access v4."""
