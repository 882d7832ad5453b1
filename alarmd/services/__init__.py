"""One module per promise: intake, desk, watch, deadlines, escalate, relay."""
