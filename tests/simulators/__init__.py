"""The counterparts, against real sockets."""
