"""A Setracker watch."""
