"""A whole centre on this machine: daemon, people, units and console, for looking and for checking."""
