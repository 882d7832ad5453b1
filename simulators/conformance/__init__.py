"""Conformance suites: what a receiver of a standard must do, asked of any receiver from outside."""
