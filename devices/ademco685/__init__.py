"""The Ademco 685 door: receivers that write LF, text, CR on a serial line."""
