"""Tests: unit, property, golden, component, contract, devices, console, smoke, load, architecture."""
