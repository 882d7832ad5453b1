"""Devices behind an MQTT broker: what each family publishes, and a device that does it."""
