"""Outgoing notices: each sender answers Sent, Retry or Rejected."""
