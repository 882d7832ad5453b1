"""The SIA DC-09 door: TCP and UDP."""
