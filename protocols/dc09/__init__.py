"""SIA DC-09 frames: bytes to messages and answers."""
