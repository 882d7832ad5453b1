"""Signed webhooks of cloud-connected devices."""
