"""Bytes to meaning and back; pure, and importing nothing that can wait."""
