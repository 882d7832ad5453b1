"""HTTP: api, console feed, responder pages, health, metrics."""
