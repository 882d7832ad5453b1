"""A GSM modem on a pseudo terminal: messages and calls come to it, and it misbehaves on purpose."""
