"""The operator console: another program, which knows only the feed."""
