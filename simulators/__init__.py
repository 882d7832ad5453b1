"""The counterparts: alarm units that press, beat and misbehave."""
