"""A system that speaks IPA."""
