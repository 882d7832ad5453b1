"""The alarmd command: arguments, then bootstrap."""
