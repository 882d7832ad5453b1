"""A MiniFinder (EV-07B) pendant."""
