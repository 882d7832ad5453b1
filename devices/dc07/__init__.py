"""The SIA DC-07 door: receivers that send DC-09 frames to a computer on a serial line."""
