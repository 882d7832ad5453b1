"""A nurse-call system that speaks ESPA-X."""
