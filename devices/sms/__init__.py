"""GSM modems: messages and calls of units come in, notices go out."""
