"""Frozen settings: one TOML file and the environment, validated, with plain errors."""
