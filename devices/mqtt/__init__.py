"""The MQTT door: goes to a broker, and acknowledges what is durable."""
