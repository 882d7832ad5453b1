"""A nurse-call system or fire panel that speaks ESPA 4.4.4."""
