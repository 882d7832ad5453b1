"""Metrics and logs, on a registry that is passed in."""
