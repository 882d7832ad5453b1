"""Loop, reactor, supervised tasks, process signals, shutdown ladder."""
