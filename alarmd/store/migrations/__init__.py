"""The schema's history; run by `alarmd.store.schema`."""
