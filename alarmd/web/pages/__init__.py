"""The responder's pages: layout and style, filled in by `responder_pages`."""
