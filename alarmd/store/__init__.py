"""The ledger: the only room that knows SQLAlchemy."""
