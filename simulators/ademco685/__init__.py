"""An Ademco 685 receiver with its computer output."""
