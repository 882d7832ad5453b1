"""The IPA door: systems that send alarms by the Internet Protocol for Alarm Management."""
