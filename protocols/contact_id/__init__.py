"""Contact ID (SIA DC-05) and SIA (DC-03) event codes."""
