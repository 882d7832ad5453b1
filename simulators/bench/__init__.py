"""The technician's bench: units at hand, the wire in sight."""
